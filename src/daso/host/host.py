"""A host: one folder in which many organisations are kept and opened. An operator can host, never decide.

    host.sqlite           side tables: texts, sessions, passkeys' names (tables.py)
    host.secret           what makes this host's sign-in challenges its own
    orgs/<org>/           log.sqlite, log.key (the log's signing key), register.sqlite and a snapshot

One process serves a data folder. Read next: `hosted.py`, one organisation.
"""

from __future__ import annotations

import os
import re
import shutil
import time
import unicodedata
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from sqlalchemy import insert, select

from daso.chain.account import ChainMissing
from daso.clerk import Clerk, Register, Verifiers
from daso.errors import Error
from daso.host import tables
from daso.host.endpoints import Endpoints
from daso.host.hosted import Clock, Hosted, Listing, Opened, Submitted
from daso.host.links import Links
from daso.host.login import Door, load_secret
from daso.host.outbox import Outbox
from daso.host.public import PublicRecord
from daso.host.refusals import DataFolderUnfit, UnknownOrganisation
from daso.host.sessions import Sessions
from daso.host.texts import Given, match_texts
from daso.host.wishes import WishBook
from daso.kernel.founding import FoundOrganisation
from daso.kernel.refusals import NotFounded
from daso.kernel.transition import apply, decode_envelope
from daso.ledger import NoteSigner
from daso.ledger.sqlite import SqliteLog

if TYPE_CHECKING:
    from daso.host.vaults import Vaults

__all__ = ["Host", "read_clock"]

_IDENTIFIER: Final = re.compile(r"[0-9a-f]{32}")


def read_clock() -> int:
    """The time in UTC milliseconds."""
    return time.time_ns() // 1_000_000


