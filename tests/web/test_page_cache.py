"""Strangers' pages are made once, and made anew whenever anything they show has changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar import Litestar, Response, get
from litestar.params import FromPath
from litestar.testing import TestClient

from daso.web.page_cache import PageCache
from daso.web.statics import get_static_address
from tests.host.founded import ORIGIN
from tests.web.site import Browser, Site

PAGE = {"accept": "text/html"}
PATH = "/o/wheel-whisk/proposals/1"


@pytest.fixture
def counting(site: Site) -> Iterator[Browser]:
    """A visitor of pages that tell how often they were made."""
    made = 0

    @get("/o/{slug:str}/{name:str}", middleware=[PageCache], sync_to_thread=False)
    def count(name: FromPath[str]) -> Response[str]:
        nonlocal made
        made += 1
        status = 404 if name == "missing" else 200
        return Response(str(made), media_type="text/plain" if name == "plain" else "text/html", status_code=status)

    app = Litestar([count], state=site.app.state, logging_config=None, openapi_config=None)
    with TestClient(app, base_url=ORIGIN) as browser:
        yield browser


def test_a_page_is_made_once(site: Site, counting: Browser) -> None:
    """While nothing changes, strangers get the same bytes."""
    site.found()
    assert [counting.get("/o/wheel-whisk/x").text for _ in range(3)] == ["1", "1", "1"]


def test_a_page_is_made_anew_when_something_changes(site: Site, counting: Browser) -> None:
    """An act, an erasure, another minute, another language or another query asks for a new page."""
    founded = site.found()
    path = "/o/wheel-whisk/x"
    seen = [counting.get(path).text]
    founded.propose()
    seen.append(counting.get(path).text)
    founded.hosted.erase(founded.state.proposals[1].text, 1, site.clock())
    seen.append(counting.get(path).text)
    site.clock.advance(1 / 60)
    seen.append(counting.get(path).text)
    seen.append(counting.get(path, params={"page": 2}).text)
    assert seen == ["1", "2", "3", "4", "5"]


def test_only_whole_public_pages_are_kept(site: Site, counting: Browser) -> None:
    """Errors, other kinds of content, changes of language and pages for a session are made each time."""
    site.found()
    for path in ("/o/wheel-whisk/missing", "/o/wheel-whisk/plain", "/o/wheel-whisk/x?language=en"):
        assert counting.get(path).text != counting.get(path).text
    counting.cookies.set("daso_session", "somebody")
    assert counting.get("/o/wheel-whisk/x").text != counting.get("/o/wheel-whisk/x").text


def test_a_real_page_shows_the_newest_ballot(site: Site) -> None:
    """What a stranger reads of a vote is never older than the last act."""
    founded = site.found()
    founded.publish(founded.propose())
    before = site.browser.get(PATH, headers=PAGE).text
    assert site.browser.get(PATH, headers=PAGE).text == before
    founded.vote(2, 1, 1)
    assert site.browser.get(PATH, headers=PAGE).text != before


def test_static_files_are_kept_under_an_address_of_their_content(site: Site) -> None:
    """Under the digest a file may be kept for ever; under its plain name the browser asks if it is still right."""
    for_ever = site.browser.get(get_static_address("css/tokens.css"))
    assert for_ever.headers["cache-control"] == "public, max-age=31536000, immutable"
    plain = site.browser.get("/static/css/tokens.css")
    assert (plain.headers["cache-control"], plain.content) == ("no-cache", for_ever.content)
    again = site.browser.get("/static/css/tokens.css", headers={"if-none-match": plain.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["../app.py", "%2e%2e/app.py", "css", "css/none.css", "/etc/hostname"])
def test_nothing_but_static_files_is_static(site: Site, name: str) -> None:
    """Nobody reads another file of the machine through the static ones."""
    assert site.browser.get(f"/static/{name}").status_code == 404
