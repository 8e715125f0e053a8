/**
 * A light key of this browser: comments, reactions, joining and leaving hubs in the member's name, without asking each time.
 *
 * WebCrypto makes it so that nothing can read it out, and IndexedDB keeps it, one for each organisation and member. The
 * law lets it sign light acts only, until its end. Read next: `form.js`, which prefers it where it can sign.
 *
 * @typedef {{public: string, until: number, key: CryptoKey}} Kept
 * @typedef {import("./canon.js").Value} Value
 */
import { encode, join, toBase64url } from "./canon.js";
import { lowerS } from "./keys.js";

/** The acts that the law calls light. */
const LIGHT = new Set(["PostComment", "EditComment", "React", "Unreact", "JoinHub", "LeaveHub"]);

const DAY = 86_400_000;
const P256 = { name: "ECDSA", namedCurve: "P-256" };

/**
 * How this browser signs an act of this kind by itself; null when its member's full key has to.
 * @param {string} kind @param {string} org @param {import("./api.js").Signer} signer
 * @returns {Promise<import("./signer.js").Sign | null>}
 */
export async function findLightSign(kind, org, signer) {
  return LIGHT.has(kind) ? chooseLight(org, signer) : null;
}

/** @param {string} org @param {import("./api.js").Signer} signer @returns {Promise<import("./signer.js").Sign | null>} */
async function chooseLight(org, signer) {
  const kept = await load(org, signer.member);
  if (!kept) return null;
  const known = signer.keys.find((key) => key.public === kept.public);
  if (known) return async (act) => ({ key: known.number, proof: await sign(act, kept.key) });
  if (kept.until <= Date.now()) await forget(org, signer.member);
  return null; // revoked, at its end, or not on the log yet
}

/**
 * Make a light key for so many days; it counts once the act that adds it stands on the log.
 * @param {string} org @param {number} member @param {number} days
 */
export async function makeLight(org, member, days) {
  const pair = await crypto.subtle.generateKey(P256, false, ["sign"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)).slice(1);
  const kept = { public: toBase64url(point), until: Date.now() + days * DAY, key: pair.privateKey };
  await access("readwrite", (store) => store.put(kept, name(org, member)));
  return { key: { kind: "p256", public: kept.public }, scope: "light", until: kept.until };
}

/** Forget the light key of this browser; whoever signs out does. @param {string} org @param {number | string} member */
export async function forget(org, member) {
  await access("readwrite", (store) => store.delete(name(org, member)));
}

/**
 * Take away every offer of a light key where this browser has one that works already.
 * @param {Iterable<HTMLElement>} offers @param {string} org @param {() => Promise<import("./api.js").Signer>} ask
 */
export async function settleOffers(offers, org, ask) {
  const member = document.documentElement.dataset.member ?? "";
  if (!(await load(org, member))) return;
  const has = (await chooseLight(org, await ask())) !== null;
  for (const offer of offers) offer.hidden = has;
}

/** @param {Value} act @param {CryptoKey} key */
async function sign(act, key) {
  // WebCrypto hashes what it signs: domain, newline and bytes give the very digest that the law asks for.
  const message = join(new TextEncoder().encode("daso/act/1\n"), encode(act));
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, message);
  return { kind: "p256", signature: toBase64url(lowerS(new Uint8Array(signature))) };
}

/** @param {string} org @param {number | string} member */
const name = (org, member) => `${org}/${member}`;

/** @param {string} org @param {number | string} member @returns {Promise<Kept | undefined>} */
function load(org, member) {
  return access("readonly", (store) => store.get(name(org, member)));
}

/** @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest} work @returns {Promise<any>} */
async function access(mode, work) {
  const opening = indexedDB.open("daso", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("light");
  const database = await settle(opening);
  try {
    return await settle(work(database.transaction("light", mode).objectStore("light")));
  } finally {
    database.close();
  }
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function settle(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
