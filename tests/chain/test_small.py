"""A member's small payment is paid after a while unless others object, within limits; an audit knows all others."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from daso.chain import approval
from daso.chain.approval import Limit
from daso.errors import Tampered
from daso.host.small import Allowance, NotTheAnnouncer, OverLimit, list_allowances
from daso.host.vaults import NoSeat, PaymentClosed
from daso.kernel.key import AddKey
from daso.kernel.membership import LeaveOrganisation
from daso.kernel.refusals import MemberLeft
from daso.kernel.withdrawal import AnnouncePayment
from daso.testkit.authenticator import Answer, SoftwarePasskey
from tests.chain.anvil import Anvil
from tests.chain.bound import Bound
from tests.chain.treasury import COIN, MESSAGE, PAYEE, Treasury, bend
from tests.host.founded import ORIGIN

LIMIT = COIN // 20
SMALL = COIN // 50


@pytest.fixture
def treasury(anvil: Anvil, tmp_path: Path) -> Treasury:
    """A vault that allows small payments of a twentieth of a coin in thirty days; a single objection stops one."""
    return Treasury(Bound(anvil, tmp_path), limits=(Limit(bytes(20), LIMIT),))


def _codes(treasury: Treasury) -> list[str]:
    return [finding.code for finding in treasury.bound.audit().findings]


def _list_left(treasury: Treasury) -> tuple[Allowance, ...]:
    bound, state = treasury.bound, treasury.bound.founded.state
    standing = bound.host.vaults.get_standing(bound.founded.hosted, state.contracts[treasury.number])
    return list_allowances(bound.host.vaults.book, state, standing, treasury.number, bound.clock())


def test_an_announced_payment_is_paid_after_the_delay(treasury: Treasury) -> None:
    """Its own member's approval is enough; nobody objects, so it is paid once, and the audit agrees."""
    payment = treasury.announce(2)
    assert treasury.get_status(payment) == "collecting"
    assert treasury.sign(2, payment) == 1
    treasury.turn()
    progress = treasury.bound.host.vaults.book.get_progress(treasury.bound.facts.org, payment)
    assert (progress.status, progress.needed, progress.cancels) == ("waiting", 1, 1)
    treasury.bound.pass_hours(71)
    treasury.turn()
    assert treasury.get_coins(PAYEE) == 0
    treasury.bound.pass_hours(2)
    for _ in range(3):
        treasury.turn()
    assert treasury.get_status(payment) == "paid"
    assert treasury.get_coins(PAYEE) == SMALL
    assert _list_left(treasury) == (Allowance(token="", limit=LIMIT, left=LIMIT - SMALL),)
    audit = treasury.bound.audit()
    assert (audit.findings, audit.unchecked) == ((), ())


@pytest.mark.parametrize("is_approved", [True, False])
def test_others_stop_it(treasury: Treasury, is_approved: bool) -> None:
    """A veto stops an announced payment for good, whether it waits already or not, and no audit misses it."""
    payment = treasury.announce(1)
    if is_approved:
        treasury.sign(1, payment)
        treasury.turn()
    assert treasury.object_to(3, payment) == 1
    treasury.turn()
    assert treasury.get_status(payment) == "stopped"
    with pytest.raises(PaymentClosed):
        treasury.sign(1, payment)
    treasury.bound.pass_hours(73)
    treasury.turn()
    assert (treasury.get_status(payment), treasury.get_coins(PAYEE)) == ("stopped", 0)
    assert _codes(treasury) == []
    assert _list_left(treasury)[0].left == LIMIT


def test_what_nobody_approves_lapses(treasury: Treasury) -> None:
    """An announcement that its member does not follow up lapses a week after its delay, and is owed to nobody."""
    payment = treasury.announce(1)
    treasury.bound.pass_hours(24 * 9)
    treasury.turn()
    assert treasury.get_status(payment) == "collecting"
    treasury.bound.pass_hours(24 * 2)
    treasury.turn()
    assert treasury.get_status(payment) == "expired"
    treasury.bound.pass_hours(24 * 100)
    assert _codes(treasury) == []


def test_only_its_member_approves_and_only_seats_object(treasury: Treasury) -> None:
    """Nobody else approves what was announced; a stranger's objection, or one in another's name, counts for nothing."""
    payment = treasury.announce(1)
    with pytest.raises(NotTheAnnouncer):
        treasury.sign(2, payment)
    treasury.passkeys[4] = SoftwarePasskey(b"a stranger", ORIGIN)
    with pytest.raises(NoSeat):
        treasury.object_to(4, payment)
    treasury.passkeys[3] = treasury.passkeys[4]
    with pytest.raises(Tampered):
        treasury.object_to(3, payment)
    treasury.turn()
    assert treasury.get_status(payment) == "collecting"


def test_more_than_the_limit_is_told_before_it_is_signed(treasury: Treasury) -> None:
    """Too much, or a token without a limit, can be announced to no effect: no approval is taken."""
    large = treasury.announce(1, LIMIT + 1)
    token = treasury.announce(2, 1, token="0x" + "70" * 20)
    for member, payment in ((1, large), (2, token)):
        with pytest.raises(OverLimit):
            treasury.sign(member, payment)
        assert treasury.get_status(payment) == "limited"
    assert _codes(treasury) == []


