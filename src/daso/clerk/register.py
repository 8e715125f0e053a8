"""The register: which entry is about what, in an SQLite file beside the log, so that pages find entries at once.

It is derived from the log and holds nothing else: deleted, damaged or of another log, it is simply made anew. It
reads on lazily, whenever somebody asks. Read next: `clerk.py`, which finds here an act that was sent twice.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import msgspec
import structlog

from daso.errors import Unavailable
from daso.ledger import Log, compute_leaf_hash, get_size

__all__ = ["Register", "RegisterUnavailable", "Row", "compute_subject"]

_BLOCK = 4096
_SCHEMA = """
CREATE TABLE IF NOT EXISTS cursor (vkey TEXT NOT NULL, size INTEGER NOT NULL, last BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS entries (
    entry INTEGER PRIMARY KEY, at INTEGER NOT NULL, act TEXT NOT NULL, by INTEGER NOT NULL, seq INTEGER NOT NULL,
    subject TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS by_subject ON entries (subject, entry);
CREATE INDEX IF NOT EXISTS by_member ON entries (by, seq);
CREATE INDEX IF NOT EXISTS by_act ON entries (act, entry);
"""
_SELECT = "SELECT entry, at, act, by, seq, subject FROM entries"
_NOUNS = ("comment", "mandate", "lot", "payment", "vault", "hub", "clause")
_OF_THE_FOUNDATION = ("FoundOrganisation", "AffirmFoundation", "Inaugurate")
_log = structlog.get_logger("daso.clerk")


class RegisterUnavailable(Unavailable):
    """The register's file cannot be read or written just now."""

    code = "register-unavailable"
    message = "The register of entries did not answer ({why}). Nothing is lost; look after the disk, then try again."


class Row(msgspec.Struct, frozen=True):
    """What the register says of one entry: its place on the log, when, which act, by whom, about what."""

    entry: int
    at: int
    act: str
    by: int
    seq: int
    subject: str


class _Act(msgspec.Struct):
    """The fields of an act that tell what it is about; all others are skipped, so reading on is quick."""

    act: str
    by: int
    seq: int
    proposal: int = 0
    decision: int = 0
    member: int = 0
    comment: int = 0
    mandate: int = 0
    lot: int = 0
    payment: int = 0
    vault: int = 0
    hub: int = 0
    clause: str = ""
    subject: str = ""


class _Envelope(msgspec.Struct):
    act: _Act


class _Entry(msgspec.Struct):
    at: int
    envelope: _Envelope


_entries = msgspec.json.Decoder(_Entry)


def compute_subject(act: _Act) -> str:
    """What an act is about: a proposal, comment, mandate, vault, hub, clause, the charter, foundation, or a member."""
    if act.subject:
        return act.subject
    if act.proposal or act.decision:
        return f"proposal/{act.proposal or act.decision}"
    for noun in _NOUNS:
        if name := getattr(act, noun):
            return f"{noun}/{name}"
    if act.act == "WriteCharter":
        return "charter"
    if act.act in _OF_THE_FOUNDATION:
        return "foundation"
    return f"member/{act.member or act.by}"


class Register:
    """The register of `log`, kept at `path`, or in memory only. Safe for many threads."""

    def __init__(self, log: Log, path: Path | None = None) -> None:
        self._source = log
        self._path = path
        self._lock = Lock()
        self._db = self._open()

    def get_of_subject(self, subject: str, newest: int | None = None) -> list[Row]:
        """The entries about a subject, the oldest first; the `newest` few of them when a number is given."""
        return self._get("WHERE subject = ?", (subject,), newest)

    def get_of_subjects(self, subjects: Sequence[str]) -> list[Row]:
        """The entries about any of these subjects, the oldest first."""
        marks = ", ".join("?" * len(subjects))
        return self._get(f"WHERE subject IN ({marks})", tuple(subjects), None)

    def get_of_member(self, number: int, newest: int | None = None) -> list[Row]:
        """The entries by a member, the oldest first."""
        return self._get("WHERE by = ?", (number,), newest)

    def get_latest(self, newest: int) -> list[Row]:
        """The latest entries of all, the oldest of them first."""
        return self._get("", (), newest)

    def get_between(self, start: int, stop: int) -> list[Row]:
        """The entries from `start` up to `stop`, the oldest first; the log may be longer already."""
        return self._get("WHERE entry >= ? AND entry < ?", (start, stop), None)

    def get_by_sequence(self, number: int, seq: int) -> Row | None:
        """The one entry that holds a member's act with this number."""
        rows = self._get("WHERE by = ? AND seq = ?", (number, seq), 1)
        return rows[0] if rows else None

    def close(self) -> None:
        """Let go of the file; closing twice is fine."""
        with self._lock:
            self._db.close()

    def _get(self, where: str, values: tuple[str | int, ...], newest: int | None) -> list[Row]:
        with self._reading() as db:
            limit = -1 if newest is None else newest
            found = db.execute(f"{_SELECT} {where} ORDER BY entry DESC LIMIT ?", (*values, limit)).fetchall()
        return [Row(*row) for row in reversed(found)]

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                self._read_on()
                yield self._db
            except sqlite3.Error as error:
                raise RegisterUnavailable(why=str(error)) from error

    def _open(self) -> sqlite3.Connection:
        """Open the file; what is no register of this log is thrown away and begun again."""
        try:
            db = self._connect()
            if self._is_of_log(db):
                return db
            db.close()
            why = "it belongs to another log, or to another history of this one"
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:  # another process is reading on
                raise RegisterUnavailable(why=str(error)) from error
            why = str(error)
        _log.warning("register made anew", path=str(self._path), why=why)
        if self._path is not None:
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        return self._connect()

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path or ":memory:", timeout=30, isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = OFF")  # what a power cut takes is read from the log again
        db.executescript(_SCHEMA)
        db.execute("INSERT INTO cursor SELECT ?, 0, x'' WHERE NOT EXISTS (SELECT 1 FROM cursor)", (self._source.vkey,))
        return db

    def _is_of_log(self, db: sqlite3.Connection) -> bool:
        vkey, size, last = db.execute("SELECT vkey, size, last FROM cursor").fetchone()
        if vkey != self._source.vkey or size > get_size(self._source.head()):
            return False
        return size == 0 or [compute_leaf_hash(one) for one in self._source.read(size - 1, size)] == [last]

    def _read_on(self) -> None:
        """Read what the log has gained since the last time, wherever another process may have come to meanwhile."""
        stop = get_size(self._source.head())
        while self._read_size() < stop:
            with self._db as db:  # commits, or leaves everything as it was
                db.execute("BEGIN IMMEDIATE")
                start = self._read_size()
                block = list(self._source.read(start, min(start + _BLOCK, stop)))
                if not block:
                    return
                opened = db.execute(
                    "SELECT count(*) FILTER (WHERE act != 'FoundHub'), count(*) FILTER (WHERE act = 'FoundHub') "
                    "FROM entries WHERE act IN ('OpenProposal', 'OpenChallenge', 'FoundHub')"
                ).fetchone()
                db.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)", _make_rows(block, start, *opened))
                last = compute_leaf_hash(block[-1])
                db.execute("UPDATE cursor SET size = ?, last = ?", (start + len(block), last))

    def _read_size(self) -> int:
        size: int = self._db.execute("SELECT size FROM cursor").fetchone()[0]
        return size


def _make_rows(
    block: list[bytes], start: int, opened: int, founded: int
) -> Iterator[tuple[int, int, str, int, int, str]]:
    """A row for each entry. Proposals and hubs are numbered in the order of their opening, so the number follows."""
    for index, data in enumerate(block, start=start):
        entry = _entries.decode(data)
        act = entry.envelope.act
        if act.act in {"OpenProposal", "OpenChallenge"}:
            opened += 1
            act.proposal = opened
        elif act.act == "FoundHub":
            founded += 1
            act.hub = founded
        yield index, entry.at, act.act, act.by, act.seq, compute_subject(act)
