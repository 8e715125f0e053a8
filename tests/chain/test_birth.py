"""The members that a vault is born with must have followed from the log before it was bound, or every audit says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from litestar.testing import TestClient

from daso.chain.members import compute_root
from daso.chain.rpc import Event, Node
from daso.clerk.vault import compute_seats, create_vault
from daso.kernel.contract import BindContract
from daso.kernel.key import AddKey, RevokeKey
from daso.keys.sign import WalletSigner
from daso.testkit.authenticator import SoftwarePasskey
from daso.web import create_app
from daso.web.settings import Settings
from tests.chain.anvil import CHAIN, START, Anvil
from tests.chain.bound import Bound
from tests.chain.treasury import Treasury, rekey
from tests.host.founded import HOUR, ORIGIN

STRANGER = SoftwarePasskey(b"stranger", ORIGIN)


def _find_codes(bound: Bound) -> list[str]:
    return [finding.code for finding in bound.audit().findings]


def test_a_stranger_s_key_is_told(anvil: Anvil, tmp_path: Path) -> None:
    """One key that is no member's is enough, and the sentence says what to do."""
    bound = Bound(anvil, tmp_path)
    treasury = Treasury(bound, seen=lambda state: rekey(state, 2, STRANGER.key))
    [finding] = bound.audit().findings
    assert finding.code == "vault-birth-foreign"
    assert f"the vault {treasury.address} on chain {CHAIN} was set up (transaction 0x" in finding.sentence
    assert "bind another" in finding.sentence


def test_a_stranger_s_wallet_is_told(anvil: Anvil, tmp_path: Path) -> None:
    """The same for a wallet that is nobody's."""
    bound = Bound(anvil, tmp_path)
    Treasury(bound, wallets=(3,), seen=lambda state: rekey(state, 3, WalletSigner.from_seed(b"stranger").key))
    assert _find_codes(bound) == ["vault-birth-foreign"]


def test_who_joins_or_changes_keys_before_the_binding_is_no_finding(anvil: Anvil, tmp_path: Path) -> None:
    """A vault may be set up long before it is bound; its list is then an older one, and was right."""
    bound = Bound(anvil, tmp_path)
    phones = {number: SoftwarePasskey(f"phone {number}".encode(), ORIGIN) for number in (1, 2)}
    for number, phone in phones.items():
        bound.founded.say(number, AddKey, "label", {"label": "Phone"}, key=phone.key)
    address = bound.deploy(create_vault(bound.founded.state, ORIGIN, 72))
    bound.founded.do(2, RevokeKey, key=2)
    bound.founded.say(3, AddKey, "label", {"label": "Phone"}, key=SoftwarePasskey(b"phone 3", ORIGIN).key)
    bound.decide(BindContract(chain=CHAIN, role="vault", address=address))
    bound.keep_pace()
    audit = bound.audit()
    assert (audit.findings, audit.unchecked) == ((), ())


def test_a_list_that_followed_only_later_is_told(anvil: Anvil, tmp_path: Path) -> None:
    """Whoever puts a key into the vault first, and adds it to the log after members bound it, is found."""
    bound = Bound(anvil, tmp_path)
    Treasury(bound, seen=lambda state: rekey(state, 2, STRANGER.key))
    bound.founded.say(2, AddKey, "label", {"label": "Phone"}, key=STRANGER.key)
    assert _find_codes(bound) == ["vault-birth-foreign"]


def test_a_vault_older_than_the_organisation_is_told(anvil: Anvil, tmp_path: Path) -> None:
    """A birth long before the inauguration, where no audit looks for anything else, is found as well."""
    early = Bound(anvil, tmp_path / "early")
    address = early.deploy(create_vault(rekey(early.founded.state, 2, STRANGER.key), ORIGIN, 72))
    anvil.set_time(START + 100 * HOUR)
    anvil.finalize()
    bound = Bound(anvil, tmp_path / "late", START + 100 * HOUR)
    assert bound.facts.org == early.facts.org
    bound.decide(BindContract(chain=CHAIN, role="vault", address=address))
    bound.keep_pace()
    assert _find_codes(bound) == ["vault-birth-foreign"]


def test_a_changed_list_is_judged_beside_the_first(anvil: Anvil, tmp_path: Path) -> None:
    """Births and changes are told apart, and each is told by itself."""
    bound = Bound(anvil, tmp_path)
    treasury = Treasury(bound, seen=lambda state: rekey(state, 3, STRANGER.key))
    seats = compute_seats(rekey(bound.founded.state, 3, STRANGER.key), ORIGIN)
    bound.host.vaults.book.store_seats(bound.facts.org, compute_root(seats), seats)  # the log has no such list
    treasury.turn()
    treasury.give_to_strangers()
    assert _find_codes(bound) == ["vault-birth-foreign", "vault-members-foreign"]


class _Sly(Node):
    """A node that shows no events."""

    def _read_events(self, address: str, topic: bytes, first: int, last: int) -> list[Event]:
        return []


def test_a_node_that_hides_lists_is_named(anvil: Anvil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An audit over a node that tells no births and changes judges the list that holds, and names what is missing."""
    bound = Bound(anvil, tmp_path)
    Treasury(bound, seen=lambda state: rekey(state, 2, STRANGER.key))
    monkeypatch.setattr("daso.clerk.onchain.Node", _Sly)
    audit = bound.audit()
    assert [finding.code for finding in audit.findings] == ["vault-birth-foreign"]
    assert any("Not every list of members of the vault" in sentence for sentence in audit.unchecked)


def test_the_page_warns(anvil: Anvil, tmp_path: Path) -> None:
    """The page of payments tells every visitor not to pay in, and shows nothing that looks like a working vault."""
    bound = Bound(anvil, tmp_path)
    treasury = Treasury(bound, seen=lambda state: rekey(state, 2, STRANGER.key))
    treasury.watch()
    with TestClient(create_app(bound.host, Settings(data=bound.host.data, origin=ORIGIN))) as browser:
        page = browser.get(f"/o/{bound.founded.hosted.slug}/payments").text
    assert "This vault was set up for others" in page
    assert "whom the vault knows must approve a payment" not in page
