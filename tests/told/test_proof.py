"""A vote and its decision show who was told, by which way, and who could not be reached."""

from __future__ import annotations

from tests.told.conftest import Telling
from tests.told.test_letters import VOTING, open_vote


def test_a_vote_shows_who_was_told(telling: Telling) -> None:
    """Everybody reads how many were told and in which way; members read it name by name, on the page and as data."""
    for number, channel in {1: "mail", 2: "page", 3: "mail"}.items():
        telling.register(number)
        telling.choose(number, kind_ordinary=channel)
    telling.mailbox.refused.add("member3@mail.example")
    vote = open_vote(telling)
    telling.turn()
    page = f"{telling.path}/proposals/{vote}"
    sentence = (
        "2 of 4 were told: 1 by e-mail and 1 on their page since they chose so. 1 letter came back. "
        "1 has no confirmed address, and finds it on their page only."
    )
    stranger = telling.site.new_browser()
    stranger.headers["accept"] = "text/html"
    seen = stranger.get(page).text
    assert sentence in seen
    assert "the letter came back" not in seen
    member = telling.enter(telling.founded.people[0])
    assert "the letter came back; on their page only" in member.get(page).text
    address = f"/api/orgs/{telling.founded.hosted.slug}/proposals/{vote}/told"
    assert stranger.get(address).json()["published"]["members"] is None
    assert member.get(address).json() == {
        "published": {
            "counts": {"returned": 1, "unreached": 1, "waiting": 0, "mail": 1, "digest": 0, "page": 1, "voted": 0},
            "members": {"1": "mail", "2": "page", "3": "returned", "4": "unreached"},
        },
        "decided": None,
    }


def test_a_decision_shows_who_was_told(telling: Telling) -> None:
    """Who had voted before a letter left, who gets it with a digest, and who is still to be told are told apart."""
    for number, channel in {1: "mail", 2: "daily", 3: "weekly"}.items():
        telling.register(number)
        telling.choose(number, kind_ordinary=channel, needs="page")
    number = telling.founded.propose(2)
    telling.founded.publish(number)
    telling.founded.vote(1, number, 1)
    telling.turn()
    assert telling.say_status("published", number)[1] == "moot mail"
    telling.clock.advance(VOTING + 1)
    telling.turn()
    telling.clock.advance(24)
    telling.turn()
    address = f"/api/orgs/{telling.founded.hosted.slug}/proposals/{number}/told"
    told = telling.enter(telling.founded.people[3]).get(address).json()
    assert told["published"]["members"] == {"1": "voted", "2": "voted", "3": "waiting", "4": "unreached"}
    assert told["decided"]["members"] == {"1": "mail", "2": "digest", "3": "waiting", "4": "unreached"}


def test_where_nobody_can_be_written_to_the_page_says_so(telling: Telling) -> None:
    """Without any confirmed address nothing is boasted of."""
    vote = open_vote(telling)
    telling.turn()
    page = telling.site.new_browser().get(f"{telling.path}/proposals/{vote}").text
    assert "No letter was sent, for no address is confirmed here." in page
    assert telling.site.browser.get(f"/api/orgs/{telling.founded.hosted.slug}/proposals/99/told").status_code == 404
