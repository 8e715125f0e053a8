"""The whole contract of a log: append bytes, get a signed checkpoint; read them back, with tiles to prove it.

A log stores opaque bytes and knows no law. A driver only moves bytes to something durable; whatever all drivers
share (what an append computes, what is refused, what a receipt needs) is here, once, and pure.
Read next: `memory.py`, the smallest driver; `sqlite.py` and `postgres.py`, the durable ones; `files.py`, how strangers
read a log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

import msgspec

from daso.errors import Misconfigured, Tampered, Unavailable
from daso.ledger.checkpoint import Checkpoint, verify_checkpoint
from daso.ledger.merkle import (
    HASH_SIZE,
    Frontier,
    ReadTile,
    Tile,
    Tree,
    compute_leaf_hashes,
    compute_tile_width,
    verify_inclusion,
)
from daso.ledger.proof import render_receipt

__all__ = [
    "MAX_ENTRY",
    "ROWS_A_READ",
    "AppendEmpty",
    "EntryTooLarge",
    "Head",
    "Log",
    "LogBusy",
    "LogClosed",
    "LogDiskFull",
    "LogReadOnly",
    "NotInLog",
    "NotThisLog",
    "RaceLost",
    "Sealed",
    "Signer",
    "StoreTampered",
    "check_append",
    "cut_tile",
    "get_size",
    "prove",
    "read_notes",
    "read_rows",
    "seal",
    "verify_store",
]

MAX_ENTRY = 16 * 1024

ROWS_A_READ = 1024
"""Rows that a driver fetches at once, so that a long log is never held in memory."""


class RaceLost(Unavailable):
    """The compare-and-swap failed: the log is no longer as long as the writer believed."""

    code = "log-race-lost"
    message = (
        "Somebody else appended first: the log holds {size} entries, not {expected}. Nothing of yours was written; "
        "read what is new, judge again, then append again."
    )


class NotInLog(Unavailable):
    """A tile was asked for that the newest checkpoint does not reach."""

    code = "not-in-log"
    message = "The log does not reach that far: it has no tile {number} of width {width} at level {level}."


class LogClosed(Unavailable):
    """Something was asked of a log after it was closed."""

    code = "log-closed"
    message = "This log was closed. Open it again."


class LogBusy(Unavailable):
    """Somebody else holds the write lock, longer than we cared to wait."""

    code = "log-busy"
    message = "Another process is writing to the log. Nothing is lost; wait a moment, then try again."


class LogDiskFull(Unavailable):
    """No room for the append."""

    code = "log-disk-full"
    message = (
        "The disk is full, so nothing was appended; all that was acknowledged is safe. Free some space, try again."
    )


class LogReadOnly(Misconfigured):
    """An append was asked of a log that cannot sign."""

    code = "log-read-only"
    message = "This log was opened without its signing key, so it can be read only. Open it with the key to append."


class NotThisLog(Misconfigured):
    """Something is there, or nothing, but it is not the log that the settings describe."""

    code = "not-this-log"
    message = "{path} is not the log that was asked for ({why}). Check the place and the key in your settings."


class EntryTooLarge(Misconfigured):
    """An entry is beyond what the format allows."""

    code = "entry-too-large"
    message = "An entry of {size} bytes is too large: at most {limit} fit. Put long text beside the log."


class AppendEmpty(Misconfigured):
    """An append of nothing; it would sign a checkpoint that says nothing new."""

    code = "append-empty"
    message = "There is nothing to append. Give at least one entry."


class StoreTampered(Tampered):
    """What a driver has stored is not what was signed."""

    code = "store-tampered"
    message = (
        "What is stored does not agree with the last signed checkpoint ({why}). Do not append; restore the log from "
        "an export or a copy, and audit it."
    )


class Head(msgspec.Struct, frozen=True):
    """Where the log stands: its newest checkpoint, and the signed note of it."""

    checkpoint: Checkpoint
    note: str


class Signer(Protocol):
    """Whoever can put the log's name to a checkpoint: `NoteSigner` with the key, or `copy.py` with what was signed."""

    @property
    def name(self) -> str:
        """The name of the key, which is the origin of the log."""
        ...

    @property
    def vkey(self) -> str:
        """The public key as one publishable line."""
        ...

    def certify(self, text: str) -> str:
        """The signed note of a text."""
        ...


