"""One organisation as this host serves it: its clerk and log, and beside them its texts and passkeys' names.

`Hosted.submit` is the one way in for acts: texts are checked and stored first, then the clerk takes the act, and
what came with a refused act is dropped. Read next: `texts.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from sqlalchemy import Engine, update

from daso.canon import NotCanonical
from daso.clerk import Accepted, Clerk, Register
from daso.clerk.statement import StatementSource
from daso.errors import Error
from daso.host import tables
from daso.host.credentials import Credentials, check_credential
from daso.host.sightings import Sightings
from daso.host.texts import Given, Texts, match_texts
from daso.kernel.founding import FoundOrganisation, WriteCharter
from daso.kernel.key import AddKey
from daso.kernel.membership import JoinOrganisation
from daso.kernel.queries import get_next_seq
from daso.kernel.state import State
from daso.kernel.transition import AnyAct, decode_envelope
from daso.kernel.witness import get_cosignatures_needed
from daso.keys.verify import PasskeyKey
from daso.ledger import Head, Log, NoteSigner, compute_root, get_size, parse_checkpoint

__all__ = ["Clock", "Hosted", "Listing", "Opened", "Submitted"]

Clock = Callable[[], int]
"""Tells the time in UTC milliseconds."""

Introduction = FoundOrganisation | JoinOrganisation | AddKey
"""The acts that bring a new key."""


class Submitted(msgspec.Struct, frozen=True):
    """An accepted act. `is_new` is false when it had been accepted before and was only sent again."""

    accepted: Accepted
    is_new: bool


class Listing(msgspec.Struct, frozen=True):
    """An organisation as the front page lists it."""

    org: str
    slug: str
    name: str


class Opened(msgspec.Struct, frozen=True):
    """The files of an organisation's folder, open."""

    log: Log
    clerk: Clerk
    register: Register
    signer: NoteSigner
    sightings: Sightings


class Hosted:
    """An open organisation. Safe for many threads."""

    def __init__(self, listing: Listing, opened: Opened, engine: Engine) -> None:
        self.org = listing.org
        self.slug = listing.slug
        self.log = opened.log
        self.clerk = opened.clerk
        self.register = opened.register
        self.vkey = opened.log.vkey
        self.sightings = opened.sightings
        self.texts = Texts(engine, self.org)
        self.credentials = Credentials(engine, self.org)
        self._engine = engine
        self.signer = opened.signer

    @property
    def size(self) -> int:
        """How many entries the organisation's State is made of; grows with every act."""
        state = self.clerk.state
        return state.entries if state else 0

    def get_state(self, now: int) -> State:
        """The State at this moment. There is one: an organisation is listed only once its founding is on the log."""
        return self.clerk.get_state(now)

    def fetch(self, path: str) -> bytes | None:
        """One file of the log as strangers read it, or of what follows from it; None where there is none."""
        return StatementSource(self.log, self.clerk.state, self.signer).fetch(path)

    def get_receipt(self, index: int) -> str:
        """An entry's receipt under the newest checkpoint; while that waits for its witnesses, under the newest that as
        many have seen as should.
        """
        head = self.log.head()
        needed = get_cosignatures_needed(self.clerk.get_state())
        size = get_size(head)
        note = self.sightings.find_note(index, size, needed) if 0 <= index < size else None
        if note is None or head is None or head.note.startswith(note):
            return self.clerk.get_receipt(index, head)
        checkpoint = parse_checkpoint(note)
        is_ours = compute_root(self.log.tile, checkpoint.size) == checkpoint.root
        cosigned = Head(checkpoint, note + self.sightings.show_lines([note])[note])
        return self.clerk.get_receipt(index, cosigned if is_ours else head)

    def submit(self, envelope: bytes, given: Sequence[Given] = (), credential: str = "") -> Submitted:
        """Take in an act with its texts; return once it is durable, or raise why not, and then keep nothing of it."""
        self.clerk.follow()
        act, state = decode_envelope(envelope).act, self.clerk.state
        matched = match_texts(act, given, state)
        is_new = not self._is_done(act)
        if is_new:
            self.texts.check_all_there(act, matched, state)
            _check_introduction(act, credential)
        stored = self.texts.store(matched, act.by)
        try:
            accepted = self.clerk.take_in(envelope)
        except Error:
            self.texts.drop(stored)
            raise
        self.texts.keep(matched, act.by, accepted.index)
        if is_new and credential:
            self._store_credential(act, credential)
        if isinstance(act, WriteCharter):
            self._rename(self.clerk.get_state().charter.name)
        return Submitted(accepted, is_new)

    def take_in(self, envelope: bytes) -> Accepted:
        """Take in an act that came by another way than the pages, without its texts; the law judges it like any."""
        accepted = self.clerk.take_in(envelope)
        if isinstance(decode_envelope(envelope).act, WriteCharter):
            self._rename(self.clerk.get_state().charter.name)
        return accepted

    def erase(self, commitment: str, by: int, at: int) -> None:
        """Erase a text of the member `by`, who must have written it."""
        self.texts.erase(commitment, by, at)

    def learn_credential(self, member: int, key: int, credential: str) -> None:
        """Remember a passkey's name that came with a sign-in by that key, where no act had brought it."""
        check_credential(credential)
        if key not in self.credentials.list_of(member):
            self.credentials.store(member, key, credential)

    def close(self) -> None:
        """Let the clerk finish what it has accepted, then let go of every file."""
        self.clerk.close()
        self.register.close()
        self.log.close()

    def _is_done(self, act: AnyAct) -> bool:
        """Whether whoever acts has used this number already; if it was for another act, the law will say so."""
        state = self.clerk.state
        return state is not None and act.seq < get_next_seq(state, act.by)

    def _store_credential(self, act: AnyAct, credential: str) -> None:
        state = self.clerk.state
        if state is None or not isinstance(act, Introduction):
            return
        keys = [record.key.public for record in state.members[act.by].keys]
        self.credentials.store(act.by, keys.index(act.key.public) + 1, credential)

    def _rename(self, name: str) -> None:
        """List the organisation under the name that its draft charter has now; its address stays."""
        rows = tables.organisations
        with self._engine.begin() as db:
            db.execute(update(rows).where(rows.c.org == self.org).values(name=name))


def _check_introduction(act: AnyAct, credential: str) -> None:
    if not credential:
        return
    check_credential(credential)
    if not (isinstance(act, Introduction) and isinstance(act.key, PasskeyKey)):
        raise NotCanonical(reason="a passkey's identifier came with an act that brings no passkey")
