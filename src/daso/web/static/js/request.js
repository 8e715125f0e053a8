/**
 * A scrutineer's request: their public key and name as one line, canonical JSON in base64url.
 *
 * See `daso/web/request_code.py`. Read next: `scrutineer.js`, which makes one; `acts.js`, which reads it.
 *
 * @typedef {{key: {kind: string, public: string, origin?: string}, name: string}} NamingRequest
 */
import { decode, encode, fromBase64url, join, NotCanonical, toBase64url } from "./canon.js";
import { Problem, t } from "./words.js";

/** A member's request for a new key. @param {{key: NamingRequest["key"], member: number}} request */
export function encodeRecovery({ key, member }) {
  return toBase64url(encode({ key, member }));
}

/** @param {NamingRequest} request */
export function encodeRequest({ key, name }) {
  return toBase64url(encode({ key, name }));
}

/** @param {NamingRequest["key"]} key */
async function isSound(key) {
  const point = fromBase64url(key.public);
  if (key.kind === "wallet") return (await import("./wallet.js")).isPoint(point);
  const raw = join(Uint8Array.of(4), point);
  await crypto.subtle.importKey("raw", raw, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  return true;
}

/**
 * Read a request back, however a message has broken its line; a `Problem` when it is damaged.
 * @param {string} code @returns {Promise<NamingRequest>}
 */
export async function decodeRequest(code) {
  try {
    const request = /** @type {NamingRequest} */ (decode(fromBase64url(code.replace(/\s+/g, ""))));
    const { key, name } = request;
    if (typeof name === "string" && encodeRequest({ key, name }) === toBase64url(encode(request))) {
      // Whatever is no point of the curve is no key, so a slip of one letter is found.
      if (await isSound(key)) return request;
    }
  } catch (error) {
    if (!(error instanceof NotCanonical || error instanceof DOMException || error instanceof TypeError)) throw error;
  }
  throw new Problem(
    t("This request code is damaged or not whole. Ask the scrutineer to copy all of it, and paste it again."),
    "request-damaged",
  );
}
