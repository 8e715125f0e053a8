"""Membership: invited, joined, sponsored, given the one vote-token; and free to leave.

Read next: `key.py` for members' keys, `founding.py` for those who were there first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from daso.canon import Base64Url64, encode
from daso.kernel.act import Act, MaybeCommitment, Number
from daso.kernel.admission import admit_if_room, check_may_sponsor, drop_old
from daso.kernel.charter import HOUR
from daso.kernel.hub import leave_hubs
from daso.kernel.key import KeyRecord, check_new_key
from daso.kernel.persistent import HashTrieMap
from daso.kernel.queries import check_token, get_member, has_token
from daso.kernel.refusals import (
    AlreadySponsored,
    FoundationChanged,
    InvitationExpired,
    KeyTaken,
    NotAnApplicant,
    TooManyInvitations,
    UnknownInvitation,
)
from daso.kernel.setting import get_charter
from daso.keys.message import Message
from daso.keys.verify import Key, P256Key, P256Proof, verify_public_point

if TYPE_CHECKING:
    from daso.kernel.state import State

__all__ = [
    "INVITATION_DOMAIN",
    "Fate",
    "Invitation",
    "InviteMembers",
    "JoinOrganisation",
    "LeaveOrganisation",
    "Member",
    "SponsorMember",
    "compute_invitation_message",
    "end_membership",
]

Fate = Literal["", "left", "expelled", "overturned"]
INVITATION_DOMAIN = "daso/invitation/1"


class Member(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One person. A `token_at` of nought means no vote-token yet; a `left_at`, that it has ceased to count.

    A founder has no probation.
    """

    number: int
    keys: tuple[KeyRecord, ...]
    seq: int
    """The number that the member's next act must have."""
    profile: str
    invited_by: int
    sponsors: tuple[int, ...]
    joined_at: int
    token_at: int = 0
    left_at: int = 0
    fate: Fate = ""
    """How the membership ended; empty while it lasts."""
    acted_at: int = 0
    """When the member last did anything, by which dormancy is told."""
    probation_until: int = 0
    challenge: int = 0
    """The challenge of their admission that enough have signed and that is not settled yet."""
    settled_until: int = 0
    """Until when their admission can't be challenged again, for having been upheld."""
    away: tuple[tuple[int, int], ...] = ()
    """When they were expelled and taken back: since when, until when, for each time. Votes that began then go without
    them."""
    paused_until: int = 0
    """Until when the member sponsors nobody, for having sponsored somebody who should not be here."""
    amended: int = 0
    """Amendments made before they joined: until they hold the token the charter stays as they affirmed it."""


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation reserves a member number for whoever holds its secret key, which only the link contains."""

    number: int
    key: P256Key
    by: int
    expires_at: int


class InviteMembers(Act, frozen=True, kw_only=True, tag="InviteMembers"):
    """I invite people: one key an invitation. They get the next free member numbers, in this order."""

    keys: Annotated[tuple[P256Key, ...], Meta(min_length=1, max_length=100)]


class JoinOrganisation(Act, frozen=True, kw_only=True, tag="JoinOrganisation"):
    """I take up the invitation whose number is now mine, and affirm the foundation (empty while it is being founded).

    `invitation` is the invitation key's signature over my own key; `profile` commits to my name beside the log.
    """

    key: Key
    invitation: Base64Url64
    affirms: MaybeCommitment
    profile: MaybeCommitment


class SponsorMember(Act, frozen=True, kw_only=True, tag="SponsorMember"):
    """I know this person and answer for their being one person; let them in."""

    member: Number


class LeaveOrganisation(Act, frozen=True, kw_only=True, tag="LeaveOrganisation"):
    """I leave the organisation."""


def compute_invitation_message(org: str, number: int, key: Key) -> Message:
    """What an invitation's key signs: that this new key takes up this number in this organisation."""
    return Message(INVITATION_DOMAIN, encode({"key": key.public, "number": number, "org": org}))


def get_invitation(state: State, number: int) -> Invitation:
    """The unused invitation with this number; refused when it was used, or never was."""
    invitation = state.invitations.get(number)
    if invitation is None:
        raise UnknownInvitation(number=number)
    return invitation


def get_join_claim(state: State, act: JoinOrganisation) -> tuple[P256Key, P256Proof, Message]:
    """Key, proof and message by which a newcomer shows to hold the invitation."""
    invitation = get_invitation(state, act.by)
    message = compute_invitation_message(state.org, act.by, act.key)
    return invitation.key, P256Proof(signature=act.invitation), message


