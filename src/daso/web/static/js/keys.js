/**
 * Passkeys: made on the member's own device, and used to sign bytes that this client built.
 *
 * Nothing here takes a digest from outside: `signAct`, `signLogin` and `signDeed` encode the value themselves, each in
 * its own domain.
 * What comes back has the form that `daso/keys/verify.py` asks for. Read next: `signer.js`.
 *
 * @typedef {{kind: "passkey", public: string, origin: string}} PasskeyKey
 * @typedef {{kind: "passkey", authenticator: string, client: string, signature: string}} PasskeyProof
 * @typedef {import("./canon.js").Value} Value
 */
import { digest, encode, fromBase64url, toBase64url } from "./canon.js";
import { computeDeedDigest, computeObjectionDigest } from "./deed.js";
import { Problem, t } from "./words.js";

const ES256 = -7;
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const POINT_LENGTH = 65;
const MOST_TRIES = 8;

/**
 * Make a passkey on this device.
 * @param {{name: string, organisation: string, known?: (string | null)[]}} options  who it is for; passkeys they have already
 * @returns {Promise<{credential: string, key: PasskeyKey}>}
 */
export async function createPasskey({ name, organisation, known = [] }) {
  checkSurroundings();
  const created = await attempt(() =>
    navigator.credentials.create({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        rp: { id: location.hostname, name: organisation },
        user: { id: crypto.getRandomValues(new Uint8Array(32)), name: `${name} · ${organisation}`, displayName: name },
        pubKeyCredParams: [{ type: "public-key", alg: ES256 }],
        authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
        excludeCredentials: describe(known),
        attestation: "none",
      },
    }),
  );
  const response = /** @type {AuthenticatorAttestationResponse} */ (created.response);
  const info = response.getPublicKey();
  if (!info || response.getPublicKeyAlgorithm() !== ES256) throw unsupported();
  // The end of a P-256 key's SubjectPublicKeyInfo is its point: 0x04, x, y.
  const point = new Uint8Array(info).slice(-POINT_LENGTH);
  if (point[0] !== 4) throw unsupported();
  return {
    credential: toBase64url(created.rawId),
    key: { kind: "passkey", public: toBase64url(point.slice(1)), origin: location.origin },
  };
}

/** Sign an act with one of these passkeys. @param {Value} act @param {(string | null)[]} known */
export function signAct(act, known) {
  return sign("daso/act/1", act, known);
}

/**
 * Sign a sign-in challenge; with no passkey named, the device offers those it has.
 * @param {Value} challenge @param {(string | null)[]} known
 */
export function signLogin(challenge, known = []) {
  return sign("daso/login/1", challenge, known);
}

/**
 * Approve a deed of a vault or object to it, in the vault's own domain, which no act and no sign-in can have.
 * @param {import("./deed.js").Deed | import("./deed.js").MembersDeed} deed @param {boolean} objecting @param {(string | null)[]} known
 */
export async function signDeed(deed, objecting, known) {
  const challenge = await (objecting ? computeObjectionDigest(deed) : computeDeedDigest(deed));
  // A vault rebuilds the client's data and reads none. Some browsers add a word to it now and then: then it is asked again.
  const expected = `{"type":"webauthn.get","challenge":"${toBase64url(challenge)}","origin":"${location.origin}","crossOrigin":false}`;
  let given = await answer(challenge, known);
  for (let tries = 1; given.proof.client !== expected && tries < MOST_TRIES; tries++) given = await answer(challenge, known);
  return given;
}

/**
 * @param {string} domain @param {Value} value @param {(string | null)[]} known
 * @returns {Promise<{credential: string, proof: PasskeyProof}>}
 */
async function sign(domain, value, known) {
  return answer(await digest(domain, encode(value)), known);
}

