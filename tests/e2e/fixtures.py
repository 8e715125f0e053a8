"""Fixtures of the browser tests: `page`, `new_page`, `serve`, `virtual_authenticator` and `axe`.

What stands behind them is in `browser.py` and `server.py`. Without a Chromium every test that asks for one skips.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.browser import (
    SCHEMES,
    VirtualAuthenticator,
    collect_complaints,
    find_chromium,
    get_violations,
    open_browser,
)
from tests.e2e.server import Application
from tests.e2e.server import serve as run_server

PATIENCE = 30_000
"""Milliseconds after which a page is taken to hang. Speed is never judged; a busy machine must pass too."""

TELEPHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    executable = find_chromium()
    if executable is None:
        pytest.skip("no Chromium here: install one (`make test` does so as root on Debian), or set DASO_CHROMIUM")
    expect.set_options(timeout=PATIENCE)
    with open_browser(executable) as browser:
        yield browser


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages of separate people: each call is a device of its own, with its own cookies and storage.

    A telephone in portrait unless options of Playwright's `new_context` say otherwise. The test fails when a page
    complained: a script threw an error, or the console reported one.
    """
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def open_page(**options: object) -> Page:
        settings: dict[str, object] = {"viewport": TELEPHONE, "locale": "en-GB", "reduced_motion": "reduce"}
        context = browser.new_context(**(settings | options))  # type: ignore[arg-type]  # any option of Playwright's
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        collect_complaints(page, complaints)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page on a telephone."""
    return new_page()


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[[Application], str]]:
    """Serve ASGI applications on real ports until the module's tests are done; each call gives an address."""
    with ExitStack() as running:
        yield lambda application: running.enter_context(run_server(application))


@pytest.fixture
def virtual_authenticator() -> Callable[[Page], VirtualAuthenticator]:
    """Give a page a device that holds passkeys: `virtual_authenticator(page)`, before the page asks for one."""
    return VirtualAuthenticator.attach


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Check that everybody can use the page: `axe(page)` fails on any WCAG 2.2 AA violation, in light or dark."""

    def check(page: Page) -> None:
        violations = []
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            violations += [f"{scheme}: {line}" for line in get_violations(page)]
        page.emulate_media(color_scheme="null")
        assert not violations, f"{page.url} keeps people out:\n" + "\n".join(violations)

    return check
