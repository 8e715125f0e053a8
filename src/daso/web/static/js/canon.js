/**
 * One value, one byte string, one digest: what `daso/canon.py` says, in the browser.
 *
 * The form is RFC 8785 (JCS), restricted: sorted ASCII keys, no whitespace, integers only with |n| < 2^53, strings in
 * Unicode NFC without control characters other than newline and tab. Read next: `acts.js`.
 *
 * @typedef {null | boolean | number | string | any[] | {[key: string]: any}} Value
 */

const MAX_DEPTH = 32;
const UTF8 = new TextEncoder();
const STRICT_UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
// These are the very characters that are refused
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
const ASCII = /^[\u0000-\u007f]*$/;

/** The value has no canonical form, or the bytes are not the one way of writing what they mean. */
export class NotCanonical extends Error {
  /** @param {string} reason */
  constructor(reason) {
    super(`These bytes are not in canonical form: ${reason}.`);
    this.code = "not-canonical";
  }
}

/** The canonical bytes of a value. @param {Value} value @returns {Uint8Array<ArrayBuffer>} */
export function encode(value) {
  return UTF8.encode(write(value));
}

/** The value that canonical bytes mean; refuses any other spelling. @param {BufferSource} bytes @returns {Value} */
export function decode(bytes) {
  let value, text;
  try {
    text = STRICT_UTF8.decode(bytes);
    value = JSON.parse(text);
  } catch (error) {
    throw new NotCanonical(/** @type {Error} */ (error).message);
  }
  if (write(value) !== text) throw new NotCanonical("encoding the value again gives other bytes");
  return value;
}

/** @param {Value} value @param {number} depth @returns {string} */
function write(value, depth = 1) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return writeInteger(value);
  if (typeof value === "string") return writeText(value);
  if (depth > MAX_DEPTH) throw new NotCanonical(`lists and objects stand more than ${MAX_DEPTH} deep in one another`);
  if (Array.isArray(value)) return `[${Array.from(value, (item) => write(item, depth + 1)).join(",")}]`;
  if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) return writeObject(value, depth);
  throw new NotCanonical(`a ${typeof value} has no canonical form`);
}

/** @param {number} value */
function writeInteger(value) {
  if (!Number.isInteger(value)) throw new NotCanonical("a number is not an integer");
  if (!Number.isSafeInteger(value)) throw new NotCanonical("an integer is larger than 2^53 - 1");
  return String(value);
}

/** @param {string} value */
function writeText(value) {
  if (CONTROL.test(value)) {
    throw new NotCanonical("a text holds a control character other than newline and tab");
  }
  // A lone half of a surrogate pair stands for no character, and UTF-8 can't carry it.
  if (/\p{Surrogate}/u.test(value)) throw new NotCanonical("a text is not well-formed Unicode");
  if (value.normalize("NFC") !== value) throw new NotCanonical("a text is not in Unicode NFC form");
  return JSON.stringify(value);
}

/** @param {{[key: string]: Value}} value @param {number} depth */
function writeObject(value, depth) {
  const members = Object.keys(value)
    .sort()
    .map((key) => {
      if (!ASCII.test(key)) throw new NotCanonical("a key is not ASCII text");
      return `${writeText(key)}:${write(value[key], depth + 1)}`;
    });
  return `{${members.join(",")}}`;
}

/** SHA-256. @param {BufferSource} bytes */
export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** SHA-256 of the domain, a newline and the bytes. @param {string} domain @param {Uint8Array} bytes */
export function digest(domain, bytes) {
  return sha256(join(UTF8.encode(`${domain}\n`), bytes));
}

/** Byte strings one after another. @param {Uint8Array[]} parts @returns {Uint8Array<ArrayBuffer>} */
export function join(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  parts.reduce((offset, part) => (whole.set(part, offset), offset + part.length), 0);
  return whole;
}

/** base64url without padding. @param {ArrayBuffer | Uint8Array} bytes */
export function toBase64url(bytes) {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Read base64url without padding; refuses any other spelling of the same bytes. @param {string} text */
export function fromBase64url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new NotCanonical("a value is not base64url");
  const bytes = readBinary(atob(text.replaceAll("-", "+").replaceAll("_", "/")));
  if (toBase64url(bytes) !== text) throw new NotCanonical("a value is not base64url in its one spelling");
  return bytes;
}

/** base64 with padding (RFC 4648, section 4). @param {ArrayBuffer | Uint8Array} bytes */
export function toBase64(bytes) {
  return btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
}

/** The bytes, or null unless `text` is the one canonical base64 of them. @param {string} text */
export function fromBase64(text) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4) return null;
  const bytes = readBinary(atob(text));
  return toBase64(bytes) === text ? bytes : null;
}

/** @param {string} binary */
function readBinary(binary) {
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

/** Bytes as hexadecimal digits. @param {Uint8Array} bytes */
export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
