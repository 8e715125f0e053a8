"""An audit holds a log against its anchors: what was made public there once can't be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from daso.canon import encode
from daso.chain.anchor import AnchorFacts, encode_anchor, encode_anchor_creation
from daso.chain.sending import Call, Journal, send
from daso.clerk import Audit
from daso.kernel.contract import BindContract, EndContract
from daso.kernel.transition import decode_entry
from tests.chain.anvil import CHAIN
from tests.chain.bound import Bound
from tests.chain.tampering import grow, read, rebuild


def _codes(audit: Audit) -> list[str]:
    return [finding.code for finding in audit.findings]


def test_an_honest_log_agrees_with_its_anchors(bound: Bound) -> None:
    """An honest log agrees with every anchor, however it has grown since, and nothing is left unchecked."""
    for _ in range(3):
        grow(bound)
        bound.anchor()
    grow(bound)
    audit = bound.audit()
    assert (_codes(audit), audit.unchecked, audit.exit_code) == ([], (), 0)


def test_a_rewritten_log_is_caught(bound: Bound) -> None:
    """An operator who rewrites what was anchored, with every hash and signature of the log made anew, is caught."""
    grow(bound)
    bound.anchor()
    entries = read(bound)
    entry = decode_entry(entries[-1])
    entries[-1] = encode(replace(entry, at=entry.at + 1))
    audit = rebuild(bound, entries)
    assert _codes(audit) == ["anchor-mismatch"]
    assert "holds 1 roots that this log never had" in audit.findings[0].sentence
    assert _codes(rebuild(bound, entries, rpcs=())) == [], "nothing else shows it"


def test_a_shortened_log_is_caught(bound: Bound) -> None:
    """An operator who cuts off the end of an anchored log is caught, without anybody's receipt."""
    grow(bound)
    bound.anchor()
    audit = rebuild(bound, read(bound)[:-1])
    assert _codes(audit) == ["anchor-missing"]
    assert f"holds the root of {bound.size} entries" in audit.findings[0].sentence


def test_a_log_without_its_decision_is_caught(bound: Bound) -> None:
    """A log cut off before the decision that bound the anchor is caught by whoever knows the anchor's code."""
    bound.anchor()
    entries = read(bound)[:-1]
    assert _codes(rebuild(bound, entries)) == []
    known = BindContract(chain=CHAIN, role="anchor", address=bound.address)
    assert _codes(rebuild(bound, entries, contracts=(known,))) == ["anchor-missing"]


def test_what_is_not_final_counts_for_nothing(bound: Bound) -> None:
    """An anchor in a block that may still vanish is not held against a log."""
    grow(bound)
    bound.anchoring.turn()
    bound.anvil.mine()
    assert _codes(rebuild(bound, read(bound)[:-1])) == []
    bound.anvil.finalize()
    assert _codes(rebuild(bound, read(bound)[:-1])) == ["anchor-missing"]


def test_a_false_anchor_is_told(bound: Bound) -> None:
    """Whoever holds the anchorer's key can anchor a root that the log never had, and every audit says so."""
    call = Call(to=bound.address, data=encode_anchor(1, bytes(32)))
    send(bound.anvil.node, bound.account, call, Journal(bound.key.with_name("thief")), bound.clock())
    bound.anvil.finalize()
    assert _codes(bound.audit()) == ["anchor-mismatch"]


def test_another_organisation_s_anchor_is_told(bound: Bound) -> None:
    """A bound contract that was born for another organisation or foundation is named as such."""
    for org, foundation in (("0" * 32, bound.facts.foundation), (bound.facts.org, bytes(32))):
        address = bound.deploy(encode_anchor_creation(AnchorFacts(org, foundation, bound.account.address)))
        known = BindContract(chain=CHAIN, role="anchor", address=address)
        assert _codes(bound.audit(contracts=(known,))) == ["contract-foreign"]


def test_something_else_is_no_anchor(bound: Bound) -> None:
    """Where other code stands than ours, or none, it proves nothing, and is named."""
    for address in ("0x" + "00" * 19 + "77", bound.account.address):
        known = BindContract(chain=CHAIN, role="anchor", address=address)
        assert _codes(bound.audit(contracts=(known,))) == ["contract-unknown"]


def test_what_was_not_compared_is_said(bound: Bound) -> None:
    """Without a node, or with one that is gone, the audit says that anchors are unchecked."""
    bound.anchor()
    for rpcs in ((), ("http://127.0.0.1:9",), ("nonsense",)):
        audit = bound.audit(rpcs=rpcs)
        assert (_codes(audit), audit.exit_code) == ([], 0)
        assert (
            f"The anchor {bound.address} on chain {CHAIN} was not compared: no node of that chain"
            in audit.unchecked[-1]
        )
    bound.anvil.stop()
    assert any("gave no usable answer" in sentence for sentence in bound.audit().unchecked)


@pytest.mark.parametrize("is_late", [False, True])
def test_an_ended_anchor_counts_as_far_as_it_was_bound(bound: Bound, is_late: bool, tmp_path: Path) -> None:
    """What an anchor said while it was bound counts for ever; what it says afterwards counts for nothing."""
    bound.anchor()
    call = Call(to=bound.address, data=encode_anchor(bound.size + 1000, bytes(32)))
    bound.anvil.set_time(bound.clock() + (30 * 24 * 3_600_000 if is_late else 0))
    send(bound.anvil.node, bound.account, call, Journal(tmp_path / "thief"), bound.clock())
    bound.anvil.finalize()
    bound.decide(EndContract(contract=1))
    assert _codes(bound.audit()) == ([] if is_late else ["anchor-missing"])
