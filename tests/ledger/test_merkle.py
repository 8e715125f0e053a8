"""Trees, roots and proofs: the published values of RFC 6962, and the properties that proofs live by."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from daso.ledger import (
    EMPTY_ROOT,
    Frontier,
    Tree,
    compute_consistency_proof,
    compute_inclusion_proof,
    compute_leaf_hash,
    compute_leaf_hashes,
    compute_root,
    verify_consistency,
    verify_inclusion,
)
from daso.ledger.merkle import HASH_SIZE, ConsistencyUnproven, InclusionUnproven, ReadTile, compute_tile_width
from tests.ledger.builders import VECTORS, make_entries

REFERENCE = json.loads((VECTORS / "merkle.json").read_text())
LEAVES = [bytes.fromhex(leaf) for leaf in REFERENCE["leaf_hashes"]]
MANY = compute_leaf_hashes(make_entries(70_000))
SIZES = st.one_of(st.integers(0, 600), st.sampled_from([255, 256, 257, 65_535, 65_536, 65_537, 66_000, 70_000]))


def read_from(leaves: Sequence[bytes]) -> ReadTile:
    """A tile reader over the tiles that one `extend` gives."""
    _, grown = Frontier().extend(leaves)
    tiles = {(tile.level, tile.number): tile.hashes for tile in grown}
    return lambda level, number, width: tiles[level, number][: width * HASH_SIZE]


READ_MANY = read_from(MANY)


def compute_plain_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else EMPTY_ROOT
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    left, right = compute_plain_root(leaves[:split]), compute_plain_root(leaves[split:])
    return sha256(b"\x01" + left + right).digest()


def test_reference_leaves() -> None:
    """Leaf hashes are those of the reference tests of Certificate Transparency."""
    assert [compute_leaf_hash(bytes.fromhex(entry)) for entry in REFERENCE["entries"]] == LEAVES
    assert REFERENCE["empty_root"] == EMPTY_ROOT.hex() == Frontier().compute_root().hex()


@pytest.mark.parametrize("size", range(1, 9))
def test_reference_roots(size: int) -> None:
    """Roots are those of the reference tests of Certificate Transparency."""
    assert compute_root(read_from(LEAVES), size).hex() == REFERENCE["roots"][size - 1]


@pytest.mark.parametrize("row", REFERENCE["inclusion"])
def test_reference_inclusion(row: dict[str, int | list[str]]) -> None:
    """Inclusion proofs are those of the vectors, and hold."""
    index, size = int(str(row["index"])), int(str(row["size"]))
    proof = compute_inclusion_proof(read_from(LEAVES), index, size)
    assert [node.hex() for node in proof] == row["proof"]
    verify_inclusion(LEAVES[index], index, size, proof, bytes.fromhex(REFERENCE["roots"][size - 1]))


@pytest.mark.parametrize("row", REFERENCE["consistency"])
def test_reference_consistency(row: dict[str, int | list[str]]) -> None:
    """Consistency proofs are those of the vectors, and hold."""
    old, new = int(str(row["old"])), int(str(row["new"]))
    proof = compute_consistency_proof(read_from(LEAVES), old, new)
    assert [node.hex() for node in proof] == row["proof"]
    roots = [bytes.fromhex(root) for root in REFERENCE["roots"]]
    verify_consistency(old, roots[old - 1], new, roots[new - 1], proof)


@given(st.lists(st.binary(max_size=40), max_size=300), st.data())
def test_frontier_agrees_with_definition(entries: list[bytes], data: st.DataObject) -> None:
    """However a log is cut into batches, its root is the one that RFC 6962 defines, and pymerkle agrees."""
    leaves = compute_leaf_hashes(entries)
    frontier, done = Frontier(), 0
    while done < len(leaves):
        batch = data.draw(st.integers(1, len(leaves) - done))
        frontier, _ = frontier.extend(leaves[done : done + batch])
        done += batch
    oracle = InmemoryTree(algorithm="sha256")
    for entry in entries:
        oracle.append_entry(entry)
    assert frontier.compute_root() == compute_plain_root(leaves) == Tree(read_from(leaves), done).compute_root()
    assert not entries or frontier.compute_root() == oracle.get_root()


@given(SIZES, st.integers(0, 600))
def test_frontier_survives_storage(size: int, more: int) -> None:
    """A right edge read back from tiles is the very value that made them, and goes on alike."""
    grown, tiles = Frontier().extend(MANY[:size])
    loaded = Frontier.load(READ_MANY, size)
    assert loaded == grown
    assert loaded.extend(MANY[size : size + more]) == grown.extend(MANY[size : size + more])
    for tile in tiles:
        assert tile.width == compute_tile_width(tile.level, tile.number, size)
        assert tile.hashes == READ_MANY(tile.level, tile.number, tile.width)


@given(SIZES.filter(bool), st.data())
def test_inclusion(size: int, data: st.DataObject) -> None:
    """Every entry has a proof, and that proof serves no other leaf, place, size or root."""
    index = data.draw(st.integers(0, size - 1))
    root = compute_root(READ_MANY, size)
    proof = compute_inclusion_proof(READ_MANY, index, size)
    verify_inclusion(MANY[index], index, size, proof, root)
    for wrong_leaf, wrong_index, wrong_proof, wrong_root in (
        (MANY[index - 1], index, proof, root),
        (MANY[index], index + 1, proof, root),
        (MANY[index], -1, proof, root),
        (MANY[index], index, [*proof, root], root),
        (MANY[index], index, [bytes(32), *proof[1:]] if proof else [root], root),
        (MANY[index], index, proof, bytes(32)),
    ):
        with pytest.raises(InclusionUnproven):
            verify_inclusion(wrong_leaf, wrong_index, size, wrong_proof, wrong_root)


@given(SIZES, SIZES)
def test_consistency(one: int, other: int) -> None:
    """Of two sizes of one log the smaller is shown to be the beginning of the larger."""
    old, new = sorted((one, other))
    old_root, new_root = compute_root(READ_MANY, old), compute_root(READ_MANY, new)
    proof = compute_consistency_proof(READ_MANY, old, new)
    verify_consistency(old, old_root, new, new_root, proof)
    with pytest.raises(ConsistencyUnproven):
        verify_consistency(old, bytes(32), new, new_root, proof)
    with pytest.raises(ConsistencyUnproven):
        verify_consistency(old, old_root, new, new_root, [*proof, new_root])
    if old < new:
        with pytest.raises(ConsistencyUnproven):
            verify_consistency(new, new_root, old, old_root, proof)
    if 0 < old < new:
        with pytest.raises(ConsistencyUnproven):
            verify_consistency(old, old_root, new, bytes(32), proof)
        with pytest.raises(ConsistencyUnproven):
            verify_consistency(old, old_root, new, new_root, proof[:-1])


@given(st.integers(2, 600), st.data())
def test_consistency_of_another_history(new: int, data: st.DataObject) -> None:
    """A log that changed one old entry cannot show that it continues what it was."""
    old = data.draw(st.integers(1, new - 1))
    changed = data.draw(st.integers(0, old - 1))
    other = [*MANY[:changed], bytes(32), *MANY[changed + 1 : new]]
    read_other = read_from(other)
    proof = compute_consistency_proof(read_other, old, new)
    with pytest.raises(ConsistencyUnproven):
        verify_consistency(old, compute_root(READ_MANY, old), new, compute_root(read_other, new), proof)


def test_no_proof_beyond_the_log() -> None:
    """What is not in the log cannot be proved."""
    with pytest.raises(InclusionUnproven):
        compute_inclusion_proof(READ_MANY, 5, 5)
    with pytest.raises(ConsistencyUnproven):
        compute_consistency_proof(READ_MANY, 6, 5)
