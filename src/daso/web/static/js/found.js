/**
 * Founding: the first passkey or wallet, the identifier that follows from all that the founding says, then `FoundOrganisation`.
 *
 * The form: README.md. Afterwards the founder is signed in, on the founding page. Read next: `form.js`.
 */
import { digest, encode, toBase64url, toHex } from "./canon.js";
import { ensureSignedIn } from "./signin.js";
import { takeChosen } from "./wallets.js";
import { makeKey } from "./newkey.js";

const LAW = 1;
export const isNewcomer = true;

/**
 * @param {HTMLFormElement} form @param {import("./form.js").Task} task
 * @param {import("./dialog.js").ActDialog} dialog
 */
export async function prepare(form, task, dialog) {
  const charter = /** @type {any} */ (task.fields.charter);
  task.wallet = takeChosen(form);
  const made = await makeKey(dialog, { name: readName(form), organisation: charter.name }, task.wallet);
  if (!made) return false;
  const salt = toBase64url(crypto.getRandomValues(new Uint8Array(32)));
  task.path = "/api/orgs";
  task.credential = made.credential;
  task.sign = made.sign;
  task.fields = { ...task.fields, law: LAW, salt, origins: [location.origin], key: made.key };
  task.org = await computeOrganisation({ act: task.kind, by: task.by, seq: task.seq, ...task.fields });
  return true;
}

/** @param {HTMLFormElement} form */
function readName(form) {
  return String(new FormData(form).get("profile.name") ?? "").trim();
}

/** The identifier that belongs to a founding act without its `org`. @param {import("./form.js").Task["fields"]} said */
export async function computeOrganisation(said) {
  return toHex(await digest("daso/organisation/1", encode(said))).slice(0, 32);
}

/**
 * @param {HTMLFormElement} _form @param {import("./form.js").Task} task @param {import("./form.js").Outcome} outcome
 */
export async function finish(_form, task, { accepted }) {
  await ensureSignedIn(task);
  return `/o/${accepted.slug ?? task.org}/founding`;
}
