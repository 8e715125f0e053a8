"""Logs in a PostgreSQL database: the durable driver for several machines. One transaction an append.

Entries, tiles and the signed checkpoint become durable together (`synchronous_commit` is on), so a crash or a lost
connection leaves either all of an append or nothing of it, and the note of an append that failed was never shown to
anybody. Many logs live in one database, told apart by their origins. Writers of one log, in whatever process, queue for
the lock on its row and compare the size under it; readers wait for nobody.
Read next: `log.py` for what is promised; `server.py`, how the database is reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from threading import Lock
from typing import Final

from daso.ledger.checkpoint import parse_checkpoint
from daso.ledger.log import (
    ROWS_A_READ,
    Head,
    LogClosed,
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
from daso.ledger.server import Connection, PostgresServer

__all__ = ["PostgresLog", "discard_empty", "list_origins"]

_FOUNDING: Final = int.from_bytes(b"daso", "big")
"""The advisory lock under which tables are made."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS daso_logs (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, origin text NOT NULL UNIQUE, vkey text NOT NULL
);
CREATE TABLE IF NOT EXISTS daso_entries (
    log bigint REFERENCES daso_logs, number bigint, bytes bytea NOT NULL, PRIMARY KEY (log, number)
);
CREATE TABLE IF NOT EXISTS daso_tiles (
    log bigint REFERENCES daso_logs, level int, number bigint, hashes bytea NOT NULL, PRIMARY KEY (log, level, number)
);
CREATE TABLE IF NOT EXISTS daso_checkpoints (
    log bigint REFERENCES daso_logs, size bigint, note text NOT NULL, PRIMARY KEY (log, size)
);
"""


class PostgresLog:
    """The log of `signer`, or of `origin`, in a database; made there when opened with a signer for the first time.

    Opened without a signer it can only be read. A `server` given as an address is this log's own; one that is shared
    with other logs stays open when this one is closed.
    """

    def __init__(self, server: PostgresServer | str, signer: Signer | None = None, origin: str = "") -> None:
        self._server = PostgresServer(server) if isinstance(server, str) else server
        self._owned = self._server if isinstance(server, str) else None
        self._signer = signer
        self._origin = signer.name if signer else origin
        self._append_lock = Lock()
        self._is_closed = False
        self._frontier, self._note = Frontier(), ""
        try:
            self._open()
        except Exception:
            self.close()
            raise

    @property
    def vkey(self) -> str:
        """See `Log.vkey`."""
        return self._vkey

    def head(self) -> Head | None:
        """See `Log.head`."""
        self._check_open()
        with self._server.borrow() as db:
            note = _read_note(db, self._number)
        return Head(parse_checkpoint(note), note) if note else None

    def append(self, entries: Sequence[bytes], expected: int) -> Head:
        """See `Log.append`."""
        check_append(entries)
        self._check_open()
        if self._signer is None:
            raise LogReadOnly
        with self._append_lock:
            with self._server.borrow() as db, db.transaction():
                db.execute("SELECT 1 FROM daso_logs WHERE number = %s FOR UPDATE", [self._number])
                if _read_note(db, self._number) != self._note:  # another process appended, or our answer was lost
                    self._frontier, self._note = self._load(db)
                if self._frontier.size != expected:
                    raise RaceLost(size=self._frontier.size, expected=expected)
                sealed = seal(self._frontier, entries, self._signer)
                _store(db, self._number, entries, sealed)
            self._frontier, self._note = sealed.frontier, sealed.head.note
        return sealed.head

    def read(self, start: int, stop: int) -> Iterator[bytes]:
        """See `Log.read`."""
        self._check_open()
        with self._server.borrow() as db:
            stop = min(stop, _read_size(db, self._number))
        yield from read_rows(self._fetch_entries, start, stop)

    def tile(self, level: int, number: int, width: int) -> bytes:
        """See `Log.tile`."""
        self._check_open()
        with self._server.borrow() as db:
            return _read_tile(db, self._number, _read_size(db, self._number), (level, number, width))

    def checkpoints(self) -> Iterator[str]:
        """See `Log.checkpoints`."""
        yield from read_notes(self._fetch_notes)

    def close(self) -> None:
        """See `Log.close`."""
        with self._append_lock:
            self._is_closed = True
            if self._owned:
                self._owned.close()

    def _fetch_entries(self, begin: int, end: int) -> list[tuple[bytes]]:
        with self._server.borrow() as db:
            return db.execute(
                "SELECT bytes FROM daso_entries WHERE log = %s AND number >= %s AND number < %s ORDER BY number",
                [self._number, begin, end],
                binary=True,
            ).fetchall()

    def _fetch_notes(self, size: int) -> list[tuple[int, str]]:
        self._check_open()
        with self._server.borrow() as db:
            return db.execute(
                "SELECT size, note FROM daso_checkpoints WHERE log = %s AND size > %s ORDER BY size LIMIT %s",
                [self._number, size, ROWS_A_READ],
            ).fetchall()

    def _open(self) -> None:
        with self._server.borrow() as db:
            self._number, self._vkey = self._found_or_recognise(db)
            with db.transaction():
                db.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                self._frontier, self._note = self._load(db)

    def _check_open(self) -> None:
        if self._is_closed:
            raise LogClosed

    def _found_or_recognise(self, db: Connection) -> tuple[int, str]:
        """The number and key of the log with our origin; with a signer it is begun where there is none.

        A log that is there already is only read, so that it can be opened where nothing may be written.
        """
        row = self._find(db)
        if row is None and self._signer:
            _found(db, self._signer)
            row = self._find(db)
        if row is None:
            raise NotThisLog(
                path=self._server.place, why=f"it holds no log called {self._origin}, and no key was given"
            )
        number, vkey = row
        if self._signer and vkey != self._signer.vkey:
            raise NotThisLog(path=self._server.place, why=f"the key of {self._origin} is {vkey}")
        return number, vkey

    def _find(self, db: Connection) -> tuple[int, str] | None:
        if not _has_tables(db):
            return None
        return db.execute("SELECT number, vkey FROM daso_logs WHERE origin = %s", [self._origin]).fetchone()

    def _load(self, db: Connection) -> tuple[Frontier, str]:
        """The right edge and the newest note, verified: nothing is ever signed on top of a store that is not sound."""
        row = db.execute("SELECT max(number) FROM daso_entries WHERE log = %s", [self._number]).fetchone()
        entries = 0 if row is None or row[0] is None else row[0] + 1
        size, note = _read_size(db, self._number), _read_note(db, self._number)
        if entries != size:
            raise StoreTampered(why=f"{entries} entries stored, {size} signed")
        if not note:
            return Frontier(), note
        return verify_store(partial(self._read_tile_below, db, size), size, note, self._vkey), note

    def _read_tile_below(self, db: Connection, size: int, level: int, number: int, width: int) -> bytes:
        return _read_tile(db, self._number, size, (level, number, width))


def list_origins(server: PostgresServer) -> list[str]:
    """The names of all logs in a database."""
    with server.borrow() as db:
        if not _has_tables(db):
            return []
        return [origin for (origin,) in db.execute("SELECT origin FROM daso_logs ORDER BY origin").fetchall()]


def discard_empty(server: PostgresServer, origin: str) -> None:
    """Forget a log that holds nothing; one that holds anything stays."""
    with server.borrow() as db:
        db.execute(
            "DELETE FROM daso_logs WHERE origin = %s"
            " AND NOT EXISTS (SELECT 1 FROM daso_checkpoints WHERE log = daso_logs.number)",
            [origin],
        )


def _has_tables(db: Connection) -> bool:
    return db.execute("SELECT to_regclass('daso_checkpoints')").fetchone() != (None,)


def _found(db: Connection, signer: Signer) -> None:
    """Make the tables and the log's row, unless another process has been quicker."""
    with db.transaction():
        db.execute("SELECT pg_advisory_xact_lock(%s)", [_FOUNDING])
        db.execute(_SCHEMA)
        row = [signer.name, signer.vkey]
        db.execute("INSERT INTO daso_logs (origin, vkey) VALUES (%s, %s) ON CONFLICT DO NOTHING", row)


