"""Every driver of the log, so that each test of this folder runs against all of them.

A new driver is one line here. Read next: `test_contract.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from daso.ledger import Log
from daso.ledger.memory import MemoryLog
from daso.ledger.postgres import PostgresLog
from daso.ledger.sqlite import SqliteLog
from tests.ledger.builders import make_signer
from tests.postgres.cluster import get_cluster

SIGNER = make_signer()


def open_postgres(folder: Path) -> PostgresLog:
    """The log of this folder: a note in it says which schema of the database is its own."""
    note = folder / "postgres.url"
    if not note.exists():
        note.write_text(get_cluster().make_place())
    return PostgresLog(note.read_text(), SIGNER)


OPEN: dict[str, Callable[[Path], Log]] = {
    "memory": lambda folder: MemoryLog(SIGNER),
    "sqlite": lambda folder: SqliteLog(folder / "log.db", SIGNER),
    "postgres": open_postgres,
}

DURABLE = ("sqlite", "postgres")
"""Those whose log is still there when it is opened again."""
