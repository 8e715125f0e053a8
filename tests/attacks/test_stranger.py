"""A stranger without an account asks for what nobody should ask for; each time the site answers in words.

A fault of ours would be a status of 500: a traceback in the operator's journal for whoever likes to fill it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from litestar import Litestar, get
from litestar.testing import TestClient
from litestar.types import Message

from daso.web.languages import LANGUAGES, choose_language
from daso.web.page_cache import PageCache
from tests.host.founded import ORIGIN
from tests.web.site import Browser, Site

PAGE = {"accept": "text/html"}
HOME = "/o/wheel-whisk"
SENT = {"content-type": "application/json", "origin": ORIGIN}


@pytest.mark.parametrize("accepted", ["de;q=²", "de;q=1e999", "de;q=", ";;;,,,-,_", "x" * 9000])
def test_a_strange_list_of_languages_is_no_fault(accepted: str) -> None:
    """Whatever a browser says of its languages, it gets a page in one that we have."""
    assert choose_language("", accepted) in LANGUAGES


NUMBERED = (
    "/proposals/dry-run?effect.scrutineer={}",
    "/proposals/{}",
    "/members/{}",
    "/entries/{}",
    "/entries/{}/receipt",
    "/join/{}",
    "/decisions?page={}",
    "/members?name={}",
)


@pytest.mark.parametrize("number", ["%C2%B2", "9" * 5000, "-1", "%00", "%D9%A3"])
def test_a_number_that_is_none_is_no_fault(site: Site, number: str) -> None:
    """Where an address holds a number, anything else in its place is simply not there."""
    site.found()
    for path in NUMBERED:
        assert site.browser.get(HOME + path.format(number), headers=PAGE).status_code in {200, 400, 404}, path


BEYOND = (
    *(f"tile/0/{'x999/' * n}999" for n in (4, 5, 6, 8, 1500)),
    f"tile/entries/{'x999/' * 5}999",
    f"tile/63/{'x999/' * 5}999.p/3",
    "../../host.secret",
    "log.key",
)


def test_a_file_that_no_log_has_is_not_there(site: Site) -> None:
    """Beyond the log's end, and outside of the log, there is nothing."""
    site.found()
    for path in BEYOND:
        assert site.browser.get(f"{HOME}/log/{path}").status_code == 404, path[:40]


@pytest.mark.parametrize("name", ["%00", "js/" + "a" * 5000, "..%2Fapp.py", "js/../../app.py", "%2Fetc%2Fpasswd", "js"])
def test_nothing_but_its_files_is_static(site: Site, name: str) -> None:
    """No name leads out of the static files, and none that the disk can't take is a fault."""
    assert site.browser.get(f"/static/{name}").status_code == 404


DEEP = b'{"envelope":' + b"[" * 100_000
BODIES = {"deep": DEEP, "closed": DEEP + b"]" * 100_000 + b"}", "bytes": b'{"envelope":"\xff"}', "none": b""}


@pytest.mark.parametrize("body", BODIES.values(), ids=list(BODIES))
def test_a_body_that_nobody_can_read_is_refused(site: Site, body: bytes) -> None:
    """JSON without end or of broken bytes is a bad request, and no fault of the site."""
    site.found()
    for path in ("/api/orgs", "/api/orgs/wheel-whisk/acts", "/api/orgs/wheel-whisk/login", "/demo/sign"):
        answer = site.browser.post(path, content=body, headers=SENT)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad-request"), path


def test_no_address_makes_links_to_another_site(site: Site) -> None:
    """An address with two strokes, sent around as bait, does not turn our own links into somebody else's."""
    page = site.browser.get(f"{ORIGIN}//evil.test/x", headers=PAGE)
    assert page.status_code == 404
    assert "//evil.test" not in page.text


async def visit(app: Litestar, path: str, sent: list[Message], *, reads: bool = True) -> None:
    """Ask for a page over ASGI; a visitor who does not read blocks whatever is sent to them."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"daso.test.local"), (b"accept", b"text/html")],
        "client": ("192.0.2.1", 1),
        "server": ("daso.test.local", 80),
        "state": {},
    }

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if not reads:
            await asyncio.Event().wait()
        sent.append(message)

    await app(scope, receive, send)  # type: ignore[arg-type] # a scope by hand


def test_who_does_not_read_holds_up_nobody(site: Site) -> None:
    """A visitor who asks for a page and never reads it does not keep the same page from all others."""
    site.found()

    async def play() -> list[Message]:
        slow = asyncio.create_task(visit(site.app, HOME, [], reads=False))
        sent: list[Message] = []
        await asyncio.sleep(0)
        await asyncio.wait_for(visit(site.app, HOME, sent), 30)
        slow.cancel()
        return sent

    assert [message["type"] for message in asyncio.run(play())] == ["http.response.start", "http.response.body"]


def test_many_at_once_get_what_is_not_there(site: Site) -> None:
    """Ten visitors who ask for the same missing page at the same time are all told so."""
    site.found()

    async def play() -> list[list[Message]]:
        answers: list[list[Message]] = [[] for _ in range(10)]
        await asyncio.gather(*(visit(site.app, f"{HOME}/proposals/999", sent) for sent in answers))
        return answers

    assert {sent[0]["status"] for sent in asyncio.run(play()) if sent[0]["type"] == "http.response.start"} == {404}


@pytest.fixture
def heavy(site: Site) -> Iterator[tuple[Browser, list[int]]]:
    """A visitor of pages of six megabytes each, and a list that grows whenever one is made."""
    made: list[int] = []

    @get("/o/{slug:str}", middleware=[PageCache], media_type="text/html", sync_to_thread=False)
    def show() -> str:
        made.append(1)
        return "x" * (6 << 20)

    app = Litestar([show], state=site.app.state, logging_config=None, openapi_config=None)
    with TestClient(app, base_url=ORIGIN) as browser:
        yield browser, made


def test_pages_without_end_do_not_fill_the_memory(site: Site, heavy: tuple[Browser, list[int]]) -> None:
    """What is kept of pages has a limit in bytes, however many different ones somebody asks for."""
    site.found()
    browser, made = heavy
    for query in range(4):
        browser.get(HOME, params={"q": query})
    for query in (0, 3):
        browser.get(HOME, params={"q": query})
    assert len(made) == 5  # the first is kept still; for the last there was no room
