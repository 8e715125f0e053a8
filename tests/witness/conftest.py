"""A host with an organisation, witnesses on real ports that its members name, and turns of asking them."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from msgspec.structs import replace

from daso.kernel.comment import PostComment
from daso.kernel.witness import NameWitness
from daso.ledger import Head
from daso.web.settings import Settings
from daso.web.witnessing import Asker
from daso.witness import Watcher, create_witness_app, prepare_watcher
from tests.e2e.server import find_port, serve_on
from tests.host.founded import CHARTER, Clock, Founded, found, open_host

__all__ = ["Watched"]


class Watched:
    """An organisation on a host, whose charter asks for one witness; witnesses can be started and stopped."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder = folder
        self.clock = clock
        self.settings = Settings(data=folder / "data", private_endpoints=True)
        self.host = open_host(self.settings.data, clock)
        self.founded: Founded = found(self.host, replace(CHARTER, cosignatures=1))
        clock.advance(CHARTER.rules["policy"].seasoning_hours)
        self.watchers: list[Watcher] = []
        self.ports: list[int] = []
        self._running: dict[int, ExitStack] = {}

    @property
    def log_head(self) -> Head:
        """Where the log stands, with the cosignatures that are shown."""
        head = self.founded.hosted.log.head()
        assert head is not None
        return head

    def hire(self, count: int) -> None:
        """Set up witnesses that watch the log, start them, and let the members name them."""
        for number in range(len(self.watchers), len(self.watchers) + count):
            prepare_watcher(self.folder / f"w{number}", f"witness.example/w{number}")
            self.watchers.append(Watcher(self.folder / f"w{number}"))
            self.watchers[number].watch(self.founded.hosted.vkey)
            self.ports.append(find_port())
            self.start(number)
        self.founded.decide(self.clock, *map(self.describe, range(len(self.watchers) - count, len(self.watchers))))

    def describe(self, number: int) -> NameWitness:
        """The effect that names a witness."""
        return NameWitness(vkey=self.watchers[number].vkey, url=f"http://localhost:{self.ports[number]}")

    def start(self, number: int) -> None:
        """Let a witness answer."""
        self._running[number] = ExitStack()
        self._running[number].enter_context(serve_on(create_witness_app(self.watchers[number]), self.ports[number]))

    def stop(self, number: int) -> None:
        """Let a witness fall silent."""
        self._running.pop(number).close()

    def turn(self, settings: Settings | None = None) -> None:
        """Ask the witnesses as the background would."""

        async def take_turn() -> None:
            asker = Asker(self.host, settings or self.settings)
            await asker.look()
            await asker.settle()

        asyncio.run(take_turn())

    def act(self) -> int:
        """Let a member do something; gives the entry."""
        self.founded.say(1, PostComment, "text", {"body": "Hm."}, subject="charter")
        return self.founded.state.entries - 1

    def statuses(self) -> list[str]:
        """How asking each witness went last."""
        sightings = self.founded.hosted.sightings
        return [sightings.get_contact(watcher.vkey).status for watcher in self.watchers]

    def reopen(self) -> None:
        """Stop the host, and start it again."""
        self.host.close()
        self.host = open_host(self.settings.data, self.clock)
        hosted = self.host.open(self.founded.hosted.org)
        self.founded = Founded(self.host, hosted, self.founded.people)

    def keep_copy(self) -> list[int]:
        """Copy the host's folder, as a backup would; gives what its members had done by then."""
        self.host.close()
        shutil.copytree(self.settings.data, self.folder / "copy")
        self.reopen()
        return [person.seq for person in self.founded.people]

    def bring_back(self, seqs: list[int]) -> None:
        """Put the old copy in the place of the host's folder; its members go on as if nothing had happened since."""
        self.host.close()
        shutil.rmtree(self.settings.data)
        shutil.copytree(self.folder / "copy", self.settings.data)
        self.reopen()
        for person, seq in zip(self.founded.people, seqs, strict=True):
            person.seq = seq

    def close(self) -> None:
        """End everything."""
        for number in list(self._running):
            self.stop(number)
        self.host.close()


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    """An organisation without witnesses yet."""
    watched = Watched(tmp_path, Clock())
    yield watched
    watched.close()