/** @param {BufferSource} challenge @param {(string | null)[]} known @returns {Promise<{credential: string, proof: PasskeyProof}>} */
async function answer(challenge, known) {
  checkSurroundings();
  const used = await attempt(() =>
    navigator.credentials.get({
      publicKey: {
        challenge,
        rpId: location.hostname,
        allowCredentials: describe(known),
        userVerification: "required",
      },
    }),
  );
  const response = /** @type {AuthenticatorAssertionResponse} */ (used.response);
  return {
    credential: toBase64url(used.rawId),
    proof: {
      kind: "passkey",
      authenticator: toBase64url(response.authenticatorData),
      client: new TextDecoder().decode(response.clientDataJSON),
      signature: toBase64url(toLowS(new Uint8Array(response.signature))),
    },
  };
}

/** @param {(string | null)[]} known @returns {PublicKeyCredentialDescriptor[]} */
function describe(known) {
  return known.filter((id) => id !== null).map((id) => ({ type: "public-key", id: fromBase64url(id) }));
}

/** A DER signature as 64 bytes r and s, with the low s. @param {Uint8Array} der */
export function toLowS(der) {
  const start = der[1] & 0x80 ? 3 : 2;
  const lengthOfR = der[start + 1];
  const r = readInteger(der.subarray(start + 2, start + 2 + lengthOfR));
  const s = readInteger(der.subarray(start + 4 + lengthOfR));
  return write(r, s > ORDER / 2n ? ORDER - s : s);
}

/** 64 bytes r and s, as WebCrypto gives them, with the low s. @param {Uint8Array} signature */
export function lowerS(signature) {
  const [r, s] = [readInteger(signature.subarray(0, 32)), readInteger(signature.subarray(32))];
  return write(r, s > ORDER / 2n ? ORDER - s : s);
}

/** @param {bigint} r @param {bigint} s */
function write(r, s) {
  const hex = [r, s].map((number) => number.toString(16).padStart(64, "0")).join("");
  return Uint8Array.from(/** @type {string[]} */ (hex.match(/../g)), (pair) => parseInt(pair, 16));
}

/** @param {Uint8Array} bytes */
function readInteger(bytes) {
  return bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

/** Say at once what would fail later without a reason. */
function checkSurroundings() {
  if (/^[0-9.]+$|^\[/.test(location.hostname)) {
    throw new Problem(
      t("A passkey belongs to a name, not to a number like {host}. Open this page under its name.", {
        host: location.hostname,
      }),
      "no-name",
    );
  }
  if (!isSecureContext) {
    throw new Problem(t("Passkeys need a secure connection. Open this page with https://."), "insecure");
  }
  if (!globalThis.PublicKeyCredential) throw unsupported();
}

function unsupported() {
  return new Problem(
    t("This browser or device can’t make the passkeys used here. Try a current browser, or another device."),
    "unsupported",
  );
}

/**
 * Turn the browser's terse errors into sentences.
 * @param {() => Promise<Credential | null>} ceremony @returns {Promise<PublicKeyCredential>}
 */
async function attempt(ceremony) {
  let answer;
  try {
    answer = await ceremony();
  } catch (error) {
    throw explain(/** @type {Error} */ (error));
  }
  if (!(answer instanceof PublicKeyCredential)) throw unsupported();
  return answer;
}

/** @param {Error} error */
function explain(error) {
  switch (error.name) {
    case "NotAllowedError":
    case "AbortError":
      return new Problem(
        t(
          "The passkey was not used: it was cancelled, took too long, or is not on this device. Nothing was sent; you can try again.",
        ),
        "cancelled",
      );
    case "InvalidStateError":
      return new Problem(
        t("This device holds a passkey of yours already. Use another device or a security key."),
        "passkey-exists",
      );
    case "SecurityError":
      return new Problem(
        t("Passkeys can’t be used at this address. Open this page under its proper name, with https://."),
        "insecure",
      );
    case "NotSupportedError":
    case "ConstraintError":
      return unsupported();
    default:
      return error;
  }
}
