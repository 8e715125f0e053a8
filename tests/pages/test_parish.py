"""Whatever a decision, a member or a charter comes to, its page reads well, for three members and for thousands."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from tests.e2e.server import serve as run_server
from tests.pages.conftest import Served
from tests.pages.parish import Parish
from tests.pages.reading import read
from tests.pages.test_axe import find_barriers
from tests.pages.test_pages import HOME, get_sound

LISTS = ("", "/proposals", "/decisions", "/mandates", "/payments", "/members", "/charter", "/members/2", "/members/3")
OFFICES = ("/hubs", "/hubs/1", "/hubs/2", "/hubs/3", "/mandates/1", "/mandates/2", "/lots/1", "/lots/2", "/scrutineer")
OWN = (
    "/me",
    "/told",
    "/propose/mitigate?to=1",
    "/propose/hold-back?to=1",
    "/propose/election",
    "/propose/payment",
    "/propose/pause-end",
    "/proposals/new?hub=1",
    "/propose/hub-words?hub=2",
    "/propose/hub-end?hub=1",
    "/charter/amend",
    "/members/3/expel",
)


@pytest.fixture(scope="module")
def small(serve_parish: Callable[[int], Served]) -> Served:
    """Three founders."""
    return serve_parish(3)


@pytest.fixture(scope="module")
def large(serve_parish: Callable[[int], Served]) -> Served:
    """Three thousand members."""
    return serve_parish(3000)


def get_parish(served: Served) -> Parish:
    """What was played there."""
    assert isinstance(served.village, Parish)
    return served.village


def list_paths(served: Served) -> list[str]:
    """Every page that has something of its own to show."""
    cases = [f"/proposals/{number}" for number in get_parish(served).numbers.values()]
    return [f"{HOME}{path}" for path in (*LISTS, *OFFICES, *cases)]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("member", [0, 1, 2])
def test_every_matter_is_sound(small: Served, member: int, language: str) -> None:
    """Every page answers, and is sound HTML, for strangers and members, in each language."""
    client = small.visit(member, language)
    for path in list_paths(small) + [f"{HOME}{path}" for path in OWN if member]:
        get_sound(client, path)


def test_every_matter_of_three_thousand_is_sound(large: Served) -> None:
    """Three thousand members fit on the same pages, and none grows beyond what a telephone loads at once."""
    for member in (0, 1, 7):
        client = large.visit(member)
        for path in list_paths(large) + [f"{HOME}{path}" for path in OWN if member]:
            assert len(get_sound(client, path)) < 150_000, path


def test_nothing_keeps_anybody_out(small: Served, browser: Browser) -> None:
    """Every page of every matter can be used with a keyboard, a screen reader, weak eyes, a telephone."""
    token = small.visit(1).cookies["daso_session"]
    paths = list_paths(small) + [f"{HOME}{path}" for path in OWN]
    with run_server(small.app) as address:
        context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
        context.add_cookies([{"name": "daso_session", "value": token, "url": address}])
        page = context.new_page()
        barriers = [line for path in paths for line in find_barriers(page, address, path)]
        page.set_viewport_size({"width": 1280, "height": 800})
        barriers += [line for path in paths for line in find_barriers(page, address, path)]
        context.close()
    assert not barriers, "\n".join(barriers)


def say(served: Served, matter: str, member: int = 0) -> str:
    """All that the page of a matter says, in one line."""
    number = get_parish(served).numbers[matter]
    return " ".join(read(get_sound(served.visit(member), f"{HOME}/proposals/{number}")).texts)


def test_a_challenge_shows_what_its_verdict_would_do(small: Served) -> None:
    """Before they give a verdict everybody sees what the law would do, and afterwards what came of it."""
    assert "What will happen if it is overturned" in say(small, "challenge")
    assert "undone at once, as far as the law can" in say(small, "challenge")
    assert "What came of it Decision" in say(small, "verdict")
    assert re.search(r"Overturned: [1-9] to overturn it, 0 to uphold it\.", say(small, "verdict"))


def test_what_was_done_is_not_tried_out_again(small: Served) -> None:
    """Of what was carried out its page says what it did, not that it could not be done a second time."""
    done = say(small, "scrutineer")
    assert "What was carried out" in done
    assert "As things stand" not in done


def test_a_decision_tells_of_its_challenges_and_conditions(small: Served) -> None:
    """Each decision leads to what contested it, and whoever has a vote can mitigate it from there."""
    assert "Overturned by verdict" in say(small, "overturned")
    assert "Challenged as number" in say(small, "challenged")
    assert "Condition proposed as number" in say(small, "conditions")
    assert "Mitigate it: attach a condition" in say(small, "conditions", 2)
    assert "Mitigate it" not in say(small, "overturned", 2)


def read_page(served: Served, path: str, member: int = 0) -> str:
    """All that a page says, in one line."""
    return " ".join(read(get_sound(served.visit(member), f"{HOME}{path}")).texts)


def test_a_hub_says_how_it_stands(small: Served, large: Served) -> None:
    """Its page says what it is for, who is in it, what concerns it, what it was called before, and who can join."""
    baking = read_page(small, "/hubs/1", 1)
    assert "Backen alive Skill" in baking
    assert "Backen & Brauen" in baking.partition("What was said of it before")[2][:200]
    assert "Join this hub" in baking
    assert "Ein zweiter Ofen" in baking.partition("What concerns it")[2].partition("Decided")[0]
    assert "Kürzer heißen" in baking.partition("Decided")[2]
    assert "Leave this hub" in read_page(small, "/hubs/1", 2)
    assert "Sign in" in read_page(small, "/hubs/1")
    late = read_page(small, "/hubs/2", 2)
    assert "It needs 1 more member to live" in late
    assert "was to deliver by" in late
    ended = read_page(small, "/hubs/3", 1)
    assert "The decision that ended it" in ended
    assert "Join this hub" not in ended
    assert "2,999 members" in read_page(large, "/hubs/1", 1)
    assert "Page 1 of 50" in read_page(large, "/hubs/1", 1)


def test_hubs_are_listed_by_how_they_stand(small: Served) -> None:
    """The list has the dormant after the alive, and the ended last; whoever may not found another is told why."""
    listed = read_page(small, "/hubs", 2)
    places = [listed.index(words) for words in ("Alive Backen", "Dormant: they need more members Bis", "Ended Ein")]
    assert places == sorted(places)
    assert "Hub 4, which you founded, is still dormant" in listed
    assert "you are in it" in listed
    assert "Found this hub" in read_page(small, "/hubs", 1)
    assert "Backen" in read_page(small, "/members/2")
    assert "Concerns the hub Backen" in say(small, "about a hub")


def test_a_hub_is_reworded_by_a_form_that_knows_it(small: Served) -> None:
    """The form begins with the words that stand, and nobody reaches a hub that there is not."""
    page = get_sound(small.visit(1), f"{HOME}/propose/hub-words?hub=1")
    assert 'value="Backen"' in page
    assert "effect.due" not in page
    assert "effect.due" in get_sound(small.visit(1), f"{HOME}/propose/hub-words?hub=2")
    assert small.visit(1).get(f"{HOME}/propose/hub-end").status_code == 404
    assert small.visit(1).get(f"{HOME}/propose/hub-end?hub=9").status_code in (404, 422)
    assert '<option value="1" selected>' in get_sound(small.visit(1), f"{HOME}/proposals/new?hub=1")


def test_an_effect_names_whom_it_reaches(small: Served) -> None:
    """An expulsion and a condition name the members they are about, where names can be read."""
    assert "Unaussprechlichlangername" in say(small, "expulsion").partition("What will happen")[2][:300]
    assert "Unaussprechlichlangername answers for it" in say(small, "mitigation")


def test_everybody_sees_that_carrying_out_is_paused(small: Served) -> None:
    """While a pause lasts the front page says so, and nothing is asked for that can't be done now."""
    page = " ".join(read(get_sound(small.visit(1), HOME)).texts)
    assert "Carrying out is paused until" in page
    assert "Carry out:" not in page


def test_what_is_asked_of_a_member_comes_first(small: Served) -> None:
    """A reply, a veto, a report, sponsors to find: each waits under “Needs you” of whoever can do it."""
    needs = {
        member: " ".join(read(get_sound(small.visit(member), HOME)).texts).partition("Open votes")[0]
        for member in (1, 2, 3)
    }
    assert "Say no to a new key in your name" in needs[2]
    assert "Reply: Sich von jemandem trennen" in needs[3]
    assert "Report on your mandate" in needs[1]
    assert "Put it to the vote: Sich von jemandem trennen" not in needs[1], "its sponsors and the reply are missing"
