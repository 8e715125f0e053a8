"""Receipts: what a member keeps, and what anybody can hold against the log."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daso.errors import Tampered
from daso.ledger import (
    compute_leaf_hash,
    parse_receipt,
    prove,
    render_receipt,
    verify_receipt,
    verify_receipt_of_leaf,
)
from daso.ledger.merkle import InclusionUnproven
from tests.ledger.builders import Row, load_vectors, make_entries, make_log, make_signer

RECEIPTS = load_vectors("receipts.json")
VKEY = str(RECEIPTS["vkey"])
LOG = make_log(600, [1, 255, 1, 300])
HEAD = LOG.head()
ENTRIES = make_entries(600)


@pytest.mark.parametrize("row", RECEIPTS["honest"])
def test_honest(row: Row) -> None:
    """A receipt of the vectors holds for its entry and is written back as it was read."""
    receipt = parse_receipt(row["text"])
    entry = bytes.fromhex(row["entry"])
    assert (str(receipt.index), receipt.extra.hex()) == (str(row["index"]), row["extra"])
    assert render_receipt(receipt.index, receipt.hashes, receipt.checkpoint, receipt.extra) == row["text"]
    assert verify_receipt(receipt, entry, VKEY) == verify_receipt_of_leaf(receipt, compute_leaf_hash(entry), VKEY)


@pytest.mark.parametrize("row", RECEIPTS["refused"], ids=lambda row: row["why"])
def test_refused(row: Row) -> None:
    """A receipt that does not hold is refused, each fault by its own name."""
    with pytest.raises(Tampered) as caught:
        verify_receipt(parse_receipt(row["text"]), bytes.fromhex(row["entry"]), VKEY)
    assert caught.value.code == row["code"]


@given(st.lists(st.integers(0, 599), min_size=1, max_size=20))
def test_every_entry_has_a_receipt(indexes: list[int]) -> None:
    """Any entry of a log has a receipt that holds for it and for no other."""
    assert HEAD is not None
    for index, text in zip(indexes, prove(LOG, indexes, HEAD), strict=True):
        receipt = parse_receipt(text)
        assert verify_receipt(receipt, ENTRIES[index], LOG.vkey) == HEAD.checkpoint
        with pytest.raises(InclusionUnproven):
            verify_receipt(receipt, ENTRIES[index - 1], LOG.vkey)


def test_pasting_is_forgiven() -> None:
    """A receipt pasted with other line ends and blank margins is still a receipt."""
    (row, _) = RECEIPTS["honest"]
    pasted = "\r\n\n  " + row["text"].replace("\n", "\r\n") + "\r\n \n"
    assert parse_receipt(pasted) == parse_receipt(row["text"])


def test_another_key() -> None:
    """A receipt says nothing about a log with another key."""
    (row, _) = RECEIPTS["honest"]
    with pytest.raises(Tampered, match="no valid signature"):
        verify_receipt(parse_receipt(row["text"]), bytes.fromhex(row["entry"]), make_signer(salt="other").vkey)


@given(st.text(max_size=80))
def test_junk_is_no_receipt(junk: str) -> None:
    """Whatever is pasted, the answer is one of ours and never a crash."""
    with pytest.raises(Tampered):
        parse_receipt(junk)
    with pytest.raises(Tampered):
        verify_receipt(parse_receipt("c2sp.org/tlog-proof@v1\n" + junk), b"", VKEY)
