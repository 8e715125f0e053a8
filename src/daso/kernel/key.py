"""Keys: each member has one or more, made on their own devices, and nobody else's signature counts for theirs.

Read next: `transition.py`, which checks the signature of every act before the law looks at it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec.structs import replace

from daso.canon import Count
from daso.kernel.act import Act, MaybeCommitment, Number
from daso.kernel.queries import get_member
from daso.kernel.refusals import (
    KeyEnded,
    KeyRevoked,
    KeyTaken,
    KeyTermUnfit,
    KeyTooLight,
    LastKey,
    TooManyKeys,
    UnknownKey,
    UnknownOrigin,
)
from daso.keys.verify import Key, PasskeyKey, verify_public_point

if TYPE_CHECKING:
    from daso.kernel.membership import Member
    from daso.kernel.state import State

__all__ = [
    "DAY",
    "KEYS_LIMIT",
    "LIGHT_DAYS",
    "AddKey",
    "KeyRecord",
    "RevokeKey",
    "Scope",
    "check_key",
    "check_new_key",
    "get_full_key",
    "get_signing_key",
    "is_full",
    "is_working",
]

KEYS_LIMIT = 8
"""Working keys that a member may have, light ones included."""

LIGHT_DAYS = 366
"""Days after which a light key ends at the latest."""

DAY = 86_400_000
"""Milliseconds in a day."""

Scope = Literal["", "light"]
"""What a key may sign: everything, or light acts only (`Act.is_light`)."""


class KeyRecord(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One key of a member, when it began and ceased to count, and, where it is a light one, when it ends by itself."""

    key: Key
    added_at: int
    revoked_at: int = 0
    scope: Scope = ""
    until: int = 0


class AddKey(Act, frozen=True, kw_only=True, tag="AddKey"):
    """I add a further key of mine; `label` names the device, beside the log.

    With the scope ``light`` it signs light acts only, and ends at `until` (UTC milliseconds).
    """

    key: Key
    label: MaybeCommitment
    scope: Scope = ""
    until: Count = 0


class RevokeKey(Act, frozen=True, kw_only=True, tag="RevokeKey"):
    """I revoke my key with this number; from now on it signs nothing."""

    key: Number


def is_working(record: KeyRecord, at: int) -> bool:
    """Whether a key counts at this moment: neither revoked nor at its end."""
    return not record.revoked_at and (not record.until or at < record.until)


def is_full(record: KeyRecord) -> bool:
    """Whether a key was ever meant for more than light acts, and has not been revoked. A full key has no end."""
    return not record.scope and not record.revoked_at


def get_record(member: Member, number: int) -> KeyRecord:
    """The member's key with this number; refused when there is none or it was revoked."""
    if not 1 <= number <= len(member.keys):
        raise UnknownKey(member=member.number, key=number)
    record = member.keys[number - 1]
    if record.revoked_at:
        raise KeyRevoked(member=member.number, key=number)
    return record


def get_full_key(member: Member, number: int) -> Key:
    """The member's key with this number, which must be one that signs everything."""
    record = get_record(member, number)
    if not is_full(record):
        raise KeyTooLight(key=number, act="login")
    return record.key


def get_signing_key(member: Member, number: int, act: Act, at: int) -> Key:
    """The member's key with this number, which must be working at `at`, and a full one unless the act is light."""
    record = get_record(member, number)
    if not is_working(record, at):
        raise KeyEnded(member=member.number, key=number)
    if record.scope and not act.is_light:
        raise KeyTooLight(key=number, act=type(act).__name__)
    return record.key


def check_key(origins: tuple[str, ...], key: Key) -> None:
    """Refuse a key that can't sign, or a passkey of a site the organisation has not agreed on."""
    verify_public_point(key)
    if isinstance(key, PasskeyKey) and key.origin not in origins:
        raise UnknownOrigin(origin=key.origin)


def check_new_key(state: State, key: Key, member: int = 0) -> None:
    """Refuse a key that is unsound, already somebody's, or about to be given to another than this member."""
    check_key(state.origins, key)
    others = [recovery for number, recovery in sorted(state.recoveries.items()) if number != member]
    if key.public in state.keys or any(vouch.key.public == key.public for one in others for vouch in one.vouches):
        raise KeyTaken


def check_term(act: AddKey, at: int) -> None:
    """Refuse a light key without a near end, and a full key with one."""
    fits = at < act.until <= at + LIGHT_DAYS * DAY if act.scope else not act.until
    if not fits:
        raise KeyTermUnfit(days=LIGHT_DAYS)


def process_add_key(state: State, act: AddKey, at: int) -> State:
    """A member may have up to eight working keys: passkeys on several devices, wallets, or keys for the command line,
    all of which sign alike. One key belongs to one member for ever. A light
    key, which a device may use without asking for a fingerprint, ends within 366 days and signs comments, reactions
    and the joining and leaving of hubs only: never votes, proposals, money, keys, admissions or rules.
    """
    member = get_member(state, act.by)
    check_new_key(state, act.key, act.by)
    check_term(act, at)
    if sum(is_working(record, at) for record in member.keys) >= KEYS_LIMIT:
        raise TooManyKeys(limit=KEYS_LIMIT)
    added = KeyRecord(key=act.key, added_at=at, scope=act.scope, until=act.until)
    member = replace(member, keys=(*member.keys, added))
    return replace(
        state,
        members=state.members.insert(act.by, member),
        keys=state.keys.insert(act.key.public, act.by),
    )


def process_revoke_key(state: State, act: RevokeKey, at: int) -> State:
    """A member may revoke a key of theirs at any time, except the last full one."""
    member = get_member(state, act.by)
    record = get_record(member, act.key)
    if is_full(record) and sum(map(is_full, member.keys)) == 1:
        raise LastKey
    revoked = replace(record, revoked_at=at)
    keys = (*member.keys[: act.key - 1], revoked, *member.keys[act.key :])
    return replace(state, members=state.members.insert(act.by, replace(member, keys=keys)))
