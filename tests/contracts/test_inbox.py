"""The inbox takes in whatever is posted, and nobody can leave any of it out unseen."""

from __future__ import annotations

import pytest
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from bench.cooperative import DAY, ORGANISATION
from bench.evm import Chain, Deployed, Reverted, deploy
from daso.chain.build import load_contract

LONGEST = 16_349


def deploy_inbox(chain: Chain) -> Deployed:
    """An inbox whose operator has three days."""
    return deploy(chain, load_contract("inbox"), ORGANISATION, 3 * DAY)


def compute_next(digest: bytes, envelope: bytes, at: int) -> bytes:
    """The running digest after one more envelope."""
    return keccak(digest + keccak(envelope) + at.to_bytes(32, "big"))


def test_anybody_can_post(chain: Chain) -> None:
    """A stranger's envelope is said in full, with its number and its sender."""
    inbox = deploy_inbox(chain)
    receipt = inbox.send("post", b"an act", sender=2)
    sender = f"0x{chain.accounts[2].hex()}"
    assert inbox.read_events(receipt) == [("Posted", {"number": 1, "sender": sender, "envelope": b"an act"})]
    assert inbox.read("DELAY") == 3 * DAY
    assert inbox.read("ORGANISATION") == ORGANISATION


@given(envelopes=st.lists(st.binary(max_size=300), max_size=6))
def test_the_digest_binds_all_that_was_posted(fresh_chain: Chain, envelopes: list[bytes]) -> None:
    """Number, order, bytes and times of all envelopes follow from one digest."""
    with fresh_chain.undo():
        inbox, digest = deploy_inbox(fresh_chain), bytes(32)
        for envelope in envelopes:
            inbox.send("post", envelope)
            digest = compute_next(digest, envelope, fresh_chain.now)
        assert inbox.read("count") == len(envelopes)
        assert inbox.read("digest") == digest


def test_the_longest_envelope_fits(chain: Chain) -> None:
    """Whatever the law allows can be posted."""
    inbox = deploy_inbox(chain)
    receipt = inbox.send("post", b"x" * LONGEST)
    ((_, said),) = inbox.read_events(receipt)
    assert said["envelope"] == b"x" * LONGEST


def test_what_is_too_long_for_the_law_is_refused(chain: Chain) -> None:
    """A byte more than an envelope can have is not taken."""
    inbox = deploy_inbox(chain)
    with pytest.raises(Reverted):
        inbox.send("post", b"x" * (LONGEST + 1))
    assert inbox.read("count") == 0
