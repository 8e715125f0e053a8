/**
 * RFC 6962 hashing, as `daso/ledger/merkle.py` does it: is an entry in a tree, and does one tree continue another?
 *
 * A `Tree` makes proofs from tiles that a server hands out, and is believed by nobody: `isConsistent` and `isIncluded`
 * are what decides. Read next: `receipt.js`, `continuity.js`.
 *
 * @typedef {(level: number, number: number, width: number) => Promise<Uint8Array>} ReadTile
 *   the first `width` hashes of a tile
 */
import { join, sha256 } from "./canon.js";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const HASH_SIZE = 32;
const TILE_HEIGHT = 8;
const TILE_WIDTH = 256;

/** The hash of an entry as a leaf of the tree. @param {Uint8Array} entry */
export function computeLeafHash(entry) {
  return sha256(join(LEAF, entry));
}

/** @param {Uint8Array} left @param {Uint8Array} right */
function computeNodeHash(left, right) {
  return sha256(join(NODE, left, right));
}

/** @param {Uint8Array} one @param {Uint8Array} other */
function isEqual(one, other) {
  return one.length === other.length && one.every((byte, place) => byte === other[place]);
}

/**
 * RFC 9162, 2.1.3.2: does the proof lead from this leaf at this index to this root?
 * @param {Uint8Array} leaf @param {bigint} index @param {bigint} size @param {Uint8Array[]} proof @param {Uint8Array} root
 */
export async function isIncluded(leaf, index, size, proof, root) {
  if (index >= size) return false;
  let [here, last, computed] = [index, size - 1n, leaf];
  for (const sibling of proof) {
    if (last === 0n) return false;
    if (here % 2n || here === last) {
      computed = await computeNodeHash(sibling, computed);
      [here, last] = skipLoneParents(here, last);
    } else {
      computed = await computeNodeHash(computed, sibling);
    }
    [here, last] = [here >> 1n, last >> 1n];
  }
  return last === 0n && isEqual(computed, root);
}

/**
 * RFC 9162, 2.1.4.2: does the proof show the tree of `old` entries to be the beginning of the one of `size`?
 * @param {bigint} old @param {Uint8Array} oldRoot @param {bigint} size @param {Uint8Array} root @param {Uint8Array[]} proof
 */
export async function isConsistent(old, oldRoot, size, root, proof) {
  if (old === size) return isEqual(oldRoot, root) && !proof.length;
  if (!(0n < old && old < size)) return false;
  const [first, ...rest] = (old & (old - 1n)) === 0n ? [oldRoot, ...proof] : proof;
  if (!first) return false;
  let [here, last] = [old - 1n, size - 1n];
  while (here % 2n) [here, last] = [here >> 1n, last >> 1n];
  let [computedOld, computed] = [first, first];
  for (const sibling of rest) {
    if (last === 0n) return false;
    if (here % 2n || here === last) {
      computedOld = await computeNodeHash(sibling, computedOld);
      computed = await computeNodeHash(sibling, computed);
      [here, last] = skipLoneParents(here, last);
    } else {
      computed = await computeNodeHash(computed, sibling);
    }
    [here, last] = [here >> 1n, last >> 1n];
  }
  return last === 0n && isEqual(computedOld, oldRoot) && isEqual(computed, root);
}

/**
 * Climb past the levels where the last node of a row has no sibling and stands for its parent.
 * @param {bigint} here @param {bigint} last
 */
function skipLoneParents(here, last) {
  while (here && here % 2n === 0n) [here, last] = [here >> 1n, last >> 1n];
  return [here, last];
}

/** One tree of one size, seen through its tiles. */
export class Tree {
  /** @param {ReadTile} readTile @param {number} size */
  constructor(readTile, size) {
    this.readTile = readTile;
    this.size = size;
    /** @type {Map<string, Promise<Uint8Array>>} */
    this.tiles = new Map();
  }

  /** RFC 6962, 2.1.2: the nodes that show the tree of `old` entries to be the beginning of this one. @param {number} old */
  async proveConsistency(old) {
    const path = [];
    let [start, stop] = [0, this.size];
    while (stop !== old) {
      const middle = start + split(stop - start).half;
      if (old <= middle) {
        path.unshift(await this.computeRange(middle, stop));
        stop = middle;
      } else {
        path.unshift(await this.computeRange(start, middle));
        start = middle;
      }
    }
    if (start) path.unshift(await this.computeRange(start, stop));
    return path;
  }

  /** @param {number} start @param {number} stop @returns {Promise<Uint8Array>} */
  async computeRange(start, stop) {
    const { level, half, isWhole } = split(stop - start);
    if (isWhole) return this.getNode(level, start / 2 ** level);
    const middle = start + half;
    return computeNodeHash(await this.computeRange(start, middle), await this.computeRange(middle, stop));
  }

  /** @param {number} level @param {number} index @returns {Promise<Uint8Array>} */
  async getNode(level, index) {
    if (level % TILE_HEIGHT) {
      return computeNodeHash(await this.getNode(level - 1, 2 * index), await this.getNode(level - 1, 2 * index + 1));
    }
    const tile = await this.getTile(level / TILE_HEIGHT, Math.floor(index / TILE_WIDTH));
    const at = (index % TILE_WIDTH) * HASH_SIZE;
    return tile.subarray(at, at + HASH_SIZE);
  }

  /** @param {number} level @param {number} number */
  getTile(level, number) {
    const name = `${level}/${number}`;
    const width = Math.min(TILE_WIDTH, Math.floor(this.size / TILE_WIDTH ** level) - number * TILE_WIDTH);
    const tile = this.tiles.get(name) ?? this.readTile(level, number, width);
    this.tiles.set(name, tile);
    return tile;
  }
}

/**
 * How RFC 6962 divides so many entries: `half` of them to the left, unless they are a whole subtree of this level.
 * @param {number} width
 */
function split(width) {
  let [level, whole] = [0, 1];
  while (whole < width) [level, whole] = [level + 1, whole * 2];
  return { level, half: whole / 2, isWhole: whole === width };
}
