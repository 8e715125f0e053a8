"""From the command line, anybody carries to a vault's chain what its members have signed, even out of a silence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from daso.chain.approval import Limit
from daso.cli import main
from daso.kernel.key import AddKey
from daso.testkit.authenticator import Answer, SoftwarePasskey
from daso.web import create_app
from daso.web.settings import Settings
from tests.chain.anvil import Anvil
from tests.chain.bound import Bound
from tests.chain.treasury import COIN, MESSAGE, PAYEE, Treasury
from tests.e2e.server import Application
from tests.host.founded import ORIGIN

Serve = Callable[[Application], str]


@pytest.fixture
def treasury(anvil: Anvil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Treasury:
    """A vault in which one of three members can renew the members after a silence; the host itself sends nothing."""
    treasury = Treasury(Bound(anvil, tmp_path), silent_percent=30, limits=(Limit(bytes(20), COIN),))
    anvil.node.ask_maybe("evm_setAutomine", [True], object)
    monkeypatch.setenv("DASO_CHAIN_RPC", anvil.url)
    monkeypatch.setenv("DASO_CHAIN_KEY", str(treasury.bound.key))
    return treasury


@pytest.fixture
def site(treasury: Treasury, serve: Serve) -> str:
    """The organisation's address, on a site that has no account to pay fees from."""
    bound = treasury.bound
    app = create_app(bound.host, Settings(data=bound.host.data, origin=ORIGIN))
    return f"{serve(app)}/o/{bound.founded.hosted.slug}"


def test_a_payment_is_carried_by_anybody(treasury: Treasury, site: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Too few approvals are carried and wait; with enough the delay begins, and after it the payee is paid."""
    treasury.watch()
    payment = treasury.order()
    command = ["chain", "carry", site, "--payment", str(payment)]
    treasury.sign(1, payment)
    assert main(command) == 0
    assert "1 approvals are on the chain; 2 are needed." in capsys.readouterr().out
    treasury.sign(2, payment)
    assert main(command) == 0
    assert "Approved. It can be carried out from" in capsys.readouterr().out
    treasury.bound.pass_hours(73)
    assert main(command) == 0
    assert "Carried out." in capsys.readouterr().out
    assert treasury.get_coins(PAYEE) == COIN // 2
    assert main(command) == 0
    assert "It is over" in capsys.readouterr().out


def test_a_payment_is_stopped_by_anybody(treasury: Treasury, site: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Enough objections are carried in the same way."""
    treasury.watch()
    payment = treasury.order()
    for number in (1, 3):
        treasury.object_to(number, payment)
    assert main(["chain", "carry", site, "--payment", str(payment)]) == 0
    assert "Stopped, for good." in capsys.readouterr().out


def test_a_small_payment_is_carried_and_vetoed_by_anybody(
    treasury: Treasury, site: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One approval begins the delay of an announced payment, and one objection of these three members stops another."""
    treasury.watch()
    first, second = treasury.announce(1), treasury.announce(2)
    command = ["chain", "carry", site, "--payment"]
    treasury.sign(1, first)
    assert main([*command, str(first)]) == 0
    said = capsys.readouterr().out
    assert "1 approvals are on the chain; 1 are needed." in said
    assert "Approved. It can be carried out from" in said
    treasury.object_to(3, second)
    assert main([*command, str(second)]) == 0
    assert "Stopped, for good." in capsys.readouterr().out
    treasury.bound.pass_hours(73)
    assert main([*command, str(first)]) == 0
    assert "Carried out." in capsys.readouterr().out
    assert treasury.get_coins(PAYEE) == COIN // 50


def test_after_a_silence_few_renew_the_members(
    treasury: Treasury, site: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two of three have lost their keys and got new ones by the law; after a year the third alone gives them seats."""
    bound = treasury.bound
    treasury.watch()
    for number in (2, 3):
        fresh = SoftwarePasskey(f"found again {number}".encode(), ORIGIN)
        bound.founded.say(number, AddKey, "label", {"label": "New phone"}, key=fresh.key)
        treasury.passkeys[number] = fresh
    command = ["chain", "carry", site, "--members", "1"]
    _approve(treasury)
    assert main(command) == 0
    assert "That is not enough yet." in capsys.readouterr().out
    bound.pass_hours(24 * 366)
    treasury.watch()
    _approve(treasury)
    assert main(command) == 0
    assert "A single objection stops it" in capsys.readouterr().out
    bound.pass_hours(24 * 31)
    assert main(command) == 0
    assert "Carried out." in capsys.readouterr().out
    bound.anvil.finalize()
    treasury.watch()
    standing = bound.host.vaults.book.get_standing(bound.facts.org, 1)
    assert standing is not None
    assert (standing.epoch, standing.rules.count) == (1, 3)
    assert bound.audit().findings == ()


def _approve(treasury: Treasury) -> None:
    """Let the first member approve the change."""
    bound = treasury.bound
    state, hosted = bound.founded.state, bound.founded.hosted
    renewal = bound.host.renewals.find(hosted, state, state.contracts[1], bound.clock())
    place = bound.host.renewals.locate(hosted, state, renewal)
    proof = treasury.passkeys[1].sign(MESSAGE, Answer(challenge=place.digest))
    bound.host.renewals.approve(hosted, state, (renewal, 1, proof), bound.clock())
