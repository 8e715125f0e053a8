"""What a witness remembers, in one folder: its key, and the newest checkpoint that it has cosigned of each log.

    witness.key           the secret key, one line
    witness.sqlite        what it has seen; to lose it, or to bring back an older copy, is to forget what was promised

A checkpoint is compared, remembered and made durable in one transaction, and only then cosigned for others to see. So
neither two requests at once nor a power cut can make a witness say yes to two histories.
Read next: `ledger/witness.py`, which compares; `app.py`, which answers.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from daso.errors import Misconfigured, Unavailable
from daso.ledger.checkpoint import compute_cosignature, compute_cosigner, parse_checkpoint
from daso.ledger.note import NoteSigner
from daso.ledger.witness import (
    Memory,
    NotContinued,
    Question,
    compute_origin_hash,
    parse_origin,
    parse_question,
    strip_signatures,
    verify_question,
    watch_log,
)

__all__ = ["ClockBehind", "Doubt", "Watched", "Watcher", "WitnessFolderUnfit", "WitnessUnwritable", "prepare_watcher"]

_KEY = "witness.key"
_TABLES = "witness.sqlite"
_DOUBTS = 100
"""Requests kept for each log that did not continue it: enough to show, and nobody can fill the disk."""
_SCHEMA = """
CREATE TABLE witness (vkey TEXT NOT NULL);
CREATE TABLE logs (
    origin TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, vkey TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL,
    note TEXT NOT NULL, at INTEGER NOT NULL
);
CREATE TABLE doubts (
    origin TEXT NOT NULL, note TEXT NOT NULL, at INTEGER NOT NULL, proves INTEGER NOT NULL, PRIMARY KEY (origin, note)
)
"""


class WitnessFolderUnfit(Misconfigured):
    """The folder is not that of a witness, or its parts do not belong together."""

    code = "witness-folder-unfit"
    message = "{path} can't be used as a witness's folder ({why}). Prepare a new one with: daso witness init"


class WitnessUnwritable(Unavailable):
    """The disk does not take what has to be remembered, so nothing was cosigned."""

    code = "witness-unwritable"
    message = "What was seen could not be written down ({why}), so nothing was cosigned. Try again in a moment."


class ClockBehind(Unavailable):
    """The clock shows less than when this log was cosigned last."""

    code = "witness-clock-behind"
    message = "The witness's clock is behind its own last cosignature. It will cosign again when the clock is right."


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """A log that is watched: the size that was cosigned last, and when (seconds since 1970); nought for never."""

    origin: str
    vkey: str
    size: int
    at: int
    doubts: int


class Doubt(msgspec.Struct, frozen=True, kw_only=True):
    """A checkpoint that the log signed, and that does not continue what was seen of it before."""

    origin: str
    note: str
    at: int
    proves: bool
    """Whether it has the size of one that was cosigned, with another root: two histories, both signed by the log."""


def read_clock() -> int:
    """Seconds since 1970, UTC."""
    return int(time.time())


def prepare_watcher(folder: Path, name: str) -> NoteSigner:
    """Make a folder for a new witness of this name, and its key. What is there already stays, and is refused."""
    signer = NoteSigner.generate(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / _KEY).exists() or (folder / _TABLES).exists():
            raise WitnessFolderUnfit(path=str(folder), why="a witness is in it already")
        with os.fdopen(os.open(folder / _KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(signer.skey + "\n")
            file.flush()
            os.fsync(file.fileno())
        with _connect(folder / _TABLES) as db:
            db.execute("BEGIN")
            for statement in _SCHEMA.split(";"):
                db.execute(statement)
            db.execute("INSERT INTO witness VALUES (?)", (compute_cosigner(signer).vkey,))
            db.execute("COMMIT")
    except (OSError, sqlite3.Error) as error:
        raise WitnessFolderUnfit(path=str(folder), why=str(error)) from error
    return signer


@contextmanager
def _connect(path: Path) -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(path, timeout=10, isolation_level=None)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        yield db
    finally:
        db.close()


class Watcher:
    """The witness in a prepared folder. Safe for many threads and processes; all it knows is in the folder."""

    def __init__(self, folder: Path, clock: Callable[[], int] = read_clock) -> None:
        self._path = folder / _TABLES
        self._clock = clock
        try:
            self._signer = NoteSigner.parse((folder / _KEY).read_text().strip())
            if os.name == "posix" and (folder / _KEY).stat().st_mode & 0o077:
                raise WitnessFolderUnfit(path=str(folder), why=f"others can read {_KEY}; run chmod 600 on it")
            if not self._path.exists():
                raise WitnessFolderUnfit(path=str(folder), why="it has a key, and has lost what it has seen")
            with _connect(self._path) as db:
                (vkey,) = db.execute("SELECT vkey FROM witness").fetchone()
        except (OSError, sqlite3.Error) as error:
            raise WitnessFolderUnfit(path=str(folder), why=str(error)) from error
        if vkey != self.vkey:
            raise WitnessFolderUnfit(path=str(folder), why="what it has seen belongs to another key")

    @property
    def vkey(self) -> str:
        """The public key by which the witness's cosignatures are known."""
        return compute_cosigner(self._signer).vkey

    def watch(self, vkey: str) -> str:
        """Watch the log with this key from now on; return its name. A log's key can't be exchanged for another."""
        memory = watch_log(vkey)
        row = (memory.origin, compute_origin_hash(memory.origin), memory.vkey, memory.size, memory.root, "", 0)
        with self._writing() as db:
            known = db.execute("SELECT vkey FROM logs WHERE origin = ?", (memory.origin,)).fetchone()
            if known is None:
                db.execute("INSERT INTO logs VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            elif known != (memory.vkey,):
                raise WitnessFolderUnfit(path=str(self._path), why=f"{memory.origin} is watched under another key")
        return memory.origin

    def list_watched(self) -> list[Watched]:
        """Every log that is watched, by name."""
        query = "SELECT origin, vkey, size, at, (SELECT count(*) FROM doubts d WHERE d.origin = l.origin) FROM logs l"
        with self._reading() as db:
            rows = db.execute(f"{query} ORDER BY origin").fetchall()
        return [
            Watched(origin=origin, vkey=vkey, size=size, at=at, doubts=doubts)
            for origin, vkey, size, at, doubts in rows
        ]

    def list_doubts(self) -> list[Doubt]:
        """Every checkpoint that was not cosigned because it does not continue its log, the oldest first."""
        with self._reading() as db:
            rows = db.execute("SELECT origin, note, at, proves FROM doubts ORDER BY at, origin").fetchall()
        return [Doubt(origin=origin, note=note, at=at, proves=bool(proves)) for origin, note, at, proves in rows]

    def get_newest(self, origin_hash: str) -> str | None:
        """The newest checkpoint that was cosigned of the log with this hash; None where there is none."""
        with self._reading() as db:
            row = db.execute("SELECT note FROM logs WHERE hash = ?", (origin_hash,)).fetchone()
        return row[0] if row and row[0] else None

    def answer(self, body: bytes) -> str:
        """The cosignature that a request asks for; raises why there is none. It is given for what is durable only."""
        question = parse_question(body)
        origin = parse_origin(question)
        doubt: NotContinued | None = None
        line = ""
        with self._writing() as db:
            row = db.execute("SELECT vkey, size, root, at FROM logs WHERE origin = ?", (origin,)).fetchone()
            memory = Memory(*row[:3]) if row else None
            try:
                seen = verify_question(memory, question)
            except NotContinued as error:
                doubt = error
                if memory is not None:
                    self._keep_doubt(db, memory, question)
            else:
                line = self._remember(db, seen, question, row[3])
        if doubt is not None:
            raise doubt
        return line

    def _remember(self, db: sqlite3.Connection, seen: Memory, question: Question, last: int) -> str:
        at = self._clock()
        if at < last:
            raise ClockBehind
        bare = strip_signatures(question.note, seen.vkey)
        line = compute_cosignature(bare, self._signer, at)
        db.execute(
            "UPDATE logs SET size = ?, root = ?, note = ?, at = ? WHERE origin = ?",
            (seen.size, seen.root, bare + line, at, seen.origin),
        )
        return line

    def _keep_doubt(self, db: sqlite3.Connection, memory: Memory, question: Question) -> None:
        """Another root for the size that was cosigned proves two histories; anything else may be a false proof, with
        which strangers could fill all the room there is, so each has room of its own.
        """
        proves = parse_checkpoint(question.note).size == memory.size
        kept = "SELECT count(*) FROM doubts WHERE origin = ? AND proves = ?"
        (count,) = db.execute(kept, (memory.origin, proves)).fetchone()
        if count < _DOUBTS:
            note = strip_signatures(question.note, memory.vkey)
            row = (memory.origin, note, self._clock(), proves)
            db.execute("INSERT OR IGNORE INTO doubts VALUES (?, ?, ?, ?)", row)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, durable at its end; nothing of it remains after any error."""
        try:
            with _connect(self._path) as db:
                db.execute("BEGIN IMMEDIATE")
                yield db
                db.execute("COMMIT")
        except sqlite3.Error as error:
            raise WitnessUnwritable(why=str(error)) from error

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            with _connect(self._path) as db:
                yield db
        except sqlite3.Error as error:
            raise WitnessUnwritable(why=str(error)) from error
