"""The demonstration's rarer pages say what a visitor comes for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from daso.host import Host
from daso.testkit.demo import SLUG, build_demo
from daso.web import create_app
from daso.web.settings import Settings
from tests.pages.reading import read

ORIGIN = "https://visit.example"
TODAY = date(2026, 3, 1)
NOW = int(datetime(2026, 3, 1, tzinfo=UTC).timestamp()) * 1000


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient[Litestar]]:
    """A stranger who looks at the demonstration on the morning of its last day."""
    data = tmp_path_factory.mktemp("demo")
    build_demo(data, TODAY, origin=ORIGIN)
    host = Host(data, ORIGIN, clock=lambda: NOW)
    with TestClient(create_app(host, Settings(data=data, origin=ORIGIN)), base_url=ORIGIN) as client:
        yield client
    host.close()


def say(browser: TestClient[Litestar], path: str) -> str:
    """All that a page says, in one line."""
    answer = browser.get(f"/o/{SLUG}{path}", headers={"accept": "text/html"})
    assert answer.status_code == 200, path
    return " ".join(read(answer.text).texts)


def find(browser: TestClient[Litestar], title: str) -> str:
    """Everything on the page of the decision with this title, which is in the register."""
    page = browser.get(f"/o/{SLUG}/decisions?words={title}", headers={"accept": "text/html"}).text
    return say(browser, re.findall(r"/proposals/[0-9]+", page)[0])


def test_a_first_reading_shows_what_the_second_changed(browser: TestClient[Litestar]) -> None:
    """Once both readings are over, the first tells the change too, and does not speak of today."""
    page = find(browser, "enough to begin something")
    assert "Was 1 out of 4 Becomes 1 out of 5" in page
    assert "As things stand" not in page


def test_a_register_of_offices(browser: TestClient[Litestar]) -> None:
    """The register names the lot by its mandate, says which report is overdue, and when an office was given back."""
    page = say(browser, "/mandates")
    lots = page[page.index(" Lots ") : page.index(" Over ")]
    assert "A pair of ears" in lots
    assert page.count("A report is overdue") == 1
    assert "given back Until 21 January 2026" in page


def test_what_waits_for_a_permit(browser: TestClient[Litestar]) -> None:
    """The page of the stall shows both conditions, with owners and dates, and how one of them was met."""
    page = find(browser, "A stall at the ferry landing")
    assert "The harbour office’s permit" in page
    assert "Ampersand’s old basket" in page
