"""From the command line, a member whose key is a wallet's approves a payment or new members, and reads them first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from daso.canon import from_base64url
from daso.chain.approval import Limit
from daso.cli import main
from daso.cli.changing import MoreThanMembers, OtherSeats, check_change
from daso.cli.deeds import Deciding
from daso.cli.site import Site
from daso.kernel.key import AddKey
from daso.keys.typed import compute_address
from daso.testkit.authenticator import SoftwarePasskey
from daso.web import create_app
from daso.web.settings import Settings
from tests.chain.anvil import CHAIN, Anvil
from tests.chain.bound import Bound
from tests.chain.treasury import COIN, PAYEE, Treasury
from tests.e2e.server import Application
from tests.host.founded import ORIGIN

Serve = Callable[[Application], str]


@pytest.fixture
def treasury(anvil: Anvil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Treasury:
    """A vault whose third member has a wallet, by the key file that was imported from it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return _create(anvil, tmp_path)


@pytest.fixture
def small(anvil: Anvil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Treasury:
    """The same vault, with small payments."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return _create(anvil, tmp_path, Limit(bytes(20), COIN))


def _create(anvil: Anvil, tmp_path: Path, *limits: Limit) -> Treasury:
    treasury = Treasury(Bound(anvil, tmp_path), wallets=(3,), limits=limits)
    exported = tmp_path / "exported.txt"
    exported.write_text(from_base64url(treasury.wallets[3].secret).hex())
    assert main(["key", "import", str(exported), "wallet", "--key", str(tmp_path / "wallet.key")]) == 0
    treasury.watch()
    return treasury


@pytest.fixture
def command(treasury: Treasury, tmp_path: Path, serve: Serve) -> list[str]:
    """The command with the organisation's address, and the member's number and key."""
    bound = treasury.bound
    app = create_app(bound.host, Settings(data=bound.host.data, origin=ORIGIN))
    site = f"{serve(app)}/o/{bound.founded.hosted.slug}"
    return ["chain", "approve", site, "--by", "3", "--key", str(tmp_path / "wallet.key"), "--yes"]


def _count(treasury: Treasury, payment: int) -> tuple[int, int]:
    bound = treasury.bound
    state, vaults = bound.founded.state, bound.host.vaults
    place = vaults.locate(bound.founded.hosted, state, state.withdrawals[payment])
    count = vaults.book.count_signatures
    return count(bound.facts.org, place.digest), count(bound.facts.org, place.objection)


def test_a_payment_is_approved(treasury: Treasury, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """What is paid to whom is shown, then signed and counted, and with another's approval it is paid."""
    payment = treasury.order()
    capsys.readouterr()
    assert main([*command, "--payment", str(payment)]) == 0
    shown = capsys.readouterr().out
    assert f"{COIN // 2} of the smallest units of the chain's own coin are paid to {PAYEE}." in shown
    assert f"The vault is {treasury.address} on chain {CHAIN}." in shown
    assert "Counted: 1 of 2 have approved." in shown
    treasury.sign(2, payment)
    treasury.turn()
    treasury.bound.pass_hours(73)
    for _ in range(2):
        treasury.turn()
    assert treasury.get_status(payment) == "paid"


def test_a_payment_is_objected_to(treasury: Treasury, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The same with `--against`, and it counts on the other side."""
    payment = treasury.order()
    assert main([*command, "--payment", str(payment), "--against"]) == 0
    assert "Counted: 1 of 2 have objected." in capsys.readouterr().out
    assert _count(treasury, payment) == (0, 1)


def test_new_members_are_approved(treasury: Treasury, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Who gets a seat or another key is shown by number, and the approval is for the list that was shown."""
    phone = SoftwarePasskey(b"new phone", ORIGIN)
    treasury.bound.founded.say(2, AddKey, "label", {"label": "Phone"}, key=phone.key)
    assert main([*command, "--members", "1"]) == 0
    shown = capsys.readouterr().out
    assert "These members' new keys count: 2" in shown
    assert "Then 2 of 3 must approve a payment, and 2 can stop one." in shown
    for number, key in ((1, treasury.passkeys[1].key), (2, phone.key)):
        assert f"member {number}: passkey {key.public[:20]}…" in shown
    account = compute_address(from_base64url(treasury.wallets[3].key.public))
    assert f"member 3: wallet {account.lower()}" in shown
    assert f'"origin":"{ORIGIN}"' in shown
    assert "There are no small payments." in shown
    assert "Who has a seat now is the site's word." in shown
    assert "Counted: 1 of 2 have approved." in shown
    [begun] = treasury.bound.host.renewals.list(treasury.bound.facts.org, 1)
    assert begun.begun_at
    assert main([*command, "--members", "1", "--against"]) == 0
    assert "Counted: 1 of 2 have objected." in capsys.readouterr().out


def test_what_can_t_be_approved_is_said(
    treasury: Treasury, command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A plain key, another member's seat, and nothing or too much named: each is a sentence, and nothing is counted."""
    payment = str(treasury.order())
    plain = tmp_path / "plain.key"
    assert main(["key", "new", "--key", str(plain)]) == 0
    cases = (
        ([*command[:6], str(plain), "--payment", payment], "is no wallet's"),
        ([*command[:4], "1", *command[5:], "--payment", payment], "knows another one"),
        ([*command[:4], "9", *command[5:], "--payment", payment], "does not know a key of member 9"),
        (command, "Say what is meant"),
        ([*command, "--payment", payment, "--members", "1"], "Say what is meant"),
    )
    for arguments, said in cases:
        assert main(arguments) == 2
        assert said in capsys.readouterr().err
    assert _count(treasury, int(payment)) == (0, 0)


def test_a_small_payment_is_vetoed(
    small: Treasury, serve: Serve, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a member announced is shown as such, and one objection by a wallet's key is enough here to stop it."""
    payment = small.announce(1)
    small.sign(1, payment)
    bound = small.bound
    app = create_app(bound.host, Settings(data=bound.host.data, origin=ORIGIN))
    site = f"{serve(app)}/o/{bound.founded.hosted.slug}"
    command = ["chain", "approve", site, "--by", "3", "--key", str(tmp_path / "wallet.key"), "--yes", "--against"]
    assert main([*command, "--payment", str(payment)]) == 0
    shown = capsys.readouterr().out
    assert "Member 1 announced it; no decision orders it." in shown
    assert "Counted: 1 of 1 have objected." in shown
    small.turn()
    assert small.get_status(payment) == "stopped"


def _offer_change(treasury: Treasury, command: list[str]) -> Deciding:
    phone = SoftwarePasskey(b"new phone", ORIGIN)
    treasury.bound.founded.say(2, AddKey, "label", {"label": "Phone"}, key=phone.key)
    return Site(command[2]).get_deed("vaults/1/renewal")


def test_a_change_is_held_against_the_vault(
    treasury: Treasury, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """With a node at hand the command says that the vault itself holds what the site says."""
    _offer_change(treasury, command)
    assert main([*command, "--members", "1", "--rpc", treasury.bound.anvil.url]) == 0
    shown = capsys.readouterr().out
    assert "The vault itself holds the seats from which this starts" in shown
    assert "Counted: 1 of 2 have approved." in shown


def test_a_site_can_t_hide_whose_seats_change(treasury: Treasury, command: list[str]) -> None:
    """A site that passes off the new seats as those that hold is found out, for the vault has another root."""
    found = _offer_change(treasury, command)
    assert found.deed.rules is not None
    for before in (found.deed.rules.seats, [], found.before[:2]):
        with pytest.raises(OtherSeats):
            check_change(replace(found, before=before), treasury.bound.anvil.url)
    with pytest.raises(OtherSeats):
        check_change(replace(found, deed=replace(found.deed, epoch=1)), treasury.bound.anvil.url)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tail": '","origin":"https://evil.example","crossOrigin":false}'}, "the site"),
        ({"site": "0x" + "00" * 32}, "the site"),
        ({"limits": [("0x" + "00" * 20, "9" * 30)]}, "the limits of small payments"),
        ({"needed": 1}, "how many of the members decide"),
        ({"cancels": 3}, "how many of the members decide"),
    ],
)
def test_nothing_but_members_changes_with_them(
    treasury: Treasury, command: list[str], changes: dict[str, Any], said: str
) -> None:
    """Another site, other limits or other numbers are refused by name."""
    found = _offer_change(treasury, command)
    assert found.deed.rules is not None
    bent = replace(found, deed=replace(found.deed, rules=replace(found.deed.rules, **changes)))
    with pytest.raises(MoreThanMembers, match=said):
        check_change(bent, treasury.bound.anvil.url)
