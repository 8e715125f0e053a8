/**
 * A vault's seats and rules as one hash each, as its contract computes them, and what changes from some seats to others.
 *
 * The same stands in `daso/chain/members.py`; a test compares them. Read next: `deed.js`, which signs for it.
 *
 * A seat is written as its passkey (x and y, base64url) or its wallet (an address); empty where it is nobody's.
 *
 * @typedef {{seats: string[], needed: number, cancels: number, vetoes: number, site: string, tail: string,
 *   limits: [string, string][]}} Rules
 */
import { keccak_256 } from "../vendor/noble-hashes/sha3.js";
import { fromBase64url, join } from "./canon.js";

const PAGE = 64;
const WORD = 32;
const LEAF = 16;
const PASSKEY = 1;
const WALLET = 2;

/** A number or an address as 32 bytes. @param {number | string} value */
export function word(value) {
  const hex = BigInt(value || 0).toString(16).padStart(64, "0");
  return Uint8Array.from(/** @type {string[]} */ (hex.match(/../g)), (pair) => parseInt(pair, 16));
}

/** Whether a seat is a wallet's. @param {string} key */
export const isWallet = (key) => /^0x[0-9a-f]{40}$/.test(key);

/** How many seats have a key. @param {string[]} seats */
export const countSeats = (seats) => seats.filter((key) => key).length;

/** @param {string} key @param {number} seat */
function computeLeaf(key, seat) {
  if (!key) return new Uint8Array(WORD);
  const [kind, bytes] = isWallet(key) ? [WALLET, word(key)] : [PASSKEY, fromBase64url(key)];
  const leaf = keccak_256(join(word(seat * 256 + kind), bytes));
  return leaf.fill(0, LEAF);
}

/** @param {string[]} seats */
export function computeRoot(seats) {
  const pages = [];
  for (let first = 0; first < seats.length; first += PAGE) {
    const leaves = Array.from({ length: PAGE }, (_, place) => computeLeaf(seats[first + place] ?? "", first + place));
    pages.push(keccak_256(join(...leaves)));
  }
  return keccak_256(join(...pages));
}

/** The hash of rules that a deed holds: keccak256 of their ABI encoding. @param {Rules} rules */
export function hashRules(rules) {
  const tail = new TextEncoder().encode(rules.tail);
  const padded = new Uint8Array(Math.ceil(tail.length / WORD) * WORD);
  padded.set(tail);
  const head = [countSeats(rules.seats), rules.needed, rules.cancels, rules.vetoes, rules.site];
  const fields = 8 * WORD;
  return keccak_256(
    join(
      word(WORD),
      computeRoot(rules.seats),
      ...head.map(word),
      word(fields),
      word(fields + WORD + padded.length),
      word(tail.length),
      padded,
      word(rules.limits.length),
      ...rules.limits.flat().map(word),
    ),
  );
}

/** Members by number: who gets a seat, who loses theirs, whose gets another key. @param {string[]} before @param {string[]} after */
export function findChanges(before, after) {
  const numbers = Array.from({ length: Math.max(before.length, after.length) }, (_, seat) => seat + 1);
  const was = (/** @type {number} */ number) => before[number - 1] ?? "";
  const is = (/** @type {number} */ number) => after[number - 1] ?? "";
  return {
    seated: numbers.filter((number) => !was(number) && is(number)),
    unseated: numbers.filter((number) => was(number) && !is(number)),
    rekeyed: numbers.filter((number) => was(number) && is(number) && was(number) !== is(number)),
  };
}
