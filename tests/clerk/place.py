"""Where the tests of the clerk happen: a folder with a log, clerks that can be opened again, and a clock to be set.

Read next: `conftest.py`, `test_clerk.py`.
"""

from __future__ import annotations

from pathlib import Path
from threading import Event

from daso.canon import encode
from daso.clerk import Accepted, Audit, Clerk, Evidence, Register, Verifiers, audit_organisation
from daso.kernel.ballot import CastBallot
from daso.kernel.comment import PostComment
from daso.kernel.transition import Envelope
from daso.ledger import Log, LogSource, NoteSigner
from daso.ledger.sqlite import SqliteLog
from daso.testkit.person import Person
from tests.clerk.organisation import STEP, TEXT, Story

__all__ = ["Place"]

PATIENCE = 60
"""Seconds after which an answer that never comes fails the test."""


class Place:
    """One organisation in one folder."""

    def __init__(self, folder: Path, story: Story, signer: NoteSigner, log: SqliteLog, verifiers: Verifiers) -> None:
        self.folder = folder
        self.story = story
        self.signer = signer
        self.log = log
        self.verifiers = verifiers
        self.now = story.now + STEP
        self.may_go_on = Event()
        self.may_go_on.set()
        self._open: list[Clerk | Register | SqliteLog] = []

    @property
    def people(self) -> list[Person]:
        """The members, by number less one."""
        return self.story.people

    def read_clock(self) -> int:
        """The clerk's clock; a clerk that reads it while `may_go_on` is clear waits, and acts gather meanwhile."""
        assert self.may_go_on.wait(PATIENCE)
        return self.now

    def open_log(self) -> SqliteLog:
        """The same log opened once more, as another process would."""
        log = SqliteLog(self.folder / "log.sqlite", self.signer)
        self._open.append(log)
        return log

    def open_clerk(self, log: Log | None = None, snapshot: str | None = None) -> Clerk:
        """A clerk of this place; `snapshot` names its file."""
        path = self.folder / snapshot if snapshot else None
        clerk = Clerk(log or self.log, clock=self.read_clock, snapshot_path=path, verifiers=self.verifiers)
        self._open.append(clerk)
        return clerk

    def open_register(self, name: str) -> Register:
        """A register in a file of this name."""
        register = Register(self.log, self.folder / name)
        self._open.append(register)
        return register

    def audit(self) -> Audit:
        """What an auditor says who has kept every checkpoint."""
        evidence = Evidence(vkey=self.log.vkey, checkpoints=tuple(self.log.checkpoints()))
        return audit_organisation(LogSource(self.log), evidence, verifiers=self.verifiers)

    def close(self) -> None:
        """Close whatever was opened, the log last."""
        for one in reversed(self._open):
            one.close()
        self.log.close()


def vote(person: Person, choice: int) -> bytes:
    """A ballot on the open vote."""
    return encode_envelope(person.do(CastBallot, proposal=1, text=TEXT, choices=(choice,), reason=""))


def comment(person: Person) -> bytes:
    """A comment on the charter."""
    return encode_envelope(person.do(PostComment, subject="charter", text=TEXT))


def encode_envelope(envelope: Envelope) -> bytes:
    """An envelope's bytes, as a device sends them."""
    return encode(envelope)


def submit(clerk: Clerk, data: bytes) -> Accepted:
    """Submit, and wait for the answer."""
    return clerk.submit(data).result(PATIENCE)
