"""Fixtures of the whole: `town`, the real site, and `meet`, which brings people with devices of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page

from daso.host import Host
from daso.web.app import create_app
from daso.web.settings import Settings
from tests.chain.anvil import Anvil, find_anvil, run_anvil
from tests.e2e.browser import VirtualAuthenticator
from tests.e2e.server import Application, serve_at
from tests.e2e.town import Meet, Person, Town, TownClock

# Tests send faster than people; what protects from floods has tests of its own.
UNHURRIED = 1_000_000


@contextmanager
def open_town(data: Path, *, tells: bool = False, **chosen: str) -> Iterator[Town]:
    """Run the site on a folder, with such settings, until the end of the block."""
    towns: list[Town] = []

    def make(address: str) -> Application:
        clock = TownClock()
        towns.append(Town(address, Host(data, origin=address, clock=clock), clock))
        settings = Settings(data=data, origin=address, posts_per_minute=UNHURRIED, **chosen)  # type: ignore[arg-type] # any setting that is a word
        return create_app(towns[0].host, settings, tells=tells)

    with serve_at(make):
        yield towns[0]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The site, empty, for the tests of one file."""
    with open_town(tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture
def anvil() -> Iterator[Anvil]:
    """A chain; skips with the reason where there is none."""
    program = find_anvil()
    if not program:
        pytest.skip("no anvil here: tools/find-anvil found none and could install none")
    with run_anvil(program) as anvil:
        yield anvil


@pytest.fixture
def meet(town: Town, new_page: Callable[..., Page]) -> Meet:
    """Meet somebody with a telephone and a passkey store of their own: `meet("Ada")`."""

    def arrive(name: str, **options: object) -> Person:
        page = new_page(**options)
        return Person(name, page, VirtualAuthenticator.attach(page), town)

    return arrive
