/**
 * A further key: a passkey on another device or a security key, or a wallet, added by the member's first one.
 *
 * The browser itself offers other devices (a phone by QR code, a key to plug in); those that hold one of the member's
 * passkeys already are left out. Read next: `form.js`.
 */
import { makeLight } from "./light.js";
import { makeKey } from "./newkey.js";
import { takeChosen } from "./wallets.js";
import { Problem, t } from "./words.js";

/**
 * @param {HTMLFormElement} form @param {import("./form.js").Task} task
 * @param {import("./dialog.js").ActDialog} dialog
 */
export async function prepare(form, task, dialog) {
  const days = Number(form.dataset.light ?? 0);
  if (days && task.signer) {
    task.fields = { ...task.fields, ...(await makeLight(task.org, task.signer.member, days)) };
    return true;
  }
  const typed = String(new FormData(form).get("key.public") ?? "").trim();
  if (typed) {
    if (!/^[A-Za-z0-9_-]{85}[AQgw]$/.test(typed))
      throw new Problem(t("This is not a public key. Ask its owner to send it again."), "not-a-key");
    task.fields = { ...task.fields, key: { kind: "p256", public: typed } };
    return true;
  }
  const { name = document.title, person = name } = form.dataset;
  const known = task.signer?.keys.map((key) => key.credential) ?? [];
  const made = await makeKey(dialog, { name: person, organisation: name, known }, takeChosen(form));
  if (!made) return false;
  task.credential = made.credential;
  task.fields = { ...task.fields, key: made.key };
  return true;
}
