"""The browser proves from tiles that one tree continues another, and believes no proof that does not."""

from __future__ import annotations

from base64 import b64encode

import pytest

from daso.ledger import Frontier, compute_leaf_hashes
from daso.ledger.merkle import compute_consistency_proof, compute_tile_width
from tests.client.conftest import Client
from tests.client.test_receipt import load

CONSISTENCY = """async ({merkle, canon}, {roots, cases}) => {
    const read = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
    return Promise.all(cases.map(({old, oldRoot, size, proof}) => merkle.isConsistent(
        BigInt(old), read(roots[oldRoot - 1]), BigInt(size), read(roots[size - 1]), proof.map(read))));
}"""
PROOFS = """async ({merkle, canon}, {tiles, size, olds}) => {
    const all = new Map(Object.entries(tiles).map(([name, hashes]) => [name, canon.fromBase64(hashes)]));
    const tree = new merkle.Tree(
        async (level, number, width) => all.get(`${level}/${number}`).subarray(0, 32 * width), size);
    return Promise.all(olds.map(async (old) => (await tree.proveConsistency(old)).map(canon.toHex)));
}"""


def grow(size: int) -> dict[tuple[int, int], bytes]:
    """The tiles of a tree of so many entries."""
    _, tiles = Frontier().extend(compute_leaf_hashes([b"%d" % number for number in range(size)]))
    return {(tile.level, tile.number): tile.hashes for tile in tiles}


def test_consistency_is_judged_by_the_vectors(client: Client) -> None:
    """Each proof of the vectors is believed for its own two trees, and for no others."""
    vectors = load("merkle.json")
    right = [
        {"old": one["old"], "oldRoot": one["old"], "size": one["new"], "proof": one["proof"]}
        for one in vectors["consistency"]
        if one["old"]
    ]
    wrong = [one | {"oldRoot": one["oldRoot"] % 8 + 1} for one in right]
    wrong += [one | {"proof": one["proof"][:-1]} for one in right if one["proof"]]
    wrong += [one | {"proof": [*one["proof"], vectors["roots"][0]]} for one in right]
    wrong += [one | {"old": one["old"] + 1} for one in right]
    given = {"roots": vectors["roots"]}
    assert client(CONSISTENCY, given | {"cases": right}, "merkle", "canon") == [True] * len(right)
    assert client(CONSISTENCY, given | {"cases": wrong}, "merkle", "canon") == [False] * len(wrong)


@pytest.mark.parametrize("size", [1, 2, 7, 255, 256, 257, 700, 66_000])
def test_proofs_are_made_of_tiles(client: Client, size: int) -> None:
    """From its tiles the browser makes the very proofs that `daso.ledger` makes."""
    tiles = grow(size)
    olds = sorted(
        {old for old in (1, 2, 3, 100, 255, 256, 257, 600, 65_535, 65_536, size - 1, size) if 0 < old <= size}
    )

    def read_tile(level: int, number: int, width: int) -> bytes:
        assert width == compute_tile_width(level, number, size)
        return tiles[level, number][: 32 * width]

    expected = [[one.hex() for one in compute_consistency_proof(read_tile, old, size)] for old in olds]
    given = {f"{level}/{number}": b64encode(hashes).decode() for (level, number), hashes in tiles.items()}
    assert client(PROOFS, {"tiles": given, "size": size, "olds": olds}, "merkle", "canon") == expected


def test_tiles_are_named_as_the_format_says(client: Client) -> None:
    """A tile's number is written in groups of three digits, all but the last with an x."""
    names = client(
        "({continuity}, numbers) => numbers.map(continuity.renderNumber)", [0, 67, 1_000, 1_234_067], "continuity"
    )
    assert names == ["000", "067", "x001/000", "x001/x234/067"]
