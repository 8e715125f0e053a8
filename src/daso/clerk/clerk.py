"""The clerk: takes in envelopes, runs the law over them in order, writes them to the log, and certifies them.

One thread writes. Acts that arrive while it is busy form its next batch: judged one after the other, their signatures
verified on all cores meanwhile, appended by one durable commit under one checkpoint. Only then does anybody hear that
an act was accepted, so what is accepted survives a power cut. A refusal touches its own act alone.
Read next: `standing.py`, how a clerk starts; `signatures.py`; `register.py`; `audit.py`, who trusts no clerk.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread

import msgspec
import structlog

from daso.canon import NotCanonical
from daso.clerk.register import Register
from daso.clerk.signatures import Claims, Verifiers
from daso.clerk.standing import Standing, catch_up, load_standing, store_snapshot
from daso.errors import Error, Unavailable
from daso.kernel.act import MAX_ENTRY
from daso.kernel.decision import advance
from daso.kernel.refusals import NotFounded
from daso.kernel.state import State
from daso.kernel.transition import Envelope, Verify, apply, decode_envelope
from daso.keys.tampered import SignatureWrong
from daso.keys.verify import verify_claim
from daso.ledger import Log, RaceLost, get_size, parse_receipt, prove, render_receipt

__all__ = ["Accepted", "Clerk", "ClerkBusy", "ClerkClosed", "ClerkFailed", "NoSuchEntry"]

_BATCH = 1024
_QUEUE_LIMIT = 65_536
_SNAPSHOT_EVERY = 20_000
_ATTEMPTS = 5
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


class Accepted(msgspec.Struct, frozen=True):
    """An act stands on the log: at which place, when it was taken in, and the entry's very bytes."""

    index: int
    at: int
    entry: bytes


class _Submission(msgspec.Struct):
    """One envelope on its way; after judging it has either an entry or an error."""

    data: bytes
    envelope: Envelope
    answer: Future[Accepted]
    entry: bytes = b""
    error: Error | None = None


def read_clock() -> int:
    """UTC milliseconds by the machine's clock."""
    return time.time_ns() // 1_000_000


