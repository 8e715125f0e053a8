"""Enough members stop a payment before it is made, for good, and an audit takes it as settled."""

from __future__ import annotations

from pathlib import Path

import pytest

from daso.chain.account import create_account
from daso.chain.batch import BadApproval
from daso.chain.sending import Call, Journal, send
from daso.errors import Tampered
from daso.host.vaults import PaymentClosed
from daso.testkit.authenticator import Answer
from tests.chain.anvil import Anvil
from tests.chain.bound import Bound
from tests.chain.treasury import MESSAGE, PAYEE, Treasury


@pytest.fixture
def treasury(anvil: Anvil, tmp_path: Path) -> Treasury:
    """An organisation with a vault, of whose three members two approve and two can stop a payment."""
    return Treasury(Bound(anvil, tmp_path))


def _approve(treasury: Treasury) -> int:
    payment = treasury.order()
    for number in (1, 2):
        treasury.sign(number, payment)
    treasury.turn()
    assert treasury.get_status(payment) == "waiting"
    return payment


def test_enough_objections_stop_a_payment_that_waits(treasury: Treasury) -> None:
    """One objection of two stops nothing and is shown; with two it is never paid, and no audit misses it."""
    payment = _approve(treasury)
    assert treasury.object_to(3, payment) == 1
    assert treasury.object_to(3, payment) == 1
    treasury.turn()
    progress = treasury.bound.host.vaults.book.get_progress(treasury.bound.facts.org, payment)
    assert (progress.status, progress.objected, progress.cancels) == ("waiting", 1, 2)
    assert treasury.object_to(1, payment) == 2
    treasury.turn()
    assert treasury.get_status(payment) == "stopped"
    treasury.bound.pass_hours(24 * 95)
    treasury.turn()
    assert treasury.get_status(payment) == "stopped"
    assert treasury.get_coins(PAYEE) == 0
    audit = treasury.bound.audit()
    assert (audit.findings, audit.unchecked) == ((), ())


def test_a_payment_can_be_stopped_before_it_is_approved(treasury: Treasury) -> None:
    """Objections count while approvals are still collected, and after them none are taken."""
    payment = treasury.order()
    for number in (1, 2):
        treasury.object_to(number, payment)
    treasury.turn()
    assert treasury.get_status(payment) == "stopped"
    for number in (1, 2, 3):
        with pytest.raises(PaymentClosed):
            treasury.sign(number, payment)
    treasury.turn()
    treasury.bound.pass_hours(73)
    treasury.turn()
    assert treasury.get_status(payment) == "stopped"
    assert treasury.get_coins(PAYEE) == 0


def test_anybody_carries_objections(treasury: Treasury) -> None:
    """What the host gives out as objections stops the payment, whoever sends it, and the host sees it."""
    payment, bound = _approve(treasury), treasury.bound
    for number in (1, 3):
        treasury.object_to(number, payment)
    state = bound.founded.state
    place = bound.host.vaults.locate(bound.founded.hosted, state, state.withdrawals[payment])
    [call] = bound.host.vaults.list_objections(bound.founded.hosted, place)
    account = create_account(bound.key.with_name("anybody.key"))
    bound.anvil.give(account.address)
    send(
        treasury.node, account, Call(to=treasury.address, data=call), Journal(bound.key.with_name("any")), bound.clock()
    )
    bound.anvil.finalize()
    bound.keep_pace()
    bound.anchoring.turn()
    assert treasury.get_status(payment) == "stopped"


def test_an_approval_is_no_objection(treasury: Treasury) -> None:
    """A signature for the payment can't be used against it, nor another member's."""
    payment, bound = treasury.order(), treasury.bound
    state, vaults = bound.founded.state, bound.host.vaults
    place = vaults.locate(bound.founded.hosted, state, state.withdrawals[payment])
    approval = treasury.passkeys[1].sign(MESSAGE, Answer(challenge=place.digest))
    with pytest.raises(BadApproval):
        vaults.object_to(bound.founded.hosted, place, 1, approval, bound.clock())
    objection = treasury.passkeys[1].sign(MESSAGE, Answer(challenge=place.objection))
    with pytest.raises(Tampered):
        vaults.object_to(bound.founded.hosted, place, 2, objection, bound.clock())
