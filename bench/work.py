"""The measurements: starting, auditing, judging, taking in."""

from __future__ import annotations

import resource
import sqlite3
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.history import SIGNER, History, fill
from bench.measure import CORES, Line, Table, measure_openssl, measure_seconds, say
from daso.canon import encode
from daso.clerk import Accepted, Clerk, Evidence, Verifiers, audit_organisation
from daso.clerk.standing import Standing, store_snapshot
from daso.kernel.state import State
from daso.kernel.transition import Entry, apply, decode_entry
from daso.keys.claim import verify_claim
from daso.ledger import FolderSource, compute_root, export
from daso.ledger.memory import MemoryLog
from daso.ledger.sqlite import SqliteLog

__all__ = ["Work"]

_SIZES = (1_000, 10_000, 100_000, 1_000_000)
_MEMBERS = 500
_BALLOTS = 20_000
_WAITING = 2_048
_ALONE = 300
_TIMES = 3
"""The best of so many counts: others may be at work on the machine."""


class Work:
    """One growing history and one vote of everybody on a disk, and all that is measured with them."""

    def __init__(self, folder: Path, largest: int, table: Table) -> None:
        self._folder = folder
        self._largest = largest
        self._table = table
        self._verifiers = Verifiers()
        self.ballots_a_second = 0.0
        self._vote = History()
        self._before = list(self._vote.gather(_MEMBERS))
        self._at = decode_entry(self._before[-1]).at + 1
        self._ballots = [encode(envelope) for envelope in self._vote.vote(_BALLOTS + _ALONE)]

    def run(self) -> None:
        """Everything, one after the other."""
        history, log = History(), SqliteLog(self._folder / "history.sqlite", SIGNER)
        seconds = measure_seconds(lambda: fill(log, history.tell(), self._largest))
        say(f"(a history of {self._largest:,} acts was written in {seconds:.0f} s)")
        self._start(log, history.state)
        self._audit(log)
        log.close()
        self._judge()
        self._take_in()
        self._verifiers.close()

    def _start(self, log: SqliteLog, state: State) -> None:
        path = self._folder / "snapshot"
        store_snapshot(path, Standing(state.entries, compute_root(log.tile, state.entries), state))
        seconds = measure_seconds(lambda: Clerk(log, snapshot_path=path, verifiers=self._verifiers).close())
        self._table.add(
            Line(
                what=f"start with {state.entries:,} acts and {len(state.members):,} members, from a snapshot",
                measured=f"{seconds:.2f} s",
                compared="3 s",
                ratio=seconds / 3,
                wanted=1,
                is_limit=True,
            )
        )

    def _audit(self, log: SqliteLog) -> None:
        """Histories of growing length: an act must cost the same in each, and little more than its signature."""
        prices = []
        for size in (size for size in _SIZES if size <= self._largest):
            folder = self._folder / f"files-{size}"
            copy = MemoryLog(SIGNER)
            fill(copy, log.read(0, size), size)
            export(copy, folder)
            del copy
            before = measure_openssl()
            times = _TIMES if size <= 100_000 else 2
            seconds = min(measure_seconds(partial(self._audit_once, folder)) for _ in range(times))
            limit = (before + measure_openssl()) / 2
            prices.append(seconds * limit / size)
            self._add_rate(f"audit {size:,} acts", size / seconds, limit, 0.6 if size == self._largest else 0.5)
        self._table.add(
            Line(
                what=f"the price of an act in an audit of {self._largest:,} acts",
                measured=f"{prices[-1]:.2f} signatures",
                compared=f"of {_SIZES[0]:,} acts: {prices[0]:.2f} signatures",
                ratio=prices[-1] / prices[0],
                wanted=1.2,
                is_limit=True,
            )
        )
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        say(f"(so far {memory:.0f} MB of memory at most)")

    def _audit_once(self, folder: Path) -> None:
        result = audit_organisation(FolderSource(folder), Evidence(vkey=SIGNER.vkey), verifiers=self._verifiers)
        if result.exit_code:
            raise LookupError(result.sentence)

    def _judge(self) -> None:
        """The law on one core, signatures left to others."""
        entries = [b'{"at":%d,"envelope":%b}' % (self._at, envelope) for envelope in self._ballots]
        claims: list[bytes] = []

        def judge() -> None:
            state = self._vote.state
            for data in entries:
                entry = decode_entry(data)
                state = apply(state, entry.envelope, entry.at, claims.append)

        seconds = min(measure_seconds(judge) for _ in range(3))
        self._add_rate("read and judge ballots on one core, signatures aside", len(entries) / seconds, 30_000, 1)

    def _add_rate(self, what: str, rate: float, limit: float, wanted: float) -> None:
        compared = f"OpenSSL, {CORES} cores: {limit:,.0f} signatures" if limit != 30_000 else "30,000"
        line = Line(what=what, measured=f"{rate:,.0f} a second", compared=compared, ratio=rate / limit, wanted=wanted)
        self._table.add(line)

    def _take_in(self) -> None:
        """Ballots through a clerk, onto a disk: from two thousand people at once, then from one person."""
        before, times = measure_openssl(), []
        for _ in range(_TIMES):
            with self._open_clerk() as clerk:
                times.append(measure_seconds(partial(submit_all, clerk, self._ballots[_ALONE:-_ALONE])))
        limit = (before + measure_openssl()) / 2
        rate = self.ballots_a_second = (_BALLOTS - _ALONE) / min(times)
        self._add_rate("take in ballots of many at once, durably, through a clerk", rate, limit, 0.4)
        with self._open_clerk() as clerk:
            submit_all(clerk, self._ballots[_ALONE:-_ALONE])
            self._take_in_alone(clerk)

    @contextmanager
    def _open_clerk(self) -> Iterator[Clerk]:
        """A clerk on a log of its own, before the vote; everything is warm."""
        with TemporaryDirectory(dir=self._folder) as folder:
            log = SqliteLog(Path(folder) / "clerk.sqlite", SIGNER)
            log.append(self._before, 0)
            clerk = Clerk(log, clock=lambda: self._at, verifiers=self._verifiers)
            submit_all(clerk, self._ballots[:_ALONE])
            yield clerk
            clerk.close()
            log.close()

    def _take_in_alone(self, clerk: Clerk) -> None:
        """One by one, in turns with the least that anybody could do: verify the signature, commit the bytes."""
        claims: list[bytes] = []
        state = clerk.get_state()
        bare = open_bare(self._folder / "bare.sqlite")
        alone = spent = 0.0
        for envelope in self._ballots[-_ALONE:]:
            entry = Entry(at=self._at, envelope=decode_entry(b'{"at":0,"envelope":%b}' % envelope).envelope)
            state = apply(state, entry.envelope, entry.at, claims.append)
            alone += measure_seconds(partial(commit_bare, bare, claims[-1], envelope))
            spent += measure_seconds(lambda envelope=envelope: clerk.take_in(envelope))  # type: ignore[misc] # a default binds this turn's envelope
        bare.close()
        self._table.add(
            Line(
                what="take in one act, durably, nobody else there",
                measured=f"{spent / _ALONE * 1e3:.2f} ms",
                compared=f"one signature and a bare SQLite commit: {alone / _ALONE * 1e3:.2f} ms",
                ratio=spent / alone,
                wanted=1.5,
                is_limit=True,
            )
        )


def submit_all(clerk: Clerk, envelopes: list[bytes]) -> None:
    """As two thousand people would who each wait for their answer before they act again."""
    waiting: deque[Future[Accepted]] = deque()
    for envelope in envelopes:
        if len(waiting) == _WAITING:
            waiting.popleft().result()
        waiting.append(clerk.submit(envelope))
    for answer in waiting:
        answer.result()


def open_bare(path: Path) -> sqlite3.Connection:
    """A database with nothing but bytes in it."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("CREATE TABLE entries (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL)")
    return db


def commit_bare(db: sqlite3.Connection, claim: bytes, data: bytes) -> None:
    """One signature, one commit."""
    verify_claim(claim)
    db.execute("INSERT INTO entries (bytes) VALUES (?)", (data,))
