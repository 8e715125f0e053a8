"""Visitors read their own language: the one they chose, else the best that their browser accepts, else English."""

from __future__ import annotations

import json

import pytest

from daso.web.languages import LANGUAGES, choose_language, get_translations
from daso.web.words import Words
from tests.web.site import Site

PAGE = {"accept": "text/html"}


@pytest.mark.parametrize(
    ("wished", "accepted", "language"),
    [
        ("", "", "en"),
        ("en", "de", "en"),
        ("tlh", "en", "en"),
        ("", "fr;q=0.9, en;q=0.1", "en"),
        ("", "*", "en"),
        ("", "de;q=0, en", "en"),
        ("", ";;;,q=,=;q", "en"),
        ("", "x" * 10_000, "en"),
    ],
)
def test_english_is_what_is_left(wished: str, accepted: str, language: str) -> None:
    """Whatever a browser says, there is a language to answer in."""
    assert choose_language(wished, accepted) == language


@pytest.mark.parametrize(
    ("wished", "accepted"),
    [("de", ""), ("de", "en"), ("", "de"), ("", "de-AT, en;q=0.5"), ("", "en;q=0.5, de;q=0.9"), ("", "fr, de;q=0.3")],
)
def test_german_for_who_wants_it(wished: str, accepted: str) -> None:
    """A choice counts before what the browser accepts, and of that the best weighed."""
    assert choose_language(wished, accepted) == "de"


def test_a_chosen_language_stays(site: Site) -> None:
    """Asked for once, a language is kept for the pages that follow, errors included."""
    site.found()
    assert '<html lang="de"' in site.browser.get("/o/wheel-whisk?language=de", headers=PAGE).text
    assert '<html lang="de"' in site.browser.get("/o/wheel-whisk", headers=PAGE).text
    assert site.browser.get("/api/nothing").headers["content-language"] == "de"
    assert '<html lang="en"' in site.new_browser().get("/o/wheel-whisk", headers=PAGE).text


def test_an_unknown_language_is_not_kept(site: Site) -> None:
    """A language that is not there sets no cookie."""
    assert "set-cookie" not in site.browser.get("/?language=tlh", headers=PAGE).headers


def test_scripts_get_their_sentences(site: Site) -> None:
    """Scripts fetch what they need by its English, and nothing where English is right."""
    german = site.browser.get("/messages/de.json").json()
    assert german == json.loads(json.dumps(LANGUAGES["de"].messages))
    assert site.browser.get("/messages/en.json").json() == {}
    assert site.browser.get("/messages/tlh.json").json() == {}


def test_a_catalogue_speaks() -> None:
    """A sentence of the catalogue comes out in its language."""
    assert get_translations("de").gettext("All organisations") != "All organisations"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (-5_000, "just now"),
        (0, "just now"),
        (-6_000, "6 seconds ago"),
        (2_000, "in 2 seconds"),
        (-90_000, "2 minutes ago"),
    ],
)
def test_what_has_only_just_happened(at: int, said: str) -> None:
    """Nothing happened in 0 seconds: it happened just now."""
    assert Words("en", get_translations("en"), 1_000_000).distance(1_000_000 + at) == said


def test_an_empty_site_offers_one_way_on(site: Site) -> None:
    """Where no organisation is yet, there is one button to found the first, and later one to found another."""
    assert site.browser.get("/", headers=PAGE).text.count('href="/found"') == 1
    site.found()
    assert site.browser.get("/", headers=PAGE).text.count('href="/found"') == 1


def test_a_change_of_language_loses_nothing(site: Site) -> None:
    """Whoever changes the language stays at the same search, the same page, the same link of a letter."""
    site.found()
    page = site.browser.get("/o/wheel-whisk/decisions?words=b%26b&language=de&outcome=", headers=PAGE).text
    assert 'href="/o/wheel-whisk/decisions?words=b%26b&amp;outcome=&amp;language=en"' in page
    assert 'href="/?language=de"' in site.browser.get("/", headers=PAGE).text
