"""Whoever loses the telephone with which they approved payments comes back by the law, and then into the vault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, expect

from daso.cli import main
from daso.kernel.recovery import CompleteRecovery, VouchForMember
from daso.web.request_code import decode_recovery
from tests.chain.anvil import Anvil
from tests.e2e.settlement import Settlement, settle
from tests.e2e.test_recovery import OPEN as RECOVERABLE
from tests.e2e.test_recovery import ask, vouch
from tests.e2e.test_vault import COIN, OPEN, PAYEE, Treasury, check_looks
from tests.e2e.town import Meet, Person, Town

pytestmark = pytest.mark.browser

MakeTreasury = Callable[[Settlement], Treasury]
CHARTER = replace(RECOVERABLE, rules=OPEN)
APPROVE = """async ([path, by]) => {
    const {get, post} = await import("/static/js/api.js");
    const {signDeed} = await import("/static/js/keys.js");
    const {deed} = await get(path);
    const {proof} = await signDeed(deed, false, []);
    return post(`${path}/approvals`, {by, proof}).then(() => "taken", ({code}) => code);
}"""


def admit(settlement: Settlement, *people: Person) -> list[int]:
    """Let people join; gives their numbers."""
    settlement.admit(*people)
    last = max(settlement.state.members)
    return list(range(last - len(people) + 1, last + 1))


def lose(person: Person) -> None:
    """Let the telephone fall into the sea."""
    person.device.lose_passkeys()
    person.page.context.clear_cookies()


def sign_in(person: Person, settlement: Settlement, number: int) -> None:
    """Sign in with a passkey."""
    person.page.context.clear_cookies()
    person.go(f"/o/{settlement.slug}/sign-in")
    form = person.page.locator("form[data-sign-in]")
    form.locator('[name="by"]').fill(str(number))
    with person.page.expect_navigation():
        form.get_by_role("button").click()


def renew(person: Person, settlement: Settlement, said: str) -> None:
    """Approve the change of the vault's members, with one tap; `said` is how many have."""
    person.go(f"/o/{settlement.slug}/payments")
    person.press("Renew the vault’s members")
    person.press("Confirm and sign", person.dialog)
    expect(person.dialog).to_contain_text(said)
    person.press("Done", person.dialog)


def try_old_phone(page: Page, town: Town, settlement: Settlement, number: int) -> str:
    """Let whoever found the telephone approve the payment with what is on it; gives how that turned out."""
    page.goto(f"{town.address}/o/{settlement.slug}/payments")
    path = f"/api/orgs/{settlement.state.org}/withdrawals/1"
    return str(page.evaluate(APPROVE, [path, number]))


def test_a_lost_telephone_s_seat_comes_back(
    town: Town, meet: Meet, new_page: Callable[[], Page], make_treasury: MakeTreasury
) -> None:
    """Two vouch for a new passkey, the page says that the vault's list differs, enough approve the change, and then the
    new key approves a payment, which is paid; whoever found the old telephone can do nothing with it.
    """
    settlement = settle(town, CHARTER)
    ada, ben, cleo = (meet(f"{name} Example") for name in ("Ada", "Ben", "Cleo"))
    number = admit(settlement, ada, ben, cleo)[0]
    treasury, found = make_treasury(settlement), new_page()
    ada.device.carry_to(found)
    lose(ada)
    link = ask(ada, settlement, number)
    vouch(ben, settlement, link)
    vouch(cleo, settlement, link)
    town.clock.move(hours=49)
    ben.go(f"/o/{settlement.slug}")
    ben.do(ben.form("CompleteRecovery"))

    sign_in(ada, settlement, number)
    ada.go(f"/o/{settlement.slug}/payments")
    expect(ada.page.locator("#vault-1")).to_contain_text("The vault does not know your key yet.")
    expect(ada.page.get_by_role("button", name="Renew the vault’s members")).to_have_count(0)
    check_looks(ada)
    ben.go(f"/o/{settlement.slug}/payments")
    vault = ben.page.locator("#vault-1")
    expect(vault).to_contain_text("1 has a new key that the vault does not know: Ada Example")
    renew(ben, settlement, "1 of 2 have approved.")
    renew(cleo, settlement, "2 of 2 have approved.")
    treasury.turn()
    treasury.pass_hours(2)
    treasury.turn()
    ben.go(f"/o/{settlement.slug}/payments")
    expect(vault).not_to_contain_text("a new key that the vault does not know")

    treasury.order()
    assert try_old_phone(found, town, settlement, number) == "signature-wrong"
    sign_in(ada, settlement, number)
    treasury.approve(ada, 1)
    sign_in(ben, settlement, number + 1)
    treasury.approve(ben, 2)
    treasury.turn()
    treasury.pass_hours(2)
    assert treasury.get_status() == "paid"
    assert treasury.anvil.node.ask_number("eth_getBalance", PAYEE, "latest") == COIN // 2


