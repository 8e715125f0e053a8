"""A vault's members are renewed by those who have seats, to seats that follow from the log; an audit knows others."""

from __future__ import annotations

from pathlib import Path

import pytest
from litestar.testing import TestClient

from daso.canon import from_base64url
from daso.chain.members import PasskeySeat
from daso.errors import Tampered
from daso.host.renewals import NobodyLeft, NothingToRenew, Renewal
from daso.host.vaults import NoSeat
from daso.kernel.key import AddKey, RevokeKey
from daso.testkit.authenticator import Answer, SoftwarePasskey
from daso.web import create_app
from daso.web.settings import Settings
from tests.chain.anvil import Anvil
from tests.chain.bound import Bound
from tests.chain.treasury import COIN, MESSAGE, PAYEE, Treasury
from tests.host.founded import ORIGIN


@pytest.fixture
def treasury(anvil: Anvil, tmp_path: Path) -> Treasury:
    """An organisation with a vault, of whose three members two approve and two can stop a change."""
    return Treasury(Bound(anvil, tmp_path))


def _replace_phone(treasury: Treasury, number: int) -> SoftwarePasskey:
    """Let a member have a new passkey; gives the old one."""
    old = treasury.passkeys[number]
    fresh = SoftwarePasskey(f"new phone {number}".encode(), ORIGIN)
    treasury.bound.founded.say(number, AddKey, "label", {"label": "New phone"}, key=fresh.key)
    treasury.passkeys[number] = fresh
    return old


def _find(treasury: Treasury) -> Renewal:
    bound = treasury.bound
    state = bound.founded.state
    return bound.host.renewals.find(bound.founded.hosted, state, state.contracts[1], bound.clock())


def _approve(treasury: Treasury, number: int) -> int:
    bound, renewal = treasury.bound, _find(treasury)
    place = bound.host.renewals.locate(bound.founded.hosted, bound.founded.state, renewal)
    proof = treasury.passkeys[number].sign(MESSAGE, Answer(challenge=place.digest))
    given = (renewal, number, proof)
    return bound.host.renewals.approve(bound.founded.hosted, bound.founded.state, given, bound.clock())


def _sign_with(treasury: Treasury, passkey: SoftwarePasskey, payment: int) -> None:
    treasury.passkeys[3], kept = passkey, treasury.passkeys[3]
    try:
        treasury.sign(3, payment)
    finally:
        treasury.passkeys[3] = kept


def _list_states(treasury: Treasury) -> list[str]:
    return [one.status for one in treasury.bound.host.renewals.list(treasury.bound.facts.org, 1)]


def _get_epoch(treasury: Treasury) -> int:
    standing = treasury.bound.host.vaults.book.get_standing(treasury.bound.facts.org, 1)
    assert standing is not None
    return standing.epoch


def _renew(treasury: Treasury) -> None:
    for number in (1, 2):
        _approve(treasury, number)
    treasury.turn()
    treasury.bound.pass_hours(73)
    for _ in range(2):
        treasury.turn()


def test_a_new_key_gets_its_members_seat(treasury: Treasury) -> None:
    """Who has a new phone can't approve with it until the members are renewed; afterwards they can."""
    treasury.turn()
    with pytest.raises(NothingToRenew):
        _find(treasury)
    old = _replace_phone(treasury, 3)
    _renew(treasury)
    assert (_list_states(treasury), _get_epoch(treasury)) == (["done"], 1)
    payment = treasury.order()
    assert treasury.sign(3, payment) == 1
    with pytest.raises(Tampered):
        _sign_with(treasury, old, payment)
    assert treasury.bound.audit().findings == ()
    treasury.sign(1, payment)
    treasury.turn()
    treasury.bound.pass_hours(73)
    for _ in range(2):
        treasury.turn()
    assert treasury.get_coins(PAYEE) == COIN // 2
    with pytest.raises(NothingToRenew):
        _find(treasury)
    audit = treasury.bound.audit()
    assert (audit.findings, audit.unchecked) == ((), ())


def test_a_change_stays_the_same_once_it_is_begun(treasury: Treasury) -> None:
    """Whoever changes keys while approvals are collected waits for the next change, and the first one goes through."""
    treasury.turn()
    _replace_phone(treasury, 3)
    _approve(treasury, 1)
    begun = _find(treasury)
    fresh = SoftwarePasskey(b"yet another", ORIGIN)
    treasury.bound.founded.say(3, AddKey, "label", {"label": "Tablet"}, key=fresh.key)
    assert _find(treasury) == begun
    _approve(treasury, 2)
    treasury.turn()
    treasury.bound.pass_hours(73)
    for _ in range(2):
        treasury.turn()
    assert (_list_states(treasury), _get_epoch(treasury)) == (["done"], 1)
    assert _find(treasury).rules.root != begun.rules.root
    assert treasury.bound.audit().findings == ()


def test_a_payment_under_way_is_approved_again(treasury: Treasury) -> None:
    """What was approved before the change does not count after it, and what the page says begins anew."""
    treasury.turn()
    _replace_phone(treasury, 3)
    payment = treasury.order()
    treasury.sign(1, payment)
    _renew(treasury)
    assert treasury.bound.host.vaults.book.get_progress(treasury.bound.facts.org, payment).given == 0
    assert treasury.sign(3, payment) == 1


