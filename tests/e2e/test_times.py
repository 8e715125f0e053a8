"""Moments stand on pages in UTC, and where scripts run in the reader's own time, with UTC beside them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from daso.kernel.comment import PostComment
from tests.e2e.settlement import Settlement, settle
from tests.e2e.test_deciding import ROOF, open_vote
from tests.e2e.town import Town

INDIA = timedelta(hours=5, minutes=30)


@pytest.fixture(scope="module")
def settlement(town: Town) -> Settlement:
    """An organisation with an open vote and a comment on it."""
    settlement = settle(town)
    number = open_vote(settlement, ROOF)
    settlement.say(settlement.founders[0], PostComment, {"body": "Well?"}, subject=f"proposal/{number}")
    return settlement


def go(page: Page, settlement: Settlement, query: str = "") -> datetime:
    """Open the proposal's page; gives the moment its vote closes."""
    page.goto(f"{settlement.town.address}/o/{settlement.slug}/proposals/1{query}")
    stamp = page.locator("header time").first.get_attribute("datetime") or ""
    return datetime.fromisoformat(stamp)


def say(at: datetime, zone: str) -> str:
    """As pages in English say it."""
    return f"{at.day} {at:%B %Y, %H:%M} {zone}"


def test_without_scripts_it_is_utc(settlement: Settlement, new_page: Callable[..., Page]) -> None:
    """Without JavaScript a moment is said in UTC, wherever the reader is."""
    page = new_page(timezone_id="Asia/Kolkata", java_script_enabled=False)
    at = go(page, settlement)
    expect(page.locator("header time").first).to_have_text(say(at, "UTC"))


def test_with_scripts_it_is_the_readers_time(settlement: Settlement, new_page: Callable[..., Page]) -> None:
    """A reader in India reads their own time; the moment in UTC stands behind it."""
    page = new_page(timezone_id="Asia/Kolkata")
    at = go(page, settlement)
    here, utc = say(at + INDIA, "GMT+5:30"), say(at, "UTC")
    expect(page.locator("header time").first).to_have_text(here)
    expect(page.locator("header time").first).to_have_attribute("title", utc)
    comment = page.locator("#discussion time")
    expect(comment).to_have_attribute("title", re.compile(r"GMT\+5:30 \(.* UTC\)$"))
    expect(comment).to_have_text(re.compile("ago|now|second"))


def test_it_is_said_in_the_readers_language(settlement: Settlement, new_page: Callable[..., Page]) -> None:
    """On a page in German the day, the month and the zone are German."""
    page = new_page(timezone_id="Europe/Berlin")
    go(page, settlement, "?language=de")
    expect(page.locator("header time").first).to_have_text(re.compile(r"^\d+\. \w+ \d{4}, \d\d:\d\d ME(S)?Z$"))


def test_whoever_lives_by_utc_sees_no_change(settlement: Settlement, new_page: Callable[..., Page]) -> None:
    """Where the reader's time is UTC the words are those of the page."""
    page = new_page(timezone_id="UTC")
    at = go(page, settlement)
    page.wait_for_load_state("networkidle")
    assert "/js/times.js" in page.evaluate("performance.getEntriesByType('resource').map(one => one.name).join()")
    first = page.locator("header time").first
    assert (first.inner_text(), first.get_attribute("title")) == (say(at, "UTC"), None)
    assert re.fullmatch(r"[^(]* UTC", page.locator("#discussion time").get_attribute("title") or "")
