/**
 * Who signs here: the member's passkeys, or their wallet where they signed in with it; in the demonstration the server,
 * for the one demo member it lent out.
 *
 * A signer takes an act, never a digest, and gives the number of the key and the proof. Read next: `form.js`.
 *
 * @typedef {{key: number, proof: import("./canon.js").Value, credential?: string}} Signed
 * @typedef {(act: {[field: string]: import("./canon.js").Value}) => Promise<Signed>} Sign
 */
import { post } from "./api.js";
import { signAct } from "./keys.js";
import { Problem, t } from "./words.js";

/** How the visitor of this page signs: `passkey`, `wallet`, `demo`, or `none` before signing in. */
export function getSignerKind() {
  return document.documentElement.dataset.signer ?? "none";
}

/** The way of signing for this visitor's next act. @param {import("./api.js").Signer} signer @returns {Sign} */
export function chooseSign(signer) {
  const kind = getSignerKind();
  if (kind === "demo") return signInDemo;
  return kind === "wallet" ? (act) => signWithWallet(act, signer.keys) : (act) => signWithPasskey(act, signer.keys);
}

/**
 * Sign with a passkey that was made a moment ago, as key 1 of a newcomer.
 * @param {string} credential @returns {Sign}
 */
export function signWithNew(credential) {
  return async (act) => ({ ...(await signAct(act, [credential])), key: 1 });
}

/**
 * @param {{[field: string]: import("./canon.js").Value}} act @param {import("./api.js").SigningKey[]} keys
 * @returns {Promise<Signed>}
 */
async function signWithPasskey(act, keys) {
  const usable = keys.filter((key) => key.kind === "passkey" && key.origin === location.origin);
  if (usable.length === 1 && !usable[0].credential) {
    // The site never learnt this passkey's name, as with scrutineers: then the device offers what it has.
    const { proof } = await signAct(act, []);
    return { key: usable[0].number, proof };
  }
  if (!usable.length) {
    throw new Problem(
      t("None of your keys is a passkey of this site. Sign where you made it, or with the command line."),
      "no-passkey",
    );
  }
  const { credential, proof } = await signAct(
    act,
    usable.map((key) => key.credential),
  );
  const used = usable.find((key) => key.credential === credential);
  if (!used) throw new Problem(t("This passkey is not one of your keys here. Choose another one."), "unknown-passkey");
  return { key: used.number, proof };
}

/**
 * @param {{[field: string]: import("./canon.js").Value}} act @param {import("./api.js").SigningKey[]} keys
 * @returns {Promise<Signed>}
 */
async function signWithWallet(act, keys) {
  const { signAct } = await import("./wallet.js");
  return signAct(act, keys);
}

/** @type {Sign} The act itself goes along: the server signs what it can read, and only for the member it lent out. */
async function signInDemo(act) {
  return post("/demo/sign", { act });
}