class Clerk:
    """The one writer of `log`. `register` and `verifiers` may be shared with others; what is not given is made."""

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
        self._queue: SimpleQueue[_Submission | None] = SimpleQueue()
        self._gate = Lock()
        self._is_closed = False
        self._writer = Thread(target=self._write, name="clerk", daemon=True)
        self._writer.start()

    @property
    def state(self) -> State | None:
        """The newest State whose entries are durable; None before the founding."""
        return self._standing.state

    def get_state(self, now: int | None = None) -> State:
        """The State as the clock has it, with closed what was due by now."""
        state = self.state
        if state is None:
            raise NotFounded
        return advance(state, max(state.at, self._clock() if now is None else now))

    def submit(self, data: bytes) -> Future[Accepted]:
        """Take in an envelope's bytes. The answer comes once the act is durable, or holds why it was not accepted.

        The same envelope again gets the same answer again.
        """
        answer: Future[Accepted] = Future()
        try:
            submission = _Submission(data, decode_envelope(data), answer)
            with self._gate:
                if self._is_closed:
                    raise ClerkClosed
                if self._queue.qsize() >= _QUEUE_LIMIT:
                    raise ClerkBusy
                self._queue.put(submission)
        except Error as error:
            answer.set_exception(error)
        return answer

    def get_receipt(self, index: int) -> str:
        """The receipt of an entry, with the entry's bytes in it: for its member to keep."""
        head = self._ledger.head()
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
            self._queue.put(None)
        self._writer.join()
        self._keep_snapshot()
        for own in self._owned:
            own.close()

    def _write(self) -> None:
        """The writer's life: batch after batch, until the clerk is closed."""
        while not self._is_closed or not self._queue.empty():
            batch = self._take_batch()
            if batch:
                self._process_batch(batch)
            if self._standing.size - self._snapshot_size >= _SNAPSHOT_EVERY:
                self._keep_snapshot()

    def _take_batch(self) -> list[_Submission]:
        """Wait for an act, then take what else is there. Who has cancelled meanwhile is left out."""
        waiting = [self._queue.get()]
        try:
            while len(waiting) < _BATCH:
                waiting.append(self._queue.get_nowait())
        except Empty:
            pass
        return [one for one in waiting if one and one.answer.set_running_or_notify_cancel()]

    def _process_batch(self, batch: list[_Submission]) -> None:
        try:
            self._judge_and_append(batch)
        except Error as error:
            self._fail(batch, error)
        except Exception as error:  # noqa: BLE001 - whoever waits must get an answer, and the clerk must go on
            _log.exception("clerk failed")
            self._fail(batch, ClerkFailed(why=type(error).__name__))

    def _fail(self, batch: list[_Submission], error: Error) -> None:
        """Nobody hears of an acceptance. Whether the log has grown is open, so it is asked before the next batch."""
        self._is_doubtful = True
        for one in batch:
            if not one.answer.done():
                one.answer.set_exception(error)

    def _judge_and_append(self, batch: list[_Submission]) -> None:
        judge = _Judge(self._verifiers)
        for attempt in range(_ATTEMPTS):
            if self._is_doubtful or attempt:
                self._standing = catch_up(self._ledger, self._standing, self._ledger.head(), self._verifiers)
                self._is_doubtful = False
            try:
                self._standing = self._append(judge, batch)
                break
            except RaceLost:
                if attempt + 1 == _ATTEMPTS:
                    raise
        self._answer(batch)

    def _append(self, judge: _Judge, batch: list[_Submission]) -> Standing:
        """One judgement, one append, one checkpoint."""
        before = self._standing
        at = max(self._clock(), before.state.at if before.state else 0)
        state = judge.judge(before.state, batch, at)
        entries = [one.entry for one in batch if one.entry]
        if not entries:
            self._check_newest(before)
            return before
        head = self._ledger.append(entries, before.size)
        return Standing(head.checkpoint.size, head.checkpoint.root, state)

    def _check_newest(self, standing: Standing) -> None:
        """Nobody is refused by a State that is out of date because another process has written."""
        size = get_size(self._ledger.head())
        if size != standing.size:
            raise RaceLost(size=size, expected=standing.size)

    def _answer(self, batch: list[_Submission]) -> None:
        """Tell everybody, after the new State is there for all to read."""
        state = self._standing.state
        index = self._standing.size - sum(bool(one.entry) for one in batch)
        for one in batch:
            if one.error is None and state is not None:
                one.answer.set_result(Accepted(index, state.at, one.entry))
                index += 1
            elif one.error is not None:
                self._answer_refused(one, one.error)

    def _answer_refused(self, one: _Submission, error: Error) -> None:
        """What was refused may be there already: then it was sent twice, and gets its first answer again."""
        act = one.envelope.act
        state = self._standing.state
        member = state.members.get(act.by) if state else None
        if member and act.seq < member.seq and (earlier := self._find(one)):
            one.answer.set_result(earlier)
        else:
            one.answer.set_exception(error)

    def _find(self, one: _Submission) -> Accepted | None:
        act = one.envelope.act
        row = self._register.get_by_sequence(act.by, act.seq)
        if row is None:
            return None
        (entry,) = self._ledger.read(row.entry, row.entry + 1)
        return Accepted(row.entry, row.at, entry) if entry == encode_entry(row.at, one.data) else None

    def _keep_snapshot(self) -> None:
        if self._snapshot_path is None or self._snapshot_size == self._standing.size:
            return
        try:
            store_snapshot(self._snapshot_path, self._standing)
        except OSError as error:
            _log.warning("snapshot not stored", path=str(self._snapshot_path), why=str(error))
        self._snapshot_size = self._standing.size


def encode_entry(at: int, envelope: bytes) -> bytes:
    """The entry of an envelope in canonical form: both fields are canonical already, and in order."""
    return b'{"at":%d,"envelope":%b}' % (at, envelope)


class _Judge:
    """Runs the law over one batch, signatures included, as often as the log turns out to have moved on.

    The law runs first and the signatures are verified on other cores meanwhile. Should one be wrong, the law runs
    again: what came after may have rested on it. The second time whatever is new is verified at once, so that no
    row of forged acts can make us judge a third time.
    """

    def __init__(self, verifiers: Verifiers) -> None:
        self._claims: Claims[None] = Claims(verifiers)
        self._seen: set[bytes] = set()
        self._wrong: set[bytes] = set()

    def judge(self, before: State | None, batch: list[_Submission], at: int) -> State | None:
        """Give each submission its entry or its error; return the State after all that were accepted."""
        state = self._run(before, batch, at, self._verify_later)
        wrong = self._claims.settle()
        if wrong:
            self._wrong |= {claim for _, claim in wrong}
            state = self._run(before, batch, at, self._verify_now)
        return state

    def _run(self, state: State | None, batch: list[_Submission], at: int, verify: Verify) -> State | None:
        for one in batch:
            one.entry, one.error = b"", None
            try:
                entry = encode_entry(at, one.data)
                if len(entry) > MAX_ENTRY:
                    raise NotCanonical(reason=f"its entry would have {len(entry)} bytes, and may have {MAX_ENTRY}")
                state = apply(state, one.envelope, at, verify)
                one.entry = entry
            except Error as error:
                one.error = error
        return state

    def _verify_later(self, claim: bytes) -> None:
        if claim in self._wrong:
            raise SignatureWrong
        if claim not in self._seen:
            self._seen.add(claim)
            self._claims.add(None, claim)

    def _verify_now(self, claim: bytes) -> None:
        if claim in self._wrong:
            raise SignatureWrong
        if claim not in self._seen:
            verify_claim(claim)
            self._seen.add(claim)
