"""Recovery: whoever lost every key is given a new one by members who know them, after a delay in which all can see it.

Nobody needs an operator for it, and no operator can do it. Read next: `key.py`, what a key is for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec.structs import replace

from daso.kernel.act import Act, Number
from daso.kernel.admission import check_may_sponsor
from daso.kernel.charter import HOUR
from daso.kernel.key import KeyRecord, check_new_key
from daso.kernel.queries import check_token, get_member, has_token
from daso.kernel.refusals import (
    AlreadyVouched,
    NoRecovery,
    NotRecoverable,
    RecoveryNotReady,
    RecoveryVetoed,
)
from daso.keys.verify import Key

if TYPE_CHECKING:
    from daso.kernel.state import State

__all__ = [
    "CompleteRecovery",
    "Recovery",
    "RecoveryStatus",
    "VetoRecovery",
    "Vouch",
    "VouchForMember",
    "expire_recoveries",
    "get_recovery_status",
]

RecoveryStatus = Literal["vouching", "waiting", "ready", "vetoed"]


class Vouch(msgspec.Struct, frozen=True, kw_only=True):
    """One member's word that this key is now the person's."""

    by: int
    key: Key


class Recovery(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt to give a member a new key. `needed` and `hours` were copied from the charter when it began."""

    member: int
    needed: int
    hours: int
    vouches: tuple[Vouch, ...]
    opened_at: int
    ends_at: int
    """When it is forgotten unless something further happens."""
    key: Key | None = None
    """The key for which enough members vouched, and which counts from `ready_at` on."""
    ready_at: int = 0
    vetoed_at: int = 0


class VouchForMember(Act, frozen=True, kw_only=True, tag="VouchForMember"):
    """I know this member, have spoken with them, and vouch: they lost all their keys, and this new key is theirs."""

    member: Number
    key: Key


class VetoRecovery(Act, frozen=True, kw_only=True, tag="VetoRecovery"):
    """I have a working key: nobody is to give me another one."""


class CompleteRecovery(Act, frozen=True, kw_only=True, tag="CompleteRecovery"):
    """The time for a veto is over: the new key of this member counts from now on, and no old one does."""

    member: Number


def get_recovery(state: State, member: int) -> Recovery:
    """The attempt that runs for this member; refused when there is none."""
    recovery = state.recoveries.get(member)
    if recovery is None:
        raise NoRecovery(member=member)
    return recovery


def get_recovery_status(recovery: Recovery, at: int) -> RecoveryStatus:
    """How far an attempt is."""
    if recovery.vetoed_at:
        return "vetoed"
    if not recovery.ready_at:
        return "vouching"
    return "ready" if recovery.ready_at <= at else "waiting"


def process_vouch_for_member(state: State, act: VouchForMember, at: int) -> State:
    """Whoever has lost every key can be given a new one when enough members vouch for the same key. Members needed:
    {charter.vouchers}; with 0 nobody can be given one. A voucher knows the person and has spoken with them. Newcomers
    on probation don't vouch, and whoever changes their mind may vouch for another key.
    """
    check_may_sponsor(check_token(state, act.by), at)
    member, charter = get_member(state, act.member), state.charter
    if not charter.vouchers or not has_token(member) or act.member == act.by:
        raise NotRecoverable(member=act.member)
    check_new_key(state, act.key, act.member)
    recovery = state.recoveries.get(act.member) or Recovery(
        member=act.member,
        needed=charter.vouchers,
        hours=charter.recovery_hours,
        vouches=(),
        opened_at=at,
        ends_at=0,
    )
    if recovery.vetoed_at:
        raise RecoveryVetoed(member=act.member, until=recovery.ends_at)
    vouch = Vouch(by=act.by, key=act.key)
    if vouch in recovery.vouches:
        raise AlreadyVouched(member=act.member)
    others = tuple(one for one in recovery.vouches if one.by != act.by)
    vouches = tuple(sorted((*others, vouch), key=lambda one: one.by))
    return _store(state, _begin_delay(replace(recovery, vouches=vouches), act.key, at))


def _begin_delay(recovery: Recovery, key: Key, at: int) -> Recovery:
    """The attempt after a vouch for `key`. The delay begins when enough members agree, and anew for another key."""
    delay = recovery.hours * HOUR
    if recovery.key is not None and _count(recovery, recovery.key) < recovery.needed:
        recovery = replace(recovery, key=None, ready_at=0)
    if recovery.key != key and _count(recovery, key) >= recovery.needed:
        recovery = replace(recovery, key=key, ready_at=at + delay)
    return replace(recovery, ends_at=max(recovery.ends_at, at + delay, recovery.ready_at + delay))


def _count(recovery: Recovery, key: Key) -> int:
    return sum(vouch.key == key for vouch in recovery.vouches)


def process_veto_recovery(state: State, act: VetoRecovery, at: int) -> State:
    """Everybody is told at once, and then {charter.recovery_hours} hours pass. In that time the member can stop it
    with any working key that signs votes too, and nobody may begin again before as long a time is over.
    """
    recovery = get_recovery(state, act.by)
    if recovery.vetoed_at:
        raise NoRecovery(member=act.by)
    vetoed = replace(recovery, vouches=(), key=None, ready_at=0, vetoed_at=at, ends_at=at + recovery.hours * HOUR)
    return _store(state, vetoed)


def process_complete_recovery(state: State, act: CompleteRecovery, at: int) -> State:
    """After the delay any member may complete it, if those who vouched are still members. From then on the new key
    counts and all old ones are revoked. What nobody completes in as long a time again is forgotten.
    """
    check_token(state, act.by)
    recovery = get_recovery(state, act.member)
    key = recovery.key
    standing = sum(vouch.key == key and has_token(state.members[vouch.by]) for vouch in recovery.vouches)
    if key is None or recovery.ready_at > at or standing < recovery.needed:
        raise RecoveryNotReady(member=act.member)
    check_new_key(state, key, act.member)
    member = state.members[act.member]
    old = tuple(record if record.revoked_at else replace(record, revoked_at=at) for record in member.keys)
    member = replace(member, keys=(*old, KeyRecord(key=key, added_at=at)))
    return replace(
        state,
        members=state.members.insert(act.member, member),
        keys=state.keys.insert(key.public, act.member),
        recoveries=state.recoveries.remove(act.member),
    )


def expire_recoveries(state: State, at: int) -> State:
    """Forget the attempts that came to nothing."""
    over = sorted(number for number, recovery in state.recoveries.items() if recovery.ends_at <= at)
    for number in over:
        state = replace(state, recoveries=state.recoveries.remove(number))
    return state


def _store(state: State, recovery: Recovery) -> State:
    return replace(state, recoveries=state.recoveries.insert(recovery.member, recovery))
