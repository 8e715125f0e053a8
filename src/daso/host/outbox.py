"""The outbox: what each member was told or is still to be told, by which way, and how that went.

A notice is known by organisation, member, reason and subject, so nobody is told the same thing twice. It holds no
words and no address: both are looked up when a letter is written, so what is erased meanwhile is in no letter.
Notices, deliveries and how far the log was followed are committed together, so none is lost. Read next: `wishes.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal

import msgspec
from sqlalchemy import ColumnElement, Engine, Select, and_, select, update
from sqlalchemy.dialects.sqlite import insert

from daso.host import tables

__all__ = ["Cursor", "Delivery", "Notice", "Outbox", "Status", "Way", "compute_pause"]

Status = Literal["waiting", "daily", "weekly", "told", "moot", "returned"]
"""`waiting` for a letter of its own, or for a digest; then told, of no use any more, or sent back."""

Way = Literal["mail", "daily", "weekly", "page", "unreached"]
"""By letter or digest; on the member's page because they chose so, or because no letter can be sent."""

_MINUTE: Final = 60_000
_LONGEST: Final = 6 * 60
_TRIES: Final = 20
_AT_ONCE: Final = 500


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that one member is told. Times are UTC milliseconds; nought means "not yet"."""

    org: str
    member: int
    reason: str
    subject: str
    status: Status
    created_at: int
    next_at: int = 0
    tries: int = 0
    told_at: int = 0
    by: Way

    @property
    def has_tries_left(self) -> bool:
        """Whether it is worth trying again; with ever longer pauses that takes three days."""
        return self.tries + 1 < _TRIES


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One event on its way to one endpoint."""

    endpoint: str
    event: str
    body: bytes
    created_at: int
    next_at: int = 0
    tries: int = 0


class Cursor(msgspec.Struct, frozen=True):
    """How far a log was followed: the next entry to read, and up to when the clock's own deeds were looked for."""

    entry: int
    looked_at: int


def compute_pause(tries: int) -> int:
    """Milliseconds to wait after this many failures: a minute, then twice as long each time, six hours at most."""
    return int(min(2 ** min(tries, 10), _LONGEST)) * _MINUTE


class Outbox:
    """Everything that members of all organisations here are told."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get_cursor(self, org: str) -> Cursor | None:
        """How far this log was followed; None when it never was."""
        rows = tables.cursors.c
        with self._engine.connect() as db:
            row = db.execute(select(rows.entry, rows.looked_at).where(rows.org == org)).first()
        return Cursor(row.entry, row.looked_at) if row else None

    def store(self, org: str, cursor: Cursor, notices: Sequence[Notice], deliveries: Sequence[Delivery]) -> None:
        """Keep what followed from a stretch of the log, and that it was read, all at once. What is there stays."""
        place = {"entry": cursor.entry, "looked_at": cursor.looked_at}
        with self._engine.begin() as db:
            for table, rows in ((tables.notices, notices), (tables.deliveries, deliveries)):
                values = [msgspec.structs.asdict(row) for row in rows]
                for start in range(0, len(values), _AT_ONCE):
                    db.execute(insert(table).on_conflict_do_nothing(), values[start : start + _AT_ONCE])
            statement = insert(tables.cursors).values(org=org, **place)
            db.execute(statement.on_conflict_do_update(["org"], set_=place))

    def add(self, notices: Iterable[Notice]) -> None:
        """Keep notices that follow from no log; those that are there already stay as they are."""
        values = [msgspec.structs.asdict(notice) for notice in notices]
        if values:
            with self._engine.begin() as db:
                db.execute(insert(tables.notices).on_conflict_do_nothing(), values)

    def list_due(self, now: int, limit: int = 50) -> list[Notice]:
        """Letters to write now, the oldest first."""
        rows = tables.notices.c
        query = select(tables.notices).where(rows.status == "waiting", rows.next_at <= now)
        return self._read(query.order_by(rows.created_at, rows.org, rows.member).limit(limit))

    def list_kept(self, org: str, rhythm: str, before: int, member: int | None = None) -> list[Notice]:
        """What waits for digests of this rhythm since before a moment: everybody's, or one member's."""
        rows = tables.notices.c
        query = select(tables.notices).where(rows.org == org, rows.status == rhythm, rows.created_at < before)
        if member is not None:
            query = query.where(rows.member == member)
        return self._read(query.order_by(rows.created_at, rows.member))

    def is_waiting(self, org: str, member: int, reason: str) -> bool:
        """Whether a letter to this member for this reason is still to be sent."""
        rows = tables.notices.c
        query = select(tables.notices).where(rows.org == org, rows.member == member, rows.reason == reason)
        return bool(self._read(query.where(rows.status == "waiting")))

    def list_about(self, org: str, subject: str, reason: str) -> list[Notice]:
        """Everybody who was to be told of one thing, by member number."""
        rows = tables.notices.c
        found = select(tables.notices).where(rows.org == org, rows.subject == subject, rows.reason == reason)
        return self._read(found.order_by(rows.member))

    def settle(self, notices: Sequence[Notice], status: Status, now: int, by: Way | None = None) -> None:
        """Say how these ended."""
        with self._engine.begin() as db:
            for notice in notices:
                values = {"status": status, "told_at": now, "by": by or notice.by}
                db.execute(update(tables.notices).where(_is(notice)).values(values))

    def postpone(self, notice: Notice, now: int) -> None:
        """It could not be sent: try again later."""
        values = {"tries": notice.tries + 1, "next_at": now + compute_pause(notice.tries)}
        with self._engine.begin() as db:
            db.execute(update(tables.notices).where(_is(notice)).values(values))

    def _read(self, query: Select[tuple[object, ...]]) -> list[Notice]:
        with self._engine.connect() as db:
            return [tables.read_row(row, Notice) for row in db.execute(query)]


def _is(notice: Notice) -> ColumnElement[bool]:
    rows = tables.notices.c
    return and_(
        rows.org == notice.org,
        rows.member == notice.member,
        rows.reason == notice.reason,
        rows.subject == notice.subject,
    )
