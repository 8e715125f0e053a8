"""Processes that verify signatures, so that the law can run in order while every core does the curve arithmetic.

A claim is 161 bytes (see `keys/claim.py`); what travels is many of them in one string, and a byte for each comes
back. Nothing secret and nothing of the State ever leaves this process. Read next: `clerk.py` and `audit.py`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from itertools import cycle
from threading import Lock
from typing import Generic, TypeVar

from daso.errors import Unavailable
from daso.keys.answer import COUNT_LENGTH
from daso.keys.claim import is_right

__all__ = ["Claims", "VerifierDied", "Verifiers"]

_CHUNK = 64
"""Claims sent at once: four milliseconds of work, so that all processes end at nearly the same time."""
_FEW = 24
"""So many claims are verified sooner here than by waking other processes."""
_IN_FLIGHT = 64
"""Chunks that may be on their way: enough that no process waits, few enough to hold in memory."""
Owner = TypeVar("Owner")
_PROGRAM = "daso.keys.answer"


class VerifierDied(Unavailable):
    """One of the processes ended by itself, or was ended."""

    code = "verifier-died"
    message = "A process that verifies signatures has ended, perhaps for want of memory. Start again."


class _Worker:
    """One process and its two pipes. It answers in the order it is asked, whoever asks."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own program, by our own interpreter
            [sys.executable, "-m", _PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise VerifierDied
        self._requests, self._replies = self._process.stdin, self._process.stdout
        self._sending, self._receiving = Lock(), Lock()
        self._asked = 0
        self._answered = 0
        self._lengths: dict[int, int] = {}
        self._answers: dict[int, bytes] = {}
        self._answers_closed = False

    def ask(self, claims: Sequence[bytes]) -> int:
        """Send claims to be verified; return the number by which to get the answer."""
        with self._sending:
            number = self._asked
            self._lengths[number] = len(claims)
            self._asked += 1
            try:
                self._requests.write(len(claims).to_bytes(COUNT_LENGTH, "big") + b"".join(claims))
                self._requests.flush()
            except (OSError, ValueError) as error:  # ValueError: closed, because it had died before
                raise VerifierDied from error
        return number

    def get_answer(self, number: int) -> bytes:
        """Wait for an answer: one byte for each claim, 1 where the signature is right."""
        with self._receiving:
            while number not in self._answers:
                if self._answers_closed:
                    raise VerifierDied
                length = self._lengths.pop(self._answered)
                answer = self._replies.read(length)
                if len(answer) != length:
                    raise VerifierDied
                self._answers[self._answered] = answer
                self._answered += 1
            return self._answers.pop(number)

    def has_ended(self) -> bool:
        """Whether the process is no more."""
        return self._process.poll() is not None

    def close(self) -> None:
        """End the process, which goes when nobody can ask it any more."""
        with self._sending, suppress(BrokenPipeError):  # what a dead process did not read is lost anyhow
            self._requests.close()
        with self._receiving:
            self._answers_closed = True
            self._replies.close()
        self._process.wait()


Ticket = tuple[_Worker, int]
"""By which to get an answer."""


class Verifiers:
    """As many processes as there are cores, each started when first needed. Safe for many threads."""

    def __init__(self, processes: int | None = None) -> None:
        self._lock = Lock()
        self._workers: list[_Worker | None] = [None] * (processes or os.cpu_count() or 1)
        self._turns = cycle(range(len(self._workers)))

    def ask(self, claims: Sequence[bytes]) -> Ticket:
        """Have some claims verified meanwhile."""
        with self._lock:
            turn = next(self._turns)
            worker = self._workers[turn]
            if worker is not None and worker.has_ended():
                worker.close()
                worker = None
            if worker is None:
                worker = self._workers[turn] = _Worker()
        return worker, worker.ask(claims)

    def get_answer(self, ticket: Ticket) -> bytes:
        """Wait for an answer: one byte for each claim, 1 where the signature is right."""
        worker, number = ticket
        return worker.get_answer(number)

    def close(self) -> None:
        """End the processes; asking again would start new ones."""
        with self._lock:
            for turn, worker in enumerate(self._workers):
                self._workers[turn] = None
                if worker is not None:
                    worker.close()


class Claims(Generic[Owner]):
    """Claims that the law hands over as it runs, each with whatever the caller needs to know them by.

    They are verified while the law goes on. For one thread.
    """

    def __init__(self, verifiers: Verifiers) -> None:
        self._verifiers = verifiers
        self._waiting: list[tuple[Owner, bytes]] = []
        self._asked: deque[tuple[Ticket, list[tuple[Owner, bytes]]]] = deque()
        self._wrong: list[tuple[Owner, bytes]] = []

    def add(self, owner: Owner, claim: bytes) -> None:
        """Take one more claim."""
        self._waiting.append((owner, claim))
        if len(self._waiting) == _CHUNK:
            self._ask()

    def take_wrong(self) -> list[tuple[Owner, bytes]]:
        """Those found wrong so far, without waiting."""
        wrong, self._wrong = self._wrong, []
        return wrong

    def settle(self) -> list[tuple[Owner, bytes]]:
        """Wait until all are verified; return those that are wrong, with their owners, and forget them."""
        if self._asked or len(self._waiting) > _FEW:
            self._ask()
        else:
            self._wrong += [one for one in self._waiting if not is_right(one[1])]
            self._waiting = []
        while self._asked:
            self._take_answer()
        return self.take_wrong()

    def _ask(self) -> None:
        if self._waiting:
            ticket = self._verifiers.ask([claim for _, claim in self._waiting])
            self._asked.append((ticket, self._waiting))
            self._waiting = []
        if len(self._asked) > _IN_FLIGHT:
            self._take_answer()

    def _take_answer(self) -> None:
        ticket, asked = self._asked.popleft()
        answer = self._verifiers.get_answer(ticket)
        if 0 in answer:
            self._wrong += [one for one, right in zip(asked, answer, strict=True) if not right]