def _read_size(db: Connection, log: int) -> int:
    row = db.execute("SELECT max(size) FROM daso_checkpoints WHERE log = %s", [log]).fetchone()
    return row[0] or 0 if row else 0


def _read_note(db: Connection, log: int) -> str:
    """The newest signed note; empty while the log is."""
    row = db.execute("SELECT note FROM daso_checkpoints WHERE log = %s ORDER BY size DESC LIMIT 1", [log]).fetchone()
    return row[0] if row else ""


def _read_tile(db: Connection, log: int, size: int, tile: tuple[int, int, int]) -> bytes:
    level, number, _ = tile
    hashes = None
    if 0 <= level < 8 and number >= 0:
        row = db.execute(
            "SELECT hashes FROM daso_tiles WHERE log = %s AND level = %s AND number = %s",
            [log, level, number],
            binary=True,
        ).fetchone()
        hashes = row[0] if row else None
    return cut_tile(hashes, tile, size)


def _store(db: Connection, log: int, entries: Sequence[bytes], sealed: Sealed) -> None:
    """Three statements, however many entries: each is a journey to the server and back."""
    size = sealed.head.checkpoint.size
    db.execute(
        "INSERT INTO daso_entries (log, number, bytes) SELECT %s, %s + place, bytes"
        " FROM unnest(%s::bytea[]) WITH ORDINALITY AS given (bytes, place)",
        [log, size - len(entries) - 1, list(entries)],
    )
    levels, numbers, hashes = zip(*sealed.tiles, strict=True)
    db.execute(
        "INSERT INTO daso_tiles (log, level, number, hashes) SELECT %s, level, number, hashes"
        " FROM unnest(%s::int[], %s::bigint[], %s::bytea[]) AS given (level, number, hashes)"
        " ON CONFLICT (log, level, number) DO UPDATE SET hashes = excluded.hashes",
        [log, list(levels), list(numbers), list(hashes)],
    )
    db.execute("INSERT INTO daso_checkpoints (log, size, note) VALUES (%s, %s, %s)", [log, size, sealed.head.note])