def process_invite_members(state: State, act: InviteMembers, at: int) -> State:
    """The most open invitations that a member may have at a time is {charter.invitations}. Each is for one person and
    ends after {charter.invitation_hours} hours.
    """
    inviter = check_token(state, act.by) if state.inaugurated_at else get_member(state, act.by)
    check_may_sponsor(inviter, at)
    still_open = sum(i.by == inviter.number and i.expires_at > at for i in state.invitations.values())
    if still_open + len(act.keys) > state.charter.invitations:
        raise TooManyInvitations(count=still_open, limit=state.charter.invitations)
    invitations, expires_at = state.invitations, at + state.charter.invitation_hours * HOUR
    for number, key in enumerate(act.keys, start=state.next_member):
        verify_public_point(key)
        invitation = Invitation(number=number, key=key, by=act.by, expires_at=expires_at)
        invitations = invitations.insert(number, invitation)
    return replace(state, invitations=invitations, next_member=state.next_member + len(act.keys))


def process_join_organisation(state: State, act: JoinOrganisation, at: int) -> State:
    """Whoever holds an invitation may join with a key of their own, after affirming the ideas-issue and the charter
    as they stand. Sponsors needed by each newcomer: {charter.sponsors}; whoever invites counts as the first. Then the
    newcomer receives the vote-token: one, of weight one, never to be handed on.
    """
    invitation = get_invitation(state, act.by)
    if invitation.expires_at <= at:
        raise InvitationExpired
    check_new_key(state, act.key)
    if act.key.public == invitation.key.public:
        raise KeyTaken  # whoever has seen the link holds that key
    if act.affirms != state.standing:
        raise FoundationChanged
    inviter = get_member(state, invitation.by)
    member = Member(
        number=act.by,
        keys=(KeyRecord(key=act.key, added_at=at),),
        seq=1,
        profile=act.profile,
        invited_by=invitation.by,
        sponsors=(invitation.by,) if has_token(inviter) else (),
        joined_at=at,
        amended=len(state.amendments),
    )
    state = replace(
        state,
        invitations=state.invitations.remove(act.by),
        keys=state.keys.insert(act.key.public, act.by),
        affirmed=state.affirmed if state.inaugurated_at else HashTrieMap(),
    )
    return _admit_if_sponsored(state, member, at)


def process_sponsor_member(state: State, act: SponsorMember, at: int) -> State:
    """A sponsor knows the newcomer and answers, by name and for ever on the log, for their being one person."""
    sponsor = check_token(state, act.by)
    applicant = get_member(state, act.member)
    if applicant.token_at or applicant.left_at or act.member in state.waiting or act.member == act.by:
        raise NotAnApplicant(member=act.member)
    if act.by in applicant.sponsors:
        raise AlreadySponsored(member=act.member)
    check_may_sponsor(sponsor, at)
    return _admit_if_sponsored(state, replace(applicant, sponsors=(*applicant.sponsors, act.by)), at)


def _admit_if_sponsored(state: State, member: Member, at: int) -> State:
    if state.inaugurated_at and len(member.sponsors) >= get_charter(state, member.amended).sponsors:
        return admit_if_room(state, member, at)
    return replace(state, members=state.members.insert(member.number, member))


def process_leave_organisation(state: State, act: LeaveOrganisation, at: int) -> State:
    """Everybody may leave at any time. Ballots already cast still count; nothing new can be done in their name, and
    their open invitations end.
    """
    return end_membership(state, act.by, at, "left")


def end_membership(state: State, number: int, at: int, fate: Fate) -> State:
    """Let a membership end; the number, the keys and what was done stay on the log for ever."""
    member, invitations = get_member(state, number), state.invitations
    for invited, invitation in state.invitations.items():
        if invitation.by == number:
            invitations = invitations.remove(invited)
    return replace(
        leave_hubs(state, number),
        invitations=invitations,
        members=state.members.insert(number, replace(member, left_at=at, fate=fate)),
        tokens=state.tokens - has_token(member),
        tokens_at=at,
        recoveries=state.recoveries.remove(number) if number in state.recoveries else state.recoveries,
        ended=(*drop_old(state.ended, at), at) if has_token(member) else state.ended,
        waiting=tuple(other for other in state.waiting if other != number),
    )
