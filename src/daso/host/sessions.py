"""Sessions: a browser that has signed in, known by a random token of which only a digest is kept.

One token may be signed in to several organisations; each of them sees its own sign-in only. Read next: `login.py`.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from sqlalchemy import Engine, delete, insert, select, update

from daso.canon import to_base64url
from daso.host import tables
from daso.host.viewer import Viewer

__all__ = ["SESSION_DAYS", "Sessions"]

SESSION_DAYS: Final = 30
_DAY: Final = 86_400_000


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


class Sessions:
    """Who is signed in, on all browsers that know this host."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, org: str, viewer: Viewer, now: int, token: str = "") -> str:
        """Sign `viewer` in and return a new token; sign-ins to other organisations move from the old `token` to it.

        A new token each time, so that a token somebody planted in a browser beforehand is worth nothing.
        """
        fresh = to_base64url(secrets.token_bytes(32))
        rows = tables.sessions
        with self._engine.begin() as db:
            db.execute(delete(rows).where(rows.c.expires_at <= now))
            if token:
                db.execute(delete(rows).where(rows.c.token == _digest(token), rows.c.org == org))
                db.execute(update(rows).where(rows.c.token == _digest(token)).values(token=_digest(fresh)))
            row = {"token": _digest(fresh), "org": org, "role": viewer.role, "number": viewer.number}
            row |= {"key": viewer.key, "expires_at": now + SESSION_DAYS * _DAY}
            db.execute(insert(rows).values(row))
        return fresh

    def get(self, org: str, token: str, now: int) -> Viewer | None:
        """Who this token is signed in as in this organisation, or None."""
        columns = tables.sessions.c
        query = select(columns.role, columns.number, columns.key).where(
            columns.token == _digest(token), columns.org == org, columns.expires_at > now
        )
        with self._engine.connect() as db:
            row = db.execute(query).first()
        return Viewer(row.role, row.number, row.key) if row else None

    def end(self, org: str, token: str) -> None:
        """Sign out of one organisation."""
        columns = tables.sessions.c
        with self._engine.begin() as db:
            db.execute(delete(tables.sessions).where(columns.token == _digest(token), columns.org == org))
