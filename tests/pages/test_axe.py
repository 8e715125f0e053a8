"""Nobody is kept out: axe-core finds no violation of WCAG 2.2 AA on rarer pages either, light or dark."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from tests.e2e.browser import SCHEMES, get_violations
from tests.e2e.server import serve as run_server
from tests.pages.conftest import Served
from tests.pages.test_pages import HOME
from tests.pages.village import CHOICE, DRAFT, POLICY, WAITING

LOOKED_AT = [
    *(
        f"{HOME}/{path}"
        for path in (
            "told",
            "members/2",
            "members/3",
            "members",
            "members?name=nobody",
            "decisions?words=nothing",
            "nowhere",
        )
    ),
    *(f"{HOME}/proposals/{path}" for path in (POLICY, WAITING, f"{CHOICE}?voter=birk", f"{DRAFT}/revise")),
]
"""What `tests/e2e/test_looks.py` does not come past."""


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


def test_no_page_keeps_anybody_out(small: Served, browser: Browser) -> None:
    """Every page can be used with a keyboard, a screen reader, weak eyes, a telephone."""
    token = small.visit(1).cookies["daso_session"]
    with run_server(small.app) as address:
        context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
        context.add_cookies([{"name": "daso_session", "value": token, "url": address}])
        page = context.new_page()
        barriers = [line for path in LOOKED_AT for line in find_barriers(page, address, path)]
        context.close()
    assert not barriers, "\n".join(barriers)
