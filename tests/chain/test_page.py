"""Members and strangers read on the page for checking what stands on a chain, in plain words."""

from __future__ import annotations

import pytest
from litestar.testing import TestClient

from daso.web import create_app
from daso.web.settings import Settings
from tests.chain.bound import Bound
from tests.host.founded import ORIGIN
from tests.pages.reading import read


@pytest.mark.parametrize(("language", "title"), [("en", "Kept where nobody"), ("de", "Dort bewahrt, wo es niemand")])
def test_anchors_are_shown(bound: Bound, language: str, title: str) -> None:
    """Until an anchor is final the page says so; then it shows its size, time and transaction, and how to compare."""
    app = create_app(bound.host, Settings(data=bound.host.data, origin=ORIGIN))
    address = f"/o/{bound.founded.hosted.slug}/audit"
    with TestClient(app, base_url=ORIGIN) as browser:
        browser.headers["Accept-Language"] = language
        page = browser.get(address).text
        assert title in page
        assert f"anchor/eip155:31337:{bound.address}" in page
        bound.anchor()
        [anchor] = bound.host.public.list_anchors(bound.founded.hosted.org, 10)
        bound.clock.advance(1)
        page = browser.get(address, params={"later": "1"}).text
        assert anchor.transaction in page
        assert f"{bound.size} " in page
        assert read(page).judge() == []
        bound.anchoring = bound.begin()
