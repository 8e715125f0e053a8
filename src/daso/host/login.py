"""Signing in: a challenge of this host for one organisation, signed in a domain of its own, good for one use.

Challenges are authenticated by a key of the host instead of being stored, so that asking for many costs nothing; the
used ones are remembered until they expire. What a sign-in signs can never be taken for an act, nor an act for a
sign-in: their domains differ. Read next: `sessions.py`.
"""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import Engine, delete
from sqlalchemy.dialects.sqlite import insert as insert_or_leave

from daso.canon import encode, from_base64url, to_base64url
from daso.errors import Tampered
from daso.host import tables
from daso.host.refusals import ChallengeExpired, ChallengeForged, ChallengeSpent
from daso.host.viewer import Viewer, get_viewer_key
from daso.kernel.act import Organisation
from daso.kernel.key import is_full
from daso.kernel.queries import get_member
from daso.kernel.state import State
from daso.keys.message import Message
from daso.keys.verify import Key, Proof, verify_signature

__all__ = ["LOGIN_DOMAIN", "Challenge", "Door", "compute_login_message", "find_key", "find_scrutineer", "load_secret"]

LOGIN_DOMAIN: Final = "daso/login/1"
_MINUTES: Final = 5


class Challenge(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody signs to sign in: to which organisation, at which site, until when (UTC milliseconds)."""

    org: Organisation
    nonce: str
    origin: str
    expires: int


def compute_login_message(challenge: Challenge) -> Message:
    """What a key signs to sign in."""
    return Message(LOGIN_DOMAIN, encode(challenge))


def find_scrutineer(state: State, challenge: Challenge, proof: Proof) -> Viewer | None:
    """Which scrutineer signed this, whether or not they still have access; None when no scrutineer did.

    There are few of them, so every key is tried, and no host needs to be told the names of their passkeys.
    """
    message = compute_login_message(challenge)
    signers = (number for number, one in state.scrutineers.items() if _has_signed(one.key, proof, message))
    number = next(signers, None)
    return Viewer("scrutineer", number, 1) if number else None


def find_key(state: State, number: int, challenge: Challenge, proof: Proof) -> int:
    """Which of a member's keys signed this; the first where none did, which then is found not to have."""
    message = compute_login_message(challenge)
    keys = enumerate(get_member(state, number).keys, start=1)
    return next((place for place, record in keys if is_full(record) and _has_signed(record.key, proof, message)), 1)


def _has_signed(key: Key, proof: Proof, message: Message) -> bool:
    try:
        verify_signature(key, proof, message)
    except Tampered:
        return False
    return True


class Door:
    """Gives challenges, and lets in whoever signs one."""

    def __init__(self, engine: Engine, secret: bytes, origin: str) -> None:
        self._engine = engine
        self._secret = secret
        self._origin = origin

    def create_challenge(self, org: str, now: int) -> Challenge:
        """A challenge for one sign-in to one organisation."""
        random, expires = secrets.token_bytes(16), now + _MINUTES * 60_000
        nonce = to_base64url(random + self._compute_mark(random, org, expires))
        return Challenge(org=org, nonce=nonce, origin=self._origin, expires=expires)

    def admit(self, state: State, now: int, viewer: Viewer, challenge: Challenge, proof: Proof) -> None:
        """Verify that `viewer` signed this host's challenge for this organisation, in time and for the first time."""
        nonce = from_base64url(challenge.nonce)
        mark = self._compute_mark(nonce[:16], state.org, challenge.expires)
        is_ours = hmac.compare_digest(nonce[16:], mark)
        if not is_ours or challenge.org != state.org or challenge.origin != self._origin:
            raise ChallengeForged
        if challenge.expires <= now:
            raise ChallengeExpired
        verify_signature(get_viewer_key(state, viewer), proof, compute_login_message(challenge))
        self._spend(challenge, now)

    def _compute_mark(self, random: bytes, org: str, expires: int) -> bytes:
        return hmac.digest(self._secret, random + f"{org} {expires}".encode(), "sha256")

    def _spend(self, challenge: Challenge, now: int) -> None:
        rows = tables.challenges
        row = {"nonce": challenge.nonce, "expires_at": challenge.expires}
        with self._engine.begin() as db:
            db.execute(delete(rows).where(rows.c.expires_at <= now))
            if not db.execute(insert_or_leave(rows).values(row).on_conflict_do_nothing()).rowcount:
                raise ChallengeSpent


def load_secret(path: Path) -> bytes:
    """The host's own secret, made at the first start and readable by nobody else."""
    if not path.exists():
        unfinished = path.with_name(path.name + ".new")
        unfinished.touch(mode=0o600)
        unfinished.write_bytes(secrets.token_bytes(32))
        unfinished.replace(path)
    return path.read_bytes()
