"""`client`: runs pieces of the browser's own modules in a real page, under the site's own policy."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from importlib import resources
from typing import Any

import pytest
from playwright.sync_api import Page

from daso.web.security import CONTENT_POLICY
from tests.e2e.server import Application

FORMS = """<!doctype html><html lang=en data-signer=passkey><meta charset=utf-8><title>Forms</title>
<link rel=icon href=data:><script type=module src=/static/js/main.js></script><main></main>"""

Client = Callable[..., Any]


async def workshop(scope: Any, receive: Any, send: Any) -> None:
    """Serve an empty page, and the client's files as they are shipped."""
    if scope["type"] != "http":
        return
    status, kind, body = 200, "text/html", FORMS.encode()
    if scope["path"] != "/":
        file = resources.files("daso.web").joinpath(scope["path"].lstrip("/"))
        kind = mimetypes.guess_type(scope["path"])[0] or "text/plain"
        status, body = (200, file.read_bytes()) if file.is_file() else (404, b"")
    headers = [(b"content-type", kind.encode()), (b"content-security-policy", CONTENT_POLICY.encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture(scope="module")
def site(serve: Callable[[Application], str]) -> str:
    """The address of the workshop."""
    return serve(workshop)


@pytest.fixture
def client(site: str, page: Page) -> Client:
    """Call JavaScript with modules and an argument: `client("({canon}, x) => canon.encode(x)", 1, "canon")`."""
    page.goto(site)

    def call(function: str, argument: object = None, *modules: str) -> Any:
        return page.evaluate(
            f"""async ([argument, names]) => {{
                const loaded = await Promise.all(names.map((name) => import(`/static/js/${{name}}.js`)));
                const modules = Object.fromEntries(names.map((name, place) => [name, loaded[place]]));
                return ({function})(modules, argument);
            }}""",
            [argument, list(modules)],
        )

    return call
