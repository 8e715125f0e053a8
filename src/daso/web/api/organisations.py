"""Organisations, their members and invitations, for programs. Read next: `proposals.py`."""

from __future__ import annotations

from litestar.params import FromPath

from daso.canon import to_base64url
from daso.host import Profile
from daso.kernel.admission import get_next_admission
from daso.kernel.membership import Member
from daso.kernel.queries import get_member as get_member_of
from daso.kernel.queries import has_token, is_dormant
from daso.kernel.recovery import get_recovery_status
from daso.kernel.snapshot import compute_state_digest
from daso.web.api.answers import (
    After,
    ClauseAnswer,
    InvitationAnswer,
    Limit,
    ListingAnswer,
    MemberAnswer,
    OrganisationAnswer,
    RecoveryAnswer,
    ScrutineerAnswer,
    Slice,
    VouchAnswer,
    cut_slice,
)
from daso.web.api.asking import read
from daso.web.visit import GuestHere, Visit, VisitHere

__all__ = ["get_invitations", "get_member", "get_members", "get_organisation", "get_organisations", "get_recoveries"]


@read("/api/orgs", tags=["organisations"])
def get_organisations(guest: GuestHere) -> list[ListingAnswer]:
    """Every organisation of this site."""
    return [ListingAnswer(one.org, one.slug, one.name) for one in guest.host.list()]


@read("/api/orgs/{slug:str}", tags=["organisations"])
def get_organisation(visit: VisitHere) -> OrganisationAnswer:
    """Where an organisation stands: foundation, charter, numbers, and the digest of its State."""
    state, hosted = visit.state, visit.hosted
    recorded = hosted.clerk.state or state
    return OrganisationAnswer(
        org=hosted.org,
        slug=hosted.slug,
        law=state.law,
        door=state.door,
        origins=state.origins,
        charter=state.charter,
        clauses={
            name: ClauseAnswer(text=one.text, by=one.by, at=one.at, agreed=sorted(one.agreed.keys()))
            for name, one in sorted(state.clauses.items())
        },
        foundation=state.foundation,
        standing=state.standing,
        amendments=state.amendments,
        contracts=[one for _, one in sorted(state.contracts.items())],
        inaugurated_at=state.inaugurated_at,
        tokens=state.tokens,
        members=len(state.members),
        proposals=len(state.proposals),
        decisions=len(state.decisions),
        scrutineers=list_scrutineers(visit),
        witnesses=[one for _, one in sorted(state.witnesses.items())],
        entries=recorded.entries,
        digest=to_base64url(compute_state_digest(recorded)),
        vkey=hosted.vkey,
        log=f"{visit.settings.origin}/o/{hosted.slug}/log",
    )


def list_scrutineers(visit: Visit) -> list[ScrutineerAnswer]:
    """Every scrutineer ever named."""
    return [
        ScrutineerAnswer(
            number=number,
            name=read_name(visit, one.profile),
            decision=one.decision,
            named_at=one.named_at,
            ended_at=one.ended_at,
        )
        for number, one in sorted(visit.state.scrutineers.items())
    ]


def read_name(visit: Visit, profile: str) -> str | None:
    """The name in a profile, if this reader may read it."""
    text = visit.text(profile)
    return text.name if isinstance(text, Profile) else None


@read("/api/orgs/{slug:str}/members", tags=["organisations"])
def get_members(visit: VisitHere, after: After = 0, limit: Limit = 100) -> Slice[MemberAnswer]:
    """Members by number; those who left too, for they stay on the log."""
    chosen, following = cut_slice(sorted(visit.state.members.keys()), after, limit)
    return Slice([describe_member(visit, visit.state.members[number]) for number in chosen], following)


@read("/api/orgs/{slug:str}/members/{number:int}", tags=["organisations"])
def get_member(visit: VisitHere, number: FromPath[int]) -> MemberAnswer:
    """One member."""
    return describe_member(visit, get_member_of(visit.state, number))


def describe_member(visit: Visit, member: Member) -> MemberAnswer:
    """A member as this reader may know them."""
    return MemberAnswer(
        number=member.number,
        name=read_name(visit, member.profile),
        profile=member.profile,
        invited_by=member.invited_by,
        sponsors=member.sponsors,
        joined_at=member.joined_at,
        token_at=member.token_at,
        left_at=member.left_at,
        fate=member.fate,
        waits_until=get_next_admission(visit.state) if member.number in visit.state.waiting else 0,
        probation_until=member.probation_until,
        challenge=member.challenge,
        paused_until=member.paused_until,
        is_dormant=has_token(member) and is_dormant(visit.state, member, visit.now),
    )


@read("/api/orgs/{slug:str}/recoveries", tags=["organisations"])
def get_recoveries(visit: VisitHere) -> list[RecoveryAnswer]:
    """Members who are about to be given a new key, by number."""
    return [
        RecoveryAnswer(
            member=number,
            status=get_recovery_status(one, visit.now),
            needed=one.needed,
            vouches=[VouchAnswer(by=vouch.by, public=vouch.key.public) for vouch in one.vouches],
            ready_at=one.ready_at,
            ends_at=one.ends_at,
        )
        for number, one in sorted(visit.state.recoveries.items())
    ]


@read("/api/orgs/{slug:str}/invitations", tags=["organisations"])
def get_invitations(visit: VisitHere) -> list[InvitationAnswer]:
    """The invitations that can still be taken up."""
    return [
        InvitationAnswer(number=number, by=one.by, public=one.key.public, expires_at=one.expires_at)
        for number, one in sorted(visit.state.invitations.items())
        if one.expires_at > visit.now
    ]
