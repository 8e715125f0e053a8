"""Villages of several sizes, each served by a real application, and visitors who have signed in or not.

Read next: `village.py`, which builds them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from daso.host import Host, Viewer
from daso.kernel.charter import HOUR
from daso.web.app import create_app
from daso.web.settings import Settings
from tests.pages.parish import build_parish
from tests.pages.village import NOW, ORIGIN, Village, build_village

__all__ = ["Served"]


class Served:
    """A village and the application that shows it."""

    def __init__(self, village: Village, app: Litestar, host: Host) -> None:
        self.village = village
        self.host = host
        self.app = app

    def visit(self, member: int = 0, language: str = "en") -> TestClient[Litestar]:
        """A visitor: member `number`, or anybody; their browser prefers a language."""
        client = TestClient(self.app, base_url=ORIGIN)
        client.headers.update({"Accept": "text/html", "Accept-Language": language})
        if member:
            token = self.host.sessions.begin(self.village.org, Viewer("member", member, 1), self.host.clock())
            client.cookies.set("daso_session", token)
        return client


Serve = Callable[..., Served]


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Build and serve villages until the module's tests are done."""
    hosts: list[Host] = []

    def build(members: int, texts: str = "public", *, is_founding: bool = False) -> Served:
        data: Path = tmp_path_factory.mktemp("host")
        (data / "orgs").mkdir()
        village = build_village(data, members, texts, is_founding=is_founding)
        host = Host(data, ORIGIN, clock=lambda: NOW)
        hosts.append(host)
        return Served(village, create_app(host, Settings(data=data, origin=ORIGIN, home="village")), host)

    yield build
    for host in hosts:
        host.close()


@pytest.fixture(scope="module")
def serve_parish(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[int], Served]]:
    """Build and serve parishes until the module's tests are done; their clock stands an hour after the last deed."""
    hosts: list[Host] = []

    def build(members: int) -> Served:
        data: Path = tmp_path_factory.mktemp("host")
        (data / "orgs").mkdir()
        parish = build_parish(data, members)
        host = Host(data, ORIGIN, clock=lambda: parish.at + HOUR)
        hosts.append(host)
        return Served(parish, create_app(host, Settings(data=data, origin=ORIGIN, home="village")), host)

    yield build
    for host in hosts:
        host.close()


@pytest.fixture(scope="module")
def small(serve: Serve) -> Served:
    """Four people: three founders and one who came later."""
    return serve(4)


@pytest.fixture(scope="module")
def private(serve: Serve) -> Served:
    """The same four, whose charter keeps texts to members."""
    return serve(4, "members")


@pytest.fixture(scope="module")
def founding(serve: Serve) -> Served:
    """Three people who are still founding."""
    return serve(3, is_founding=True)


@pytest.fixture(scope="module")
def large(serve: Serve) -> Served:
    """Three thousand members."""
    return serve(3000)
