"""Whoever lost every device comes back by members who know them, and another's attempt is stopped with one touch."""

from __future__ import annotations

from msgspec.structs import replace
from playwright.sync_api import expect

from daso.kernel.recovery import VouchForMember
from daso.keys.sign import P256Signer
from tests.e2e.settlement import CHARTER, Settlement, settle
from tests.e2e.town import Meet, Person, Town

OPEN = replace(CHARTER, vouchers=2, recovery_hours=48, admissions=0, probation_hours=0)


def ask(person: Person, settlement: Settlement, number: int) -> str:
    """Make a new passkey and get the link for those who vouch."""
    person.go(f"/o/{settlement.slug}/sign-in")
    person.page.get_by_role("link", name="I have lost all my keys").click()
    form = person.page.locator("form[data-recover]")
    form.locator('[name="by"]').fill(str(number))
    form.get_by_role("button", name="Make my new passkey and the link").click()
    person.press("Make a passkey", person.dialog)
    link = form.get_by_label("Your link")
    expect(link).to_be_visible()
    expect(form).to_contain_text("Your new key begins with")
    return link.input_value()


def vouch(member: Person, settlement: Settlement, link: str) -> str:
    """Open the link and vouch; gives the words that were signed."""
    member.go(link.removeprefix(member.town.address))
    form = member.form("VouchForMember")
    form.get_by_role("checkbox").check()
    return member.do(form)


def test_a_member_comes_back(town: Town, meet: Meet) -> None:
    """Ada's telephone is in the sea: a new passkey, two who vouch, two days, and she votes again."""
    ada, bob = meet("Ada Example"), meet("Bob Example")
    settlement = settle(town, OPEN)
    settlement.admit(ada)
    settlement.admit(bob)
    number = max(settlement.state.members.keys()) - 1
    ada.device.lose_passkeys()
    ada.page.context.clear_cookies()
    link = ask(ada, settlement, number)
    said = vouch(bob, settlement, link)
    assert f"You vouch: member {number} (“Ada Example”) has lost every key" in said
    key = settlement.state.recoveries[number].vouches[0].key
    settlement.do(settlement.founders[0], VouchForMember, member=number, key=key)
    bob.go(f"/o/{settlement.slug}")
    expect(bob.page.locator("main")).to_contain_text("Ada Example has lost all keys, some members say")
    town.clock.move(hours=49)
    bob.go(f"/o/{settlement.slug}")
    bob.do(bob.form("CompleteRecovery"))
    assert settlement.state.members[number].keys[-1].key == key

    ada.go(f"/o/{settlement.slug}/sign-in")
    form = ada.page.locator("form[data-sign-in]")
    form.locator('[name="by"]').fill(str(number))
    with ada.page.expect_navigation():
        form.get_by_role("button").click()
    ada.go(f"/o/{settlement.slug}/members/{number}")
    ada.go(f"/o/{settlement.slug}/me")
    expect(ada.page.locator("main")).to_contain_text("You hold one vote-token")
    ada.do(ada.form("LeaveOrganisation"))
    assert settlement.state.members[number].fate == "left"


def test_an_attempt_is_stopped(town: Town, meet: Meet) -> None:
    """Others vouch for a stranger's key; the member reads it at home and says no."""
    ada = meet("Ada Example")
    settlement = settle(town, OPEN)
    settlement.admit(ada)
    number = max(settlement.state.members.keys())
    thief = P256Signer.from_seed(b"thief").key
    for founder in settlement.founders:
        settlement.do(founder, VouchForMember, member=number, key=thief)
    ada.go(f"/o/{settlement.slug}")
    expect(ada.page.locator("main")).to_contain_text("Somebody says that you have lost all your keys")
    assert "You have a working key" in ada.do(ada.form("VetoRecovery"))
    assert settlement.state.recoveries[number].vetoed_at
    expect(ada.page.locator("main")).to_contain_text("They have a working key, and said no")
