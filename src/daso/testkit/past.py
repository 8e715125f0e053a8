"""A past for an organisation: acts taken in at the times of a story or a record, then laid down as a host keeps them.

A clerk stamps every act with its own clock, so a past is told to a clerk of its own, whose clock is the story's and
whose log is in memory. What it accepted is then stored like a log restored from a copy: a host that opens the folder
judges all of it again. Read next: `demo/` and `replay.py`, which have a past to tell.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import chain, count, islice
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from sqlalchemy import Connection, insert, select

from daso.canon import encode
from daso.clerk import Accepted, Clerk
from daso.errors import Misconfigured
from daso.host import Given, tables
from daso.host.texts import match_texts
from daso.kernel.state import State
from daso.kernel.transition import Envelope
from daso.ledger import NoteSigner
from daso.ledger.memory import MemoryLog
from daso.ledger.sqlite import SqliteLog

__all__ = ["AlreadyHere", "Deed", "Past"]

_AT_ONCE: Final = 256

Deed = tuple[Envelope, Sequence[Given]]
"""A signed act, and the texts that belong to it."""


class AlreadyHere(Misconfigured):
    """The folder holds this organisation already."""

    code = "already-here"
    message = "{folder} holds this organisation already. Choose another folder, or remove that one first."


class Past:
    """Takes in acts at given times, which never go backwards, and keeps them in memory until they are laid down."""

    def __init__(self, org: str, signer: NoteSigner) -> None:
        self.org = org
        self._signer = signer
        self._log = MemoryLog(signer)
        self._at = 0
        self._clerk = Clerk(self._log, clock=lambda: self._at)
        self._texts: list[dict[str, str | int | bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._clerk.close()
        self._log.close()

    @property
    def state(self) -> State:
        """The State after what was taken in so far, at the time of the last act."""
        return self._clerk.get_state()

    def take_in(self, at: int, deed: Deed) -> Accepted:
        """Take in one act at its time; raises what the law says against it."""
        return self.take_in_all(at, [deed])[0]

    def take_in_all(self, at: int, deeds: Iterable[Deed]) -> list[Accepted]:
        """Take in many acts of one moment together, in this order."""
        self._at = at
        accepted: list[Accepted] = []
        waiting = iter(deeds)
        while some := [(deed, self._clerk.submit(encode(deed[0]))) for deed in islice(waiting, _AT_ONCE)]:
            accepted += [self._keep(deed, answer.result()) for deed, answer in some]
        return accepted

    def lay_down(self, data: Path, slug: str, beside: dict[str, bytes] | None = None) -> str:
        """Store everything below a host's `data` folder, with further files `beside` the log; return the address: the
        wanted `slug`, or one with a number if it is taken. The organisation's folder appears in one step, complete.
        """
        folder = data / "orgs" / self.org
        if folder.exists():
            raise AlreadyHere(folder=str(folder))
        unfinished = folder.with_name(f"{self.org}.unfinished")
        unfinished.mkdir(parents=True, exist_ok=True)
        for name, content in (beside or {}).items():
            (unfinished / name).write_bytes(content)
        self._store_log(unfinished)
        engine = tables.open_tables(data / "host.sqlite")
        with engine.begin() as db:
            address = self._store_tables(db, slug)
            unfinished.replace(folder)
        engine.dispose()
        return address

    def _keep(self, deed: Deed, accepted: Accepted) -> Accepted:
        envelope, given = deed
        for one in match_texts(envelope.act, given):
            row: dict[str, str | int | bytes] = {"org": self.org, "commitment": one.commitment, "kind": one.kind}
            row |= {"by": envelope.act.by, "salt": one.given.salt, "text": one.given.text, "entry": accepted.index}
            self._texts.append(row)
        return accepted

    def _store_log(self, folder: Path) -> None:
        with os.fdopen(os.open(folder / "log.key", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(self._signer.skey + "\n")
        (folder / "log.sqlite").unlink(missing_ok=True)
        log = SqliteLog(folder / "log.sqlite", self._signer)
        entries = list(self._log.read(0, self.state.entries))
        for start in range(0, len(entries), _AT_ONCE):
            log.append(entries[start : start + _AT_ONCE], start)
        log.close()

    def _store_tables(self, db: Connection, stem: str) -> str:
        state = self.state
        taken = set(db.execute(select(tables.organisations.c.slug)).scalars())
        slug = next(s for s in chain([stem], (f"{stem}-{n}" for n in count(2))) if s not in taken)
        row = {"org": self.org, "slug": slug, "name": state.charter.name, "founded_at": state.members[1].joined_at}
        if self._texts:
            db.execute(insert(tables.texts), self._texts)
        db.execute(insert(tables.organisations).values(row))
        return slug
