"""Endpoints: other programs' addresses to which a member lets news of an organisation be sent (Standard Webhooks).

Nobody administers an organisation, so every member may have a few of their own; what is sent there is public anyway.
An endpoint that has failed for days is switched off, and its member may switch it on again. Read next: `outbox.py`.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import Engine, delete, func, insert, select, update

from daso.canon import to_base64url
from daso.host import tables
from daso.host.outbox import Delivery
from daso.host.refusals import EndpointUnfit, TooManyEndpoints

__all__ = ["Endpoint", "Endpoints", "check_url"]

LIMIT: Final = 3
_LONGEST: Final = 500
_PAUSES: Final = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds after each failure, as Standard Webhooks advises; then the event is given up."""
_PATIENCE: Final = 5 * 86_400_000
"""Milliseconds of nothing but failures after which an endpoint is switched off."""


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where a member's events go, and the secret by which the receiver knows that they come from here."""

    id: str
    org: str
    member: int
    url: str
    secret: bytes
    added_at: int
    failing_since: int = 0
    disabled_at: int = 0


def check_url(url: str, *, is_private_allowed: bool) -> None:
    """Refuse an address whose form already says that nothing should be sent to it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise EndpointUnfit from error
    if len(url) > _LONGEST or not url.isascii() or not url.isprintable() or " " in url or not parts.hostname:
        raise EndpointUnfit
    if parts.scheme not in ({"http", "https"} if is_private_allowed else {"https"}):
        raise EndpointUnfit
    if parts.username is not None or parts.fragment or port == 0:
        raise EndpointUnfit


class Endpoints:
    """The endpoints of all members of all organisations here, and what is on its way to them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, org: str, member: int, url: str, now: int) -> Endpoint:
        """A new endpoint with a secret of its own."""
        rows = tables.endpoints
        fresh = Endpoint(
            id=to_base64url(secrets.token_bytes(12)),
            org=org,
            member=member,
            url=url,
            secret=secrets.token_bytes(24),
            added_at=now,
        )
        with self._engine.begin() as db:
            db.exec_driver_sql(
                "UPDATE endpoints SET url = url WHERE 0"
            )  # holds the pen, so that nobody counts meanwhile
            query = select(func.count()).where(rows.c.org == org, rows.c.member == member)
            if db.execute(query).scalar_one() >= LIMIT:
                raise TooManyEndpoints(limit=LIMIT)
            db.execute(insert(rows).values(msgspec.structs.asdict(fresh)))
        return fresh

    def list_of(self, org: str, member: int | None = None) -> list[Endpoint]:
        """Those of an organisation, or of one of its members, the oldest first."""
        rows = tables.endpoints
        query = select(rows).where(rows.c.org == org)
        if member is not None:
            query = query.where(rows.c.member == member)
        with self._engine.connect() as db:
            return [tables.read_row(row, Endpoint) for row in db.execute(query.order_by(rows.c.added_at, rows.c.id))]

    def remove(self, org: str, member: int, name: str) -> None:
        """Remove one of the member's endpoints, and all that was on its way to it."""
        rows = tables.endpoints.c
        with self._engine.begin() as db:
            mine = rows.id == name, rows.org == org, rows.member == member
            if db.execute(delete(tables.endpoints).where(*mine)).rowcount:
                db.execute(delete(tables.deliveries).where(tables.deliveries.c.endpoint == name))

    def enable(self, org: str, member: int, name: str) -> None:
        """Switch one of the member's endpoints on again."""
        rows = tables.endpoints.c
        with self._engine.begin() as db:
            mine = rows.id == name, rows.org == org, rows.member == member
            db.execute(update(tables.endpoints).where(*mine).values(failing_since=0, disabled_at=0))

    def list_due(self, now: int, limit: int = 50) -> list[tuple[Endpoint, Delivery]]:
        """What to send now, and where."""
        ends, goods = tables.endpoints, tables.deliveries
        query = select(goods).join(ends, ends.c.id == goods.c.endpoint)
        query = query.where(goods.c.next_at <= now, ends.c.disabled_at == 0).order_by(goods.c.created_at, goods.c.event)
        with self._engine.connect() as db:
            due = [tables.read_row(row, Delivery) for row in db.execute(query.limit(limit))]
            where = {row.id: tables.read_row(row, Endpoint) for row in db.execute(select(ends))} if due else {}
        return [(where[one.endpoint], one) for one in due]

    def settle(self, delivery: Delivery) -> None:
        """It has arrived: the endpoint is well."""
        self._drop([delivery])
        rows = tables.endpoints
        with self._engine.begin() as db:
            db.execute(update(rows).where(rows.c.id == delivery.endpoint).values(failing_since=0))

    def postpone(self, endpoint: Endpoint, delivery: Delivery, now: int) -> None:
        """It has not arrived: try it and all behind it later, or give it up; and the endpoint after days."""
        since = endpoint.failing_since or now
        if now - since >= _PATIENCE:
            self.disable(endpoint, now)
        rows = tables.deliveries
        with self._engine.begin() as db:
            db.execute(update(tables.endpoints).where(tables.endpoints.c.id == endpoint.id).values(failing_since=since))
            if delivery.tries < len(_PAUSES):
                later = now + _PAUSES[delivery.tries] * 1000
                mine = rows.c.endpoint == delivery.endpoint
                db.execute(update(rows).where(mine, rows.c.next_at < later).values(next_at=later))
                db.execute(update(rows).where(mine, rows.c.event == delivery.event).values(tries=delivery.tries + 1))
                return
        self._drop([delivery])

    def disable(self, endpoint: Endpoint, now: int) -> None:
        """Switch it off, and forget what was on its way."""
        with self._engine.begin() as db:
            rows = tables.endpoints
            db.execute(update(rows).where(rows.c.id == endpoint.id).values(disabled_at=now))
            db.execute(delete(tables.deliveries).where(tables.deliveries.c.endpoint == endpoint.id))

    def _drop(self, deliveries: Sequence[Delivery]) -> None:
        rows = tables.deliveries
        with self._engine.begin() as db:
            for one in deliveries:
                db.execute(delete(rows).where(rows.c.endpoint == one.endpoint, rows.c.event == one.event))
