"""Whoever writes a proposal sees what is much like it, and until when the like of it has to wait."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from daso.web.pages.alike import compute_likeness
from tests.e2e.server import serve as run_server
from tests.pages.conftest import Served
from tests.pages.village import DRAFT

HOME = "/o/village"


def ask(served: Served, title: str, **more: str) -> str:
    """What the page says beside this title."""
    answer = served.visit(1).get(f"{HOME}/proposals/alike", params={"text.title": title} | more)
    assert answer.status_code == 200
    return answer.text


def test_what_was_asked_already_is_pointed_out(small: Served) -> None:
    """A title much like another one's leads there, however it is written; others say nothing."""
    assert "Ein Brunnen" in ask(small, "EIN NEUER BRUNNEN!")
    assert "Eine Glocke" in ask(small, "Glocke")
    for title in ("", "Kartoffeln", "ein", "%_<script>"):
        assert "Is it one of these?" not in ask(small, title)


def test_a_draft_is_not_like_itself(small: Served) -> None:
    """Whoever revises is not told of their own draft."""
    assert "Noch ein Entwurf" in ask(small, "Noch ein Entwurf")
    assert "Noch ein Entwurf" not in ask(small, "Noch ein Entwurf", proposal=str(DRAFT))


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("A new oven for the bakery", "New oven, bakery", True),
        ("Close on Mondays", "Closed on Monday", True),
        ("A red door for the shop", "A new lamp for the shop", False),
        ("Repaint the old boat shed", "Sell the old car", False),
    ],
)
def test_likeness_is_a_matter_of_words(one: str, other: str, is_alike: bool) -> None:
    """Titles are alike by the words that say something, in any order, and not by one that many share."""
    assert (compute_likeness(one, other) >= 0.45) == is_alike
    assert compute_likeness(one, other) == compute_likeness(other, one)


def test_it_is_said_while_one_writes(small: Served, browser: Browser) -> None:
    """In a browser the hint appears beside the title, without a press."""
    token = small.visit(1).cookies["daso_session"]
    with run_server(small.app) as address:
        context = browser.new_context(viewport={"width": 390, "height": 844})
        context.add_cookies([{"name": "daso_session", "value": token, "url": address}])
        page = context.new_page()
        page.goto(f"{address}{HOME}/proposals/new")
        page.locator('[name="text.title"]').press_sequentially("Brunnen")
        expect(page.get_by_text("Is it one of these?")).to_be_visible()
        expect(page.get_by_role("link", name="Ein Brunnen")).to_be_visible()
        context.close()
