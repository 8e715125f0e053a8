"""Keys: each member has one or more, made on their own devices, and nobody else's signature counts for theirs.

Read next: `transition.py`, which checks the signature of every act before the law looks at it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from daso.kernel.act import Act, MaybeCommitment, Number
from daso.kernel.queries import get_member
from daso.kernel.refusals import KeyRevoked, KeyTaken, LastKey, TooManyKeys, UnknownKey, UnknownOrigin
from daso.keys.verify import Key, PasskeyKey, verify_public_point

if TYPE_CHECKING:
    from daso.kernel.membership import Member
    from daso.kernel.state import State

__all__ = ["KEYS_LIMIT", "AddKey", "KeyRecord", "RevokeKey", "check_key", "check_new_key", "get_working_key"]

KEYS_LIMIT = 8
"""Working keys that a member may have."""


class KeyRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One key of a member, and when it began and ceased to count."""

    key: Key
    added_at: int
    revoked_at: int = 0


class AddKey(Act, frozen=True, kw_only=True, tag="AddKey"):
    """I add a further key of mine; `label` names the device, beside the log."""

    key: Key
    label: MaybeCommitment


class RevokeKey(Act, frozen=True, kw_only=True, tag="RevokeKey"):
    """I revoke my key with this number; from now on it signs nothing."""

    key: Number


def get_working_key(member: Member, number: int) -> Key:
    """The member's key with this number; refused when there is none or it was revoked."""
    if not 1 <= number <= len(member.keys):
        raise UnknownKey(member=member.number, key=number)
    record = member.keys[number - 1]
    if record.revoked_at:
        raise KeyRevoked(member=member.number, key=number)
    return record.key


def check_key(origins: tuple[str, ...], key: Key) -> None:
    """Refuse a key that can't sign, or a passkey of a site the organisation has not agreed on."""
    verify_public_point(key)
    if isinstance(key, PasskeyKey) and key.origin not in origins:
        raise UnknownOrigin(origin=key.origin)


def check_new_key(state: State, key: Key) -> None:
    """Refuse a key that is unsound or already somebody's."""
    check_key(state.origins, key)
    if key.public in state.keys:
        raise KeyTaken


def process_add_key(state: State, act: AddKey, at: int) -> State:
    """A member may have up to eight working keys, on several devices. One key belongs to one member for ever."""
    member = get_member(state, act.by)
    check_new_key(state, act.key)
    if sum(not record.revoked_at for record in member.keys) >= KEYS_LIMIT:
        raise TooManyKeys(limit=KEYS_LIMIT)
    member = replace(member, keys=(*member.keys, KeyRecord(key=act.key, added_at=at)))
    return replace(
        state,
        members=state.members.insert(act.by, member),
        keys=state.keys.insert(act.key.public, act.by),
    )


def process_revoke_key(state: State, act: RevokeKey, at: int) -> State:
    """A member may revoke a key of theirs at any time, except the last one that works."""
    member = get_member(state, act.by)
    get_working_key(member, act.key)
    if sum(not record.revoked_at for record in member.keys) == 1:
        raise LastKey
    revoked = replace(member.keys[act.key - 1], revoked_at=at)
    keys = (*member.keys[: act.key - 1], revoked, *member.keys[act.key :])
    return replace(state, members=state.members.insert(act.by, replace(member, keys=keys)))
