"""A log in one SQLite file: the durable driver. One transaction an append, published only after its commit.

Entries, tiles and the signed checkpoint become durable together (WAL, synchronous=FULL), so a crash leaves either
all of an append or nothing of it, and the note of an append that failed was never shown to anybody.
Many threads and processes may read; appends queue for SQLite's one write lock and compare the size under it.
Read next: `log.py` for what is promised; `memory.py` for the same thing without a disk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Lock

from daso.errors import Unavailable
from daso.ledger.checkpoint import parse_checkpoint
from daso.ledger.log import (
    ROWS_A_READ,
    Head,
    LogBusy,
    LogClosed,
    LogDiskFull,
    LogReadOnly,
    NotThisLog,
    RaceLost,
    Sealed,
    Signer,
    StoreTampered,
    check_append,
    cut_tile,
    read_notes,
    read_rows,
    seal,
    verify_store,
)
from daso.ledger.merkle import Frontier

__all__ = ["LogBusy", "LogDamaged", "LogDiskFailing", "LogDiskFull", "LogUnwritable", "NotThisLog", "SqliteLog"]

_APPLICATION_ID = int.from_bytes(b"daso", "big")
_SCHEMA = """
CREATE TABLE log (vkey TEXT NOT NULL);
CREATE TABLE entries (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE tiles (level INTEGER, number INTEGER, hashes BLOB NOT NULL, PRIMARY KEY (level, number));
CREATE TABLE checkpoints (size INTEGER PRIMARY KEY, note TEXT NOT NULL);
"""


class LogUnwritable(Unavailable):
    """No such folder, or no right to write; SQLite writes beside the file even to read it."""

    code = "log-unwritable"
    message = (
        "The log's file cannot be opened for writing ({why}). See that its folder exists, and that this process may "
        "write the file and the folder."
    )


class LogDamaged(Unavailable):
    """The bytes of the file are not a database any more."""

    code = "log-damaged"
    message = "The log's file is damaged ({why}). Do not repair it in place: restore it from an export or a copy."


class LogDiskFailing(Unavailable):
    """Any other trouble between SQLite and the disk; whether the append took hold, only `head` can tell."""

    code = "log-disk-failing"
    message = "The disk of the log does not do what it should ({why}). Look after the disk, then try again."


_KINDS: dict[int, type[Unavailable]] = {
    sqlite3.SQLITE_BUSY: LogBusy,
    sqlite3.SQLITE_LOCKED: LogBusy,
    sqlite3.SQLITE_FULL: LogDiskFull,
    sqlite3.SQLITE_READONLY: LogUnwritable,
    sqlite3.SQLITE_PERM: LogUnwritable,
    sqlite3.SQLITE_CANTOPEN: LogUnwritable,
    sqlite3.SQLITE_CORRUPT: LogDamaged,
    sqlite3.SQLITE_NOTADB: LogDamaged,
}


def _explain(error: sqlite3.Error) -> Unavailable:
    """What SQLite says, as one of ours, with a sentence that says what to do."""
    primary = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_IOERR) & 0xFF
    return _KINDS.get(primary, LogDiskFailing)(why=str(error))


class SqliteLog:
    """The log in the file at `path`; made there when it is opened with a `signer` for the first time.

    Opened without a signer it can only be read. `patience`: seconds to wait while another process writes.
    """

    def __init__(self, path: Path | str, signer: Signer | None = None, patience: float = 10.0) -> None:
        self._path = Path(path)
        self._signer = signer
        self._patience = patience
        self._append_lock = Lock()
        self._idle: list[sqlite3.Connection] = []
        self._is_closed = False
        if signer is None and not self._path.exists():
            raise NotThisLog(path=str(path), why="there is no such file, and no key to found a log with")
        with self._borrow() as db:
            self._vkey = self._found_or_recognise(db)
            db.execute("BEGIN")
            self._frontier, self._note = self._load(db)
            db.execute("COMMIT")

    @property
    def vkey(self) -> str:
        """See `Log.vkey`."""
        return self._vkey

    def head(self) -> Head | None:
        """See `Log.head`."""
        with self._borrow() as db:
            note = _read_note(db)
        return Head(parse_checkpoint(note), note) if note else None

    def append(self, entries: Sequence[bytes], expected: int) -> Head:
        """See `Log.append`."""
        check_append(entries)
        if self._signer is None:
            raise LogReadOnly
        with self._append_lock, self._borrow() as db:
            db.execute("BEGIN IMMEDIATE")
            if _read_note(db) != self._note:  # another process appended
                self._frontier, self._note = self._load(db)
            if self._frontier.size != expected:
                raise RaceLost(size=self._frontier.size, expected=expected)
            sealed = seal(self._frontier, entries, self._signer)
            _store(db, entries, sealed)
            db.execute("COMMIT")
            self._frontier, self._note = sealed.frontier, sealed.head.note
        return sealed.head

    def read(self, start: int, stop: int) -> Iterator[bytes]:
        """See `Log.read`."""
        with self._borrow() as db:
            stop = min(stop, _read_size(db))
        yield from read_rows(self._fetch_entries, start, stop)

    def tile(self, level: int, number: int, width: int) -> bytes:
        """See `Log.tile`."""
        with self._borrow() as db:
            return _read_tile(db, _read_size(db), level, number, width)

    def checkpoints(self) -> Iterator[str]:
        """See `Log.checkpoints`."""
        yield from read_notes(self._fetch_notes)

    def close(self) -> None:
        """See `Log.close`."""
        with self._append_lock:
            self._is_closed = True
            while self._idle:
                self._idle.pop().close()

    def _fetch_entries(self, begin: int, end: int) -> list[tuple[bytes]]:
        with self._borrow() as db:
            return db.execute(
                "SELECT bytes FROM entries WHERE number >= ? AND number < ? ORDER BY number", (begin, end)
            ).fetchall()

    def _fetch_notes(self, size: int) -> list[tuple[int, str]]:
        with self._borrow() as db:
            return db.execute(
                "SELECT size, note FROM checkpoints WHERE size > ? ORDER BY size LIMIT ?", (size, ROWS_A_READ)
            ).fetchall()

    @contextmanager
    def _borrow(self) -> Iterator[sqlite3.Connection]:
        """One connection for one thread for a moment. After an error it is thrown away, and with it what it began."""
        if self._is_closed:
            raise LogClosed
        db: sqlite3.Connection | None = None
        try:
            db = self._idle.pop() if self._idle else self._connect()
            yield db
        except sqlite3.Error as error:
            raise _explain(error) from error
        else:
            if not self._is_closed:
                self._idle.append(db)
                db = None
        finally:
            if db is not None:
                db.close()

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=self._patience, isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        return db

    def _found_or_recognise(self, db: sqlite3.Connection) -> str:
        """The key of the log in this file; an empty file becomes the log of our signer.

        A log that is there already is only read, so that no process has to wait for those that write.
        """
        if self._signer and _is_empty(db):
            _found(db, self._signer.vkey)
        db.execute("BEGIN")
        if _read_application(db) != _APPLICATION_ID:
            raise NotThisLog(path=str(self._path), why="the file holds something else")
        vkey: str = db.execute("SELECT vkey FROM log").fetchone()[0]
        db.execute("COMMIT")
        if self._signer and vkey != self._signer.vkey:
            raise NotThisLog(path=str(self._path), why=f"its key is {vkey}")
        return vkey

    def _load(self, db: sqlite3.Connection) -> tuple[Frontier, str]:
        """The right edge and the newest note, verified: nothing is ever signed on top of a store that is not sound."""
        (entries,) = db.execute("SELECT coalesce(max(number) + 1, 0) FROM entries").fetchone()
        size, note = _read_size(db), _read_note(db)
        if entries != size:
            raise StoreTampered(why=f"{entries} entries stored, {size} signed")
        if not note:
            return Frontier(), note
        return verify_store(partial(_read_tile, db, size), size, note, self._vkey), note


def _read_application(db: sqlite3.Connection) -> int:
    application_id: int = db.execute("PRAGMA application_id").fetchone()[0]
    return application_id


def _is_empty(db: sqlite3.Connection) -> bool:
    return not _read_application(db) and not db.execute("SELECT 1 FROM sqlite_schema").fetchone()


def _found(db: sqlite3.Connection, vkey: str) -> None:
    """Make the tables, unless another process has been quicker."""
    db.execute("BEGIN IMMEDIATE")
    if _is_empty(db):
        for statement in _SCHEMA.split(";"):
            db.execute(statement)
        db.execute("INSERT INTO log (vkey) VALUES (?)", (vkey,))
        db.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
    db.execute("COMMIT")


def _read_size(db: sqlite3.Connection) -> int:
    size: int = db.execute("SELECT coalesce(max(size), 0) FROM checkpoints").fetchone()[0]
    return size


def _read_note(db: sqlite3.Connection) -> str:
    """The newest signed note; empty while the log is."""
    row = db.execute("SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1").fetchone()
    return row[0] if row else ""


def _read_tile(db: sqlite3.Connection, size: int, level: int, number: int, width: int) -> bytes:
    row = db.execute("SELECT hashes FROM tiles WHERE level = ? AND number = ?", (level, number)).fetchone()
    return cut_tile(row[0] if row else None, (level, number, width), size)


def _store(db: sqlite3.Connection, entries: Sequence[bytes], sealed: Sealed) -> None:
    size = sealed.head.checkpoint.size
    db.executemany("INSERT INTO entries (number, bytes) VALUES (?, ?)", enumerate(entries, start=size - len(entries)))
    db.executemany(
        "INSERT INTO tiles (level, number, hashes) VALUES (?, ?, ?)"
        " ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes",
        sealed.tiles,
    )
    db.execute("INSERT INTO checkpoints (size, note) VALUES (?, ?)", (size, sealed.head.note))
