"""What this host has read from public chains: final anchors and posts, and how far each contract was read.

Derived, and made anew when missing; a page that shows it asks no chain. Read next: `anchoring.py`, which fills it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import msgspec
from msgspec.structs import replace
from sqlalchemy import Engine, Table, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from daso.host import tables

__all__ = ["PostStatus", "PublicAnchor", "PublicPost", "PublicRecord"]

PostStatus = Literal["waiting", "taken", "refused"]
"""What became of a post: still tried, on the log, or refused by the law until its deadline."""

_AT_ONCE: Final = 500


class PublicAnchor(msgspec.Struct, frozen=True, kw_only=True):
    """One final anchor: by which contract, of which size and root, where and when it was made public."""

    contract: int
    size: int
    root: bytes
    block: int
    at: int
    transaction: str


class PublicPost(msgspec.Struct, frozen=True, kw_only=True):
    """One final post to an inbox: who paid for it, when it must be taken in, and what became of it."""

    contract: int
    number: int
    sender: str
    envelope: bytes
    at: int
    due_at: int
    transaction: str
    status: PostStatus = "waiting"
    entry: int = -1
    why: str = ""

    def settle(self, status: PostStatus, *, entry: int = -1, why: str = "") -> PublicPost:
        """The same post with what became of it."""
        return replace(self, status=status, entry=entry, why=why)


class PublicRecord:
    """What is public of all organisations here."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get_cursor(self, org: str, contract: int) -> int | None:
        """The next block to read for a contract; None when it was never read."""
        rows = tables.chain_cursors.c
        query = select(rows.block).where(rows.org == org, rows.contract == contract)
        with self._engine.connect() as db:
            return db.execute(query).scalar_one_or_none()

    def forget(self, org: str) -> None:
        """Read everything again from the beginning, as when a chain itself has begun anew."""
        with self._engine.begin() as db:
            for table in (tables.anchors, tables.posts, tables.chain_cursors):
                db.execute(delete(table).where(table.c.org == org))

    def store_anchors(self, org: str, contract: int, block: int, anchors: Sequence[PublicAnchor]) -> None:
        """Keep final anchors, and the next block to read, all at once. What is there stays."""
        self._store(tables.anchors, org, (contract, block), anchors)

    def store_posts(self, org: str, contract: int, block: int, posts: Sequence[PublicPost]) -> None:
        """Keep final posts, and the next block to read, all at once. What is there stays."""
        self._store(tables.posts, org, (contract, block), posts)

    def _store(self, table: Table, org: str, place: tuple[int, int], rows: Sequence[msgspec.Struct]) -> None:
        values = [msgspec.structs.asdict(one) | {"org": org} for one in rows]
        contract, block = place
        cursor = insert(tables.chain_cursors).values(org=org, contract=contract, block=block)
        with self._engine.begin() as db:
            for start in range(0, len(values), _AT_ONCE):
                db.execute(insert(table).on_conflict_do_nothing(), values[start : start + _AT_ONCE])
            db.execute(cursor.on_conflict_do_update(["org", "contract"], set_={"block": block}))

    def list_anchors(self, org: str, limit: int) -> list[PublicAnchor]:
        """The latest final anchors, the newest first."""
        rows = tables.anchors
        query = select(rows).where(rows.c.org == org).order_by(rows.c.at.desc(), rows.c.size.desc()).limit(limit)
        with self._engine.connect() as db:
            return [tables.read_row(row, PublicAnchor) for row in db.execute(query)]

    def list_waiting(self, org: str, contract: int, after: int) -> list[PublicPost]:
        """The posts to one inbox that are still tried, beyond a number, the oldest first; a few at a time."""
        rows = tables.posts
        of_this = (rows.c.org == org, rows.c.contract == contract, rows.c.status == "waiting", rows.c.number > after)
        query = select(rows).where(*of_this).order_by(rows.c.number).limit(_AT_ONCE)
        with self._engine.connect() as db:
            return [tables.read_row(row, PublicPost) for row in db.execute(query)]

    def settle_post(self, org: str, post: PublicPost) -> None:
        """Keep what became of a post."""
        rows = tables.posts
        of_this = (rows.c.org == org, rows.c.contract == post.contract, rows.c.number == post.number)
        with self._engine.begin() as db:
            db.execute(update(rows).where(*of_this).values(status=post.status, entry=post.entry, why=post.why))

    def list_posts(self, org: str, limit: int) -> list[PublicPost]:
        """The latest posts, the newest first."""
        rows = tables.posts
        query = select(rows).where(rows.c.org == org).order_by(rows.c.at.desc(), rows.c.number.desc()).limit(limit)
        with self._engine.connect() as db:
            return [tables.read_row(row, PublicPost) for row in db.execute(query)]
