/**
 * Making a passkey, with a word beforehand about what the device will ask. Read next: `keys.js`.
 */
import { createPasskey } from "./keys.js";
import { t } from "./words.js";

/**
 * A new passkey, or null when the member turned back.
 * @param {import("./dialog.js").ActDialog} dialog @param {Parameters<typeof createPasskey>[0]} options
 * @param {string} next  what comes then
 */
export async function makePasskey(dialog, options, next = t("Afterwards your device asks once more, to sign.")) {
  const lines = [
    t("Your device makes a passkey for you, as it does to unlock itself: by fingerprint, face or PIN."),
    [t("The passkey stays with you; this site never sees it."), next].join(" "),
  ];
  if (!(await dialog.ask(t("Make your passkey"), lines, t("Make a passkey")))) return null;
  dialog.wait(t("Waiting for your device…"));
  return createPasskey(options);
}
