"""The clerk: takes in envelopes, runs the law over them in order, writes them to the log, and certifies them.

Several clerks, in several processes, may share one log: the log itself says who came first, and whoever was late reads
what is new and judges again; so does whoever wants to know the newest State (`follow`).

In each process one thread at a time writes: the clerk's own, or one that brings an act while nobody writes and so
need not wait for another to wake. Acts that arrive meanwhile form the next batch: judged one after the other, their
signatures verified on all cores meanwhile, appended by one durable commit under one checkpoint. Only then does anybody
hear that an act was accepted, so what is accepted survives a power cut. A refusal touches its own act alone.
Read next: `batch.py`; `standing.py`, how a clerk starts; `register.py`; `audit.py`, who trusts no clerk.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Lock, Thread

import structlog

from daso.clerk.batch import Accepted, Batch, Submission, encode_entry
from daso.clerk.register import Register
from daso.clerk.signatures import Verifiers
from daso.clerk.standing import Standing, catch_up, load_standing, store_snapshot
from daso.errors import Error, Unavailable
from daso.kernel.clock import advance
from daso.kernel.queries import get_next_seq
from daso.kernel.refusals import NotFounded
from daso.kernel.state import State
from daso.kernel.transition import decode_envelope
from daso.ledger import Head, Log, RaceLost, get_size, parse_receipt, prove, render_receipt

__all__ = ["Accepted", "Clerk", "ClerkBusy", "ClerkClosed", "ClerkFailed", "NoSuchEntry"]

_BATCH = 1024
_QUEUE_LIMIT = 65_536
_SNAPSHOT_EVERY = 20_000
_ATTEMPTS = 50
"""Times that a batch may come too late before its senders are told so: other processes may be quick."""
_log = structlog.get_logger("daso.clerk")


class ClerkBusy(Unavailable):
    """More acts wait than can be taken in within seconds."""

    code = "clerk-busy"
    message = "Too many acts are waiting just now. Nothing is lost; send yours again in a moment."


class ClerkClosed(Unavailable):
    """The clerk was closed, because the server is stopping."""

    code = "clerk-closed"
    message = "The server is stopping, so this act was not taken in. Send it again in a moment."


class ClerkFailed(Unavailable):
    """Something failed that should not; the clerk goes on from what is on the log."""

    code = "clerk-failed"
    message = "Something failed here while your act was taken in ({why}). Send the same act again; it counts once."


class NoSuchEntry(Unavailable):
    """A receipt was asked for an entry that is not there, or not yet."""

    code = "no-such-entry"
    message = "The log has {size} entries, counted from 0; there is no entry {index} yet."


def read_clock() -> int:
    """UTC milliseconds by the machine's clock."""
    return time.time_ns() // 1_000_000


