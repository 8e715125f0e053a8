"""A member announces a small payment in one go, others see it in time and stop it, or the vault pays it."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from daso.chain.approval import Limit
from tests.chain.anvil import Anvil
from tests.e2e.settlement import CHARTER, Settlement, settle
from tests.e2e.test_vault import COIN, OPEN, PAYEE, Treasury, check_looks
from tests.e2e.town import Meet, Person, Town

LIMITS = (Limit(bytes(20), COIN // 20), Limit(bytes.fromhex("70" * 20), 5000))


def _open(town: Town, anvil: Anvil, folder: Path, *people: Person) -> tuple[Settlement, Treasury]:
    settlement = settle(town, replace(CHARTER, rules=OPEN, probation_hours=0))
    settlement.admit(*people)
    return settlement, Treasury(town, settlement, anvil, folder, limits=LIMITS)


def _fill_in(person: Person, settlement: Settlement, amount: str) -> None:
    """Write what is to be announced."""
    person.go(f"/o/{settlement.slug}/payments")
    person.page.get_by_role("link", name="Announce a small payment").click()
    person.page.get_by_label("Amount").fill(amount)
    person.page.get_by_label("Address that is paid").fill(PAYEE.upper().replace("0X", "0x"))
    person.page.get_by_label("What it is for").fill("Yeast for **Monday**")
    person.page.get_by_role("button", name="Announce it").click()


def _announce(person: Person, settlement: Settlement) -> None:
    """From the form to both signatures."""
    _fill_in(person, settlement, "0.02")
    expect(person.dialog).to_contain_text(
        f"You announce that 0.02 of the chain’s own coins are to be paid from vault 1 to {PAYEE}."
    )
    expect(person.dialog).to_contain_text("What it is for: Yeast for **Monday**")
    person.press("Confirm and sign", person.dialog)
    expect(person.dialog).to_contain_text("The payment is announced.")
    person.press("Done", person.dialog)
    expect(person.dialog).to_contain_text(f"You approve that 0.02 of the chain’s own coins are paid to {PAYEE}.")
    expect(person.dialog).to_contain_text("It is paid after a while. Vetoes that stop it before: 1.")


@pytest.mark.browser
def test_a_member_announces_a_small_payment(town: Town, meet: Meet, anvil: Anvil, tmp_path: Path) -> None:
    """They are told what is left, can't announce more, sign twice, and the vault pays after the delay."""
    ada, ben = meet("Ada Example"), meet("Ben Example")
    settlement, treasury = _open(town, anvil, tmp_path, ada, ben)
    _fill_in(ada, settlement, "0.06")
    expect(ada.page.locator("[data-problem]")).to_contain_text("0.05 of the chain’s own coins")
    check_looks(ada)
    _announce(ada, settlement)
    ada.press("Confirm and sign", ada.dialog)
    expect(ada.dialog).to_contain_text("Your approval is counted")
    ada.press("Done", ada.dialog)
    line = ada.page.locator("#withdrawal-1")
    expect(line).to_contain_text("being brought to the vault")
    treasury.turn()
    ben.go(f"/o/{settlement.slug}")
    expect(ben.page.locator(".needs")).to_contain_text("announced a payment: 0.02 of the chain’s own coins")
    ben.go(f"/o/{settlement.slug}/payments")
    expect(ben.page.locator("#withdrawal-1")).to_contain_text("unless enough members veto it")
    expect(ben.page.locator("#vault-1")).to_contain_text("0.03 of the chain’s own coins are left")
    check_looks(ben)
    treasury.pass_hours(2)
    assert anvil.node.ask_number("eth_getBalance", PAYEE, "latest") == COIN // 50
    ada.go(f"/o/{settlement.slug}/payments")
    expect(line).to_contain_text("paid")
    ada.page.get_by_role("link", name="Announce a small payment").click()
    expect(ada.page.locator("main")).to_contain_text("less than a day ago")
    check_looks(ada)


@pytest.mark.browser
def test_others_veto_a_small_payment(town: Town, meet: Meet, anvil: Anvil, tmp_path: Path) -> None:
    """Who turns back before approving does so later on the page; another member's veto stops it for good."""
    ada, ben = meet("Ada Example"), meet("Ben Example")
    settlement, treasury = _open(town, anvil, tmp_path, ada, ben)
    _announce(ada, settlement)
    ada.press("Not now", ada.dialog)
    treasury.turn()
    expect(ada.page.locator("#withdrawal-1")).to_contain_text("whoever announced it has yet to approve it")
    ben.go(f"/o/{settlement.slug}/payments")
    expect(ben.page.get_by_role("button", name="Approve with my passkey")).to_have_count(0)
    ada.go(f"/o/{settlement.slug}")
    ada.page.get_by_role("link", name="Approve what you announced: 0.02 of the chain’s own coins").click()
    ada.page.get_by_role("button", name="Approve with my passkey").click()
    ada.press("Confirm and sign", ada.dialog)
    ada.press("Done", ada.dialog)
    treasury.turn()
    assert treasury.get_status() == "waiting"
    ben.go(f"/o/{settlement.slug}/payments")
    ben.page.get_by_role("button", name="Veto with my passkey").click()
    expect(ben.dialog).to_contain_text(f"You veto that 0.02 of the chain’s own coins are paid to {PAYEE}.")
    ben.press("Confirm and sign", ben.dialog)
    expect(ben.dialog).to_contain_text("Vetoes: 1 of 1")
    ben.press("Done", ben.dialog)
    treasury.turn()
    assert treasury.get_status() == "stopped"
    treasury.pass_hours(2)
    ada.go(f"/o/{settlement.slug}/payments")
    expect(ada.page.locator("#withdrawal-1")).to_contain_text("Enough members have vetoed it. It will never be paid.")
    assert anvil.node.ask_number("eth_getBalance", PAYEE, "latest") == 0
