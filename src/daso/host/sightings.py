"""What witnesses have said of an organisation's log: their cosignatures, and how asking each of them went.

It stands beside the log. If it is lost, the witnesses are asked again; what they once saw they still know.
Read next: `ledger/cosigned.py`, which shows cosignatures under the log's checkpoints; `web/witnessing.py`, which asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import msgspec
from msgspec.structs import asdict, replace
from sqlalchemy import Connection, Engine, delete, func, insert, select

from daso.host import tables

__all__ = ["Asked", "Contact", "Cosignature", "Sightings"]

Asked = Literal["", "seen", "unreached", "unknown", "unclear", "contradicted"]
"""How it went: nobody asked yet, it cosigned, it did not answer, it does not watch this log, it answered something that
nobody can use, or it says to have seen another history.
"""

_FIRST_PAUSE: Final = 10_000
_LONGEST_PAUSE: Final = 3_600_000
_FEW: Final = 100


class Cosignature(msgspec.Struct, frozen=True, kw_only=True):
    """That a witness saw a checkpoint of this size, whose signed `note` it is, at `at` (UTC milliseconds)."""

    org: str
    size: int
    vkey: str
    note: str
    line: str
    at: int


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a witness: the size it has cosigned as far as we know, and how asking it went last."""

    org: str
    vkey: str
    size: int = 0
    status: Asked = ""
    tried_at: int = 0
    next_at: int = 0
    tries: int = 0

    def postpone(self, status: Asked, now: int) -> Contact:
        """It went wrong: ask again later, and later each time."""
        pause = min(_FIRST_PAUSE << min(self.tries, 20), _LONGEST_PAUSE)
        return replace(self, status=status, tried_at=now, next_at=now + pause, tries=self.tries + 1)


class Sightings:
    """What is kept of one organisation's witnesses. Safe for many threads."""

    def __init__(self, engine: Engine, org: str) -> None:
        self._engine = engine
        self._org = org
        self.changes = 0
        """Grows with whatever pages may show; this process's own count."""

    def show_lines(self, notes: Sequence[str]) -> dict[str, str]:
        """The cosignatures of those of these notes that have any, each line after the other."""
        rows = tables.cosignatures.c
        query = select(rows.note, rows.line).where(rows.org == self._org).order_by(rows.size, rows.vkey)
        if len(notes) <= _FEW:
            query = query.where(rows.note.in_(notes))
        lines: dict[str, str] = {}
        with self._engine.connect() as db:
            for note, line in db.execute(query):
                lines[note] = lines.get(note, "") + line
        return lines

    def list_newest(self) -> list[Cosignature]:
        """Each witness's cosignature of the largest checkpoint it has seen."""
        rows = tables.cosignatures
        newest = (
            select(rows.c.vkey, func.max(rows.c.size).label("size"))
            .where(rows.c.org == self._org)
            .group_by(rows.c.vkey)
            .subquery()
        )
        query = select(rows).join(newest, (rows.c.vkey == newest.c.vkey) & (rows.c.size == newest.c.size))
        with self._engine.connect() as db:
            found = db.execute(query.where(rows.c.org == self._org).order_by(rows.c.vkey))
            return [tables.read_row(row, Cosignature) for row in found]

    def find_note(self, index: int, size: int, needed: int) -> str | None:
        """The newest note of a log of `size` entries that holds entry `index`, and that enough witnesses have seen."""
        rows = tables.cosignatures.c
        query = select(rows.note).where(rows.org == self._org, rows.size > index, rows.size <= size)
        query = query.group_by(rows.note, rows.size).having(func.count() >= max(needed, 1))
        with self._engine.connect() as db:
            row = db.execute(query.order_by(rows.size.desc()).limit(1)).first()
        return row[0] if row else None

    def get_contact(self, vkey: str) -> Contact:
        """What is known of this witness."""
        rows = tables.contacts
        query = select(rows).where(rows.c.org == self._org, rows.c.vkey == vkey)
        with self._engine.connect() as db:
            row = db.execute(query).first()
        return tables.read_row(row, Contact) if row else Contact(org=self._org, vkey=vkey)

    def note_seen(self, seen: Cosignature, now: int) -> None:
        """A witness has cosigned: keep it, durably, and that the witness is well."""
        contact = Contact(org=self._org, vkey=seen.vkey, size=seen.size, status="seen", tried_at=now)
        rows = tables.cosignatures
        with self._engine.begin() as db:
            mine = rows.c.org == self._org, rows.c.size == seen.size, rows.c.vkey == seen.vkey
            db.execute(delete(rows).where(*mine))
            db.execute(insert(rows).values(asdict(seen)))
            self._store(db, contact)
        self.changes += 1

    def note_failed(self, contact: Contact) -> None:
        """A witness has not cosigned: keep how that went, and when to ask again."""
        with self._engine.begin() as db:
            self._store(db, contact)
        self.changes += 1

    def _store(self, db: Connection, contact: Contact) -> None:
        rows = tables.contacts
        db.execute(delete(rows).where(rows.c.org == self._org, rows.c.vkey == contact.vkey))
        db.execute(insert(rows).values(asdict(contact)))
