"""What this host has read from public chains: final anchors, and how far each contract was read.

Derived, and made anew when missing; a page that shows it asks no chain. Read next: `anchoring.py`, which fills it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import Engine, select
from sqlalchemy.dialects.sqlite import insert

from daso.host import tables

__all__ = ["PublicAnchor", "PublicRecord"]

_AT_ONCE: Final = 500


class PublicAnchor(msgspec.Struct, frozen=True, kw_only=True):
    """One final anchor: by which contract, of which size and root, where and when it was made public."""

    contract: int
    size: int
    root: bytes
    block: int
    at: int
    transaction: str


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

    def store_anchors(self, org: str, contract: int, block: int, anchors: Sequence[PublicAnchor]) -> None:
        """Keep final anchors, and the next block to read, all at once. What is there stays."""
        values = [msgspec.structs.asdict(one) | {"org": org} for one in anchors]
        place = insert(tables.chain_cursors).values(org=org, contract=contract, block=block)
        with self._engine.begin() as db:
            for start in range(0, len(values), _AT_ONCE):
                db.execute(insert(tables.anchors).on_conflict_do_nothing(), values[start : start + _AT_ONCE])
            db.execute(place.on_conflict_do_update(["org", "contract"], set_={"block": block}))

    def list_anchors(self, org: str, limit: int) -> list[PublicAnchor]:
        """The latest final anchors, the newest first."""
        rows = tables.anchors
        query = select(rows).where(rows.c.org == org).order_by(rows.c.at.desc(), rows.c.size.desc()).limit(limit)
        with self._engine.connect() as db:
            return [tables.read_row(row, PublicAnchor) for row in db.execute(query)]