def test_enough_objections_stop_a_change(treasury: Treasury) -> None:
    """A change that enough object to is never carried out, and the same one can be begun again later."""
    bound = treasury.bound
    treasury.turn()
    _replace_phone(treasury, 3)
    for number in (1, 2):
        _approve(treasury, number)
    treasury.turn()
    place = bound.host.renewals.locate(bound.founded.hosted, bound.founded.state, _find(treasury))
    for number in (1, 2):
        proof = treasury.passkeys[number].sign(MESSAGE, Answer(challenge=place.objection))
        bound.host.vaults.object_to(bound.founded.hosted, place, number, proof, bound.clock())
    treasury.turn()
    bound.pass_hours(73)
    treasury.turn()
    assert (_list_states(treasury), _get_epoch(treasury)) == (["stopped"], 0)
    assert _find(treasury).begun_at == 0


def test_a_change_that_too_few_approve_runs_out(treasury: Treasury) -> None:
    """After two weeks and the delay another change can begin, whoever had begun the last one."""
    treasury.turn()
    _replace_phone(treasury, 3)
    _approve(treasury, 1)
    treasury.bound.pass_hours(24 * 18)
    treasury.turn()
    assert _list_states(treasury) == ["expired"]
    assert _find(treasury).begun_at == 0


def test_only_seats_of_the_old_members_approve(treasury: Treasury) -> None:
    """A new key can't approve its own seat."""
    treasury.turn()
    _replace_phone(treasury, 3)
    bound, renewal = treasury.bound, _find(treasury)
    place = bound.host.renewals.locate(bound.founded.hosted, bound.founded.state, renewal)
    proof = treasury.passkeys[3].sign(MESSAGE, Answer(challenge=place.digest))
    with pytest.raises(Tampered):
        bound.host.renewals.approve(bound.founded.hosted, bound.founded.state, (renewal, 3, proof), bound.clock())
    with pytest.raises(NoSeat):
        bound.host.renewals.approve(bound.founded.hosted, bound.founded.state, (renewal, 4, proof), bound.clock())


def test_where_nobody_would_be_left_members_are_told_why(treasury: Treasury) -> None:
    """If nobody has a key that the vault could know, nothing begins, and page and API say what members can do."""
    bound = treasury.bound
    treasury.turn()
    for number in treasury.passkeys:
        bound.founded.do(number, RevokeKey, key=2)
    with pytest.raises(NobodyLeft, match="Add one to your keys first"):
        _find(treasury)
    with TestClient(create_app(bound.host, Settings(data=bound.host.data, origin=ORIGIN))) as browser:
        slug = bound.founded.hosted.slug
        assert "Nobody has a key that this vault could know" in browser.get(f"/o/{slug}/payments").text
        answer = browser.get(f"/api/orgs/{slug}/vaults/1/renewal")
    assert answer.json()["code"] == "nobody-to-renew"
    assert f"a passkey of {ORIGIN}, or a wallet" in answer.json()["detail"]


def test_a_change_under_way_stays_readable_when_nobody_is_left(treasury: Treasury) -> None:
    """What was begun is shown and can be objected to, whatever becomes of the keys meanwhile."""
    bound = treasury.bound
    treasury.turn()
    _replace_phone(treasury, 3)
    _approve(treasury, 1)
    for number, keys in ((1, (2,)), (2, (2,)), (3, (2, 3))):
        for key in keys:
            bound.founded.do(number, RevokeKey, key=key)
    seats = bound.host.renewals.get_seats(bound.founded.hosted, bound.founded.state, _find(treasury))
    assert seats[2] == PasskeySeat(from_base64url(treasury.passkeys[3].key.public))
    with TestClient(create_app(bound.host, Settings(data=bound.host.data, origin=ORIGIN))) as browser:
        page = browser.get(f"/o/{bound.founded.hosted.slug}/payments")
    assert "1 of 2 have approved." in page.text


def test_members_from_nowhere_are_told(treasury: Treasury) -> None:
    """If keys of enough members give the seats to strangers behind the log's back, every audit says so."""
    treasury.turn()
    treasury.give_to_strangers()
    assert [finding.code for finding in treasury.bound.audit().findings] == ["vault-members-foreign"]


def test_numbers_that_are_not_right_can_be_mended(treasury: Treasury) -> None:
    """Where everybody has their seat and yet too many must object, a change sets it right, and then there is none."""
    treasury.renew(cancels=3)
    assert _find(treasury).rules.cancels == 2
    _renew(treasury)
    assert _get_epoch(treasury) == 2
    with pytest.raises(NothingToRenew):
        _find(treasury)


def test_the_page_offers_to_mend_numbers(treasury: Treasury) -> None:
    """The page says that the numbers are wrong and what they would be, though nobody's seat changes."""
    treasury.renew(cancels=3)
    bound = treasury.bound
    with TestClient(create_app(bound.host, Settings(data=bound.host.data, origin=ORIGIN))) as browser:
        page = browser.get(f"/o/{bound.founded.hosted.slug}/payments").text
    assert "2 of 3 approve a payment, and 2 stop one" in page
