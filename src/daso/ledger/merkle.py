"""RFC 6962 hashing: trees, roots and proofs, computed from tiles. Pure; knows no storage and no keys.

Three ways to look at one tree. A `Frontier` is its growing right edge: it makes a new root after each batch for
little more than the price of hashing the entries. A `Tree` is one finished size seen through its tiles: it makes
proofs. The `verify_` functions need neither: they are what a stranger runs.
Read next: `checkpoint.py`, which signs a root; `log.py`, which stores the tiles.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import NamedTuple

import msgspec

from daso.errors import Tampered

__all__ = [
    "EMPTY_ROOT",
    "HASH_SIZE",
    "TILE_HEIGHT",
    "TILE_WIDTH",
    "ConsistencyUnproven",
    "Frontier",
    "InclusionUnproven",
    "ReadTile",
    "Tile",
    "Tree",
    "compute_consistency_proof",
    "compute_inclusion_proof",
    "compute_leaf_hash",
    "compute_leaf_hashes",
    "compute_node_hash",
    "compute_root",
    "compute_tile_width",
    "verify_consistency",
    "verify_inclusion",
]

HASH_SIZE = 32
TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
EMPTY_ROOT = sha256(b"").digest()

ReadTile = Callable[[int, int, int], bytes]
"""Reads the first `width` hashes of the tile at (level, number): what a log, a folder or a web site offers."""


class InclusionUnproven(Tampered):
    """A proof does not lead from its leaf to its root."""

    code = "inclusion-unproven"
    message = "The proof does not show that this is entry {index} of the log of {size} entries; do not rely on it."


class ConsistencyUnproven(Tampered):
    """Two trees are not shown to be one history."""

    code = "consistency-unproven"
    message = "The proof does not show that the log of {new} entries continues the log of {old}; keep both as evidence."


class Tile(NamedTuple):
    """Up to 256 neighbouring hashes of one tree level (a multiple of eight), the unit of storage and of serving."""

    level: int
    number: int
    hashes: bytes

    @property
    def width(self) -> int:
        """How many hashes it holds."""
        return len(self.hashes) // HASH_SIZE


def compute_leaf_hash(entry: bytes) -> bytes:
    """RFC 6962, 2.1: the hash that stands for one entry."""
    return sha256(b"\x00" + entry).digest()


def compute_leaf_hashes(entries: Sequence[bytes]) -> list[bytes]:
    """The hot path of `compute_leaf_hash`: one list, no call of ours for each entry."""
    return [sha256(b"\x00" + entry).digest() for entry in entries]


def compute_node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962, 2.1: the hash that stands for two neighbouring subtrees."""
    return sha256(b"\x01" + left + right).digest()


def compute_tile_width(level: int, number: int, size: int) -> int:
    """How many hashes the tile at (level, number) holds in a tree of `size` entries; 0 when it is not there."""
    return max(0, min(TILE_WIDTH, (size >> TILE_HEIGHT * level) - number * TILE_WIDTH))


def _climb(row: list[bytes], level: int, peaks: list[bytes | None]) -> list[bytes]:
    """Add `row` to one level of the tree; return the row of parents this completes, for the level above."""
    if level == len(peaks):
        peaks.append(None)
    waiting = peaks[level]
    if waiting is not None:
        row = [waiting, *row]
    peaks[level] = row.pop() if len(row) % 2 else None
    return [sha256(b"\x01" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=True)]


