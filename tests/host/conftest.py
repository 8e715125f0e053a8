"""A host in a folder of its own, an organisation on it, and the clock both live by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from daso.host import Host
from tests.host.founded import Clock, Founded, found, open_host


@pytest.fixture
def clock() -> Clock:
    """A clock that moves when told."""
    return Clock()


@pytest.fixture
def host(tmp_path: Path, clock: Clock) -> Iterator[Host]:
    """An empty host."""
    host = open_host(tmp_path / "data", clock)
    yield host
    host.close()


@pytest.fixture
def founded(host: Host) -> Founded:
    """An organisation of two members with public texts."""
    return found(host)
