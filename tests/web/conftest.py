"""A site over a real host in a folder of its own, and a browser without JavaScript to visit it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from daso.web.settings import Settings
from tests.host.founded import ORIGIN, Clock, open_host
from tests.web.site import Site


@pytest.fixture
def open_site(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Open a site with some settings; it is closed after the test."""
    with ExitStack() as running:

        def start(**chosen: object) -> Site:
            clock = Clock()
            usual = {"data": tmp_path / "data", "origin": ORIGIN}
            settings = Settings(**(usual | chosen))  # type: ignore[arg-type] # any setting
            return running.enter_context(Site(open_host(settings.data, clock), settings, clock))

        yield start


@pytest.fixture
def site(open_site: Callable[..., Site]) -> Site:
    """A site with the usual settings and no organisation yet."""
    return open_site()