class Host:
    """Everything in one data folder. `origin` is the site's address, to which its members' passkeys belong."""

    def __init__(self, data: Path, origin: str = "http://localhost:8000", clock: Clock = read_clock) -> None:
        self.data = data
        self.origin = origin
        self.clock = clock
        try:
            (data / "orgs").mkdir(parents=True, exist_ok=True)
            secret = load_secret(data / "host.secret")
        except OSError as error:
            raise DataFolderUnfit(path=str(data), why=str(error)) from error
        self._engine = tables.open_tables(data / "host.sqlite")
        self._lock = Lock()
        self._open: dict[str, Hosted] = {}
        self._verifiers = Verifiers()
        self.sessions = Sessions(self._engine)
        self.door = Door(self._engine, secret, origin)
        self.links = Links(secret)
        self.wishes = WishBook(self._engine)
        self.outbox = Outbox(self._engine)
        self.endpoints = Endpoints(self._engine)
        self.public = PublicRecord(self._engine)
        self._list_strays()

    @cached_property
    def vaults(self) -> Vaults:
        """Payments from vaults; asked for only where there are some, for they need the extra `chain`."""
        try:
            from daso.host.vaults import Vaults  # noqa: PLC0415 - an extra that only some need
        except ImportError as error:
            raise ChainMissing from error
        return Vaults(self._engine)

    def list(self) -> list[Listing]:
        """Every organisation here, in the order of their names."""
        columns = tables.organisations.c
        query = select(columns.org, columns.slug, columns.name).order_by(columns.name, columns.org)
        with self._engine.connect() as db:
            return [Listing(*row) for row in db.execute(query)]

    def open(self, name: str) -> Hosted:
        """The organisation with this slug or identifier."""
        hosted = self._open.get(name)
        if hosted is None:
            listing = self._find(name)
            with self._lock:
                hosted = self._open.get(listing.org) or self._open_folder(listing)
                self._open[listing.org] = self._open[listing.slug] = hosted
        return hosted

    def peek(self, name: str) -> Hosted | None:
        """The organisation with this slug or identifier, if it is open already: never waits."""
        return self._open.get(name)

    def found(self, envelope: bytes, given: Sequence[Given] = (), credential: str = "") -> tuple[Hosted, Submitted]:
        """Begin an organisation with its founding act. The act is judged before anything is made for it."""
        decoded = decode_envelope(envelope)
        act = decoded.act
        if not isinstance(act, FoundOrganisation):
            raise NotFounded
        apply(None, decoded, self.clock())
        match_texts(act, given)
        with self._lock:
            hosted = self._open.get(act.org)
            is_here = hosted is not None or (self._folder(act.org) / "log.sqlite").exists()
            if not is_here:
                return self._found_folder(act, envelope, given, credential)
        hosted = self.open(act.org)
        return hosted, hosted.submit(envelope, given, credential)

    def is_well(self) -> bool:
        """Whether the side tables answer; raises when they do not."""
        with self._engine.connect() as db:
            return db.execute(select(1)).scalar() == 1

    def close(self) -> None:
        """Close every organisation that is open, then the side tables."""
        with self._lock:
            for hosted in {hosted.org: hosted for hosted in self._open.values()}.values():
                hosted.close()
            self._open.clear()
        self._verifiers.close()
        self._engine.dispose()

    def _folder(self, org: str) -> Path:
        return self.data / "orgs" / org

    def _find(self, name: str) -> Listing:
        columns = tables.organisations.c
        query = select(columns.org, columns.slug, columns.name).where((columns.org == name) | (columns.slug == name))
        with self._engine.connect() as db:
            row = db.execute(query).first()
        if row is None:
            raise UnknownOrganisation(name=name[:80])
        return Listing(*row)

    def _open_folder(self, listing: Listing) -> Hosted:
        folder = self._folder(listing.org)
        signer = NoteSigner.parse((folder / "log.key").read_text().strip())
        log = SqliteLog(folder / "log.sqlite", signer)
        register = Register(log, folder / "register.sqlite")
        clerk = Clerk(
            log,
            clock=self.clock,
            snapshot_path=folder / "snapshot",
            register=register,
            verifiers=self._verifiers,
        )
        return Hosted(listing, Opened(log, clerk, register, signer), self._engine)

    def _found_folder(
        self, act: FoundOrganisation, envelope: bytes, given: Sequence[Given], credential: str
    ) -> tuple[Hosted, Submitted]:
        folder = self._folder(act.org)
        folder.mkdir(exist_ok=True)
        _store_log_key(folder / "log.key", f"{urlsplit(self.origin).netloc}/o/{act.org}")
        listing = Listing(act.org, self._choose_slug(act.charter.name), act.charter.name)
        hosted = self._open_folder(listing)
        try:
            submitted = hosted.submit(envelope, given, credential)
        except Error:
            hosted.close()
            shutil.rmtree(folder)
            raise
        self._list_one(listing)
        self._open[hosted.org] = self._open[hosted.slug] = hosted
        return hosted, submitted

    def _list_one(self, listing: Listing) -> None:
        row = {"org": listing.org, "slug": listing.slug, "name": listing.name, "founded_at": self.clock()}
        with self._engine.begin() as db:
            db.execute(insert(tables.organisations).values(row))

    def _list_strays(self) -> None:
        """List organisations whose folder is there and whose line is not, as after a crash or a restored copy."""
        known = {listing.org for listing in self.list()}
        for folder in sorted((self.data / "orgs").iterdir()):
            if folder.name in known or not _IDENTIFIER.fullmatch(folder.name) or not (folder / "log.key").exists():
                continue
            hosted = self._open_folder(Listing(folder.name, "", ""))
            if state := hosted.clerk.state:
                self._list_one(Listing(folder.name, self._choose_slug(state.charter.name), state.charter.name))
            hosted.close()

    def _choose_slug(self, name: str) -> str:
        """An address made of the name: plain letters, digits and hyphens, with a number if it is taken."""
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "organisation"
        taken = {listing.slug for listing in self.list()}
        number, slug = 1, stem
        while slug in taken or _IDENTIFIER.fullmatch(slug):
            number += 1
            slug = f"{stem}-{number}"
        return slug


def _store_log_key(path: Path, name: str) -> None:
    """Make the log's signing key. It is durable and private before anything is signed with it."""
    if path.exists():
        return
    unfinished = path.with_name(path.name + ".new")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(NoteSigner.generate(name).skey + "\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
