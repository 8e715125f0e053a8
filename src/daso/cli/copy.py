"""`daso copy`: an organisation's log from a file to a database, or back, every byte as it was.

Read next: `ledger/copy.py`, which copies and compares; `host/ledger.py`, which knows where a log is.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from daso.cli.screen import keep_logs_apart, show, show_progress
from daso.cli.serve import check_typed, open_host
from daso.errors import Misconfigured, Tampered

if TYPE_CHECKING:
    from daso.ledger import Log
    from daso.ledger.log import Signer

__all__ = ["copy"]


class CopyUnasked(Misconfigured):
    """Two files, or one place twice."""

    code = "copy-unasked"
    message = (
        "One of the two must be a database, such as postgresql://daso@db.example/daso. A log's file is copied like any "
        "other while its server is stopped, or written as files with: daso export"
    )


class OrgUnsaid(Misconfigured):
    """Several logs, and no choice among them."""

    code = "org-unsaid"
    message = "{place} holds {count} logs by that name. Say which organisation's is meant with --org."


class FolderServed(Misconfigured):
    """Whoever serves the log could append to it in the old place."""

    code = "folder-served"
    message = "Somebody serves {path} just now. Stop the server, then copy, so that no act is left behind."


class NotThere(Misconfigured):
    """The organisation's log is not where it should be copied from, or its folder not where it should go."""

    code = "log-not-there"
    message = "{place} can't be used ({why}). Check both places; nothing was changed."


class _Place(msgspec.Struct, frozen=True):
    """One end: a database, a data folder, or a log's own file. `org` and `folder` are the organisation's in it."""

    name: str
    org: str = ""
    folder: Path | None = None

    @property
    def is_database(self) -> bool:
        """Whether it is the address of a database."""
        return _is_database(self.name)


def _is_database(name: str) -> bool:
    return name.startswith(("postgresql://", "postgres://"))


def copy(source: str, target: str, /, *, org: str = "") -> int:
    """Copy an organisation's log from a file to a PostgreSQL database, or back: every byte and checkpoint as it was.

    A data folder's organisation is moved: once the copy is verified, it is served from there, and the old file is kept
    under another name. A copy that was broken off goes on where it ended. What holds another history is left alone.

    Ends in one sentence. Exit code 0: it is copied; 1: the log or the copy is not sound; 2: it could not be done.

    Example: daso copy /srv/daso postgresql://daso@db.example/daso --org our-company

    Args:
        source: A data folder, a log's file, or the address of a database. Passwords belong in PGPASSWORD or ~/.pgpass.
        target: The same; one of the two is a database.
        org: The organisation's address or identifier; it can be left out where there is only one.
    """
    keep_logs_apart()
    for address in (source, target):
        check_typed(address)
    if source == target or not (_is_database(source) or _is_database(target)):
        raise CopyUnasked
    with ExitStack() as held:
        start, end = held.enter_context(_enter(source, org)), held.enter_context(_enter(target, org))
        if start.is_database and end.org:
            start = msgspec.structs.replace(start, org=end.org)
        try:
            return _copy(start, end)
        except Tampered as error:
            show(str(error), file=sys.stderr)
            return 1


def _copy(start: _Place, end: _Place) -> int:
    from daso.ledger.copy import copy_log

    log = _open_source(start)
    try:
        with show_progress("Copying") as hear:
            entries, checkpoints = copy_log(log, lambda signer: _open_target(end, signer), hear)
    finally:
        log.close()
    _move(start, end)
    show(f"{entries} entries under {checkpoints} checkpoints are in {_say(end)}, every byte as it was.")
    if start.folder:
        show("Serve them from there with the same address in DASO_LEDGER.")
    return 0


def _say(place: _Place) -> str:
    from daso.ledger.server import PostgresServer

    return PostgresServer(place.name).place if place.is_database else place.name


@contextmanager
def _enter(name: str, org: str) -> Iterator[_Place]:
    """Find the organisation in this place; a data folder is ours alone until all is done."""
    place, data = _Place(name, org), Path(name)
    if place.is_database or not (data / "orgs").is_dir():
        yield place
        return
    host = open_host(data)
    try:
        found = [one for one in host.list() if org in ("", one.org, one.slug)]
    finally:
        host.close()
    if len(found) != 1:
        raise OrgUnsaid(place=name, count=len(found))
    lock = host.create_lock("serving")
    if not lock.try_take():
        raise FolderServed(path=name)
    try:
        yield _Place(name, found[0].org, data / "orgs" / found[0].org)
    finally:
        lock.release()


def _open_source(place: _Place) -> Log:
    from daso.host.ledger import LOG, is_elsewhere
    from daso.ledger.sqlite import SqliteLog

    if place.is_database:
        return _open_database(place)
    if place.folder and is_elsewhere(place.folder):
        raise NotThere(place=place.name, why="the log is in a database already")
    return SqliteLog(place.folder / LOG if place.folder else Path(place.name))


def _open_database(place: _Place) -> Log:
    """The only log, or the one whose name ends in the organisation's identifier, or is what was asked for."""
    from daso.ledger.postgres import PostgresLog, list_origins
    from daso.ledger.server import PostgresServer

    server = PostgresServer(place.name)
    try:
        origins = [one for one in list_origins(server) if place.org in ("", one) or one.endswith(f"/o/{place.org}")]
    finally:
        server.close()
    if len(origins) != 1:
        raise OrgUnsaid(place=server.place, count=len(origins))
    return PostgresLog(place.name, origin=origins[0])


def _open_target(place: _Place, signer: Signer) -> Log:
    from daso.host.ledger import LOG, is_elsewhere
    from daso.ledger.postgres import PostgresLog
    from daso.ledger.sqlite import SqliteLog

    if place.is_database:
        return PostgresLog(place.name, signer)
    if place.folder and not is_elsewhere(place.folder):
        raise NotThere(place=place.name, why="its organisation's log is a file there already")
    return SqliteLog(place.folder / LOG if place.folder else Path(place.name), signer)


def _move(start: _Place, end: _Place) -> None:
    """From now on the organisation of a data folder is served from its new place."""
    from daso.host.ledger import LOG, mark_elsewhere, unmark

    if start.folder:
        mark_elsewhere(start.folder)
        (start.folder / LOG).replace(start.folder / f"{LOG}.moved")
        show(f"The old file is kept as {start.folder / LOG}.moved; delete it when you like.")
    if end.folder:
        unmark(end.folder)
