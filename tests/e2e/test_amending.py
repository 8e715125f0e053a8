"""A member changes the charter from its own page: in two readings, with the difference shown all along."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace
from playwright.sync_api import Page, expect

from daso.kernel.charter import DAY
from tests.e2e.settlement import CHARTER, Settlement, settle
from tests.e2e.town import Meet, Person, Town

AMENDING = replace(CHARTER.rules["amendment"], sponsors=0)
TWICE_CHARTER = replace(CHARTER, rules={**CHARTER.rules, "amendment": AMENDING})
PLACE = "Ordinary: Quorum"


def write(author: Person, settlement: Settlement) -> None:
    """Go from the charter to the form, and change one number and one kind there."""
    author.go(f"/o/{settlement.slug}/charter")
    rule = author.page.locator("#rule-ordinary")
    rule.locator("summary").click()
    rule.get_by_role("link", name="Propose to change this").click()
    form = author.form("OpenProposal")
    form.locator('[name="text.title"]').fill("A quarter must want it")
    form.locator('[name="text.body"]').fill("One in five is too few.")
    form.locator('[name="charter.rules.ordinary.quorum"]').fill("1/4")
    form.locator("#rules-hub > summary").click()
    form.locator('#rules-hub [name="charter.kinds"]').uncheck()


def return_later(person: Person, settlement: Settlement) -> None:
    """Sign in again after weeks, in which the session has ended."""
    person.go(f"/o/{settlement.slug}/sign-in")
    with person.page.expect_navigation():
        person.page.locator("form[data-sign-in] button").click()


def decide(author: Person, settlement: Settlement, number: int) -> None:
    """Put a reading to the vote, and let both founders vote for it until it is closed."""
    clock = settlement.town.clock
    clock.move(hours=AMENDING.discussion_hours + 1)
    author.go(f"/o/{settlement.slug}/proposals/{number}")
    author.do(author.form("PublishProposal"))
    for founder in settlement.founders:
        settlement.vote(founder, number, 1)
    clock.move(hours=AMENDING.voting_hours + AMENDING.objection_hours + 1)
    return_later(author, settlement)


def test_a_member_changes_the_charter(town: Town, meet: Meet, axe: Callable[[Page], None]) -> None:
    """The form shows what differs, the dialog says it again, and after two readings the charter page tells of it."""
    settlement, ada = settle(town, TWICE_CHARTER), meet("Ada Example")
    settlement.admit(ada)
    write(ada, settlement)
    difference = ada.page.locator("#difference")
    for words in (PLACE, "1 out of 5", "1 out of 4", "nothing of this kind has been decided yet", "2 out of 3"):
        expect(difference).to_contain_text(words)
    expect(ada.page.locator('[name^="charter.rules.amendment"]')).to_have_count(0)
    axe(ada.page)
    said = ada.do(ada.form("OpenProposal"))
    assert f"If carried out: {PLACE}: 1/4, instead of 1/5." in said
    assert "If carried out: Hub: the whole rule: no such proposals, instead of" in said

    ada.go(f"/o/{settlement.slug}/proposals/1")
    expect(ada.page.locator("#difference ins").first).to_be_visible()
    axe(ada.page)
    decide(ada, settlement, 1)
    ada.go(f"/o/{settlement.slug}/proposals/1")
    expect(ada.page.locator("main")).to_contain_text("Its second reading can begin on")
    expect(ada.page.locator('form[data-act="CarryOutDecision"]')).to_have_count(0)
    town.clock.move(hours=14 * DAY)
    return_later(ada, settlement)
    ada.go(f"/o/{settlement.slug}")
    ada.page.get_by_role("link", name="Bring to its second reading").click()
    said = ada.do(ada.form("OpenProposal"))
    assert f"If carried out: {PLACE}: 1/4, instead of 1/5." in said
    decide(ada, settlement, 2)
    ada.go(f"/o/{settlement.slug}/proposals/2")
    ada.do(ada.form("CarryOutDecision"))

    assert settlement.state.charter.rules["ordinary"].quorum == (1, 4)
    assert "hub" not in settlement.state.charter.rules
    ada.go(f"/o/{settlement.slug}/charter")
    ada.page.locator("#rule-ordinary > summary").click()
    expect(ada.page.locator("#rule-ordinary .change")).to_contain_text("Changed by decision 2")
    expect(ada.page.locator("footer")).to_contain_text("amended by decision 2")
    axe(ada.page)


def test_a_draft_amendment_is_revised(town: Town, meet: Meet) -> None:
    """Whoever revises an amendment finds the numbers as the draft has them, and may change others instead."""
    settlement, ada = settle(town, TWICE_CHARTER), meet("Ada Example")
    settlement.admit(ada)
    write(ada, settlement)
    ada.do(ada.form("OpenProposal"))
    ada.go(f"/o/{settlement.slug}/proposals/1/revise")
    form = ada.form("ReviseProposal")
    expect(form.locator('[name="charter.rules.ordinary.quorum"]')).to_have_value("1/4")
    expect(form.locator('#rules-hub [name="charter.kinds"]')).not_to_be_checked()
    form.locator("#rules-hub > summary").click()
    form.locator('#rules-hub [name="charter.kinds"]').check()
    assert "Hub" not in ada.do(form)
    (effect,) = settlement.state.proposals[1].effects
    assert getattr(effect, "path", "") == "rules.ordinary.quorum"
