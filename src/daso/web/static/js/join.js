/**
 * Joining: the invitation's secret from the link's fragment, a key, the affirmation, then `JoinOrganisation`.
 *
 * The secret (a private P-256 key, 32 bytes as base64url) stands behind the # and so never reaches the server; it must
 * belong to the public key that the log holds for this invitation. The form: README.md. Read next: `invite.js`.
 */
import { getSigner } from "./api.js";
import { encode, fromBase64url, join, toBase64url } from "./canon.js";
import { makeKey } from "./newkey.js";
import { pinVkey } from "./receipt.js";
import { lowerS } from "./keys.js";
import { showProblem } from "./form.js";
import { ensureSignedIn } from "./signin.js";
import { takeChosen } from "./wallets.js";
import { Problem, t } from "./words.js";

const UTF8 = new TextEncoder();
const ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
export const isNewcomer = true;

/**
 * @param {HTMLFormElement} form @param {import("./form.js").Task} task
 * @param {import("./dialog.js").ActDialog} dialog
 */
export async function prepare(form, task, dialog) {
  const { number, invitation = "", foundation = "", name = "" } = form.dataset;
  const wallet = takeChosen(form);
  const secret = await readInvitation(invitation);
  task.vkey = await pinVkey(task.org, (await getSigner(task.org, "1")).vkey);
  const profile = String(new FormData(form).get("profile.name") ?? "").trim();
  task.wallet = wallet;
  const made = await makeKey(dialog, { name: profile, organisation: name }, wallet);
  if (!made) return false;
  task.by = Number(number);
  task.credential = made.credential;
  task.sign = made.sign;
  const shown = await showInvitation(secret, task.org, task.by, made.key.public);
  task.fields = { ...task.fields, key: made.key, invitation: shown, affirms: foundation };
  return true;
}

/**
 * The invitation's key from this page's address; a `Problem` unless it is the one that was invited.
 * @param {string} publicKey
 */
export async function readInvitation(publicKey) {
  const secret = location.hash.slice(1);
  if (!secret)
    throw new Problem(
      t("This link is not whole: its last part is missing. Open the whole link, or scan its code again."),
      "no-secret",
    );
  const point = fromBase64url(publicKey);
  const [x, y] = [point.slice(0, 32), point.slice(32)].map(toBase64url);
  try {
    const key = await crypto.subtle.importKey("jwk", { kty: "EC", crv: "P-256", d: secret, x, y }, ECDSA, false, [
      "sign",
    ]);
    // Not every browser compares the two halves of a key when it is imported, so a trial signature does.
    const open = await crypto.subtle.importKey("jwk", { kty: "EC", crv: "P-256", x, y }, ECDSA, false, ["verify"]);
    const trial = await crypto.subtle.sign(ECDSA, key, point);
    if (await crypto.subtle.verify(ECDSA, open, trial, point)) return key;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  throw new Problem(t("This link does not belong to this invitation. Ask for it again."), "wrong-secret");
}

/**
 * The invitation key's signature over the newcomer's own key.
 * @param {CryptoKey} secret @param {string} org @param {number} number @param {string} publicKey
 */
export async function showInvitation(secret, org, number, publicKey) {
  const claim = join(UTF8.encode("daso/invitation/1\n"), encode({ key: publicKey, number, org }));
  return toBase64url(lowerS(new Uint8Array(await crypto.subtle.sign(ECDSA, secret, claim))));
}

/** @param {HTMLFormElement} form @param {import("./form.js").Task} task */
export async function finish(form, task) {
  await ensureSignedIn(task);
  return form.dataset.next ?? `/o/${task.slug}`;
}

/** Say at once, not after all is typed, when a link can't work. @param {HTMLFormElement} form */
export async function look(form) {
  keepSecret();
  try {
    await readInvitation(form.dataset.invitation ?? "");
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    showProblem(form, error);
  }
}

/**
 * Who changes the language stays invited: the same page gets the same fragment, which no browser sends to a server, nor
 * tells the next page as where its reader came from.
 */
function keepSecret() {
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".language a"));
  for (const link of links) if (link.pathname === location.pathname) link.hash = location.hash;
}
