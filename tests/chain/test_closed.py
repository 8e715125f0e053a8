"""What was stopped or overturned is not paid by this site, whoever joins the vault; and a vault bound twice is one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from daso.chain.approval import Limit
from daso.chain.vault import read_deed_standing
from daso.cli import main
from daso.host.vaults import PaymentClosed
from daso.kernel.contract import BindContract, EndContract
from daso.web import create_app
from daso.web.settings import Settings
from tests.chain.anvil import CHAIN, Anvil
from tests.chain.bound import Bound
from tests.chain.treasury import COIN, PAYEE, Treasury
from tests.e2e.server import Application
from tests.host.founded import ORIGIN
from tests.web.site import Site


@pytest.fixture
def treasury(anvil: Anvil, tmp_path: Path) -> Treasury:
    """A vault of three members, two of whom approve what was decided, and one of whom stops a small payment."""
    treasury = Treasury(Bound(anvil, tmp_path), limits=(Limit(bytes(20), COIN),))
    treasury.watch()
    return treasury


def _stop(treasury: Treasury) -> int:
    payment = treasury.announce(1)
    treasury.sign(1, payment)
    treasury.object_to(2, payment)
    treasury.turn()
    assert treasury.get_status(payment) == "stopped"
    treasury.renew_for_a_new_phone(3)
    return payment


def _is_over(treasury: Treasury, payment: int) -> bool:
    place = treasury.locate(payment)
    return read_deed_standing(treasury.node, treasury.address, place.digest).is_over


def test_a_stop_outlives_a_change_of_members(treasury: Treasury) -> None:
    """Its member can't approve it anew, nobody is given calls for it, and a new objection closes the vault to it."""
    payment = _stop(treasury)
    assert treasury.get_status(payment) == "stopped"
    with pytest.raises(PaymentClosed):
        treasury.sign(1, payment)
    assert treasury.bound.host.vaults.list_calls(treasury.bound.founded.hosted, treasury.locate(payment)) == []
    assert not _is_over(treasury, payment)
    treasury.turn()
    assert not _is_over(treasury, payment)
    treasury.object_to(2, payment)
    treasury.turn()
    assert _is_over(treasury, payment)
    treasury.turn()
    assert (treasury.get_status(payment), treasury.get_coins(PAYEE)) == ("stopped", 0)
    audit = treasury.bound.audit()
    assert (audit.findings, audit.unchecked) == ((), ())


def test_what_is_overturned_is_approved_no_more(treasury: Treasury) -> None:
    """Approvals given before the verdict are not carried after it, and objections of enough members are."""
    payment = treasury.order()
    treasury.sign(1, payment)
    treasury.overturn(payment)
    treasury.turn()
    assert treasury.get_status(payment) == "over"
    with pytest.raises(PaymentClosed):
        treasury.sign(2, payment)
    treasury.object_to(2, payment)
    treasury.turn()
    assert not _is_over(treasury, payment)
    treasury.object_to(3, payment)
    treasury.turn()
    assert _is_over(treasury, payment)
    assert treasury.bound.audit().findings == ()


def test_what_was_paid_before_the_verdict_is_no_finding(treasury: Treasury) -> None:
    """Nobody is blamed for a payment that was made while it was right."""
    payment = treasury.order()
    treasury.forge(treasury.locate(payment))
    treasury.overturn(payment)
    assert treasury.get_coins(PAYEE) == COIN // 2
    assert treasury.bound.audit().findings == ()


def test_the_page_asks_to_object_again(treasury: Treasury) -> None:
    """Whoever has a seat under the new members is offered the objection, and the reason, until enough have objected."""
    payment, bound, slug = _stop(treasury), treasury.bound, treasury.bound.founded.hosted.slug
    offer = f'data-object="{payment}"'
    with Site(bound.host, Settings(data=bound.host.data, origin=ORIGIN), bound.clock) as site:
        site.sign_in(bound.founded, bound.founded.people[1])
        page = site.browser.get(f"/o/{slug}/payments").text
        assert offer in page
        assert "the vault itself refuses it too" in page
        assert "data-approve" not in page
        treasury.object_to(2, payment)
        treasury.turn()
        assert offer not in site.browser.get(f"/o/{slug}/payments").text


def test_whoever_would_carry_it_is_told(
    treasury: Treasury, serve: Callable[[Application], str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The command says that there is nothing to carry, and what would close the vault to it."""
    payment, bound = _stop(treasury), treasury.bound
    app = create_app(bound.host, Settings(data=bound.host.data, origin=ORIGIN))
    site = f"{serve(app)}/o/{bound.founded.hosted.slug}"
    command = ["chain", "carry", site, "--payment", str(payment), "--rpc", bound.anvil.url, "--key", str(bound.key)]
    assert main(command) == 0
    assert "Members have stopped it, or it was overturned" in capsys.readouterr().out


def test_a_vault_that_was_bound_twice_is_one(treasury: Treasury) -> None:
    """What was ordered under its first number, and paid after it was bound again, is a payment that was ordered."""
    bound, payment = treasury.bound, treasury.order()
    bound.decide(EndContract(contract=treasury.number))
    bound.decide(BindContract(chain=CHAIN, role="vault", address=treasury.address))
    bound.keep_pace()
    treasury.forge(treasury.locate(payment))
    assert treasury.get_coins(PAYEE) == COIN // 2
    audit = bound.audit()
    assert (audit.findings, audit.unchecked) == ((), ())


def test_what_nobody_ordered_from_it_is_found_once(treasury: Treasury) -> None:
    """Bound twice or not, one payment that nothing orders is one finding."""
    bound = treasury.bound
    bound.decide(EndContract(contract=treasury.number))
    bound.decide(BindContract(chain=CHAIN, role="vault", address=treasury.address))
    bound.keep_pace()
    treasury.number = max(bound.founded.state.contracts)
    treasury.pay_behind_the_log()
    assert [finding.code for finding in bound.audit().findings] == ["payment-without-decision"]
