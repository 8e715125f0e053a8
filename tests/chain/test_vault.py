"""The vault pays what members have decided and enough of them have approved, once; an audit knows the difference."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from daso.chain.batch import BadApproval
from daso.errors import Tampered
from daso.host.vaults import NoSeat
from daso.testkit.authenticator import Answer
from tests.chain.anvil import Anvil
from tests.chain.bound import Bound
from tests.chain.treasury import COIN, PAYEE, Treasury


@pytest.fixture
def treasury(anvil: Anvil, tmp_path: Path) -> Treasury:
    """An organisation with a vault."""
    return Treasury(Bound(anvil, tmp_path))


def _codes(treasury: Treasury) -> list[str]:
    return [finding.code for finding in treasury.bound.audit().findings]


def test_a_decided_and_approved_payment_is_paid_once(treasury: Treasury) -> None:
    """One approval of two pays nothing; two begin the delay; after it the payee is paid, once, and the audit agrees."""
    payment = treasury.order()
    assert treasury.get_status(payment) == "collecting"
    assert treasury.sign(1, payment) == 1
    assert treasury.sign(1, payment) == 1
    treasury.turn()
    assert treasury.get_status(payment) == "collecting"
    assert treasury.sign(3, payment) == 2
    treasury.turn()
    assert treasury.get_status(payment) == "waiting"
    assert treasury.get_coins(PAYEE) == 0
    treasury.bound.pass_hours(73)
    for _ in range(3):
        treasury.turn()
    assert treasury.get_status(payment) == "paid"
    assert treasury.get_coins(PAYEE) == COIN // 2
    assert treasury.get_coins(treasury.address) == 2 * COIN - COIN // 2
    audit = treasury.bound.audit()
    assert (audit.findings, audit.unchecked) == ((), ())


def test_only_this_deed_by_this_seat_counts(treasury: Treasury) -> None:
    """An approval of something else, by another's key, from another page or without verification is refused."""
    payment = treasury.order()
    other = sha256(b"something else").digest()
    for answer in (Answer(challenge=other), Answer(origin="https://evil.example"), Answer(flags=0x01)):
        with pytest.raises(BadApproval):
            treasury.sign(1, payment, answer)
    treasury.passkeys[1], treasury.passkeys[2] = treasury.passkeys[2], treasury.passkeys[1]
    with pytest.raises(Tampered):
        treasury.sign(1, payment)
    treasury.passkeys[4] = treasury.passkeys[1]
    with pytest.raises(NoSeat):
        treasury.sign(4, payment)


def test_a_decision_that_nobody_approves_is_told(treasury: Treasury) -> None:
    """An ordered payment that was not made in its ninety days is told by every audit, and not a day earlier."""
    treasury.order()
    treasury.bound.pass_hours(24 * 89)
    assert _codes(treasury) == []
    treasury.bound.pass_hours(24 * 2)
    assert _codes(treasury) == ["decision-without-payment"]


def test_a_payment_that_nobody_decided_is_told(treasury: Treasury) -> None:
    """What members' keys approved behind the log's back is paid by the vault, and told by every audit."""
    treasury.pay_behind_the_log()
    assert treasury.get_coins(PAYEE) == COIN // 2
    assert _codes(treasury) == ["payment-without-decision"]
