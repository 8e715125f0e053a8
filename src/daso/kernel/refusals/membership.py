"""Refusals of joining, sponsoring and leaving."""

from __future__ import annotations

from daso.errors import Refusal

__all__ = [
    "AlreadySponsored",
    "AlreadyVouched",
    "InProbation",
    "InvitationExpired",
    "MemberLeft",
    "NoRecovery",
    "NotAMember",
    "NotAnApplicant",
    "NotRecoverable",
    "RecoveryNotReady",
    "RecoveryVetoed",
    "SponsorPaused",
    "TooManyInvitations",
    "UnknownInvitation",
]


class UnknownInvitation(Refusal):
    code = "unknown-invitation"
    article = "joining"
    message = "There is no open invitation with the number {number}. Ask a member for a new one."


class InvitationExpired(Refusal):
    code = "invitation-expired"
    article = "joining"
    message = "This invitation has expired. Ask the member who sent it for a new one."


class TooManyInvitations(Refusal):
    code = "too-many-invitations"
    article = "joining"
    message = "You have {count} open invitations; the charter allows {limit}. Wait until some are used or expire."


class NotAMember(Refusal):
    code = "not-a-member"
    article = "one-vote"
    message = "Member {member} does not hold a vote-token, so this is not open to them."


class MemberLeft(Refusal):
    code = "member-left"
    article = "leaving"
    message = "Member {member} is no longer a member and can't act here any more."


class NotAnApplicant(Refusal):
    code = "not-an-applicant"
    article = "joining"
    message = "Member {member} is not waiting for sponsors."


class AlreadySponsored(Refusal):
    code = "already-sponsored"
    article = "joining"
    message = "You are a sponsor of member {member} already."


class InProbation(Refusal):
    code = "in-probation"
    article = "newcomers"
    message = (
        "You are in probation until {until}, and neither invite, nor sponsor, nor vouch, nor announce payments before."
        " Vote and propose."
    )


class SponsorPaused(Refusal):
    code = "sponsor-paused"
    article = "newcomers"
    message = "You answer for somebody you sponsored, and invite and sponsor nobody until {until}."


class AlreadyVouched(Refusal):
    code = "already-vouched"
    article = "recovery"
    message = "You have vouched for this key of member {member} already."


class NoRecovery(Refusal):
    code = "no-recovery"
    article = "recovery"
    message = "Nobody is giving member {member} a new key just now."


class NotRecoverable(Refusal):
    code = "not-recoverable"
    article = "recovery"
    message = "You can't vouch for member {member}. It takes another member, and a charter that lets members vouch."


class RecoveryNotReady(Refusal):
    code = "recovery-not-ready"
    article = "recovery"
    message = (
        "Member {member} can't be given the new key yet: it takes enough members who vouch, and the time for a veto."
    )


class RecoveryVetoed(Refusal):
    code = "recovery-vetoed"
    article = "recovery"
    message = "Member {member} has a working key and has vetoed this. Nobody can vouch again before {until}."
