/**
 * Texts beside the log: the log keeps a salted commitment, the words can be erased. See `compute_commitment` in
 * `daso/kernel/act.py`. Read next: `acts.js`.
 *
 * @typedef {{salt: string, text: string}} SentText  what goes along with an act
 */
import { decode, digest, encode, fromBase64url, join, toBase64url } from "./canon.js";

const SALT_LENGTH = 16;
const UTF8 = new TextEncoder();

/**
 * A text ready to be sent, and the commitment that stands in the act.
 * @param {import("./canon.js").Value} words @returns {Promise<{commitment: string, sent: SentText}>}
 */
export async function commit(words) {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_LENGTH));
  const text = new TextDecoder().decode(encode(words));
  return { commitment: await computeCommitment(salt, text), sent: { salt: toBase64url(salt), text } };
}

/** @param {Uint8Array} salt @param {string} text */
export async function computeCommitment(salt, text) {
  return toBase64url(await digest("daso/text/1", join(salt, UTF8.encode(text))));
}

/**
 * The words of a text, if it is the one that was committed to; else null.
 * @param {SentText} sent @param {string} commitment
 */
export async function openText(sent, commitment) {
  if ((await computeCommitment(fromBase64url(sent.salt), sent.text)) !== commitment) return null;
  return decode(UTF8.encode(sent.text));
}

/** Words as a form gives them, in the one spelling that can be signed. @param {string} words */
export function tidy(words) {
  // Browsers send line ends as CR LF in some places and LF in others; people paste stray control characters.
  const lines = words.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
  // These are the very characters that are taken out
  return lines
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "")
    .toWellFormed()
    .normalize("NFC")
    .trim();
}
