"""The anchor only ever goes forward, and only its anchorer moves it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.cooperative import ORGANISATION
from bench.evm import Chain, Deployed, Reverted, deploy
from daso.chain.build import load_contract

CHARTER = bytes([5]) * 32
MOST = 2**64 - 1
ROOTS = st.binary(min_size=32, max_size=32)


def deploy_anchor(chain: Chain) -> Deployed:
    """An anchor whose anchorer is the first account."""
    return deploy(chain, load_contract("anchor"), ORGANISATION, CHARTER, chain.accounts[0])


def test_an_anchor_is_born_with_what_never_changes(chain: Chain) -> None:
    """Organisation, charter and anchorer are what they were at birth, and the log is empty."""
    anchor = deploy_anchor(chain)
    assert anchor.read("ORGANISATION") == ORGANISATION
    assert anchor.read("CHARTER") == CHARTER
    assert bytes.fromhex(anchor.read("ANCHORER")[2:]) == chain.accounts[0]
    assert anchor.read("size") == 0


def test_anchoring_says_size_and_root(chain: Chain) -> None:
    """What is anchored can be read, and was said as an event."""
    anchor = deploy_anchor(chain)
    receipt = anchor.send("anchor", 1431, CHARTER)
    assert anchor.read_events(receipt) == [("Anchored", {"size": 1431, "root": CHARTER})]
    assert (anchor.read("size"), anchor.read("root")) == (1431, CHARTER)


def test_nobody_else_can_anchor(chain: Chain) -> None:
    """Whoever is not the anchorer is refused, and nothing changes."""
    anchor = deploy_anchor(chain)
    with pytest.raises(Reverted, match="not the anchorer"):
        anchor.send("anchor", 1, CHARTER, sender=1)
    assert anchor.read("size") == 0


@given(steps=st.lists(st.tuples(st.integers(0, MOST), ROOTS), max_size=12))
def test_an_anchor_only_grows(fresh_chain: Chain, steps: list[tuple[int, bytes]]) -> None:
    """Whatever the anchorer tries, in whatever order, the size only grows and the root is the last one accepted."""
    with fresh_chain.undo():
        anchor = deploy_anchor(fresh_chain)
        size, root = 0, bytes(32)
        for tried, with_root in steps:
            if tried > size:
                anchor.send("anchor", tried, with_root)
                size, root = tried, with_root
            else:
                with pytest.raises(Reverted, match="not grown"):
                    anchor.send("anchor", tried, with_root)
            assert (anchor.read("size"), anchor.read("root")) == (size, root)
