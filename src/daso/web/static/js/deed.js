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
import { digest, encode, join } from "./canon.js";
import { hashRules, word } from "./seats.js";

const UTF8 = new TextEncoder();
const DOMAIN = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
const DEED =
  "Deed(string kind,bytes16 organisation,uint256 epoch,address token,address to,uint256 amount,bytes32 rules,bytes32 decision,bytes32 salt,uint256 expiry)";

const OBJECTION = `Objection(Deed deed)${DEED}`;

/** @param {string} words */
const hash = (words) => keccak_256(UTF8.encode(words));

/** The organisation's 16 bytes, and 16 of nought. @param {string} org */
const organisation = (org) => word(`0x${org}${"0".repeat(32)}`);

/** What every approval of this deed signs. @param {Deed | MembersDeed} deed @returns {Promise<Uint8Array>} */
export async function computeDeedDigest(deed) {
  return seal(deed, await hashDeed(deed));
}

/** What every objection to this deed signs. @param {Deed | MembersDeed} deed @returns {Promise<Uint8Array>} */
export async function computeObjectionDigest(deed) {
  return seal(deed, keccak_256(join(hash(OBJECTION), await hashDeed(deed))));
}

/** @param {Deed | MembersDeed} deed @param {Uint8Array} body */
function seal(deed, body) {
  const domain = keccak_256(join(hash(DOMAIN), hash("daso vault"), hash("1"), word(deed.chain), word(deed.vault)));
  return keccak_256(join(Uint8Array.of(0x19, 0x01), domain, body));
}

/** @param {Deed | MembersDeed} deed */
const hashDeed = (deed) => ("rules" in deed ? hashMembers(deed) : hashPayment(deed));

/** @param {Deed} deed */
async function hashPayment(deed) {
  const fields = { org: deed.org, withdrawal: deed.number };
  const decision = deed.by
    ? await digest("daso/announcement/1", encode({ ...fields, member: deed.by }))
    : await digest("daso/withdrawal/1", encode({ ...fields, decision: deed.decision }));
  const money = [word(deed.token), word(deed.to), word(deed.amount)];
  return hashFields(deed.by ? "small payment" : "payment", deed, [...money, word(0), new Uint8Array(decision), word(deed.number)]);
}

/** @param {MembersDeed} deed */
async function hashMembers(deed) {
  const decision = await digest("daso/vault-members/1", encode({ org: deed.org, vault: deed.number, epoch: deed.epoch }));
  const nothing = [word(0), word(0), word(0)];
  return hashFields("members", deed, [...nothing, hashRules(deed.rules), new Uint8Array(decision), word(0)]);
}

/** @param {string} kind @param {Deed | MembersDeed} deed @param {Uint8Array[]} middle */
const hashFields = (kind, deed, middle) =>
  keccak_256(join(hash(DEED), hash(kind), organisation(deed.org), word(deed.epoch), ...middle, word(deed.expiry)));
