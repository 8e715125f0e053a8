"""Passkeys' names: which credential of a member's device belongs to which of their keys.

A browser must be told them to find the right passkey; they prove nothing. Read next: `hosted.py`.
"""

from __future__ import annotations

import re

from sqlalchemy import Engine, select
from sqlalchemy.dialects.sqlite import insert as insert_or_leave

from daso.host import tables
from daso.host.refusals import CredentialUnfit

__all__ = ["Credentials", "check_credential"]

_FORM = re.compile(r"[A-Za-z0-9_-]{16,1364}")


def check_credential(credential: str) -> None:
    """Refuse what no browser would have given (WebAuthn credential identifiers have up to 1023 bytes)."""
    if not _FORM.fullmatch(credential):
        raise CredentialUnfit


class Credentials:
    """The passkeys' names in one organisation."""

    def __init__(self, engine: Engine, org: str) -> None:
        self._engine = engine
        self._org = org

    def store(self, member: int, key: int, credential: str) -> None:
        """Remember the name that came with the act which introduced the key; whoever comes first keeps it."""
        row = {"org": self._org, "member": member, "key": key, "credential": credential}
        with self._engine.begin() as db:
            db.execute(insert_or_leave(tables.credentials).values(row).on_conflict_do_nothing())

    def list_of(self, member: int) -> dict[int, str]:
        """The names of a member's passkeys, by the number of the key."""
        columns = tables.credentials.c
        query = select(columns.key, columns.credential).where(columns.org == self._org, columns.member == member)
        with self._engine.connect() as db:
            return {row.key: row.credential for row in db.execute(query)}

    def find(self, credential: str) -> tuple[int, int] | None:
        """Whose passkey has this name, and which of their keys it is: (member, key)."""
        columns = tables.credentials.c
        query = select(columns.member, columns.key).where(columns.org == self._org, columns.credential == credential)
        with self._engine.connect() as db:
            row = db.execute(query).first()
        return (row.member, row.key) if row else None
