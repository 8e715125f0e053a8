"""Every page can be used by everybody: narrow and wide, light and dark, in English and German, signed in or not."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from daso.kernel.comment import PostComment
from daso.kernel.proposal import OpenProposal, PublishProposal
from tests.e2e.settlement import Settlement, settle
from tests.e2e.test_deciding import go_vote, open_vote
from tests.e2e.test_founding import found, write_clauses
from tests.e2e.town import Meet, Person, Town

SIZES = {"telephone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 800}}

PUBLIC = (
    "",
    "/proposals",
    "/proposals/1",
    "/proposals/2",
    "/decisions",
    "/members",
    "/members/1",
    "/charter",
    "/audit",
    "/entries/0",
    "/sign-in",
    "/scrutineer",
)
OF_MEMBERS = (
    "",
    "/proposals/new",
    "/proposals/new?effect=NameScrutineer",
    "/scrutineer",
    "/proposals/1",
    "/proposals/2",
    "/proposals/3",
    "/proposals/3/revise",
    "/members",
    "/me",
    "/told",
)

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def settlement(town: Town) -> Settlement:
    """An organisation with a decision, an open vote, a draft, comments and a reason."""
    settlement = settle(town)
    first, second = settlement.founders
    for title in ("Mend the roof", "Paint the door"):
        number = settlement.state.next_proposal
        words: dict[str, object] = {
            "title": title,
            "body": "# Why\n\n- it **rains**\n- [a link](https://daso.example)",
            "options": [],
        }
        settlement.say(second, OpenProposal, words, kind="ordinary", form="motion", options=2, effects=())
        settlement.say(first, PostComment, {"body": "Who does it?"}, subject=f"proposal/{number}")
        town.clock.move(hours=49)
        settlement.do(second, PublishProposal, proposal=number, text=settlement.state.proposals[number].text)
        settlement.vote(first, number, 1)
        if number == 1:
            town.clock.move(hours=5 * 24 + 1)
    return settlement


def look(page: Page, axe: Callable[[Page], None], address: str) -> None:
    """Open a page and see that everybody can use it and nothing hangs over its edge."""
    page.goto(address)
    axe(page)
    assert page.evaluate(OVERFLOW) <= 0, f"{address} is wider than the window"


@pytest.mark.parametrize("size", SIZES)
def test_public_pages(
    town: Town, settlement: Settlement, new_page: Callable[..., Page], axe: Callable[[Page], None], size: str
) -> None:
    """Every public page can be used by everybody, without an account."""
    page = new_page(viewport=SIZES[size])
    for path in ("/", "/found"):
        look(page, axe, town.address + path)
    for path in PUBLIC:
        look(page, axe, f"{town.address}/o/{settlement.slug}{path}")


@pytest.mark.parametrize("size", SIZES)
def test_pages_of_members(
    town: Town, settlement: Settlement, meet: Meet, axe: Callable[[Page], None], size: str
) -> None:
    """Every page of a member, the dialog of an act and the links of invitations can be used by everybody."""
    ada = meet("Ada Example", viewport=SIZES[size])
    settlement.admit(ada)
    draft(ada, settlement)
    number = settlement.state.next_proposal - 1
    for path in OF_MEMBERS:
        look(ada.page, axe, f"{town.address}/o/{settlement.slug}{path.replace('/3', f'/{number}')}")
    ada.go(f"/o/{settlement.slug}/members")
    ada.review(ada.form("InviteMembers"))
    axe(ada.page)
    ada.confirm()
    axe(ada.page)
    ada.press("Done", ada.dialog)
    link = ada.get_links()[0]
    ada.page.locator("[data-invitations] summary").click()
    expect(ada.page.locator("[data-invitations] svg")).to_be_visible()
    axe(ada.page)
    ada.page.context.clear_cookies()
    look(ada.page, axe, link)


def draft(author: Person, settlement: Settlement) -> None:
    """Open a proposal that stays in discussion."""
    author.go(f"/o/{settlement.slug}/proposals/new")
    form = author.form("OpenProposal")
    form.locator('[name="text.title"]').fill("Plant a tree")
    form.locator('[name="text.body"]').fill("For shade.")
    author.do(form)


def test_pages_of_a_founding(town: Town, meet: Meet, axe: Callable[[Page], None]) -> None:
    """The founding page can be used by everybody, empty and with every clause written."""
    ada = meet("Ada Example")
    slug = found(ada, "The Beginning", "collective", "mutual-aid")
    look(ada.page, axe, f"{town.address}/o/{slug}/founding")
    write_clauses(ada, slug)
    look(ada.page, axe, f"{town.address}/o/{slug}/founding")


def test_a_member_who_reads_german(town: Town, meet: Meet) -> None:
    """With a German browser the dialogs of joining and voting speak German, and the vote counts the same."""
    settlement = settle(town)
    ada = meet("Ada Example", locale="de-DE")
    ada.page.goto(settlement.invite())
    expect(ada.page.locator("html")).to_have_attribute("lang", "de")
    joining = ada.form("JoinOrganisation")
    joining.locator('[name="profile.name"]').fill(ada.name)
    joining.locator('[type="checkbox"]').check()
    said = press_through(ada, joining, dialogs=3)
    voting = go_vote(ada, settlement, open_vote(settlement, {"title": "Dach flicken", "body": "", "options": []}))
    voting.locator('[name="choices"][value="2"]').check()
    said += press_through(ada, voting, dialogs=2)
    state = settlement.state
    english = [state.charter.name, *(clause.text for clause in state.clauses.values())]  # the founders' own words
    for words in said:
        ours = functools.reduce(lambda rest, own: rest.replace(own, ""), english, words)
        assert not re.search(r"\b(you|your|the|and)\b", ours, re.IGNORECASE), ours
    assert settlement.state.proposals[1].ballots[3] == (2,)


def press_through(person: Person, form: Locator, dialogs: int) -> list[str]:
    """Say yes to this many dialogs of a form, in whatever language, and go on; gives what they said."""
    form.locator("button").last.click()
    said: list[str] = []
    for _ in range(dialogs):
        if said:
            expect(person.dialog.locator("h2")).not_to_have_text(said[-1].splitlines()[0])
        yes = person.dialog.locator("div.row > button").first
        expect(yes).to_be_visible()
        said.append(person.dialog.inner_text())
        if len(said) < dialogs:
            yes.click()
    with person.page.expect_navigation():
        person.dialog.locator("div.row > button").first.click()
    return said
