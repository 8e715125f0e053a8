"""Members elect one of them, who accepts on a telephone and reports; and a secret for a lot is kept until it is due."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, expect

from tests.e2e.browser import SCHEMES, get_violations
from tests.e2e.settlement import CHARTER, Settlement, settle
from tests.e2e.town import Meet, Person, Town

RULES = {
    kind: replace(CHARTER.rules[kind], seasoning_hours=0, sponsors=0, objection_hours=0, quorum=(1, 10))
    for kind in ("ordinary", "mandate", "payment")
}


@pytest.fixture
def settlement(town: Town) -> Settlement:
    """An organisation in which newcomers vote on everything."""
    return settle(town, replace(CHARTER, rules=RULES, admissions=0))


def check_looks(page: Page) -> None:
    """Nobody is kept out of this page, light or dark, and it is no wider than the telephone."""
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert get_violations(page) == [], page.url
    page.emulate_media(color_scheme=None)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), page.url


def sign_in(person: Person, settlement: Settlement) -> None:
    """Come back with one's passkey, after so long that the session has ended."""
    person.go(f"/o/{settlement.slug}/sign-in")
    with person.page.expect_navigation():
        person.page.locator("form[data-sign-in] button").click()


def propose(person: Person, settlement: Settlement, name: str, **values: str) -> str:
    """Fill in the form of this name and send it; gives the words that were signed."""
    person.go(f"/o/{settlement.slug}/propose/{name}")
    form = person.form("OpenProposal")
    form.locator('[name="text.title"]').fill(f"About: {name}")
    form.locator('[name="text.body"]').fill("Because.")
    for field, value in values.items():
        form.locator(f'[name="effect.{field}"]').first.fill(value)
    return person.do(form)


def decide(person: Person, settlement: Settlement, number: int, choice: str) -> None:
    """Put a proposal to the vote, vote, wait for the close, and carry it out, all in the browser."""
    proposal = settlement.state.proposals[number]
    settlement.town.clock.move(hours=proposal.rule.discussion_hours + 1)
    person.go(f"/o/{settlement.slug}/proposals/{number}")
    person.do(person.form("PublishProposal"))
    ballot = person.form("CastBallot")
    ballot.locator(f'[name="choices"][value="{choice}"]').check()
    person.do(ballot)
    for founder in settlement.founders:
        settlement.vote(founder, number, int(choice))
    settlement.town.clock.move(hours=proposal.rule.voting_hours + 1)
    person.go(f"/o/{settlement.slug}/proposals/{number}")
    person.do(person.form("CarryOutDecision"))


def test_an_election_a_mandate_a_report(meet: Meet, settlement: Settlement) -> None:
    """A member proposes an election, wins it, accepts, and reports; everybody sees it on the register."""
    ada = meet("Ada Example")
    settlement.admit(ada)
    ada.go(f"/o/{settlement.slug}/propose/election")
    form = ada.form("OpenProposal")
    for field, value in {
        "text.title": "Who keeps the books?",
        "text.body": "Somebody must.",
        "effect.title": "Treasurer",
        "effect.domain": "The books and the bank.",
        "effect.limits": "Nothing above a hundred euros.",
        "effect.days": "90",
        "effect.report_days": "30",
    }.items():
        form.locator(f'[name="{field}"]').fill(value)
    form.locator("#candidate-1").fill("3 Ada Example")
    form.locator("#candidate-2").fill("1 Fay Founder")
    expect(ada.page.locator("#effects")).to_contain_text("Ada Example and Fay Founder")
    check_looks(ada.page)
    words = ada.do(form)
    assert "Option 1: Ada Example" in words
    assert "whoever wins is offered a mandate" in words
    assert "Limits: Nothing above a hundred euros." in words
    decide(ada, settlement, 1, "1")
    assert settlement.state.mandates[1].holder == 3

    ada.go(f"/o/{settlement.slug}")
    need = ada.page.get_by_role("link", name="Accept or decline the mandate: Treasurer")
    need.click()
    check_looks(ada.page)
    ada.do(ada.form("AcceptMandate"))
    settlement.town.clock.move(hours=31 * 24)
    ada.go(f"/o/{settlement.slug}/mandates")
    expect(ada.page.locator("#content")).to_contain_text("A report is overdue")
    check_looks(ada.page)
    sign_in(ada, settlement)
    ada.go(f"/o/{settlement.slug}/mandates/1")
    report = ada.form("ReportMandate")
    report.locator('[name="text.body"]').fill("The books are **in order**.")
    assert "The books are **in order**." in ada.do(report)
    expect(ada.page.locator("#reports")).to_contain_text("The books are in order.")
    expect(ada.page.locator("#content")).to_contain_text("The next report is due")
    ada.do(ada.form("ResignMandate"))
    assert settlement.state.mandates[1].end == "resigned"


def test_a_payment_is_ordered_and_confirmed(meet: Meet, settlement: Settlement) -> None:
    """A member proposes a payment to somebody outside, the amount is said in words, and its arrival is confirmed."""
    ada = meet("Ada Example")
    settlement.admit(ada)
    words = propose(ada, settlement, "payment", amount="1250,50", currency="EUR", purpose="The roofer")
    assert "1,250.50 euros are to be paid to somebody outside" in words
    decide(ada, settlement, 1, "1")
    assert settlement.state.payments[1].amount == 125_050
    ada.go(f"/o/{settlement.slug}/payments")
    check_looks(ada.page)
    ada.do(ada.form("ConfirmPayment"))
    expect(ada.page.locator("#payment-1")).to_contain_text("received")


def test_a_secret_is_kept_and_revealed(meet: Meet, settlement: Settlement) -> None:
    """The browser makes a secret, keeps it, and reveals the very one to which the log holds the commitment."""
    ada, ben = meet("Ada Example"), meet("Ben Example")
    settlement.admit(ada, ben)
    propose(ada, settlement, "panel", purpose="Looks into the roof", size="1", commit_hours="24", reveal_hours="24")
    decide(ada, settlement, 1, "1")
    for person in (ada, ben):
        person.go(f"/o/{settlement.slug}/lots/1")
        person.do(person.form("CommitLot"))
    ada.do(ada.form("CommitLot"))
    check_looks(ada.page)
    settlement.town.clock.move(hours=24)
    for person in (ada, ben):
        person.go(f"/o/{settlement.slug}")
        person.page.get_by_role("link", name="Reveal your secret for lot 1").click()
        person.do(person.form("RevealLot"))
    settlement.town.clock.move(hours=24)
    lot = settlement.state.lots[1]
    assert (len(lot.drawn), lot.withheld) == (1, ())
    ada.go(f"/o/{settlement.slug}/lots/1")
    expect(ada.page.locator("#proof")).to_contain_text(lot.seed)
    check_looks(ada.page)
