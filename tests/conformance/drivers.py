"""Every driver of the log, so that each test of this folder runs against all of them.

A new driver is one line here. Read next: `test_contract.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from daso.ledger import Log
from daso.ledger.memory import MemoryLog
from daso.ledger.sqlite import SqliteLog
from tests.ledger.builders import make_signer

SIGNER = make_signer()

OPEN: dict[str, Callable[[Path], Log]] = {
    "memory": lambda folder: MemoryLog(SIGNER),
    "sqlite": lambda folder: SqliteLog(folder / "log.db", SIGNER),
}

DURABLE = ("sqlite",)
"""Those whose log is still there when it is opened again."""
