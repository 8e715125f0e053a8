"""The log may hold moments that no calendar has, and days at the very end of all calendars: both can be said."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from daso.cli.screen import say_moment
from daso.cli.show import render_answer
from daso.kernel.hub import FoundHub, RewordHub
from daso.kernel.scrutineer import NameScrutineer
from daso.keys.sign import P256Signer
from daso.web.languages import get_translations
from daso.web.told.hooks import compute_event
from daso.web.words import Words, compute_dry_run
from daso.web.words.language import compute_moment
from tests.web.site import Site

HOME = "/o/wheel-whisk"
LAST = 253_402_300_799_999
"""The last millisecond of the year 9999."""
BEYOND = (LAST + 1, 9 * 10**15, 2**53 - 1, 2**64, 2**256)


def speak(language: str) -> Words:
    """Words of a language, as of 1970."""
    return Words(language, get_translations(language), 0)


@pytest.mark.parametrize("at", BEYOND)
def test_what_no_calendar_has_is_said(at: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever is beyond the year 9999 is said as its last day or later, in every form in which moments are said."""
    words = speak("en")
    assert words.date(at) == "31 December 9999 or later"
    assert words.moment(at) == words.time(at) == "31 December 9999, 23:59 UTC or later"
    assert words.stamp(at) == "9999-12-31T23:59:59Z"
    assert words.distance(at) == words.distance(LAST) == "in 8035 years"
    assert speak("de").date(at) == "31. Dezember 9999 oder später"
    assert compute_moment(at) == compute_moment(LAST)
    assert b"9999-12-31T23:59:59." in compute_event("a", "b", "c", "proposal/1", at, 1).body
    render_answer({"due_at": at})
    assert f"due_at: {say_moment(at)}" in capsys.readouterr().out


def test_the_last_day_is_said_as_it_is() -> None:
    """The end of the year 9999 is a day like others."""
    words = speak("en")
    assert words.date(LAST) == "31 December 9999"
    assert words.time(LAST) == '<time datetime="9999-12-31T23:59:59Z">31 December 9999, 23:59 UTC</time>'
    assert say_moment(LAST) == "9999-12-31 23:59 UTC"


def test_a_hub_that_delivers_beyond_all_calendars_hides_no_page(site: Site) -> None:
    """With such a hub in an old log, what a decision would do is tried out and said all the same."""
    founded = site.found()
    founded.say(1, FoundHub, "text", {"name": "Ovens", "purpose": "Many."}, kind="execution", due_at=LAST)
    hub = founded.state.hubs[1]
    far = replace(hub, wordings=(replace(hub.wordings[0], due_at=2**53 - 1),))
    state = replace(founded.state, hubs=founded.state.hubs.insert(1, far))
    named = NameScrutineer(key=P256Signer.from_seed(b"sue").key, profile="")
    effects = (named, RewordHub(hub=1, text=hub.text, due_at=LAST))
    words = Words("en", get_translations("en"), site.clock.now)
    assert ("Hubs", "Hub 1 (by 31 December 9999 or later)", "Hub 1 (by 31 December 9999)") in compute_dry_run(
        words, state, effects, 1, {}
    ).changes


def test_the_last_day_of_all_has_its_pages(site: Site) -> None:
    """A hub that delivers by the end of the year 9999 can be read, reworded, and its day tried out in a form."""
    founded = site.found()
    founded.say(1, FoundHub, "text", {"name": "Ovens", "purpose": "Many."}, kind="execution", due_at=LAST)
    site.sign_in(founded, founded.people[1])
    for place in ("hubs", "hubs/1", "calendar.ics"):
        assert site.browser.get(f"{HOME}/{place}").status_code == 200, place
    form = site.browser.get(f"{HOME}/propose/hub-words?hub=1").text
    assert 'value="9999-12-31"' in form
    asked = {"effect.hub": "1", "effect.name": "Ovens", "effect.purpose": "Many.", "effect.due": "9999-12-31"}
    part = site.browser.get(f"{HOME}/propose/hub-words/dry-run", params=asked)
    assert "It delivers by 31 December 9999." in part.text
