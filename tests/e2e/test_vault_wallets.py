"""A member whose key is in a browser's wallet approves and objects with one tap; it shows the deed's own fields."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from daso.chain.approval import Limit
from tests.chain.anvil import CHAIN, Anvil
from tests.e2e.settlement import CHARTER, Settlement, settle
from tests.e2e.test_vault import COIN, OPEN, PAYEE, Treasury, check_looks
from tests.e2e.test_wallets import join_with
from tests.e2e.town import Meet, Person, Town
from tests.e2e.wallet import SoftWallet

pytestmark = pytest.mark.browser


@dataclass
class Pair:
    """Ada, who has a passkey, and Ben, who has a wallet; both have seats in the vault, and a payment is ordered."""

    settlement: Settlement
    treasury: Treasury
    ada: Person
    ben: Person
    wallet: SoftWallet

    def open_payments(self, person: Person) -> None:
        """Open the page of payments."""
        person.go(f"/o/{self.settlement.slug}/payments")

    def sign(self, button: str) -> None:
        """Let Ben press a button, read, and confirm."""
        self.ben.page.get_by_role("button", name=button).click()
        expect(self.ben.dialog).to_contain_text("Your wallet then shows the same amount and address")
        self.ben.press("Confirm and sign", self.ben.dialog)


@pytest.fixture
def pair(town: Town, meet: Meet, anvil: Anvil, tmp_path: Path) -> Pair:
    """The two of them; Ben's wallet knows the vault's network, and is on another one."""
    settlement = settle(town, replace(CHARTER, rules=OPEN))
    ada, ben, wallet = meet("Ada Example"), meet("Ben Example"), SoftWallet(b"ben")
    wallet.known.add(CHAIN)
    settlement.admit(ada)
    join_with(ben, settlement, wallet)
    treasury = Treasury(town, settlement, anvil, tmp_path)
    treasury.order()
    return Pair(settlement, treasury, ada, ben, wallet)


def test_a_wallet_approves_with_one_tap(pair: Pair, anvil: Anvil) -> None:
    """The wallet is taken to the vault's network, shows amount and payee, and its approval has the vault pay."""
    pair.treasury.approve(pair.ada, 1)
    pair.open_payments(pair.ben)
    expect(pair.ben.page.get_by_role("button", name="Object with my wallet")).to_be_visible()
    check_looks(pair.ben)
    pair.sign("Approve with my wallet")
    expect(pair.ben.dialog).to_contain_text("2 of 2 have approved.")
    assert pair.wallet.asked[-1] == "Deed"
    shown = pair.wallet.shown[-1]
    assert (shown["kind"], shown["to"], shown["amount"]) == ("payment", PAYEE, str(COIN // 2))
    assert shown["organisation"] == f"0x{pair.settlement.state.org}"
    pair.treasury.turn()
    pair.treasury.pass_hours(2)
    assert anvil.node.ask_number("eth_getBalance", PAYEE, "latest") == COIN // 2
    assert pair.treasury.get_status() == "paid"


def test_a_wallet_objects_with_one_tap(pair: Pair) -> None:
    """An objection shows the deed that it is against, and stops the payment."""
    pair.open_payments(pair.ben)
    pair.sign("Object with my wallet")
    expect(pair.ben.dialog).to_contain_text("1 of 1 have objected.")
    assert pair.wallet.asked[-1] == "Objection"
    assert pair.wallet.shown[-1]["deed"]["to"] == PAYEE
    pair.treasury.turn()
    assert pair.treasury.get_status() == "stopped"


def test_what_is_wrong_with_a_wallet_is_said(pair: Pair) -> None:
    """Another network, another account, a no, a contract's signature: each is a sentence, and nothing is counted."""
    wallet, ben = pair.wallet, pair.ben
    other = SoftWallet(b"another")
    mine = wallet.account
    pair.open_payments(ben)
    problem = ben.page.locator("form[data-approve] [data-problem]")

    wallet.known.discard(CHAIN)
    pair.sign("Approve with my wallet")
    expect(problem).to_contain_text(f"Your wallet is on the network 1, and the vault on {CHAIN}.")
    wallet.known.add(CHAIN)

    wallet.account = other.account
    pair.sign("Approve with my wallet")
    expect(problem).to_contain_text(f"The vault knows you by the account {SoftWallet(b'ben').address}")
    wallet.account = mine

    wallet.spelling = "contract"
    pair.sign("Approve with my wallet")
    expect(problem).to_contain_text("signs in a way that can’t be used here")
    wallet.refuses = True
    pair.sign("Approve with my wallet")
    expect(problem).to_contain_text("Your wallet did not sign")
    wallet.refuses, wallet.spelling = False, "high"
    check_looks(ben)
    pair.sign("Approve with my wallet")
    expect(ben.dialog).to_contain_text("1 of 2 have approved.")


def test_a_wallet_gives_members_seats(pair: Pair, meet: Meet) -> None:
    """A change of the members is approved by wallet too; the dialog says what stands behind the digits it shows."""
    cleo, wallet = meet("Cleo Example"), SoftWallet(b"cleo")
    join_with(cleo, pair.settlement, wallet)
    pair.treasury.turn()
    pair.open_payments(pair.ben)
    pair.ben.press("Renew the vault’s members")
    expect(pair.ben.dialog).to_contain_text("Your wallet shows the new list only as a row of digits")
    pair.ben.press("Confirm and sign", pair.ben.dialog)
    expect(pair.ben.dialog).to_contain_text("1 of 2 have approved.")
    assert pair.wallet.shown[-1]["kind"] == "members"
    pair.ben.press("Done", pair.ben.dialog)
    pair.open_payments(pair.ada)
    pair.ada.press("Renew the vault’s members")
    pair.ada.press("Confirm and sign", pair.ada.dialog)
    expect(pair.ada.dialog).to_contain_text("2 of 2 have approved.")
    pair.treasury.turn()
    pair.treasury.pass_hours(2)
    pair.treasury.turn()
    pair.open_payments(cleo)
    expect(cleo.page.get_by_role("button", name="Approve with my wallet")).to_be_visible()


def test_a_wallet_announces_a_small_payment(town: Town, meet: Meet, anvil: Anvil, tmp_path: Path) -> None:
    """Whoever's seat is a wallet's announces and approves in one go, and sees a small payment in the wallet itself."""
    settlement = settle(town, replace(CHARTER, rules=OPEN))
    ben, wallet = meet("Ben Example"), SoftWallet(b"ben")
    wallet.known.add(CHAIN)
    join_with(ben, settlement, wallet)
    treasury = Treasury(town, settlement, anvil, tmp_path, limits=(Limit(bytes(20), COIN // 20),))
    ben.go(f"/o/{settlement.slug}/payments")
    ben.page.get_by_role("link", name="Announce a small payment").click()
    ben.page.get_by_label("Amount").fill("0.02")
    ben.page.get_by_label("Address that is paid").fill(PAYEE)
    ben.page.get_by_label("What it is for").fill("Yeast")
    ben.page.get_by_role("button", name="Announce it").click()
    ben.press("Confirm and sign", ben.dialog)
    expect(ben.dialog).to_contain_text("The payment is announced.")
    ben.press("Done", ben.dialog)
    ben.press("Confirm and sign", ben.dialog)
    expect(ben.dialog).to_contain_text("1 of 1 have approved.")
    assert (wallet.asked[-2:], wallet.shown[-1]["kind"]) == (["Act", "Deed"], "small payment")
    treasury.turn()
    treasury.pass_hours(2)
    assert treasury.get_status() == "paid"
