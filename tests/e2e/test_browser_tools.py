"""The tools of the browser tests see what they claim to see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.browser import VirtualAuthenticator, collect_complaints
from tests.e2e.server import Application

CLEAR = "<main><h1>A public notice</h1><button>Agree</button></main>"
UNCLEAR = "<main><h1>A public notice</h1><button></button></main>"
DIM_AT_NIGHT = "<style>@media (prefers-color-scheme: dark) { p { color: #eee } }</style><p>Read me</p>" + CLEAR

CREATE = """async () => (await navigator.credentials.create({publicKey: {
    challenge: new Uint8Array(32), rp: {name: 'A notice board'},
    user: {id: new Uint8Array(8), name: 'a', displayName: 'A'},
    pubKeyCredParams: [{type: 'public-key', alg: -7}],
    authenticatorSelection: {residentKey: 'required', userVerification: 'required'},
}})).id"""
GET = """async () => (await navigator.credentials.get({publicKey: {
    challenge: new Uint8Array(32), userVerification: 'required',
}})).id"""


async def notice_board(scope: Any, receive: Any, send: Any) -> None:
    """Answer every path with one of the pages above."""
    if scope["type"] != "http":
        return
    bodies = {"/": CLEAR, "/unclear": UNCLEAR, "/dim": DIM_AT_NIGHT, "/broken": CLEAR + "<script>nothing()</script>"}
    body = bodies.get(scope["path"])
    page = f"<!doctype html><html lang=en><title>Notice</title><meta charset=utf-8><link rel=icon href=data:>{body}"
    await send(
        {"type": "http.response.start", "status": 200 if body else 404, "headers": [(b"content-type", b"text/html")]}
    )
    await send({"type": "http.response.body", "body": page.encode()})


@pytest.fixture(scope="module")
def board(serve: Callable[[Application], str]) -> str:
    """The address of a notice board."""
    return serve(notice_board)


def test_a_passkey_is_made_used_carried_and_lost(
    board: str, page: Page, virtual_authenticator: Callable[[Page], VirtualAuthenticator]
) -> None:
    """A virtual authenticator makes a passkey that works on the page, on another page, and not once it is lost."""
    device = virtual_authenticator(page)
    page.goto(board)
    made = page.evaluate(CREATE)
    assert [credential["rpId"] for credential in device.credentials] == ["localhost"]
    assert page.evaluate(GET) == made

    tab = page.context.new_page()
    same = device.carry_to(tab)
    tab.goto(board)
    assert tab.evaluate(GET) == made

    same.lose_passkeys()
    assert same.credentials == []
    assert len(device.credentials) == 1


def test_an_owner_who_is_not_recognised_gets_no_passkey(
    board: str, page: Page, virtual_authenticator: Callable[[Page], VirtualAuthenticator]
) -> None:
    """A device that does not recognise its owner refuses to make a passkey."""
    device = virtual_authenticator(page)
    device.recognise_owner(yes=False)
    page.goto(board)
    refused = page.evaluate(f"({CREATE})().then(() => 'made', error => error.name)")
    assert refused == "NotAllowedError"


def test_axe_accepts_a_clear_page(board: str, page: Page, axe: Callable[[Page], None]) -> None:
    """A page that everybody can use passes."""
    page.goto(board)
    axe(page)


@pytest.mark.parametrize(("path", "complaint"), [("/unclear", "button-name"), ("/dim", "dark: color-contrast")])
def test_axe_reports_what_keeps_people_out(
    board: str, page: Page, axe: Callable[[Page], None], path: str, complaint: str
) -> None:
    """A button without a name, and pale text that only the light scheme can carry, are both reported."""
    page.goto(board + path)
    with pytest.raises(AssertionError, match=complaint):
        axe(page)


def test_people_have_separate_devices(board: str, new_page: Callable[..., Page]) -> None:
    """What one page stores, a page of somebody else does not see, and a desk is wider than a telephone."""
    one, other = new_page(), new_page(viewport={"width": 1280, "height": 800})
    for page in (one, other):
        page.goto(board)
    one.evaluate("localStorage.setItem('mine', 'yes')")
    assert other.evaluate("localStorage.getItem('mine')") is None
    assert [page.evaluate("innerWidth") for page in (one, other)] == [390, 1280]


def test_a_broken_script_is_heard(board: str, browser: Browser) -> None:
    """A script that fails is collected as a complaint; a page that is not there is none."""
    complaints: list[str] = []
    page = browser.new_page()
    collect_complaints(page, complaints)
    page.goto(board + "/nowhere")
    assert complaints == []
    page.goto(board + "/broken")
    page.close()
    assert complaints == ["a script failed: nothing is not defined"]
