/**
 * A vault's payment as it is approved: its digest (EIP-712) is built here, from values that the page also shows.
 *
 * The same stands in `daso/chain/approval.py` and in `contracts/vault.vy`; a test compares them. Read next: `approve.js`.
 *
 * @typedef {{org: string, chain: number, vault: string, epoch: number, decision: number, number: number, token: string,
 *   to: string, amount: string, expiry: number}} Deed
 */
import { keccak_256 } from "../vendor/noble-hashes/sha3.js";
import { digest, encode, join } from "./canon.js";

const UTF8 = new TextEncoder();
const DOMAIN = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
const DEED =
  "Deed(string kind,bytes16 organisation,uint256 epoch,address token,address to,uint256 amount,bytes32 rules,bytes32 decision,bytes32 salt,uint256 expiry)";

/** @param {string} words */
const hash = (words) => keccak_256(UTF8.encode(words));

/** A number or an address as 32 bytes. @param {number | string} value */
function word(value) {
  const hex = BigInt(value || 0).toString(16).padStart(64, "0");
  return Uint8Array.from(/** @type {string[]} */ (hex.match(/../g)), (pair) => parseInt(pair, 16));
}

/** The organisation's 16 bytes, and 16 of nought. @param {string} org */
const organisation = (org) => word(`0x${org}${"0".repeat(32)}`);

/** What every approval of this payment signs. @param {Deed} deed @returns {Promise<Uint8Array>} */
export async function computeDeedDigest(deed) {
  const fields = { org: deed.org, decision: deed.decision, withdrawal: deed.number };
  const decision = await digest("daso/withdrawal/1", encode(fields));
  const domain = keccak_256(join(hash(DOMAIN), hash("daso vault"), hash("1"), word(deed.chain), word(deed.vault)));
  const struct = keccak_256(
    join(
      hash(DEED),
      hash("payment"),
      organisation(deed.org),
      word(deed.epoch),
      word(deed.token),
      word(deed.to),
      word(deed.amount),
      word(0),
      new Uint8Array(decision),
      word(deed.number),
      word(deed.expiry),
    ),
  );
  return keccak_256(join(Uint8Array.of(0x19, 0x01), domain, struct));
}
