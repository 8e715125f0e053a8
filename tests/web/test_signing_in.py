"""Pages that need somebody who has signed in say so, and lead there and back."""

from __future__ import annotations

import re

import pytest

from tests.host.founded import ORIGIN
from tests.web.site import Site


@pytest.mark.parametrize("path", ["/told", "/me", "/proposals/1/revise", "/proposals/new", "/propose/payment"])
def test_whoever_must_sign_in_is_led_there_and_back(site: Site, path: str) -> None:
    """A page that is for those who have signed in offers that, and afterwards the page that was asked for."""
    founded = site.found()
    founded.propose()
    page = site.browser.get(f"/o/wheel-whisk{path}", headers={"accept": "text/html"}).text
    found = re.search(r'class="button[^"]*" href="(/o/wheel-whisk/sign-in\?next=[^"]+)"', page)
    assert found
    page = site.browser.get(found[1], headers={"accept": "text/html"}).text
    assert f'data-next="/o/wheel-whisk{path}"' in page


def test_no_form_is_sent_twice_by_signing_in(site: Site) -> None:
    """Whoever sends a form without having signed in is led to sign in, and not back to what only takes forms."""
    site.found()
    headers = {"accept": "text/html", "origin": ORIGIN}
    page = site.browser.post("/o/wheel-whisk/told", headers=headers, data={}).text
    assert 'href="/o/wheel-whisk/sign-in"' in page
    assert "sign-in?next" not in page
