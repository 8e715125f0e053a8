"""Nobody is kept out: axe-core finds no violation of WCAG 2.2 AA on any page, wide or narrow, light or dark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.browser import SCHEMES, find_chromium, get_violations, open_browser
from tests.e2e.server import serve as run_server
from tests.pages.conftest import Served
from tests.pages.test_pages import HOME, OWN_PAGES
from tests.pages.village import CHOICE, DRAFT, POLICY, WAITING

LOOKED_AT = [
    *("/", "/found", HOME, *OWN_PAGES),
    *(f"{HOME}/proposals/{number}" for number in (CHOICE, DRAFT, POLICY, WAITING)),
    *(f"{HOME}/{name}" for name in ("proposals", "proposals/new", "decisions", "members", "members/2", "charter")),
    *(f"{HOME}/{name}" for name in ("audit", "entries/3", "sign-in", "join/6", "nowhere")),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for these tests."""
    executable = find_chromium()
    if executable is None:
        pytest.skip("no Chromium here: install one (`make test` does so as root on Debian), or set DASO_CHROMIUM")
    with open_browser(executable) as browser:
        yield browser


def find_barriers(page: Page, address: str, path: str) -> list[str]:
    """What keeps people from using a page, or makes it wider than a telephone."""
    page.goto(address + path, wait_until="load")
    barriers = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        barriers += [f"{path}: {scheme}: {line}" for line in get_violations(page)]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        barriers.append(f"{path}: wider than the screen")
    return barriers


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_keeps_anybody_out(small: Served, founding: Served, browser: Browser, width: int) -> None:
    """Every page can be used with a keyboard, a screen reader, weak eyes, a telephone."""
    barriers = []
    for served, member, paths in ((small, 1, LOOKED_AT), (founding, 2, [f"{HOME}/founding", HOME])):
        token = served.visit(member).cookies["daso_session"]
        with run_server(served.app) as address:
            context = browser.new_context(viewport={"width": width, "height": 844}, reduced_motion="reduce")
            context.add_cookies([{"name": "daso_session", "value": token, "url": address}])
            page = context.new_page()
            barriers += [line for path in paths for line in find_barriers(page, address, path)]
            context.close()
    assert not barriers, "\n".join(barriers)
