"""Where an organisation stands: its State, and the root of the very log that made it. Kept in a file, or made anew.

A snapshot file saves replaying the whole log at every start. It is only a hint: it counts when its digest fits and
its root is the log's own root at that size; else the log is replayed from the first entry. Whatever is replayed is
verified like everything else: signatures, law, and in the end the root that the log has signed.
Read next: `clerk.py`, which starts from here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import msgspec
import structlog

from daso.canon import Base64Url32, Count, decode_as, encode, from_base64url, to_base64url
from daso.clerk.signatures import Claims, Verifiers
from daso.errors import Error, Tampered, Unavailable
from daso.kernel.snapshot import compute_state_digest, decode_state, encode_state
from daso.kernel.state import State
from daso.kernel.transition import apply, decode_entry
from daso.keys.tampered import SignatureWrong
from daso.ledger import EMPTY_ROOT, Frontier, Head, Log, compute_leaf_hashes, compute_root, get_size

__all__ = [
    "NOWHERE",
    "LogUnlawful",
    "SnapshotUnsound",
    "Standing",
    "catch_up",
    "load_standing",
    "read_snapshot",
    "store_snapshot",
]

_BLOCK = 1024
_log = structlog.get_logger("daso.clerk")


class LogUnlawful(Tampered):
    """The log holds what the law or the mathematics refuses."""

    code = "log-unlawful"
    message = (
        "Entry {index} of the log does not hold ({why}). Nothing can be added after it; restore the log from an "
        "export or a copy, and audit it."
    )


class SnapshotUnsound(Tampered):
    """A snapshot does not belong to its log."""

    code = "snapshot-unsound"
    message = "The snapshot does not hold ({why}), so it is not used; the whole log is replayed instead."


class Standing(msgspec.Struct, frozen=True):
    """The State after `size` entries whose tree has this root; no State before the first entry."""

    size: int
    root: bytes
    state: State | None


NOWHERE = Standing(0, EMPTY_ROOT, None)
"""Before the first entry."""


class _Header(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first line of a snapshot file; the State's bytes follow it."""

    digest: Base64Url32
    root: Base64Url32
    size: Count


_headers = msgspec.json.Decoder(_Header)


def store_snapshot(path: Path, standing: Standing) -> None:
    """Write a snapshot in one step: a crash leaves the old file or the new one, whoever else writes it too."""
    if standing.state is None:
        return
    digest = to_base64url(compute_state_digest(standing.state))
    header = _Header(digest=digest, root=to_base64url(standing.root), size=standing.size)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.new")
    with unfinished.open("wb") as file:
        file.write(encode(header) + b"\n" + encode_state(standing.state))
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def read_snapshot(path: Path) -> Standing:
    """Read a snapshot whose digest fits; raise what is wrong with it."""
    first, _, rest = path.read_bytes().partition(b"\n")
    header = decode_as(_headers, first)
    state = decode_state(rest)
    if compute_state_digest(state) != from_base64url(header.digest) or state.entries != header.size:
        raise SnapshotUnsound(why="its digest does not fit its State")
    return Standing(header.size, from_base64url(header.root), state)


def load_standing(log: Log, path: Path | None, verifiers: Verifiers) -> Standing:
    """Where the log stands, from the snapshot at `path` as far as it holds, and from the entries after it."""
    head = log.head()
    start = _load_snapshot(log, path, get_size(head)) if path and path.exists() else NOWHERE
    return catch_up(log, start, head, verifiers)


def _load_snapshot(log: Log, path: Path, size: int) -> Standing:
    try:
        standing = read_snapshot(path)
        if standing.size > size:
            raise SnapshotUnsound(why="the log is shorter than it")
        if compute_root(log.tile, standing.size) != standing.root:
            raise SnapshotUnsound(why="its root is not the log's")
    except (Error, OSError) as error:
        _log.warning("snapshot ignored", path=str(path), why=str(error))
        return NOWHERE
    return standing


def catch_up(log: Log, start: Standing, head: Head | None, verifiers: Verifiers) -> Standing:
    """Go on from `start` to `head`, entry by entry, believing nothing but the log's own signed root in the end."""
    if head is None or head.checkpoint.size == start.size:
        return start
    size, state = start.size, start.state
    frontier = Frontier.load(log.tile, start.size)
    if frontier.compute_root() != start.root:
        raise LogUnlawful(index=start.size, why="the entries before it are not those that were read before")
    claims: Claims[int] = Claims(verifiers)
    for block in _read_blocks(log, start.size, head.checkpoint.size):
        frontier, _ = frontier.extend(compute_leaf_hashes(block))
        for index, data in enumerate(block, start=size):
            try:
                entry = decode_entry(data)
                state = apply(state, entry.envelope, entry.at, partial(claims.add, index))
            except Unavailable:  # no fault of the log
                raise
            except Error as error:
                raise LogUnlawful(index=index, why=str(error)) from error
        size += len(block)
    for index, _ in claims.settle():
        raise LogUnlawful(index=index, why=str(SignatureWrong()))
    if (size, frontier.compute_root()) != (head.checkpoint.size, head.checkpoint.root):
        raise LogUnlawful(index=start.size, why="the entries from it on do not lead to the signed root")
    return Standing(size, head.checkpoint.root, state)


def _read_blocks(log: Log, start: int, stop: int) -> Iterator[list[bytes]]:
    entries = log.read(start, stop)
    while block := list(islice(entries, _BLOCK)):
        yield block
