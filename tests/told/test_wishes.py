"""What a member wishes to be told can be read and changed by a program that has signed in as them."""

from __future__ import annotations

from tests.host.founded import ORIGIN
from tests.told.conftest import Telling
from tests.told.mailbox import get_link


def test_a_program_gives_an_address(telling: Telling) -> None:
    """An address given over the API is asked by a letter in the member's language, and erased by an empty one."""
    browser = telling.enter(telling.founded.people[1])
    browser.headers["accept-language"] = "de"
    path = f"/api/orgs/{telling.founded.hosted.slug}/wishes"
    given = telling.site.post(path, {"address": "two@mail.example", "topics": {"needs": "mail"}}, browser).json()
    assert (given["address"], given["is_confirmed"], given["topics"]["needs"]) == ("two@mail.example", False, "mail")
    (letter,) = telling.turn()
    assert letter["Subject"] == "Ist das deine Adresse?"
    assert telling.site.new_browser().post(get_link(letter, "told/confirm")).status_code == 200
    answer = browser.get(path)
    assert answer.json()["is_confirmed"]
    assert "no-store" in answer.headers["cache-control"]
    browser.headers["accept-language"] = "en"
    kept = telling.site.post(path, {"is_paused": True}, browser).json()
    assert (kept["is_paused"], kept["topics"]["needs"]) == (True, "mail")
    assert telling.site.host.wishes.get(telling.founded.hosted.org, 2).language == "de"
    assert telling.site.post(path, {"address": ""}, browser).json()["address"] == ""


def test_a_program_gets_news_until_it_is_removed(telling: Telling) -> None:
    """A receiver of news is added with a secret of its own, and removed; both only by whoever has signed in."""
    browser = telling.enter(telling.founded.people[1])
    path = f"/api/orgs/{telling.founded.hosted.slug}/wishes"
    wish = {"url": "https://news.example/in"}
    (program,) = telling.site.post(f"{path}/programs", wish, browser).json()["programs"]
    assert program["secret"].startswith("whsec_")
    stranger = telling.site.new_browser()
    for refused in (telling.site.post(f"{path}/programs", wish, stranger), stranger.get(path)):
        assert (refused.status_code, refused.json()["code"]) == (401, "sign-in-needed")
    removed = telling.site.post(f"{path}/programs/{program['id']}/remove", {}, browser)
    assert removed.json()["programs"] == []


def test_the_page_says_that_wishes_are_kept(telling: Telling) -> None:
    """Whoever presses the button reads that it has worked, and nobody else does."""
    browser = telling.enter(telling.founded.people[1])
    path, said = f"/o/{telling.founded.hosted.slug}/told", "Your wishes are kept."
    page = {"accept": "text/html", "origin": ORIGIN}
    assert said not in browser.get(path, headers=page).text
    assert said in browser.post(path, headers=page, data={"paused": "on"}).text


def test_an_unknown_topic_is_named(telling: Telling) -> None:
    """A topic that there is not is refused as a problem that lists those there are."""
    browser = telling.enter(telling.founded.people[1])
    path = f"/api/orgs/{telling.founded.hosted.slug}/wishes"
    refused = telling.site.post(path, {"topics": {"gossip": "mail"}}, browser)
    assert refused.status_code == 400
    assert "gossip" in refused.json()["detail"]
    assert "needs" in refused.json()["detail"]
