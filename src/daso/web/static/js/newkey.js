/**
 * A key that is new here: a passkey made for it, or a wallet's; with a word beforehand about what will be asked.
 * Read next: `keys.js`, `wallet.js`.
 *
 * @typedef {{credential: string, key: {kind: string, public: string, origin?: string},
 *   sign: import("./signer.js").Sign}} Made  `sign` signs with it as a newcomer's key 1
 */
import { createPasskey } from "./keys.js";
import { signWithNew } from "./signer.js";
import { t } from "./words.js";

/**
 * A new key, or null when the member turned back.
 * @param {import("./dialog.js").ActDialog} dialog @param {Parameters<typeof createPasskey>[0]} options
 * @param {import("./wallets.js").Wallet | null} wallet  whose key it is to be; null for a passkey
 * @param {string} [next]  what comes then
 * @returns {Promise<Made | null>}
 */
export async function makeKey(dialog, options, wallet, next) {
  if (!wallet) return makePasskey(dialog, options, next);
  const { askForKey } = await import("./wallet.js");
  return askForKey(dialog, wallet, next);
}

/**
 * @param {import("./dialog.js").ActDialog} dialog @param {Parameters<typeof createPasskey>[0]} options
 * @param {string} next @returns {Promise<Made | null>}
 */
async function makePasskey(dialog, options, next = t("Afterwards your device asks once more, to sign.")) {
  const lines = [
    t("Your device makes a passkey for you, as it does to unlock itself: by fingerprint, face or PIN."),
    [t("The passkey stays with you; this site never sees it."), next].join(" "),
  ];
  if (!(await dialog.ask(t("Make your passkey"), lines, t("Make a passkey")))) return null;
  dialog.wait(t("Waiting for your device…"));
  const made = await createPasskey(options);
  return { ...made, sign: signWithNew(made.credential) };
}
