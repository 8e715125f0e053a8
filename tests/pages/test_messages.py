"""Every sentence is translated, none is stale, and no page in German falls back into English."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from daso.web.languages import get_translations
from tests.pages.conftest import Served
from tests.pages.reading import read
from tests.pages.test_pages import HOME, OWN_PAGES, PAGES
from tools.messages import LOCALE, check_catalogue, collect

CATALOGUES = sorted(LOCALE.glob("*/LC_MESSAGES/daso.po"))


def test_the_template_of_catalogues_is_up_to_date() -> None:
    """The file that translators start from holds just the sentences that the program says."""
    with (LOCALE / "daso.pot").open("rb") as file:
        written = {message.id for message in read_po(file)}
    assert written == {message.id for message in collect()}, "run: python -m tools.messages"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.parents[1].name))
def test_every_sentence_is_translated(path: Path) -> None:
    """A catalogue translates every sentence, holds no other, and keeps the places that are filled in."""
    assert check_catalogue(path, collect()) == []


@cache
def get_english() -> dict[str, re.Pattern[str]]:
    """English sentences for which the catalogue has other words, by the longest part of each that is fixed."""
    catalogue = get_translations("de")
    known = {}
    sentences = [message.id if isinstance(message.id, str) else message.id[1] for message in collect()]
    german = {catalogue.gettext(sentence) for sentence in sentences}  # “Mandate” is a word of both
    for sentence in sentences:
        if not sentence or sentence in {*german, *catalogue.ngettext(sentence, sentence, 2)}:
            continue
        fixed = re.split(r"\{[a-zA-Z_.]*\}|%\([a-z_]+\)s", sentence)
        if len(fixed) == 1 or len("".join(fixed).split()) > 2:
            known[max(fixed, key=len)] = re.compile(".{1,200}".join(map(re.escape, fixed)))
    return known


def find_english(html: str) -> list[str]:
    """The texts of a page that are English sentences of ours."""
    english = get_english()
    found = []
    for text in read(html).texts:
        nearly = [pattern for part, pattern in english.items() if part in text]
        found += [
            text for pattern in nearly if pattern.fullmatch(text) or (" " in pattern.pattern and pattern.search(text))
        ]
    return found


def test_no_page_falls_back_into_english(small: Served, founding: Served) -> None:
    """Whoever reads German meets no English sentence of ours, signed in or not."""
    for client in (small.visit(1, "de"), small.visit(0, "de")):
        for path in [*PAGES, *(OWN_PAGES if client.cookies else []), "/o/nowhere"]:
            answer = client.get(path)
            assert find_english(answer.text) == [], path
            assert answer.headers["content-language"] == "de"
    for member in (0, 1, 2):
        for path in (HOME, f"{HOME}/founding", f"{HOME}/charter", f"{HOME}/join/4"):
            assert find_english(founding.visit(member, "de").get(path).text) == [], path


def test_english_would_be_found(small: Served) -> None:
    """The same search finds plenty on a page in English, so it can fail."""
    assert len(find_english(small.visit(1, "en").get(HOME).text)) > 10
