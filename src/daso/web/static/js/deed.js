/**
 * A vault's payment, or change of members, as it is approved or objected to: its digest (EIP-712) is built here, from values that the page also shows.
 *
 * The same stands in `daso/chain/approval.py` and in `contracts/vault.vy`; a test compares them. Read next: `approve.js`.
 *
 * @typedef {{org: string, chain: number, vault: string, epoch: number, decision: number, by: number, number: number,
 *   token: string, to: string, amount: string, expiry: number}} Deed  `by` announced a small one; else it is nought
 * @typedef {{org: string, chain: number, vault: string, epoch: number, number: number, expiry: number,
 *   rules: import("./seats.js").Rules}} MembersDeed  a change of the vault's members; `number` is the vault's own
 */
import { keccak_256 } from "../vendor/noble-hashes/sha3.js";
import { digest, encode, join, toHex } from "./canon.js";
import { hashRules, word } from "./seats.js";

const UTF8 = new TextEncoder();
const APPLICATION = { name: "daso vault", version: "1" };
const DOMAIN_FIELDS = [
  ["name", "string"],
  ["version", "string"],
  ["chainId", "uint256"],
  ["verifyingContract", "address"],
];
const DEED_FIELDS = [
  ["kind", "string"],
  ["organisation", "bytes16"],
  ["epoch", "uint256"],
  ["token", "address"],
  ["to", "address"],
  ["amount", "uint256"],
  ["rules", "bytes32"],
  ["decision", "bytes32"],
  ["salt", "bytes32"],
  ["expiry", "uint256"],
];
const OBJECTION_FIELDS = [["deed", "Deed"]];

/** @param {string} name @param {string[][]} fields */
const writeType = (name, fields) => `${name}(${fields.map(([field, type]) => `${type} ${field}`).join(",")})`;

const DOMAIN = writeType("EIP712Domain", DOMAIN_FIELDS);
const DEED = writeType("Deed", DEED_FIELDS);
const OBJECTION = writeType("Objection", OBJECTION_FIELDS) + DEED;

/** @param {string} words */
const hash = (words) => keccak_256(UTF8.encode(words));

/** @param {Uint8Array | ArrayBuffer} bytes */
const toWord = (bytes) => `0x${toHex(new Uint8Array(bytes))}`;

const NOBODY = `0x${"00".repeat(20)}`;
const NOTHING = `0x${"00".repeat(32)}`;

/** What every approval of this deed signs. @param {Deed | MembersDeed} deed @returns {Promise<Uint8Array>} */
export async function computeDeedDigest(deed) {
  return seal(deed, hashFields(await readFields(deed)));
}

/** What every objection to this deed signs. @param {Deed | MembersDeed} deed @returns {Promise<Uint8Array>} */
export async function computeObjectionDigest(deed) {
  return seal(deed, keccak_256(join(hash(OBJECTION), hashFields(await readFields(deed)))));
}

/**
 * The same as wallets are asked to sign it (`eth_signTypedData_v4`), so that they show every field.
 * @param {Deed | MembersDeed} deed @param {boolean} objecting
 */
export async function renderTyped(deed, objecting) {
  const describe = (/** @type {string[][]} */ fields) => fields.map(([name, type]) => ({ name, type }));
  const fields = await readFields(deed);
  return {
    types: {
      EIP712Domain: describe(DOMAIN_FIELDS),
      Deed: describe(DEED_FIELDS),
      ...(objecting ? { Objection: describe(OBJECTION_FIELDS) } : {}),
    },
    primaryType: objecting ? "Objection" : "Deed",
    domain: { ...APPLICATION, chainId: deed.chain, verifyingContract: deed.vault },
    message: objecting ? { deed: fields } : fields,
  };
}

/** @param {Deed | MembersDeed} deed @param {Uint8Array} body */
function seal(deed, body) {
  const { name, version } = APPLICATION;
  const domain = keccak_256(join(hash(DOMAIN), hash(name), hash(version), word(deed.chain), word(deed.vault)));
  return keccak_256(join(Uint8Array.of(0x19, 0x01), domain, body));
}

/** A deed's ten fields, by name. @param {Deed | MembersDeed} deed @returns {Promise<{[field: string]: string}>} */
async function readFields(deed) {
  const own = "rules" in deed ? await readMembers(deed) : await readPayment(deed);
  return { organisation: `0x${deed.org}`, epoch: String(deed.epoch), expiry: String(deed.expiry), ...own };
}

/** @param {Deed} deed */
async function readPayment(deed) {
  const fields = { org: deed.org, withdrawal: deed.number };
  const decision = deed.by
    ? await digest("daso/announcement/1", encode({ ...fields, member: deed.by }))
    : await digest("daso/withdrawal/1", encode({ ...fields, decision: deed.decision }));
  return {
    kind: deed.by ? "small payment" : "payment",
    token: deed.token || NOBODY,
    to: deed.to,
    amount: deed.amount,
    rules: NOTHING,
    decision: toWord(decision),
    salt: toWord(word(deed.number)),
  };
}

/** @param {MembersDeed} deed */
async function readMembers(deed) {
  const fields = { org: deed.org, vault: deed.number, epoch: deed.epoch };
  return {
    kind: "members",
    token: NOBODY,
    to: NOBODY,
    amount: "0",
    rules: toWord(hashRules(deed.rules)),
    decision: toWord(await digest("daso/vault-members/1", encode(fields))),
    salt: NOTHING,
  };
}

/** @param {{[field: string]: string}} fields */
function hashFields(fields) {
  return keccak_256(join(hash(DEED), ...DEED_FIELDS.map(([name, type]) => hashField(type, fields[name]))));
}

/** A text's hash; bytes begin their word, numbers and addresses end it. @param {string} type @param {string} value */
function hashField(type, value) {
  if (type === "string") return hash(value);
  return word(type.startsWith("bytes") ? value.padEnd(NOTHING.length, "0") : value);
}
