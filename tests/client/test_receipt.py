"""The browser believes the same receipts and notes as `daso.ledger`, and no others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.client.conftest import Client

VECTORS = Path(__file__).resolve().parents[2] / "vectors" / "log"

RECEIPTS = """async ({receipt, canon}, {vkey, cases}) => Promise.all(cases.map(async ({entry, text}) => {
    const bytes = Uint8Array.from(entry.match(/../g), (pair) => parseInt(pair, 16));
    try {
        const {index, size, origin} = await receipt.verifyReceipt(text, bytes, vkey);
        return [Number(index), Number(size), origin];
    } catch (error) { return error.code ?? String(error) }
}))"""
CHECKPOINTS = """async ({note, canon}, cases) => Promise.all(cases.map(async (one) => {
    try {
        const {size, root} = await note.verifyCheckpoint(one.note, one.vkey);
        return [Number(size), canon.toHex(root)];
    } catch (error) { return error.code ?? String(error) }
}))"""
INCLUSION = """async ({merkle, canon}, {leaves, roots, cases}) => {
    const read = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
    return Promise.all(cases.map(({index, size, proof}) => merkle.isIncluded(
        read(leaves[index]), BigInt(index), BigInt(size), proof.map(read), read(roots[size - 1]))));
}"""


def load(name: str) -> Any:
    """One file of vectors."""
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def test_honest_receipts_are_believed(client: Client) -> None:
    """Every honest receipt of the vectors is believed, with its place and size."""
    vectors = load("receipts.json")
    found = client(RECEIPTS, {"vkey": vectors["vkey"], "cases": vectors["honest"]}, "receipt", "canon")
    assert found == [[one["index"], 8, "coop.example/log"] for one in vectors["honest"]]


def test_other_receipts_are_refused(client: Client) -> None:
    """Every broken or false receipt of the vectors is refused for the reason the vectors give."""
    vectors = load("receipts.json")
    found = client(RECEIPTS, {"vkey": vectors["vkey"], "cases": vectors["refused"]}, "receipt", "canon")
    assert found == [one["code"] for one in vectors["refused"]]


def test_checkpoints_are_judged_alike(client: Client) -> None:
    """Checkpoints are believed or refused as the vectors of signed notes say."""
    vectors = load("notes.json")
    cases = vectors["checkpoints"] + vectors["refused"]
    expected = [[one["size"], one["root"]] for one in vectors["checkpoints"]]
    expected += [one["code"] for one in vectors["refused"]]
    assert client(CHECKPOINTS, cases, "note", "canon") == expected


def test_inclusion_proofs_lead_to_the_root(client: Client) -> None:
    """Each inclusion proof of the vectors leads to its root, and none does for another place."""
    vectors = load("merkle.json")
    given = {"leaves": vectors["leaf_hashes"], "roots": vectors["roots"]}
    right = vectors["inclusion"]
    wrong = [one | {"index": (one["index"] + 1) % one["size"]} for one in right if one["size"] > 1]
    assert client(INCLUSION, given | {"cases": right}, "merkle", "canon") == [True] * len(right)
    assert client(INCLUSION, given | {"cases": wrong}, "merkle", "canon") == [False] * len(wrong)


def test_a_changed_log_key_is_noticed(client: Client) -> None:
    """The first key of a log is remembered, and another one is refused from then on."""
    honest = load("receipts.json")["vkey"]
    make = """async ({canon}, names) => Promise.all(names.map(async ([name, fill]) => {
        const material = canon.join(Uint8Array.of(1), new Uint8Array(32).fill(fill));
        const id = (await canon.sha256(canon.join(new TextEncoder().encode(name + "\\n"), material))).subarray(0, 4);
        return `${name}+${canon.toHex(id)}+${canon.toBase64(material)}`;
    }))"""
    one, other, foreign = client(
        make, [["daso.example/o/x", 1], ["daso.example/o/x", 2], ["daso.example/o/y", 1]], "canon"
    )
    pins = """async ({receipt}, vkeys) => {
        const found = [];
        for (const vkey of vkeys) {
            try { await receipt.pinVkey("x", vkey); found.push("") } catch (error) { found.push(error.code) }
        }
        return found;
    }"""
    found = client(pins, [one, one, other, foreign, honest, one], "receipt")
    assert found == ["", "", "vkey-changed", "vkey-of-another-log", "vkey-of-another-log", ""]
