"""The stage: whose turn it is, at what time, and the next signed act of each person. Knows nothing of the story.

Scenes wait in the order of their time and may call further scenes. All chance is drawn from names, so whatever is
added to the story leaves the rest as it was. Read next: `life.py` and `cases.py`, which put scenes on it.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable, Iterator
from typing import Final

from daso.canon import encode
from daso.host import Given, Text
from daso.kernel.act import Act, compute_commitment
from daso.kernel.state import State
from daso.kernel.transition import Envelope
from daso.testkit.demo.people import PEOPLE, compute_signer
from daso.testkit.past import Past
from daso.testkit.person import Person

__all__ = ["DAY", "Scene", "Stage", "compute_chance", "compute_salt", "find_number"]

DAY: Final = 86_400_000
_NUMBERS: Final = {soul.key: number for number, soul in enumerate(PEOPLE, start=1)}

Scene = Callable[[], None]
"""What happens when its time has come."""


def find_number(name: str) -> int:
    """The member number of the person whom the story calls so."""
    return _NUMBERS[name]


def compute_chance(*about: object) -> float:
    """A number from 0 up to 1 that looks like chance and is always the same for the same things."""
    return int.from_bytes(_digest(*about)[:6], "big") / 2**48


def compute_salt(*about: object) -> bytes:
    """Sixteen bytes that hide nothing here, for everybody can compute them; real ones are random."""
    return _digest("salt", *about)[:16]


def _digest(*about: object) -> bytes:
    return hashlib.sha256("/".join(map(str, about)).encode()).digest()


class Stage:
    """Everybody in the story, and the scenes still to come, between `start` and `end` in UTC milliseconds."""

    def __init__(self, past: Past, start: int, end: int) -> None:
        self.past = past
        self.start = start
        self.end = end
        self.now = start
        self.persons = {soul.key: Person(compute_signer(n), past.org, n) for n, soul in enumerate(PEOPLE, start=1)}
        self.numbers: dict[str, int] = {}
        """Proposals by their titles."""
        self.hubs: dict[str, int] = {}
        """Hubs by their names."""
        self.comments: dict[str, int] = {}
        """Comments by their words."""
        self._scenes: list[tuple[int, int, Scene]] = []
        self._called = 0
        self._written = 0
        self._given: list[Given] = []

    @property
    def state(self) -> State:
        """The State as the last act left it."""
        return self.past.state

    def call(self, at: float, scene: Scene) -> None:
        """Let a scene happen at this time; what would come after the end never happens."""
        self._called += 1
        if at < self.end:
            heapq.heappush(self._scenes, (max(int(at), self.now + 1), self._called, scene))

    def call_on(self, day: float, scene: Scene) -> None:
        """Let a scene happen on a day of the story."""
        self.call(self.start + day * DAY, scene)

    def play(self) -> Iterator[float]:
        """Play all scenes in order of time; tells after each how much of the time has passed."""
        while self._scenes:
            self.now, _, scene = heapq.heappop(self._scenes)
            scene()
            yield (self.now - self.start) / (self.end - self.start)

    def write(self, text: Text) -> str:
        """The commitment to a text, which goes along with the next act."""
        self._written += 1
        salt = compute_salt(self.start, self._written)
        given = Given(salt, encode(text).decode())
        self._given.append(given)
        return compute_commitment(given.salt, given.text)

    def do(self, name: str, act: type[Act], **fields: object) -> None:
        """Let a person do their next act, now."""
        self.send(self.persons[name].do(act, **fields))

    def send(self, envelope: Envelope) -> None:
        """Take in an act with the texts that were written for it."""
        self.past.take_in(self.now, (envelope, self._given))
        self._given = []
