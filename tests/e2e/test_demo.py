"""A visitor of the demonstration looks around as an invented member and casts a real ballot within a few presses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from daso.host import Host
from daso.kernel.proposal import OpenProposal, PublishProposal
from daso.keys.sign import P256Signer
from daso.web.app import create_app
from daso.web.demo_keys import DEMO_KEYS, DemoKeys
from daso.web.settings import Settings
from tests.e2e.server import Application, serve_at
from tests.e2e.settlement import Settlement, settle
from tests.e2e.town import Town, TownClock


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settlement]:
    """A small demonstration: two invented members whose keys the server holds, and an open vote."""
    data: Path = tmp_path_factory.mktemp("demo")
    settlements: list[Settlement] = []

    def make(address: str) -> Application:
        clock = TownClock()
        settlement = settle(Town(address, Host(data, origin=address, clock=clock), clock))
        settlements.append(settlement)
        author = settlement.founders[1]
        text = {"title": "Mend the roof", "body": "It leaks.", "options": []}
        settlement.say(author, OpenProposal, text, kind="ordinary", form="motion", options=2, effects=())
        clock.move(hours=49)
        settlement.do(author, PublishProposal, proposal=1, text=settlement.state.proposals[1].text)
        signers = {founder.number: founder.signer for founder in settlement.founders}
        held = {number: signer for number, signer in signers.items() if isinstance(signer, P256Signer)}
        DemoKeys(data / DEMO_KEYS).store(settlement.state.org, held)
        settings = Settings(data=data, origin=address, demo=True, home=settlement.slug)
        return create_app(settlement.town.host, settings)

    with serve_at(make):
        yield settlements[0]


def test_a_ballot_within_a_few_presses(shown: Settlement, new_page: Callable[..., Page]) -> None:
    """From the front page a visitor enters, opens what needs them, votes with a reason, and the receipt is in order."""
    page = new_page()
    page.goto(shown.town.address)
    with page.expect_navigation():
        page.get_by_role("button", name="Look around as a member").first.click()
    expect(page.locator("html")).to_have_attribute("data-signer", "demo")
    with page.expect_navigation():
        page.locator("section.needs").get_by_role("link", name=re.compile("Mend the roof")).click()
    form = page.locator('form[data-act="CastBallot"]')
    form.locator('[name="choices"][value="1"]').check()
    form.locator('[name="reason.body"]').fill("I looked around.")
    form.locator("button").last.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("You vote for proposal 1, “Mend the roof” (option 1).")
    dialog.get_by_role("button", name="Confirm and sign").click()
    expect(dialog).to_contain_text("Your vote is counted.")
    expect(dialog).to_contain_text("Your receipt is in order")
    assert list(shown.state.proposals[1].ballots.values()) == [(1,)]


def test_a_visitor_enters_where_they_are(shown: Settlement, new_page: Callable[..., Page]) -> None:
    """Whoever would like to vote on a page they were reading comes back to it as a member, and can."""
    page = new_page()
    address = f"{shown.town.address}/o/{shown.slug}/proposals/1"
    page.goto(address)
    with page.expect_navigation():
        page.locator("#aside").get_by_role("button", name="Look around as a member").click()
    assert page.url == address
    expect(page.locator('form[data-act="CastBallot"]')).to_be_visible()


def test_the_server_signs_for_nobody_else(shown: Settlement, new_page: Callable[..., Page]) -> None:
    """The demonstration's server refuses an act of another member than the one this browser entered as."""
    page = new_page()
    page.goto(f"{shown.town.address}/o/{shown.slug}")
    with page.expect_navigation():
        page.get_by_role("button", name="Look around as a member").first.click()
    entered = int(page.locator("html").get_attribute("data-member") or "0")
    ask = """async ([org, by]) => (await fetch("/demo/sign", {
        method: "POST", headers: {"content-type": "application/json"},
        body: JSON.stringify({act: {act: "React", org, by, seq: 99, comment: 1, reaction: "thanks"}}),
    })).status"""
    org = shown.state.org
    assert page.evaluate(ask, [org, entered]) == 200
    assert page.evaluate(ask, [org, 3 - entered]) == 401


def test_nobody_signs_before_entering(shown: Settlement, new_page: Callable[..., Page]) -> None:
    """A visitor who has not entered is shown no form that acts."""
    visitor = new_page()
    visitor.goto(f"{shown.town.address}/o/{shown.slug}/proposals/1")
    expect(visitor.locator("form[data-act]")).to_have_count(0)
