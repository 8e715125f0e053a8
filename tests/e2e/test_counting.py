"""Members rank, approve, give points, consent and object, on telephones and by keyboard, and read what came of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, expect

from daso.canon import encode
from daso.host import Given
from daso.kernel.act import compute_commitment
from daso.kernel.ballot import CastBallot
from daso.kernel.proposal import OpenProposal, PublishProposal
from tests.e2e.settlement import CHARTER, SALT, Settlement, settle
from tests.e2e.town import Meet, Person, Town

DISCUSSION, VOTING = 48, 5 * 24
ORDINARY = replace(CHARTER.rules["ordinary"], objection_hours=0, sponsors=0, late_hours=0, quorum=(0, 1))
RULES = {
    "ordinary": ORDINARY,
    "hub": replace(ORDINARY, method="consent", share=(1, 2), choices=()),
    "mandate": replace(ORDINARY, hidden=True),
}
CASE = {"title": "Paint the door", "body": "It is grey.", "options": ["Red", "Blue", "Green"]}
HUB = {"title": "A hub of painters", "body": "For doors.", "options": []}

Axe = Callable[[Page], None]


@pytest.fixture
def settlement(town: Town) -> Settlement:
    """An organisation that may count in every way, decides on hubs by consent, and on mandates with hidden counts."""
    return settle(town, replace(CHARTER, rules=RULES, admissions=0))


def ask(settlement: Settlement, method: str, kind: str = "ordinary") -> int:
    """Let the second founder ask which of three, counted so; gives the number of the open vote."""
    author, number = settlement.founders[1], settlement.state.next_proposal
    form = {"form": "choice", "options": 3, "method": method} if method else {"form": "motion", "options": 2}
    settlement.say(author, OpenProposal, CASE if method else HUB, kind=kind, effects=(), **form)
    settlement.town.clock.move(hours=DISCUSSION + 1)
    settlement.do(author, PublishProposal, proposal=number, text=settlement.state.proposals[number].text)
    return number


def go(person: Person, settlement: Settlement, number: int) -> None:
    """Open the page of a proposal."""
    person.go(f"/o/{settlement.slug}/proposals/{number}")


def object_to(settlement: Settlement, number: int, words: str) -> None:
    """Let the first founder object, and say why."""
    text = encode({"body": words}).decode()
    fields = {"proposal": number, "text": settlement.state.proposals[number].text, "choices": (2,)}
    envelope = settlement.founders[0].do(CastBallot, **fields, reason=compute_commitment(SALT, text))
    settlement.send(envelope, Given(SALT, text))


def test_a_choice_is_ranked_from_the_form_to_the_result(meet: Meet, settlement: Settlement, axe: Axe) -> None:
    """A member asks for a ranking, another ranks by keyboard alone, and all read the order and every pair."""
    ada = meet("Ada Example")
    settlement.admit(ada)
    ada.go(f"/o/{settlement.slug}/proposals/new")
    form = ada.form("OpenProposal")
    form.locator('[name="text.title"]').fill("Paint the door")
    form.locator('[name="text.body"]').fill("Because.")
    expect(form.locator('[name="method"]').first).to_be_hidden()
    form.locator('[name="form"][value="choice"]').check()
    form.locator('[name="method"][value="ranked"]').check()
    for place, name in enumerate(("Red", "Blue", "Green")):
        form.locator('[name="text.options[]"]').nth(place).fill(name)
    axe(ada.page)
    assert "Members rank the options, and leaving things as they are among them." in ada.do(form)
    assert settlement.state.proposals[1].method == "ranked"
    settlement.town.clock.move(hours=DISCUSSION + 1)
    go(ada, settlement, 1)
    ada.do(ada.form("PublishProposal"))

    go(ada, settlement, 1)
    ballot = ada.form("CastBallot")
    for place, rank in enumerate("3210"):
        ballot.locator('[name="rank"]').nth(place).focus()
        ada.page.keyboard.press(rank)
    ballot.locator('[name="rank"]').nth(3).select_option("3")
    axe(ada.page)
    words = ada.do(ballot)
    assert "Rank 1: Option 3: Green" in words
    assert "Rank 3: Option 1: Red · Leave things as they are" in words
    assert settlement.state.proposals[1].ballots[3] == (3, 2, 1, 3)
    settlement.vote(settlement.founders[0], 1, 1, 2, 3, 4)
    settlement.vote(settlement.founders[1], 1, 4, 1, 2, 3)

    go(ada, settlement, 1)
    expect(ada.page.locator("#vote")).to_contain_text("1. Green · 2. Blue · 3. Red and Leave things as they are")
    result = ada.page.locator("#result")
    expect(result.locator(".sentence")).to_contain_text("As it stands, “Blue” would be adopted.")
    expect(result.locator(".order li").first).to_have_text("Blue")
    result.locator("summary").click()
    expect(result.locator(".pairs tbody tr")).to_have_count(4)
    axe(ada.page)
    settlement.town.clock.move(hours=VOTING + 1)
    go(ada, settlement, 1)
    expect(result.locator(".sentence")).to_contain_text("“Blue” comes first, and 3 of 3 prefer it")


def test_an_objection_is_answered_and_then_taken_up(meet: Meet, settlement: Settlement, axe: Axe) -> None:
    """An author answers an objection on a telephone, then revises, and the vote begins anew with no ballots."""
    ada, ben = meet("Ada Example"), meet("Ben Example")
    settlement.admit(ada, ben)
    ada.go(f"/o/{settlement.slug}/proposals/new")
    form = ada.form("OpenProposal")
    form.locator('[name="kind"][value="hub"]').check()
    form.locator('[name="text.title"]').fill("A hub of painters")
    form.locator('[name="text.body"]').fill("Because.")
    ada.do(form)
    settlement.town.clock.move(hours=DISCUSSION + 1)
    go(ada, settlement, 1)
    ada.do(ada.form("PublishProposal"))

    go(ben, settlement, 1)
    ballot = ben.form("CastBallot")
    ballot.locator('[name="choices"][value="2"]').check()
    ballot.locator("button").last.click()
    expect(ballot.locator("[data-problem]")).to_contain_text("Say why you object")
    ballot.locator('[name="reason.body"]').fill("Paint costs money.")
    assert "You object to proposal 1, “A hub of painters” (2)." in ben.do(ballot)

    settlement.vote(settlement.founders[0], 1, 1)
    go(ada, settlement, 1)
    expect(ada.page.locator("#result .sentence")).to_contain_text("1 objection has not been answered")
    expect(ada.page.locator("#objections")).to_contain_text("Paint costs money.")
    axe(ada.page)
    answer = ada.form("AnswerObjection")
    answer.locator('[name="text.body"]').fill("We were given it.")
    assert "You answer the objection of member 4 (“Ben Example”) to proposal 1, “A hub of painters”." in ada.do(answer)
    go(ben, settlement, 1)
    expect(ben.page.locator("#objections")).to_contain_text("We were given it.")
    axe(ben.page)

    go(ada, settlement, 1)
    ada.page.get_by_role("link", name="Revise").click()
    revision = ada.form("ReviseProposal")
    revision.locator('[name="text.body"]').fill("With paint that was given to us.")
    ada.do(revision)
    assert not len(settlement.state.proposals[1].ballots)
    go(ben, settlement, 1)
    expect(ben.page.locator("#objections")).to_have_count(0)
    ballot = ben.form("CastBallot")
    ballot.locator('[name="choices"][value="1"]').check()
    assert "You consent to proposal 1" in ben.do(ballot)
    settlement.town.clock.move(hours=VOTING + 1)
    go(ben, settlement, 1)
    expect(ben.page.locator("#result .sentence")).to_contain_text("Adopted by consent: 1 consented, 0 objected.")


@pytest.mark.parametrize(("method", "choices"), [("approval", (1, 3)), ("score", (5, 0, 3))])
def test_options_are_approved_and_given_points(
    meet: Meet, settlement: Settlement, axe: Axe, method: str, choices: tuple[int, ...]
) -> None:
    """A member ticks what is fine, or gives points, finds it again on the page, and may abstain instead."""
    ada = meet("Ada Example")
    settlement.admit(ada)
    number = ask(settlement, method)
    go(ada, settlement, number)
    ballot = ada.form("CastBallot")
    for place, choice in enumerate(choices, start=1):
        name = f'[name="points-{place}"]' if method == "score" else '[name="choices"]'
        ballot.locator(f'{name}[value="{choice}"]').check()
    axe(ada.page)
    ada.do(ballot)
    assert settlement.state.proposals[number].ballots[3] == choices
    go(ada, settlement, number)
    expect(ada.page.locator("#vote")).to_contain_text("You voted: ")
    expect(ballot.locator("input:checked")).to_have_count(len(choices))
    axe(ada.page)
    ballot.locator('[name="abstain"]').check()
    assert f"You abstain on proposal {number}, “Paint the door”." in ada.do(ballot)
    assert settlement.state.proposals[number].ballots[3] == ()


def test_hidden_counts_show_when_voting_has_closed(meet: Meet, settlement: Settlement) -> None:
    """While counts are hidden, no page says who leads or who voted how; afterwards all do."""
    outsider = meet("Nobody Here")
    number = ask(settlement, "approval", "mandate")
    settlement.vote(settlement.founders[0], number, 1, 2)
    go(outsider, settlement, number)
    result = outsider.page.locator("#result")
    expect(result.locator(".sentence")).to_contain_text("Each ballot stands on the public log already.")
    expect(result.locator(".bars")).to_have_count(0)
    expect(outsider.page.locator("#voters")).to_contain_text("has voted")
    expect(outsider.page.locator("#voters")).not_to_contain_text("Red")
    settlement.town.clock.move(hours=VOTING + 1)
    go(outsider, settlement, number)
    expect(result.locator(".bars")).to_have_count(1)
    expect(outsider.page.locator("#voters")).to_contain_text("Red and Blue")
