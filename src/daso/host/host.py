"""A host: one folder in which many organisations are kept and opened. An operator can host, never decide.

    host.sqlite           side tables: texts, sessions, passkeys' names (tables.py)
    host.secret           what makes this host's sign-in challenges its own
    orgs/<org>/           log.sqlite, log.key (the log's signing key), register.sqlite and a snapshot

Several processes of one machine may serve a data folder: what is made once is made under a lock, and what one of them
remembers of another's is asked for anew. Read next: `hosted.py`, one organisation; `ledger.py`, where its log is.
"""

from __future__ import annotations

import os
import re
import shutil
import time
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Final
from urllib.parse import urlsplit

import structlog
from sqlalchemy import insert, select

from daso.clerk import Clerk, Register, Verifiers
from daso.errors import Error, Unavailable
from daso.host import tables
from daso.host.endpoints import Endpoints
from daso.host.hosted import Clock, Hosted, Listing, Opened, Submitted
from daso.host.ledger import Ledger
from daso.host.links import Links
from daso.host.locks import FileLock
from daso.host.login import Door, load_secret
from daso.host.outbox import Outbox
from daso.host.public import PublicRecord
from daso.host.refusals import DataFolderUnfit, FolderMoving, UnknownOrganisation
from daso.host.renewals import Renewals
from daso.host.sessions import Sessions
from daso.host.sightings import Sightings
from daso.host.texts import Given, match_texts
from daso.host.vaults import Vaults
from daso.host.wishes import WishBook
from daso.kernel.founding import FoundOrganisation
from daso.kernel.refusals import NotFounded
from daso.kernel.transition import apply, decode_envelope
from daso.ledger import CosignedLog, NoteSigner

__all__ = ["Host", "read_clock"]

_IDENTIFIER: Final = re.compile(r"[0-9a-f]{32}")
_log = structlog.get_logger("daso.host")


def read_clock() -> int:
    """The time in UTC milliseconds."""
    return time.time_ns() // 1_000_000


class Host:
    """Everything in one data folder. `origin` is the site's address, to which its members' passkeys belong; `ledger`
    the address of a database for the logs, if they are not files.
    """

    def __init__(
        self,
        data: Path,
        origin: str = "http://localhost:8000",
        clock: Clock = read_clock,
        ledger: str = "",
    ) -> None:
        self.data = data
        self.origin = origin
        self.clock = clock
        self._ledger = Ledger(ledger)
        self._serving = FileLock(data / "serving.lock")
        try:
            (data / "orgs").mkdir(parents=True, exist_ok=True)
            if not self._serving.try_take(shared=True):
                raise FolderMoving(path=str(data))
            with self._alone():
                secret = load_secret(data / "host.secret")
                self._engine = tables.open_tables(data / "host.sqlite")
        except OSError as error:
            raise DataFolderUnfit(path=str(data), why=str(error)) from error
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
        self.vaults = Vaults(self._engine)
        self.renewals = Renewals(self._engine, self.vaults)
        self._unfollowed: set[str] = set()
        with self._alone():
            self._list_strays()

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
        with self._lock, self._alone():
            if act.org not in {listing.org for listing in self.list()}:
                return self._found_folder(act, envelope, given, credential)
        hosted = self.open(act.org)
        return hosted, hosted.submit(envelope, given, credential)

    def follow(self) -> None:
        """Read what other processes have appended to the logs that are open here. What fails is told once."""
        for hosted in {hosted.org: hosted for hosted in list(self._open.values())}.values():
            try:
                hosted.clerk.follow()
                self._unfollowed.discard(hosted.org)
            except Error as error:
                if hosted.org not in self._unfollowed:
                    _log.warning("log not followed", org=hosted.org, code=error.code)
                self._unfollowed.add(hosted.org)

    def create_lock(self, name: str) -> FileLock:
        """A lock between the processes that share this folder."""
        return FileLock(self.data / f"{name}.lock")

    def is_well(self) -> bool:
        """Whether the side tables and the ledger answer; raises when they do not."""
        self._ledger.check()
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
        self._ledger.close()
        self._serving.release()

    def _alone(self) -> FileLock:
        """Held while something is made that must be made by one process only."""
        return self.create_lock("host")

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
        log = self._ledger.open(folder, signer)
        register = Register(log, folder / "register.sqlite")
        clerk = Clerk(
            log,
            clock=self.clock,
            snapshot_path=folder / "snapshot",
            register=register,
            verifiers=self._verifiers,
        )
        sightings = Sightings(self._engine, listing.org)
        shown = CosignedLog(log, sightings.show_lines)
        return Hosted(listing, Opened(shown, clerk, register, signer, sightings), self._engine)

    def _found_folder(
        self, act: FoundOrganisation, envelope: bytes, given: Sequence[Given], credential: str
    ) -> tuple[Hosted, Submitted]:
        folder = self._folder(act.org)
        folder.mkdir(exist_ok=True)
        _store_log_key(folder / "log.key", f"{urlsplit(self.origin).netloc}/o/{act.org}")
        self._ledger.begin(folder)
        listing = Listing(act.org, self._choose_slug(act.charter.name), act.charter.name)
        hosted = self._open_folder(listing)
        try:
            submitted = hosted.submit(envelope, given, credential)
        except Error:
            self._take_back(hosted)
            raise
        self._list_one(listing)
        self._open[hosted.org] = self._open[hosted.slug] = hosted
        return hosted, submitted

    def _take_back(self, hosted: Hosted) -> None:
        """Remove what was made for an organisation that was not founded. What the log holds already stays."""
        folder = self._folder(hosted.org)
        try:
            if hosted.log.head() is None:
                self._ledger.discard(folder, hosted.signer)
                shutil.rmtree(folder)
        except Unavailable as error:  # whoever founds it again goes on from what is there
            _log.warning("not taken back", org=hosted.org, code=error.code)
        finally:
            hosted.close()

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
