"""Reads the files of vectors as any other implementation would: from their JSON alone."""

from __future__ import annotations

from typing import Any

import msgspec

from daso.kernel.tally.tally import Tally
from daso.kernel.transition import AnyAct
from vectors.make import FOLDER

__all__ = [
    "STORIES",
    "Case",
    "Good",
    "Refused",
    "Row",
    "SignedAct",
    "Story",
    "load_acts",
    "load_cases",
    "load_rows",
    "load_story",
    "load_typed",
    "load_values",
]

Row = dict[str, str]

STORIES = sorted(path.stem for path in (FOLDER / "acts").glob("*.json"))


class Step(msgspec.Struct, frozen=True):
    """An entry of a log, and the digest of the State after it."""

    name: str
    entry: str
    state: str


class Refused(msgspec.Struct, frozen=True):
    """An entry that fails after `given` steps, and how."""

    name: str
    given: int
    entry: str
    then: dict[str, object]


class Story(msgspec.Struct, frozen=True):
    """One organisation of `acts/`."""

    about: str
    steps: list[Step]
    refused: list[Refused]


class Good(msgspec.Struct, frozen=True):
    """A value and its one spelling."""

    name: str
    value: object
    bytes: str


class SignedAct(msgspec.Struct, frozen=True):
    """An act, its one spelling, and the digest that is signed."""

    act: AnyAct
    bytes: str
    digest: str


class TypedRow(msgspec.Struct, frozen=True):
    """A message as typed data, its digest, and its signature."""

    domain: str
    bytes: str
    typed_data: dict[str, Any]
    digest: str
    signature: str


class Typed(msgspec.Struct, frozen=True):
    """What one wallet signed."""

    public: str
    address: str
    rows: list[TypedRow]


class Counting(msgspec.Struct, frozen=True):
    """How a case is counted."""

    method: str
    of: str
    share: tuple[int, int]
    quorum: tuple[int, int]


class Case(msgspec.Struct, frozen=True):
    """Ballots and what they add up to."""

    name: str
    rule: Counting
    form: str
    options: int
    electorate: int
    ballots: list[tuple[int, ...]]
    then: Tally
    unanswered: int = 0


def _load_table(name: str, table: str) -> bytes:
    tables = msgspec.json.decode((FOLDER / name).read_bytes(), type=dict[str, msgspec.Raw])
    return bytes(tables[table])


def load_story(name: str) -> Story:
    """A file of `acts/`."""
    return msgspec.json.decode((FOLDER / "acts" / f"{name}.json").read_bytes(), type=Story)


def load_typed() -> Typed:
    """What wallets sign."""
    return msgspec.json.decode((FOLDER / "encoding/typed-data.json").read_bytes(), type=Typed)


def load_rows(name: str, table: str) -> list[Row]:
    """A table of texts."""
    return msgspec.json.decode(_load_table(name, table), type=list[Row])


def load_values() -> list[Good]:
    """The values that have a canonical form."""
    return msgspec.json.decode(_load_table("encoding/values.json", "good"), type=list[Good])


def load_acts() -> list[SignedAct]:
    """One act of every kind."""
    return msgspec.json.decode(_load_table("encoding/acts.json", "acts"), type=list[SignedAct])


def load_cases() -> list[Case]:
    """The tallies."""
    return msgspec.json.decode(_load_table("tally/tally.json", "cases"), type=list[Case])