class Clerk:
    """A writer of `log`. `register` and `verifiers` may be shared with others; what is not given is made."""

    def __init__(
        self,
        log: Log,
        *,
        clock: Callable[[], int] = read_clock,
        snapshot_path: Path | None = None,
        register: Register | None = None,
        verifiers: Verifiers | None = None,
    ) -> None:
        self._ledger = log
        self._clock = clock
        self._snapshot_path = snapshot_path
        self._register = register or Register(log)
        self._verifiers = verifiers or Verifiers()
        self._owned: list[Register | Verifiers] = [self._register] if register is None else []
        self._owned += [self._verifiers] if verifiers is None else []
        self._standing = load_standing(log, snapshot_path, self._verifiers)
        self._snapshot_size = self._standing.size
        self._is_doubtful = False
        self._queue: SimpleQueue[Submission] = SimpleQueue()
        self._gate = Lock()
        self._turn = Lock()  # whoever holds it writes; what is taken from the queue is taken by its holder
        self._pen = Lock()  # whoever holds it moves the standing on, by appending or by reading what others appended
        self._bell = Event()
        self._is_closed = False
        self._writer = Thread(target=self._write, name="clerk", daemon=True)
        self._writer.start()

    @property
    def state(self) -> State | None:
        """The newest State whose entries are known here to be durable; None before the founding."""
        return self._standing.state

    def follow(self) -> None:
        """Read what other processes have appended. Costs one question to the log where there is nothing new."""
        if get_size(self._ledger.head()) == self._standing.size:
            return
        with self._pen:
            self._catch_up()

    def get_state(self, now: int | None = None) -> State:
        """The newest State of all, as the clock has it, with closed what was due by now."""
        self.follow()
        state = self.state
        if state is None:
            raise NotFounded
        return advance(state, max(state.at, self._clock() if now is None else now))

    def take_in(self, data: bytes) -> Accepted:
        """Take in an envelope's bytes; return once the act is durable, or raise why it was not accepted.

        The same envelope again gets the same answer again.
        """
        answer = self._enqueue(data)
        if self._turn.acquire(blocking=False):
            try:
                self._write_once()
            finally:
                self._turn.release()
        else:
            self._ring()
        return answer.result()

    def submit(self, data: bytes) -> Future[Accepted]:
        """As `take_in`, for whoever has something else to do meanwhile: the answer comes, or holds the reason."""
        try:
            answer = self._enqueue(data)
        except Error as error:
            answer = Future()
            answer.set_exception(error)
        else:
            self._ring()
        return answer

    def _ring(self) -> None:
        if not self._bell.is_set():
            self._bell.set()

    def _enqueue(self, data: bytes) -> Future[Accepted]:
        submission = Submission(data, decode_envelope(data), Future())
        with self._gate:
            if self._is_closed:
                raise ClerkClosed
            if self._queue.qsize() >= _QUEUE_LIMIT:
                raise ClerkBusy
            self._queue.put(submission)
        return submission.answer

    def get_receipt(self, index: int, head: Head | None = None) -> str:
        """The receipt of an entry under `head`, or the newest, with the entry's bytes in it: for its member to keep."""
        head = head or self._ledger.head()
        if head is None or not 0 <= index < head.checkpoint.size:
            raise NoSuchEntry(index=index, size=head.checkpoint.size if head else 0)
        (entry,) = self._ledger.read(index, index + 1)
        bare = parse_receipt(next(prove(self._ledger, [index], head)))
        return render_receipt(index, bare.hashes, bare.checkpoint, entry)

    def close(self) -> None:
        """Finish what was taken in, keep a snapshot, and stop. The log stays open: it belongs to whoever opened it."""
        with self._gate:
            if self._is_closed:
                return
            self._is_closed = True
        self._bell.set()
        self._writer.join()
        with self._turn:
            self._keep_snapshot()
        for own in self._owned:
            own.close()

    def _write(self) -> None:
        """The writer's life. Nothing enters the queue once the clerk is closed, so one more look is the last."""
        is_last = False
        while not is_last:
            self._bell.wait()
            self._bell.clear()
            is_last = self._is_closed
            with self._turn:
                self._write_all()

    def _write_all(self) -> None:
        """Write until nobody waits. While the signatures of one batch are verified, the next is judged already: as if
        the first held, which it nearly always does.
        """
        waiting: Batch | None = None
        while waiting or not self._queue.empty():
            arrived = self._take_batch()
            if arrived and not self._try(arrived, partial(self._judge_ahead, arrived, waiting)):
                arrived = None
            if waiting:
                self._try(waiting, partial(self._finish, waiting))
            waiting = arrived
        if self._is_snapshot_due():
            self._keep_snapshot()

    def _write_once(self) -> None:
        """Write what waits, which whoever brought it would otherwise have to wake the writer for."""
        batch = self._take_batch()
        if batch and self._try(batch, partial(self._judge_ahead, batch, None)):
            self._try(batch, partial(self._finish, batch))
        if self._is_snapshot_due():
            self._bell.set()

    def _take_batch(self) -> Batch | None:
        """Take what is there. Who has cancelled meanwhile is left out."""
        taken: list[Submission] = []
        while len(taken) < _BATCH and not self._queue.empty():
            taken.append(self._queue.get_nowait())
        submissions = [one for one in taken if one.answer.set_running_or_notify_cancel()]
        return Batch(submissions, self._verifiers) if submissions else None

    def _try(self, batch: Batch, step: Callable[[], None]) -> bool:
        """Take one step with a batch. If it fails, nobody in it hears of an acceptance.

        Whether the log has grown is open then, so it is asked before anything else is written.
        """
        failure: Error
        try:
            step()
        except Error as error:
            failure = error
        except Exception as error:  # noqa: BLE001 - whoever waits must get an answer, and the clerk must go on
            _log.exception("clerk failed")
            failure = ClerkFailed(why=type(error).__name__)
        except BaseException as error:  # the thread that is ended may have written for others too
            self._fail(batch, ClerkFailed(why=type(error).__name__))
            raise
        else:
            return True
        self._fail(batch, failure)
        return False

    def _fail(self, batch: Batch, failure: Error) -> None:
        self._is_doubtful = True
        for one in batch.submissions:
            if not one.answer.done():
                one.answer.set_exception(failure)

    def _judge_ahead(self, batch: Batch, waiting: Batch | None) -> None:
        self._judge(batch, waiting.after if waiting else self._standing.state)

    def _judge(self, batch: Batch, before: State | None) -> None:
        batch.judge(before, max(self._clock(), before.at if before else 0))

    def _finish(self, batch: Batch) -> None:
        """Settle, append, answer; and judge again, if the log did not come to the State that was counted on."""
        for attempt in range(_ATTEMPTS):
            if self._is_doubtful or attempt:
                with self._pen:
                    self._catch_up()
                self._is_doubtful = False
            before = self._standing
            if batch.before is not before.state:
                self._judge(batch, before.state)
            batch.settle()
            try:
                after = self._append(batch, before)
            except RaceLost:
                if attempt + 1 == _ATTEMPTS:
                    raise
            else:
                self._answer(batch, after)
                return

    def _catch_up(self) -> None:
        """For whoever holds the pen."""
        self._standing = catch_up(self._ledger, self._standing, self._ledger.head(), self._verifiers)

    def _append(self, batch: Batch, before: Standing) -> Standing:
        """One commit, one checkpoint."""
        entries = batch.entries
        with self._pen:
            if entries:
                head = self._ledger.append(entries, before.size)
                self._standing = Standing(head.checkpoint.size, head.checkpoint.root, batch.after)
                return self._standing
        self._check_newest(before)
        return before

    def _check_newest(self, standing: Standing) -> None:
        """Nobody is refused by a State that is out of date because another process has written."""
        size = get_size(self._ledger.head())
        if size != standing.size:
            raise RaceLost(size=size, expected=standing.size)

    def _answer(self, batch: Batch, after: Standing) -> None:
        """Tell everybody, after the new State is there for all to read."""
        state = after.state
        index = after.size - len(batch.entries)
        for one in batch.submissions:
            if one.error is None and state is not None:
                one.answer.set_result(Accepted(index, state.at, one.entry))
                index += 1
            elif one.error is not None:
                self._answer_refused(one, one.error)

    def _answer_refused(self, one: Submission, error: Error) -> None:
        """What was refused may be there already: then it was sent twice, and gets its first answer again."""
        act = one.envelope.act
        state = self._standing.state
        if state and act.seq < get_next_seq(state, act.by) and (earlier := self._find(one)):
            one.answer.set_result(earlier)
        else:
            one.answer.set_exception(error)

    def _find(self, one: Submission) -> Accepted | None:
        act = one.envelope.act
        row = self._register.get_by_sequence(act.by, act.seq)
        if row is None:
            return None
        (entry,) = self._ledger.read(row.entry, row.entry + 1)
        return Accepted(row.entry, row.at, entry) if entry == encode_entry(row.at, one.data) else None

    def _is_snapshot_due(self) -> bool:
        return self._standing.size - self._snapshot_size >= _SNAPSHOT_EVERY

    def _keep_snapshot(self) -> None:
        if self._snapshot_path is None or self._snapshot_size == self._standing.size:
            return
        try:
            store_snapshot(self._snapshot_path, self._standing)
        except OSError as error:
            _log.warning("snapshot not stored", path=str(self._snapshot_path), why=str(error))
        self._snapshot_size = self._standing.size
