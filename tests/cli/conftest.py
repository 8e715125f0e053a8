"""Fixtures of the command line: the demonstration in a folder, the site that serves it, and keys of its members."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from daso.canon import encode
from daso.cli import main
from daso.cli.screen import keep_logs_apart
from daso.host import Host
from daso.host.host import read_clock
from daso.kernel.state import State
from daso.testkit.demo import compute_signers
from daso.testkit.demo.story import STORY
from daso.web.app import create_app
from daso.web.settings import Settings
from tests.cli.town import Town
from tests.e2e.server import Application, serve_at
from tests.host.founded import Clock

__all__ = ["BELL", "NEXT", "THIRD", "Demo", "get_state"]

BELL: Final = 51
"""The open vote about a bell, in the demonstration."""
THIRD: Final = 54
"""The open vote about the town's third of the surplus."""
NEXT: Final = len(STORY) + 1
"""The number that the next proposal will have."""


class Demo:
    """A demonstration on a real port, and what its members do from the command line."""

    def __init__(self, data: Path, address: str, keys: Path) -> None:
        self.data = data
        self.address = address
        self.url = f"{address}/o/crumb-and-spoke"
        self._keys = keys

    def key_of(self, member: int) -> str:
        """The file with a member's key."""
        path = self._keys / f"{member}.key"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_bytes(encode({"kind": "p256", "secret": compute_signers()[member].secret}))
        return str(path)

    def act(self, member: int, name: str, *arguments: str) -> int:
        """Let a member do something; returns the exit code."""
        command = ["act", name, "--url", self.url, "--by", str(member), "--key", self.key_of(member), "--yes"]
        return main([*command, *arguments])


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration as `daso demo --no-serve` builds it, ending today; to be read only."""
    data = tmp_path_factory.mktemp("built") / "data"
    today = datetime.now(UTC).date().isoformat()
    assert main(["demo", "--data", str(data), "--date", today, "--no-serve"]) == 0
    return data


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    """A copy of the demonstration's folder, to do with as one likes."""
    return shutil.copytree(built, tmp_path / "data")


@pytest.fixture
def demo(copy: Path, tmp_path: Path) -> Iterator[Demo]:
    """The demonstration on a real port."""
    make: Callable[[str], Application] = lambda address: create_app(  # noqa: E731 - one expression, used once
        Host(copy, address), Settings(data=copy, origin=address, posts_per_minute=10_000)
    )
    with serve_at(make) as address:
        yield Demo(copy, address, tmp_path)


def get_state(data: Path) -> State:
    """Where the organisation stands on the disk."""
    host = Host(data)
    state = host.open("crumb-and-spoke").clerk.get_state()
    host.close()
    return state


@pytest.fixture
def open_town(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Town]:
    """A site on a real port, with a clock that a test moves, and nobody there yet."""
    keep_logs_apart()  # or the site's notes would stand among what the commands print
    clock, data = Clock(read_clock()), tmp_path / "data"
    make: Callable[[str], Application] = lambda address: create_app(  # noqa: E731 - one expression, used once
        Host(data, address, clock), Settings(data=data, origin=address, posts_per_minute=10_000)
    )
    (tmp_path / "keys").mkdir()
    with serve_at(make) as address:
        yield Town(address, clock, tmp_path / "keys", capsys)


@pytest.fixture
def town(open_town: Town) -> Town:
    """A town with five members, inaugurated."""
    open_town.found()
    return open_town