class Log(Protocol):
    """An append-only log. Safe for many threads; a driver's only state is what it has made durable."""

    @property
    def vkey(self) -> str:
        """The public key of the log, whose name is the origin of its checkpoints."""
        ...

    def head(self) -> Head | None:
        """The newest checkpoint, or None while the log is empty."""
        ...

    def append(self, entries: Sequence[bytes], expected: int) -> Head:
        """Append all entries or none, if the log still holds `expected` of them; else RaceLost.

        Returns only after the entries, the tiles and the signed checkpoint are durable. Any other error leaves it
        open whether the log grew (the answer of the disk was lost): ask `head` before appending again.
        """
        ...

    def read(self, start: int, stop: int) -> Iterator[bytes]:
        """The entries from `start` up to `stop`, or up to the end of the log if that comes first."""
        ...

    def tile(self, level: int, number: int, width: int) -> bytes:
        """The first `width` hashes of a tile, which the newest checkpoint must reach; else NotInLog."""
        ...

    def checkpoints(self) -> Iterator[str]:
        """Every checkpoint note this log has ever signed, the oldest first."""
        ...

    def close(self) -> None:
        """Let go of everything held; closing twice is fine."""
        ...


class Sealed(msgspec.Struct, frozen=True):
    """All that one append makes: to be stored together or not at all."""

    frontier: Frontier
    tiles: list[Tile]
    head: Head


def get_size(head: Head | None) -> int:
    """How many entries the log held at `head`."""
    return head.checkpoint.size if head else 0


def check_append(entries: Sequence[bytes]) -> None:
    """Refuse what no log may hold, before anything is written."""
    if not entries:
        raise AppendEmpty
    longest = max(map(len, entries))
    if longest > MAX_ENTRY:
        raise EntryTooLarge(size=longest, limit=MAX_ENTRY)


def seal(frontier: Frontier, entries: Sequence[bytes], signer: Signer) -> Sealed:
    """Compute the tiles and sign the checkpoint that follow from appending `entries`.

    The note must not be shown to anybody before it is durable: that alone keeps a crash from making two histories.
    """
    grown, tiles = frontier.extend(compute_leaf_hashes(entries))
    checkpoint = Checkpoint(signer.name, grown.size, grown.compute_root())
    return Sealed(grown, tiles, Head(checkpoint, signer.certify(checkpoint.text)))


def read_rows(fetch: Callable[[int, int], Sequence[tuple[bytes]]], start: int, stop: int) -> Iterator[bytes]:
    """The entries from `start` up to `stop`, which must be there: `fetch` gives the rows between two numbers."""
    for begin in range(max(start, 0), stop, ROWS_A_READ):
        end = min(begin + ROWS_A_READ, stop)
        rows = fetch(begin, end)
        if len(rows) != end - begin:
            raise StoreTampered(why=f"entries between {begin} and {end} are missing")
        yield from (entry for (entry,) in rows)


def read_notes(fetch: Callable[[int], Sequence[tuple[int, str]]]) -> Iterator[str]:
    """Every note, the oldest first: `fetch` gives the next rows beyond a size, with the sizes; none at the end."""
    size = 0
    while rows := fetch(size):
        yield from (note for _, note in rows)
        size = rows[-1][0]


def cut_tile(stored: bytes | None, tile: tuple[int, int, int], size: int) -> bytes:
    """The asked width of a stored tile, if the log of `size` entries reaches it.

    A partial tile is a prefix of the full one, so a driver stores each tile once and lets it grow.
    """
    level, number, width = tile
    reach = compute_tile_width(level, number, size) if 0 <= level < 8 and number >= 0 else 0
    if not 0 < width <= reach:
        raise NotInLog(level=level, number=number, width=width)
    if stored is None or len(stored) < width * HASH_SIZE:
        raise StoreTampered(why=f"tile {number} at level {level} is missing or short")
    return stored[: width * HASH_SIZE]


def verify_store(read_tile: ReadTile, size: int, note: str, vkey: str) -> Frontier:
    """On opening: the last checkpoint is ours, and its size and root follow from what is stored."""
    checkpoint = verify_checkpoint(note, vkey)
    if size != checkpoint.size:
        raise StoreTampered(why=f"{size} entries stored, {checkpoint.size} signed")
    frontier = Frontier.load(read_tile, size)
    if frontier.compute_root() != checkpoint.root:
        raise StoreTampered(why="the stored tiles give another root")
    return frontier


def prove(log: Log, indexes: Iterable[int], head: Head) -> Iterator[str]:
    """A receipt for each index under `head`. Each proof is verified before it is given: no broken receipt leaves."""
    size, root = head.checkpoint.size, head.checkpoint.root
    tree = Tree(log.tile, size)
    for index in indexes:
        hashes = tree.prove_inclusion(index)
        verify_inclusion(tree.get_leaf_hash(index), index, size, hashes, root)
        yield render_receipt(index, hashes, head.note)