def test_all_of_them_together_stay_within_the_limit(treasury: Treasury) -> None:
    """Of two that are too much together, the second waits for the next thirty days, and lapses if they are too far."""
    first, second = treasury.announce(1, 3 * COIN // 100), treasury.announce(2, 3 * COIN // 100)
    treasury.sign(1, first)
    treasury.turn()
    assert _list_left(treasury)[0].left == 2 * COIN // 100
    treasury.bound.pass_hours(1)
    treasury.sign(2, second)
    treasury.turn()
    assert _list_left(treasury)[0].left == 0
    treasury.bound.pass_hours(74)
    for _ in range(3):
        treasury.turn()
    assert [treasury.get_status(one) for one in (first, second)] == ["paid", "limited"]
    assert treasury.get_coins(PAYEE) == 3 * COIN // 100
    treasury.bound.pass_hours(24 * 8)
    treasury.turn()
    assert treasury.get_status(second) == "expired"
    assert _codes(treasury) == []


def test_what_waits_for_its_limit_can_be_stopped(treasury: Treasury) -> None:
    """An objection reaches the chain although the payment could not be made just now."""
    first, second = treasury.announce(1, LIMIT), treasury.announce(2)
    treasury.sign(1, first)
    treasury.turn()
    treasury.bound.pass_hours(1)
    treasury.sign(2, second)
    treasury.turn()
    treasury.bound.pass_hours(74)
    for _ in range(3):
        treasury.turn()
    assert treasury.get_status(second) == "limited"
    treasury.object_to(3, second)
    treasury.turn()
    assert treasury.get_status(second) == "stopped"


def test_a_vault_without_limits_pays_none(anvil: Anvil, tmp_path: Path) -> None:
    """A vault that was made without small payments has none, whatever anybody announces."""
    treasury = Treasury(Bound(anvil, tmp_path))
    payment = treasury.announce(1)
    assert _list_left(treasury) == ()
    with pytest.raises(OverLimit):
        treasury.sign(1, payment)


def test_who_has_left_announces_nothing_and_is_found_out(treasury: Treasury) -> None:
    """A leaver's key still has its seat for a while; the law takes no announcement, and the audit finds the payment."""
    bound = treasury.bound
    payment = treasury.announce(3)
    place = treasury.locate(payment)
    bound.founded.do(3, LeaveOrganisation)
    fields = {"vault": treasury.number, "to": PAYEE, "amount": str(SMALL)}
    with pytest.raises(MemberLeft):
        bound.founded.say(3, AnnouncePayment, "text", {"body": "Yeast"}, **fields)
    treasury.forge(bend(place, salt=bytes(32)), (3,))
    assert treasury.get_coins(PAYEE) == SMALL
    assert _codes(treasury) == ["payment-without-decision"]


def test_an_ordered_payment_is_not_made_small(treasury: Treasury) -> None:
    """If one member has what was ordered paid as if it were small, the audit tells that nobody announced that."""
    place = treasury.locate(treasury.order(SMALL))
    treasury.forge(replace(bend(place, kind=approval.SMALL), by=1), (1,))
    assert treasury.get_coins(PAYEE) == SMALL
    assert _codes(treasury) == ["payment-without-decision"]


def _begin_renewal(treasury: Treasury) -> None:
    """Let a member have a new phone, and two approve that the vault knows it."""
    bound = treasury.bound
    fresh = SoftwarePasskey(b"a new phone", ORIGIN)
    bound.founded.say(3, AddKey, "label", {"label": "New phone"}, key=fresh.key)
    hosted, state = bound.founded.hosted, bound.founded.state
    renewal = bound.host.renewals.find(hosted, state, state.contracts[treasury.number], bound.clock())
    place = bound.host.renewals.locate(hosted, state, renewal)
    for number in (1, 2):
        proof = treasury.passkeys[number].sign(MESSAGE, Answer(challenge=place.digest))
        bound.host.renewals.approve(hosted, state, (renewal, number, proof), bound.clock())
    treasury.turn()


def test_limits_outlive_a_change_of_members(treasury: Treasury) -> None:
    """After the members were renewed the limits hold as before, and what waits must be approved once more."""
    treasury.turn()
    _begin_renewal(treasury)
    treasury.bound.pass_hours(50)
    payment = treasury.announce(1)
    treasury.sign(1, payment)
    treasury.turn()
    treasury.bound.pass_hours(23)
    for _ in range(3):
        treasury.turn()
    assert treasury.get_status(payment) == "collecting"
    treasury.sign(1, payment)
    treasury.turn()
    treasury.bound.pass_hours(73)
    for _ in range(3):
        treasury.turn()
    assert (treasury.get_status(payment), treasury.get_coins(PAYEE)) == ("paid", SMALL)
    assert _list_left(treasury)[0].limit == LIMIT
    assert _codes(treasury) == []