@pytest.fixture
def make_treasury(town: Town, anvil: Anvil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeTreasury:
    """Set a vault up in which a third can renew the members after a silence; blocks come as transactions do."""

    def create(settlement: Settlement) -> Treasury:
        treasury = Treasury(town, settlement, anvil, tmp_path, silent_percent=30)
        anvil.node.ask_maybe("evm_setAutomine", [True], object)
        monkeypatch.setenv("DASO_CHAIN_RPC", anvil.url)
        monkeypatch.setenv("DASO_CHAIN_KEY", str(treasury.key))
        return treasury

    return create


def test_after_a_silence_one_brings_two_back(
    town: Town, meet: Meet, make_treasury: MakeTreasury, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two of three lose their telephones; after a silence the third alone approves on the page that they get seats
    again, and somebody carries it with one command, twice.
    """
    settlement = settle(town, CHARTER)
    people = ada, ben, cleo = tuple(meet(f"{name} Example") for name in ("Ada", "Ben", "Cleo"))
    numbers = admit(settlement, *people)
    treasury = make_treasury(settlement)
    anvil = treasury.anvil
    for person, number in ((ada, numbers[0]), (ben, numbers[1])):
        recover(person, settlement, number)
    carry = ["chain", "carry", f"{town.address}/o/{settlement.slug}", "--members", "1"]

    treasury.turn(town.clock())
    cleo.go(f"/o/{settlement.slug}/payments")
    vault = cleo.page.locator("#vault-1")
    expect(vault).to_contain_text("2 have a new key that the vault does not know: Ada Example, Ben Example")
    expect(vault).to_contain_text("once nothing was carried out for 365 days, 1 of 3 are enough")
    renew(cleo, settlement, "1 of 2 have approved.")
    assert main(carry) == 0
    assert "That is not enough yet." in capsys.readouterr().out

    treasury.pass_hours(24 * 366)
    treasury.turn()
    sign_in(cleo, settlement, numbers[2])
    renew(cleo, settlement, "1 of 2 have approved.")
    assert main(carry) == 0
    assert "A single objection stops it" in capsys.readouterr().out
    anvil.finalize()
    treasury.turn()
    cleo.go(f"/o/{settlement.slug}/payments")
    expect(vault).to_contain_text("takes effect from")
    expect(vault).to_contain_text("A single objection stops it")
    check_looks(cleo)

    town.clock.move(hours=24 * 31)
    anvil.set_time(town.clock())
    anvil.finalize()
    assert main(carry) == 0
    assert "Carried out." in capsys.readouterr().out
    anvil.finalize()
    treasury.turn()
    sign_in(ada, settlement, numbers[0])
    ada.go(f"/o/{settlement.slug}/payments")
    expect(ada.page.locator("#vault-1")).to_contain_text("2 of the 3 members whom the vault knows")
    expect(ada.page.locator("#vault-1")).not_to_contain_text("a new key that the vault does not know")
    standing = town.host.vaults.book.get_standing(settlement.state.org, 1)
    assert standing is not None
    assert (standing.epoch, standing.rules.count) == (1, 3)


def recover(person: Person, settlement: Settlement, number: int) -> None:
    """Let somebody lose everything and come back, since both founders vouch for them."""
    lose(person)
    request = decode_recovery(ask(person, settlement, number).rpartition("code=")[2])
    for founder in settlement.founders:
        settlement.do(founder, VouchForMember, member=number, key=request.key)
    settlement.town.clock.move(hours=49)
    settlement.do(settlement.founders[0], CompleteRecovery, member=number)
