"""Admission: how newcomers receive the vote-token, how many at a time, and what binds them and their sponsors after.

The State keeps the moments of the last thirty days only, which is all that the limits ask about. Read next:
`membership.py`, which brings people here, and `clock.py`, which lets in who waits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from daso.kernel.act import Number
from daso.kernel.charter import DAY, HOUR
from daso.kernel.queries import get_member
from daso.kernel.refusals import EffectImpossible, InProbation, SponsorPaused

if TYPE_CHECKING:
    from daso.kernel.membership import Member
    from daso.kernel.state import State

__all__ = [
    "WINDOW",
    "AdmitMember",
    "admit_if_room",
    "admit_waiting",
    "check_may_sponsor",
    "compute_limit",
    "drop_old",
    "get_limit",
    "get_next_admission",
    "pause_sponsors",
    "process_admit_member",
]

WINDOW = 30 * DAY * HOUR
"""Milliseconds over which admissions and expulsions are counted."""


class AdmitMember(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="effect"):
    """Give the vote-token to somebody who has joined, as if they had all the sponsors that are asked for."""

    member: Number


def drop_old(moments: tuple[int, ...], at: int) -> tuple[int, ...]:
    """Those moments that lie less than thirty days before `at`."""
    return tuple(moment for moment in moments if moment + WINDOW > at)


def compute_limit(percent: int, holders: int) -> int:
    """How many of `holders` a share in hundredths is: rounded up, and at least one."""
    return max(1, -(-holders * percent // 100))


def get_limit(state: State, percent: int, at: int) -> int:
    """How many may come, or be expelled, in the thirty days to `at`, by how many held a token when those began."""
    came, went = drop_old(state.admitted, at), drop_old(state.ended, at)
    return compute_limit(percent, state.tokens - len(came) + len(went))


def has_room(state: State, at: int) -> bool:
    """Whether one more may be admitted now."""
    percent = state.charter.admissions
    return not percent or len(drop_old(state.admitted, at)) < get_limit(state, percent, at)


def admit(state: State, member: Member, at: int) -> State:
    """Give the one vote-token, and begin the probation that the charter asks for."""
    hours = state.charter.probation_hours
    member = replace(member, token_at=at, probation_until=at + hours * HOUR if hours else 0)
    return replace(
        state,
        members=state.members.insert(member.number, member),
        tokens=state.tokens + 1,
        tokens_at=at,
        admitted=(*drop_old(state.admitted, at), at),
        waiting=tuple(number for number in state.waiting if number != member.number),
    )


def admit_if_room(state: State, member: Member, at: int) -> State:
    """Admit somebody who has what admission takes, or let them wait for their turn."""
    if not state.waiting and has_room(state, at):
        return admit(state, member, at)
    members = state.members.insert(member.number, member)
    return replace(state, members=members, waiting=(*state.waiting, member.number))


def get_next_admission(state: State) -> int:
    """When the next of those who wait is let in; nought where nobody waits.

    Room comes only when an admission grows older than thirty days, or when the charter has been amended.
    """
    if not state.waiting:
        return 0
    now = max(state.at, state.tokens_at)
    moments = [now, *(moment + WINDOW for moment in state.admitted if moment + WINDOW > now)]
    return next(moment for moment in moments if has_room(state, moment))


def admit_waiting(state: State, at: int) -> State:
    """Whom a full month keeps out waits, and nobody else's turn comes first. In any thirty days the most who are
    admitted are {charter.admissions} in a hundred of the members that there were before, and at least one; with 0
    everybody is admitted at once. So nobody can fill an electorate with friends before a vote.
    """
    return admit(state, state.members[state.waiting[0]], at)


def check_may_sponsor(member: Member, at: int) -> None:
    """Newcomers vote from the first day, and during their probation they neither invite, nor sponsor, nor vouch.
    Probation lasts: {charter.probation_hours} hours. Whoever sponsored somebody who turned out not to be one person,
    to be here twice, or to be known to nobody, invites and sponsors nobody for {charter.sponsor_pause_hours} hours.
    """
    if member.probation_until > at:
        raise InProbation(until=member.probation_until)
    if member.paused_until > at:
        raise SponsorPaused(until=member.paused_until)


def pause_sponsors(state: State, sponsored: Member, at: int) -> State:
    """Let those answer who sponsored somebody that should never have been here."""
    until = at + state.charter.sponsor_pause_hours * HOUR
    members = state.members
    for number in sponsored.sponsors:
        sponsor = members[number]
        members = members.insert(number, replace(sponsor, paused_until=max(sponsor.paused_until, until)))
    return replace(state, members=members)


def process_admit_member(state: State, effect: AdmitMember, decision: int, at: int) -> State:
    """Where the charter has a rule for it, the members may admit by a vote somebody who has joined and whom too few
    sponsor. Nobody answers for them then, and all else holds as for everybody.
    """
    applicant = get_member(state, effect.member)
    if applicant.token_at or applicant.left_at or effect.member in state.waiting:
        raise EffectImpossible("Member {member} is not waiting for sponsors.", member=effect.member)
    return admit_if_room(state, replace(applicant, sponsors=()), at)