def _cut_tiles(level: int, number: int, hashes: bytes) -> list[Tile]:
    step = TILE_WIDTH * HASH_SIZE
    return [Tile(level, number + at // step, hashes[at : at + step]) for at in range(0, len(hashes), step)]


class Frontier(msgspec.Struct, frozen=True):
    """The right edge of a growing tree: all that is needed to go on, a few hashes however long the log.

    A value: `extend` returns a new one, so an append that fails leaves nothing to undo.
    """

    size: int = 0
    peaks: tuple[bytes | None, ...] = ()
    """For each level of the tree the one complete node that still waits for its right sibling."""
    edge: tuple[bytes, ...] = ()
    """For each tile level the hashes of the unfinished tile."""

    @classmethod
    def load(cls, read_tile: ReadTile, size: int) -> Frontier:
        """The right edge of a stored tree, from one unfinished tile a level."""
        peaks: list[bytes | None] = []
        edge: list[bytes] = []
        while count := size >> TILE_HEIGHT * len(edge):
            width = count % TILE_WIDTH
            hashes = read_tile(len(edge), count // TILE_WIDTH, width) if width else b""
            row = [hashes[at : at + HASH_SIZE] for at in range(0, len(hashes), HASH_SIZE)]
            for level in range(TILE_HEIGHT * len(edge), TILE_HEIGHT * (len(edge) + 1)):
                row = _climb(row, level, peaks)
            edge.append(hashes)
        return cls(size, tuple(peaks[: size.bit_length()]), tuple(edge))

    def extend(self, leaf_hashes: Sequence[bytes]) -> tuple[Frontier, list[Tile]]:
        """The right edge after these entries, and every tile that they finished or made grow."""
        row, level = list(leaf_hashes), 0
        peaks, edge = list(self.peaks), list(self.edge)
        tiles: list[Tile] = []
        while row:
            if level % TILE_HEIGHT == 0:
                height = level // TILE_HEIGHT
                unfinished = edge[height] if height < len(edge) else b""
                grown = _cut_tiles(height, self.size >> level + TILE_HEIGHT, unfinished + b"".join(row))
                edge[height : height + 1] = [grown[-1].hashes if grown[-1].width < TILE_WIDTH else b""]
                tiles += grown
            row = _climb(row, level, peaks)
            level += 1
        return Frontier(self.size + len(leaf_hashes), tuple(peaks), tuple(edge)), tiles

    def compute_root(self) -> bytes:
        """The root of the tree that ends here."""
        root = b""
        for peak in self.peaks:
            if peak is not None:
                root = compute_node_hash(peak, root) if root else peak
        return root or EMPTY_ROOT

    def get_unfinished(self) -> list[Tile]:
        """The partial tiles of this size, the lowest level first."""
        return [
            Tile(level, self.size >> TILE_HEIGHT * (level + 1), hashes)
            for level, hashes in enumerate(self.edge)
            if hashes
        ]


class Tree:
    """One tree of one size, seen through its tiles. Remembers what it hashed, so many proofs cost little more than one.

    Not for keeping: make one for a batch of proofs, then drop it.
    """

    def __init__(self, read_tile: ReadTile, size: int) -> None:
        self.size = size
        self._read_tile = read_tile
        self._tiles: dict[tuple[int, int], bytes] = {}
        self._nodes: dict[tuple[int, int], bytes] = {}

    def compute_root(self) -> bytes:
        """The root that the tiles give."""
        return self._compute_range(0, self.size) if self.size else EMPTY_ROOT

    def get_leaf_hash(self, index: int) -> bytes:
        """The hash of one entry, as its tile has it."""
        return self._get_node(0, index)

    def prove_inclusion(self, index: int) -> list[bytes]:
        """RFC 6962, 2.1.1: the siblings from the leaf up to the child of the root."""
        if not 0 <= index < self.size:
            raise InclusionUnproven(index=index, size=self.size)
        path: list[bytes] = []
        start, stop = 0, self.size
        while stop - start > 1:
            middle = start + _compute_split(stop - start)
            if index < middle:
                path.append(self._compute_range(middle, stop))
                stop = middle
            else:
                path.append(self._compute_range(start, middle))
                start = middle
        return path[::-1]

    def prove_consistency(self, old: int) -> list[bytes]:
        """RFC 6962, 2.1.2: the nodes that show the tree of `old` entries to be the beginning of this one."""
        if not 0 <= old <= self.size:
            raise ConsistencyUnproven(old=old, new=self.size)
        if old in (0, self.size):
            return []
        path: list[bytes] = []
        start, stop = 0, self.size
        while stop != old:
            middle = start + _compute_split(stop - start)
            if old <= middle:
                path.append(self._compute_range(middle, stop))
                stop = middle
            else:
                path.append(self._compute_range(start, middle))
                start = middle
        if start:
            path.append(self._compute_range(start, stop))
        return path[::-1]

    def _compute_range(self, start: int, stop: int) -> bytes:
        width = stop - start
        if width & width - 1 == 0:
            level = width.bit_length() - 1
            return self._get_node(level, start >> level)
        middle = start + _compute_split(width)
        return compute_node_hash(self._compute_range(start, middle), self._compute_range(middle, stop))

    def _get_node(self, level: int, index: int) -> bytes:
        if level % TILE_HEIGHT == 0:
            tile = self._get_tile(level // TILE_HEIGHT, index // TILE_WIDTH)
            at = index % TILE_WIDTH * HASH_SIZE
            return tile[at : at + HASH_SIZE]
        node = self._nodes.get((level, index))
        if node is None:
            node = compute_node_hash(self._get_node(level - 1, 2 * index), self._get_node(level - 1, 2 * index + 1))
            self._nodes[level, index] = node
        return node

    def _get_tile(self, level: int, number: int) -> bytes:
        tile = self._tiles.get((level, number))
        if tile is None:
            tile = self._read_tile(level, number, compute_tile_width(level, number, self.size))
            self._tiles[level, number] = tile
        return tile


def _compute_split(width: int) -> int:
    """The largest power of two smaller than `width`."""
    return 1 << (width - 1).bit_length() - 1


def compute_root(read_tile: ReadTile, size: int) -> bytes:
    """The root of a stored tree, from its right edge alone."""
    return Frontier.load(read_tile, size).compute_root()


def compute_inclusion_proof(read_tile: ReadTile, index: int, size: int) -> list[bytes]:
    """One proof of one entry; for many, keep a `Tree`."""
    return Tree(read_tile, size).prove_inclusion(index)


def compute_consistency_proof(read_tile: ReadTile, old: int, new: int) -> list[bytes]:
    """The proof that a stored tree of `new` entries continues the one of `old`."""
    return Tree(read_tile, new).prove_consistency(old)


def verify_inclusion(leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """RFC 9162, 2.1.3.2: raise unless the proof leads from this leaf at this index to this root."""
    here, last, computed = index, size - 1, leaf_hash
    is_proven = 0 <= index < size
    for sibling in proof:
        is_proven = is_proven and last > 0
        if here % 2 or here == last:
            computed = compute_node_hash(sibling, computed)
            here, last = _skip_lone_parents(here, last)
        else:
            computed = compute_node_hash(computed, sibling)
        here, last = here >> 1, last >> 1
    if not (is_proven and last == 0 and computed == root):
        raise InclusionUnproven(index=index, size=size)


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """RFC 9162, 2.1.4.2: raise unless the proof shows the old tree to be the beginning of the new one."""
    if not _is_consistent(old, old_root, new, new_root, proof):
        raise ConsistencyUnproven(old=old, new=new)


def _is_consistent(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    if not 0 < old < new:
        known_old = old_root == EMPTY_ROOT if old == 0 else old == new and old_root == new_root
        return known_old and not proof
    path = [old_root, *proof] if old & old - 1 == 0 else list(proof)
    if not path:
        return False
    here, last = old - 1, new - 1
    while here % 2:
        here, last = here >> 1, last >> 1
    first, *rest = path
    computed_old = computed_new = first
    for sibling in rest:
        if last == 0:
            return False
        if here % 2 or here == last:
            computed_old = compute_node_hash(sibling, computed_old)
            computed_new = compute_node_hash(sibling, computed_new)
            here, last = _skip_lone_parents(here, last)
        else:
            computed_new = compute_node_hash(computed_new, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and computed_old == old_root and computed_new == new_root


def _skip_lone_parents(here: int, last: int) -> tuple[int, int]:
    """Climb past the levels where the last node of a row has no sibling and stands for its parent."""
    while here and here % 2 == 0:
        here, last = here >> 1, last >> 1
    return here, last
