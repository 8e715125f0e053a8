"""A founded organisation on a log of its own, and processes that verify, for the tests of the clerk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from daso.clerk import Verifiers
from daso.keys.sign import P256Signer
from daso.ledger import NoteSigner
from daso.ledger.sqlite import SqliteLog
from tests.clerk.organisation import Story
from tests.clerk.place import Place

MEMBERS = 12


@pytest.fixture(scope="session")
def verifiers() -> Iterator[Verifiers]:
    """Processes for all tests here."""
    verifiers = Verifiers()
    yield verifiers
    verifiers.close()


@pytest.fixture
def place(tmp_path: Path, verifiers: Verifiers) -> Iterator[Place]:
    """A founded organisation of twelve with an open vote, on an SQLite log."""
    story = Story()
    founder = story.found(P256Signer.from_seed(b"founder"))
    story.welcome(*(P256Signer.from_seed(b"member %d" % number) for number in range(2, MEMBERS + 1)))
    story.propose(founder)
    signer = NoteSigner.generate(f"coop.example/o/{story.state.org}")
    log = SqliteLog(tmp_path / "log.sqlite", signer)
    log.append(story.entries, 0)
    place = Place(tmp_path, story, signer, log, verifiers)
    yield place
    place.close()
