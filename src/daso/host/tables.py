"""The side tables of a host, in one SQLite file: whatever may be lost or erased without harming any log.

Read next: `texts.py`, `sessions.py`, which use them.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import msgspec
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    UniqueConstraint,
    create_engine,
    event,
    text,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from daso.errors import Misconfigured
from daso.host.columns import fit_columns
from daso.host.refusals import DataFolderUnfit

__all__ = [
    "anchors",
    "chain_cursors",
    "challenges",
    "contacts",
    "cosignatures",
    "count_erasure",
    "credentials",
    "cursors",
    "deed_signatures",
    "deliveries",
    "empty_journal",
    "endpoints",
    "notices",
    "open_tables",
    "organisations",
    "posts",
    "read_erasures",
    "read_row",
    "renewals",
    "sessions",
    "texts",
    "vault_seats",
    "vaults",
    "wishes",
    "withdrawals",
]

metadata = MetaData()

_Struct = TypeVar("_Struct", bound=msgspec.Struct)

organisations = Table(
    "organisations",
    metadata,
    Column("org", String, primary_key=True),
    Column("slug", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("founded_at", Integer, nullable=False),
)

texts = Table(
    "texts",
    metadata,
    Column("org", String, primary_key=True),
    Column("commitment", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("by", Integer, nullable=False),
    Column("salt", LargeBinary),
    Column("text", String),
    Column("entry", Integer),
    Column("erased_at", Integer),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token", LargeBinary, primary_key=True),
    Column("org", String, primary_key=True),
    Column("role", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("key", Integer, nullable=False),
    Column("expires_at", Integer, nullable=False),
)

challenges = Table(
    "challenges",
    metadata,
    Column("nonce", String, primary_key=True),
    Column("expires_at", Integer, nullable=False),
)

credentials = Table(
    "credentials",
    metadata,
    Column("org", String, primary_key=True),
    Column("member", Integer, primary_key=True),
    Column("key", Integer, primary_key=True),
    Column("credential", String, nullable=False),
    UniqueConstraint("org", "credential"),
)

wishes = Table(
    "wishes",
    metadata,
    Column("org", String, primary_key=True),
    Column("member", Integer, primary_key=True),
    Column("language", String, nullable=False),
    Column("chosen", String, nullable=False),
    Column("is_paused", Integer, nullable=False),
    Column("feed", Integer, nullable=False),
    Column("address", String, nullable=False),
    Column("verified_at", Integer, nullable=False),
    Column("asked_at", Integer, nullable=False),
    Column("asked", Integer, nullable=False),
)

notices = Table(
    "notices",
    metadata,
    Column("org", String, primary_key=True),
    Column("member", Integer, primary_key=True),
    Column("reason", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("status", String, nullable=False),
    Column("created_at", Integer, nullable=False),
    Column("next_at", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("told_at", Integer, nullable=False),
    Column("by", String, nullable=False),
    Index("notices_waiting", "status", "next_at"),
    Index("notices_about", "org", "subject", "reason"),
)

cursors = Table(
    "cursors",
    metadata,
    Column("org", String, primary_key=True),
    Column("entry", Integer, nullable=False),
    Column("looked_at", Integer, nullable=False),
)

endpoints = Table(
    "endpoints",
    metadata,
    Column("id", String, primary_key=True),
    Column("org", String, nullable=False),
    Column("member", Integer, nullable=False),
    Column("url", String, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("added_at", Integer, nullable=False),
    Column("failing_since", Integer, nullable=False),
    Column("disabled_at", Integer, nullable=False),
    Index("endpoints_of", "org", "member"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("endpoint", String, primary_key=True),
    Column("event", String, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", Integer, nullable=False),
    Column("next_at", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Index("deliveries_waiting", "next_at"),
)

anchors = Table(
    "anchors",
    metadata,
    Column("org", String, primary_key=True),
    Column("contract", Integer, primary_key=True),
    Column("size", Integer, primary_key=True),
    Column("root", LargeBinary, nullable=False),
    Column("block", Integer, nullable=False),
    Column("at", Integer, nullable=False),
    Column("transaction", String, nullable=False),
)

posts = Table(
    "posts",
    metadata,
    Column("org", String, primary_key=True),
    Column("contract", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("sender", String, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("at", Integer, nullable=False),
    Column("due_at", Integer, nullable=False),
    Column("transaction", String, nullable=False),
    Column("status", String, nullable=False),
    Column("entry", Integer, nullable=False),
    Column("why", String, nullable=False),
    Index("posts_waiting", "org", "contract", "status"),
)

vaults = Table(
    "vaults",
    metadata,
    Column("org", String, primary_key=True),
    Column("contract", Integer, primary_key=True),
    Column("standing", LargeBinary, nullable=False),
)

vault_seats = Table(
    "vault_seats",
    metadata,
    Column("org", String, primary_key=True),
    Column("root", String, primary_key=True),
    Column("seats", LargeBinary, nullable=False),
)

renewals = Table(
    "renewals",
    metadata,
    Column("org", String, primary_key=True),
    Column("contract", Integer, primary_key=True),
    Column("begun_at", Integer, primary_key=True),
    Column("renewal", LargeBinary, nullable=False),
)

deed_signatures = Table(
    "deed_signatures",
    metadata,
    Column("org", String, primary_key=True),
    Column("digest", String, primary_key=True),
    Column("seat", Integer, primary_key=True),
    Column("signature", LargeBinary, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("at", Integer, nullable=False),
)

withdrawals = Table(
    "withdrawals",
    metadata,
    Column("org", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("status", String, nullable=False),
    Column("given", Integer, nullable=False),
    Column("needed", Integer, nullable=False),
    Column("objected", Integer, nullable=False),
    Column("cancels", Integer, nullable=False),
    Column("ready_at", Integer, nullable=False),
    Column("expires_at", Integer, nullable=False),
    Column("paid_at", Integer, nullable=False),
    Column("transaction", String, nullable=False),
)

chain_cursors = Table(
    "chain_cursors",
    metadata,
    Column("org", String, primary_key=True),
    Column("contract", Integer, primary_key=True),
    Column("block", Integer, nullable=False),
)


cosignatures = Table(
    "cosignatures",
    metadata,
    Column("org", String, primary_key=True),
    Column("size", Integer, primary_key=True),
    Column("vkey", String, primary_key=True),
    Column("note", String, nullable=False, index=True),
    Column("line", String, nullable=False),
    Column("at", Integer, nullable=False),
)

contacts = Table(
    "contacts",
    metadata,
    Column("org", String, primary_key=True),
    Column("vkey", String, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("status", String, nullable=False),
    Column("tried_at", Integer, nullable=False),
    Column("next_at", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
)


def open_tables(path: Path) -> Engine:
    """Open the file at `path`, or make it. What is committed survives a power cut; what is erased is overwritten."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 10})

    def prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    event.listen(engine, "connect", prepare)
    try:
        fit_columns(engine, metadata, path)
        metadata.create_all(engine)
    except Misconfigured:
        engine.dispose()
        raise
    except DBAPIError as error:
        engine.dispose()
        raise DataFolderUnfit(path=str(path.parent), why=str(error.orig)) from error
    path.chmod(0o600)
    return engine


def read_row(row: Row[tuple[object, ...]], kind: type[_Struct]) -> _Struct:
    """A line of a table as a structure whose fields have the names of its columns."""
    return msgspec.convert({name: getattr(row, name) for name in kind.__struct_fields__}, kind)


def read_erasures(engine: Engine) -> int:
    """How many texts have ever been erased in this file, by any process. Asked very often, so it goes the short way."""
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        cursor.execute("PRAGMA user_version")
        (erasures,) = cursor.fetchone() or (0,)
        return int(erasures)


def count_erasure(db: Connection) -> None:
    """Count one more, together with what else is written: SQLite keeps a number for its owner's use."""
    erasures = int(db.exec_driver_sql("PRAGMA user_version").scalar_one())
    db.exec_driver_sql(f"PRAGMA user_version = {erasures + 1}")


def empty_journal(engine: Engine) -> None:
    """Empty SQLite's write-ahead log, which still holds what was just erased."""
    with engine.connect() as db:
        db.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).close()
