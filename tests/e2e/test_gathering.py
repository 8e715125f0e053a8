"""Members gather: a hub is founded, joined with one press, spoken about, and its members hear as they chose for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from daso.kernel.hub import get_hub_status
from tests.e2e.conftest import open_town
from tests.e2e.settlement import CHARTER, Settlement, settle
from tests.e2e.test_mandates import check_looks
from tests.e2e.test_talking import allow
from tests.e2e.town import Meet, Person, Town
from tests.told.mailbox import Mailbox, get_link, open_mailbox

PATIENCE = 60
"""Seconds after which no letter is to be expected any more."""


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    """A mail server for the tests of this file."""
    with open_mailbox() as mailbox:
        yield mailbox


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox) -> Iterator[Town]:
    """A site that writes letters."""
    mail = {"smtp": f"smtp+plain://127.0.0.1:{mailbox.port}", "mail_from": "daso@host.example"}
    with open_town(tmp_path_factory.mktemp("town"), tells=True, **mail) as town:
        yield town


@pytest.fixture
def settlement(town: Town) -> Settlement:
    """An organisation in which a hub of two lives, and whoever has come votes."""
    ordinary = replace(CHARTER.rules["ordinary"], seasoning_hours=0)
    return settle(town, replace(CHARTER, hub_members=2, rules={**CHARTER.rules, "ordinary": ordinary}))


def found_hub(person: Person, settlement: Settlement, kind: str, name: str, day: str = "") -> str:
    """Found a hub from the page of hubs; gives the words that were signed."""
    person.go(f"/o/{settlement.slug}/hubs")
    form = person.form("FoundHub")
    form.locator(f'[name="kind"][value="{kind}"]').check()
    form.locator('[name="text.name"]').fill(name)
    form.locator('[name="text.purpose"]').fill("Whoever bakes, or wants to.")
    if day:
        form.locator('[name="due_at"]').fill(day)
    else:
        expect(form.locator('[name="due_at"]')).to_be_hidden()
    return person.do(form)


def await_letter(mailbox: Mailbox) -> str:
    """The subject of the letter that is on its way."""
    assert mailbox.arrived.wait(timeout=PATIENCE)
    mailbox.arrived.clear()
    (letter,) = mailbox.letters
    return str(letter["Subject"])


def be_written_to(person: Person, settlement: Settlement, mailbox: Mailbox) -> None:
    """Give an address, and confirm it by the letter that comes."""
    person.go(f"/o/{settlement.slug}/told")
    mailbox.arrived.clear()
    person.page.get_by_label("E-mail address").fill("bo@mail.example")
    person.press("Use this address")
    await_letter(mailbox)
    (letter,) = mailbox.take()
    person.go(get_link(letter, "told/confirm"))
    with person.page.expect_navigation():
        person.page.locator("main form button").click()


def test_a_hub_from_its_founding_to_a_letter(meet: Meet, settlement: Settlement, mailbox: Mailbox) -> None:
    """One founds a hub, another joins with a light key's one press, chooses to get letters of it, and gets one."""
    ada, bo = meet("Ada Example"), meet("Bo Example")
    settlement.admit(ada, bo)
    words = found_hub(ada, settlement, "skill", "Bread")
    assert "Name: Bread" in words
    assert "have no more say in it than the others" in words
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("Bread")
    expect(ada.page.locator("main")).to_contain_text("It needs 1 more member to live.")
    allow(bo, settlement)
    bo.device.be_touched(yes=False)
    bo.go(f"/o/{settlement.slug}/hubs")
    bo.page.get_by_role("link", name="Bread").click()
    with bo.page.expect_navigation():
        bo.press("Join this hub")
    expect(bo.page.locator("#yours")).to_contain_text("You are in it")
    assert get_hub_status(settlement.state, settlement.state.hubs[1]) == "alive"
    be_written_to(bo, settlement, mailbox)
    bo.go(f"/o/{settlement.slug}/told")
    bo.page.get_by_label("Bread").select_option("mail")
    check_looks(bo.page)
    bo.press("Keep these wishes")
    expect(bo.page.get_by_label("Bread")).to_have_value("mail")
    mailbox.arrived.clear()
    ada.go(f"/o/{settlement.slug}/hubs/1")
    ada.page.get_by_role("link", name="Propose something that concerns it").click()
    form = ada.form("OpenProposal")
    expect(form.get_by_label("Which hub does it concern?")).to_have_value("1")
    form.locator('[name="text.title"]').fill("A second oven")
    form.locator('[name="text.body"]').fill("The first is small.")
    assert "It concerns hub 1 (“Bread”). All members vote on it." in ada.do(form)
    expect(ada.page.locator("main")).to_contain_text("Concerns the hub Bread")
    assert await_letter(mailbox) == "Ada Example proposes: A second oven"
    bo.go(f"/o/{settlement.slug}/hubs/1")
    expect(bo.page.locator("#proposals")).to_contain_text("A second oven")
    with bo.page.expect_navigation():
        bo.press("Leave this hub")
    expect(bo.page.locator("#yours")).to_contain_text("Join this hub")
    assert list(settlement.state.hubs[1].members) == [3]


def test_hubs_keep_nobody_out(meet: Meet, settlement: Settlement) -> None:
    """Where there are no hubs the page says what to do; a form with a day, a hub and its rewording have no barrier."""
    ada = meet("Ada Example")
    settlement.admit(ada)
    ada.go(f"/o/{settlement.slug}/hubs")
    expect(ada.page.locator("main")).to_contain_text("Whoever misses one founds it")
    check_looks(ada.page)
    words = found_hub(ada, settlement, "execution", "A stall by the river", "2099-05-01")
    assert "It delivers by 1 May 2099, 23:59 UTC." in words
    check_looks(ada.page)
    ada.go(f"/o/{settlement.slug}/hubs")
    expect(ada.page.locator("main")).to_contain_text("Hub 1, which you founded, is still dormant")
    check_looks(ada.page)
    ada.go(f"/o/{settlement.slug}/propose/hub-words?hub=1")
    form = ada.form("OpenProposal")
    form.locator('[name="text.title"]').fill("A year more")
    form.locator('[name="text.body"]').fill("The river is wide.")
    form.locator('[name="effect.due"]').fill("2100-05-01")
    expect(ada.page.locator("form")).to_contain_text("It delivers by 1 May 2100")
    check_looks(ada.page)
    words = ada.do(form)
    assert "hub 1 (“A stall by the river”) gets another name and purpose" in words
    assert "It delivers by 1 May 2100, 23:59 UTC." in words
    ada.page.get_by_role("link", name="Revise").click()
    expect(ada.page.locator('[name="effect.due"]')).to_have_value("2100-05-01")
    ada.do(ada.form("ReviseProposal"))
    assert settlement.state.proposals[1].hub == 1
