"""Where the logs of a data folder are kept: in a file of the organisation's folder, or in a PostgreSQL database.

Where a log is stands in its folder: `log.place` says that it is in the database, and is made durable before anything
is written there, so that no log is ever begun a second time in the other place. The signing key stays in the folder.
Read next: `host.py`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from daso.errors import Misconfigured
from daso.ledger import Log, NoteSigner
from daso.ledger.sqlite import SqliteLog

if TYPE_CHECKING:
    from daso.ledger.server import PostgresServer

__all__ = ["LOG", "Ledger", "LedgerUnnamed", "is_elsewhere", "mark_elsewhere", "unmark"]

LOG: Final = "log.sqlite"
_PLACE: Final = "log.place"
_DATABASE: Final = "postgresql\n"


class LedgerUnnamed(Misconfigured):
    """The log is in a database, and nobody says in which."""

    code = "ledger-unnamed"
    message = (
        "The log of {org} is in a PostgreSQL database, and no database was named. Give its address with DASO_LEDGER or "
        "--ledger."
    )


class LedgerUnfit(Misconfigured):
    """No address that a ledger could have."""

    code = "ledger-unfit"
    message = "A ledger's address begins with postgresql://. Without one, logs are files in the data folder."


def is_elsewhere(folder: Path) -> bool:
    """Whether the log of this organisation's folder is in a database."""
    return (folder / _PLACE).exists()


def mark_elsewhere(folder: Path) -> None:
    """From now on the log is in a database; durable when this returns."""
    unfinished = folder / f"{_PLACE}.new"
    with unfinished.open("w") as file:
        file.write(_DATABASE)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / _PLACE)
    _sync(folder)


def unmark(folder: Path) -> None:
    """From now on the log is the file in the folder; durable when this returns."""
    (folder / _PLACE).unlink()
    _sync(folder)


def _sync(folder: Path) -> None:
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


class Ledger:
    """Opens logs. `address` is that of the database in which new logs are begun; without one they are files."""

    def __init__(self, address: str = "") -> None:
        self._server: PostgresServer | None = _reach(address) if address else None

    def begin(self, folder: Path) -> None:
        """Choose the place of a log that is to begin in this folder, unless that was done."""
        if self._server is not None and not (folder / LOG).exists() and not is_elsewhere(folder):
            mark_elsewhere(folder)

    def open(self, folder: Path, signer: NoteSigner) -> Log:
        """The log of an organisation's folder."""
        if not is_elsewhere(folder):
            return SqliteLog(folder / LOG, signer)
        if self._server is None:
            raise LedgerUnnamed(org=folder.name)
        from daso.ledger.postgres import PostgresLog  # noqa: PLC0415 - psycopg is only there where it is wanted

        return PostgresLog(self._server, signer)

    def discard(self, folder: Path, signer: NoteSigner) -> None:
        """Take back what `open` made for a log in which nothing was ever written."""
        if is_elsewhere(folder) and self._server is not None:
            from daso.ledger.postgres import discard_empty  # noqa: PLC0415 - as above, only where it is wanted

            discard_empty(self._server, signer.name)

    def check(self) -> None:
        """See that the database answers, if there is one; raises what is wrong."""
        if self._server is not None:
            with self._server.borrow() as db:
                db.execute("SELECT 1")

    def close(self) -> None:
        """Let go of the database."""
        if self._server is not None:
            self._server.close()


def _reach(address: str) -> PostgresServer:
    if not address.startswith(("postgresql://", "postgres://")):
        raise LedgerUnfit
    from daso.ledger.server import PostgresServer  # noqa: PLC0415 - psycopg is only there where it is wanted

    return PostgresServer(address)
