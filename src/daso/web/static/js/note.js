/**
 * C2SP signed notes and checkpoints, as `daso/ledger/note.py` and `checkpoint.py` read them: a text with Ed25519
 * signatures under it, verified by this browser. Read next: `receipt.js`.
 *
 * @typedef {{name: string, keyId: string, value: Uint8Array<ArrayBuffer>}} Signature
 * @typedef {{origin: string, size: bigint, root: Uint8Array}} Checkpoint
 */
import { fromBase64, join, sha256, toBase64, toHex } from "./canon.js";
import { Problem, t } from "./words.js";

const ED25519 = 0x01;
const SIGNATURE_LINE = "\u2014 ";
const UTF8 = new TextEncoder();
// Notes may hold no control character but the newline
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

/** Evidence does not hold. @param {string} code @param {string} sentence */
export function tampered(code, sentence) {
  return new Problem(sentence, code);
}

/** Read a log's published key: name+id+base64. @param {string} vkey */
export async function parseVkey(vkey) {
  const [name, keyId, ...rest] = vkey.trim().split("+");
  const material = fromBase64(rest.join("+"));
  const id = material && toHex((await sha256(join(UTF8.encode(`${name}\n`), material))).subarray(0, 4));
  if (!material || material.length !== 33 || !name || id !== keyId) {
    throw tampered("key-text-malformed", t("This is not a log’s key. Copy the whole line again."));
  }
  return { name, keyId, algorithm: material[0], publicKey: material.slice(1) };
}

/** @param {string} note @returns {{text: string, signatures: Signature[]}} */
export function parseNote(note) {
  const blank = note.lastIndexOf("\n\n");
  if (CONTROL.test(note) || blank < 0 || !note.endsWith("\n") || blank + 2 >= note.length) throw malformed();
  const lines = note.slice(blank + 2, -1).split("\n");
  return { text: note.slice(0, blank + 1), signatures: lines.map(parseSignature) };
}

function malformed() {
  return tampered("note-malformed", t("This is not a signed text. Fetch it again; keep it if it stays like this."));
}

/** @param {string} line @returns {Signature} */
function parseSignature(line) {
  const [name, ...rest] = line.replace(SIGNATURE_LINE, "").split(" ");
  const blob = fromBase64(rest.join(" "));
  if (!line.startsWith(SIGNATURE_LINE) || !name || name.includes("+") || !blob || blob.length < 5) throw malformed();
  return { name, keyId: toHex(blob.subarray(0, 4)), value: blob.slice(4) };
}

/**
 * The note's text, if `vkey` signed it; one false signature by `vkey` spoils it.
 * @param {string} note @param {string} vkey
 */
export async function verifyNote(note, vkey) {
  const key = await parseVkey(vkey);
  const { text, signatures } = parseNote(note);
  const ours = signatures.filter((line) => line.name === key.name && line.keyId === key.keyId);
  const imported = await importEd25519(key.publicKey);
  const genuine = await Promise.all(
    ours.map((line) => crypto.subtle.verify("Ed25519", imported, line.value, UTF8.encode(text))),
  );
  if (key.algorithm !== ED25519 || !ours.length || !genuine.every(Boolean)) {
    const sentence = t("The text carries no valid signature by {name}. Do not believe it, and keep it as evidence.", {
      name: key.name,
    });
    throw tampered("note-unsigned", sentence);
  }
  return text;
}

/** @param {Uint8Array<ArrayBuffer>} publicKey */
async function importEd25519(publicKey) {
  try {
    return await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  } catch (error) {
    if (/** @type {Error} */ (error).name !== "NotSupportedError") throw error;
    throw new Problem(
      t("This browser is too old to check receipts itself. Keep the receipt: the audit page checks it for you."),
      "unsupported",
    );
  }
}

/**
 * The checkpoint, if `vkey` signed it and it speaks of that log.
 * @param {string} note @param {string} vkey @returns {Promise<Checkpoint>}
 */
export async function verifyCheckpoint(note, vkey) {
  const text = await verifyNote(note, vkey);
  const [origin, size, root, end, ...more] = text.split("\n");
  const bytes = fromBase64(root ?? "");
  const isWhole = end === "" && !more.length && origin && /^(0|[1-9][0-9]{0,17})$/.test(size) && bytes?.length === 32;
  if (!isWhole || `${origin}\n${size}\n${toBase64(bytes)}\n` !== text) {
    throw tampered("checkpoint-malformed", t("The signed text is not a checkpoint of a log. Do not believe it."));
  }
  const expected = (await parseVkey(vkey)).name;
  if (origin !== expected) {
    const sentence = t("This checkpoint speaks of {origin}, but {expected} was asked for.", { origin, expected });
    throw tampered("checkpoint-of-another-log", sentence);
  }
  return { origin, size: BigInt(size), root: bytes };
}
