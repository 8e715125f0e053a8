"""Feeds and calendars are sound, say what their reader may read, and private ones end when their member wishes."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

from tests.host.founded import Founded
from tests.told.conftest import FORM, Telling
from tests.told.test_letters import VOTING, open_vote
from tests.web.site import Site

ATOM = "{http://www.w3.org/2005/Atom}"
TITLE = 'Öfen & "Uhren"; <b>neu</b>, schön\\gut ' + "und lang " * 8


def read_feed(text: str) -> ET.Element:
    """The feed, which must have what RFC 4287 asks of every feed and entry."""
    feed = ET.fromstring(text)  # noqa: S314 - our own site made it a moment ago
    assert feed.tag == f"{ATOM}feed"
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (found,) = element.findall(f"{ATOM}{name}")
            assert found.text, name
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", element.findtext(f"{ATOM}updated", ""))
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    return feed


def read_calendar(text: str) -> list[dict[str, str]]:
    """The events of a calendar, which must keep to the lines of RFC 5545."""
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    events: list[dict[str, str]] = []
    for line in text.replace("\r\n ", "").split("\r\n")[:-1]:
        name, colon, value = line.partition(":")
        assert colon, line
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events and name != "END":
            events[-1][name] = value
    for event in events:
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= event.keys()
        assert re.fullmatch(r"\d{8}T\d{6}Z", event["DTSTART"])
        assert not re.search(r"(?<!\\)[,;]", event["SUMMARY"])
    assert len({event["UID"] for event in events}) == len(events)
    return events


def get_titles(feed: ET.Element) -> list[str | None]:
    """What a feed's entries are called, the newest first."""
    return [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]


def test_the_public_feed_tells_what_happened(telling: Telling) -> None:
    """Whoever subscribes reads what was proposed, put to the vote and decided, whatever signs are in its title."""
    open_vote(telling, TITLE.strip())
    telling.clock.advance(VOTING + 1)
    answer = telling.site.new_browser().get(f"{telling.path}/feed.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    titles = get_titles(read_feed(answer.text))
    assert titles[0] == f"Ended: {TITLE.strip()}"
    assert len(titles) == 3
    page = telling.site.new_browser().get(telling.path, headers={"accept": "text/html"}).text
    assert f'href="{telling.path}/feed.atom"' in page


def test_the_calendar_holds_what_is_due(telling: Telling) -> None:
    """Closes, ends of discussions and lapses stand in it, each at its moment."""
    vote = open_vote(telling, TITLE.strip())
    draft = telling.founded.propose(2, "A draft")
    events = read_calendar(telling.site.new_browser().get(f"{telling.path}/calendar.ics").text)
    assert sorted(event["UID"].partition("@")[0] for event in events) == [
        f"close-{vote}",
        f"discussed-{draft}",
        f"lapse-{draft}",
    ]
    (close,) = [event for event in events if event["UID"].startswith("close")]
    assert "\\\\gut" in close["SUMMARY"]
    telling.founded.vote(1, vote, 1)
    telling.founded.vote(2, vote, 1)
    telling.clock.advance(VOTING + 1)
    events = read_calendar(telling.site.new_browser().get(f"{telling.path}/calendar.ics").text)
    assert f"due-{vote}" in {event["UID"].partition("@")[0] for event in events}


def get_own_feeds(site: Site, founded: Founded, number: int) -> tuple[str, str]:
    """The private addresses on a member's page of wishes, as paths."""
    browser = site.new_browser()
    browser.headers["accept"] = "text/html"
    site.sign_in(founded, founded.people[number - 1], browser)
    page = browser.get(f"/o/{founded.hosted.slug}/told").text
    feed, calendar = re.findall(r'readonly value="https?://[^/]+([^"]+)"', page)
    return feed, calendar


def test_private_feeds_are_their_member_s_own(open_telling: Callable[..., Telling]) -> None:
    """Where texts are kept to members, only private feeds hold titles, and what needs the member is in their feed."""
    telling = open_telling()
    founded = telling.site.found(texts="members", seed="b", name="Quiet")
    founded.publish(founded.propose(1, "A secret"))
    path = f"/o/{founded.hosted.slug}"
    stranger = telling.site.new_browser()
    assert "A secret" not in stranger.get(f"{path}/feed.atom").text
    assert "A secret" not in stranger.get(f"{path}/calendar.ics").text
    feed, calendar = get_own_feeds(telling.site, founded, 2)
    assert get_titles(read_feed(stranger.get(feed).text))[0] == "Vote: A secret"
    assert "A secret" in stranger.get(calendar).text
    forged = feed.replace("token=", "token=A")
    for wrong in (forged, feed.replace("quiet", "wheel-whisk"), f"{path}/feed.atom?token=%F0"):
        assert stranger.get(wrong).status_code == 404
    browser = telling.site.new_browser()
    telling.site.sign_in(founded, founded.people[1], browser)
    assert "A secret" not in browser.get(f"{path}/feed.atom").text
    browser.post(f"{path}/told/feed", headers=FORM)
    assert stranger.get(feed).status_code == 404
    assert stranger.get(get_own_feeds(telling.site, founded, 2)[0]).status_code == 200
