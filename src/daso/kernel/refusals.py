"""Every no of the law, by name: its code, the article it rests on, and a sentence that says what to do.

A refusal changes nothing. Its code never changes meaning, for programs rely on it; its article is a heading of the
charter page. Read next: `articles.py`.
"""

from __future__ import annotations

from daso.errors import Refusal

__all__ = [
    "AlreadyFounded",
    "AlreadyPublished",
    "AlreadySponsored",
    "CharterUnsound",
    "ClauseChanged",
    "ClausesMissing",
    "ClockWentBack",
    "DecisionExpired",
    "EffectImpossible",
    "EffectNotAllowed",
    "FoundationChanged",
    "FoundationLocked",
    "InvitationExpired",
    "KeyRevoked",
    "KeyTaken",
    "LastKey",
    "MemberLeft",
    "NotAMember",
    "NotAffirmed",
    "NotAgreed",
    "NotAnApplicant",
    "NotFounded",
    "NotInElectorate",
    "NotInaugurated",
    "NotPublished",
    "NotTheAuthor",
    "NotTheInnovator",
    "NothingToCarryOut",
    "ProposalClosed",
    "SequenceBroken",
    "StillInDiscussion",
    "TextChanged",
    "TooFewFounders",
    "TooManyInvitations",
    "TooManyKeys",
    "TooManyProposals",
    "UnknownClause",
    "UnknownInvitation",
    "UnknownKey",
    "UnknownKind",
    "UnknownLaw",
    "UnknownMember",
    "UnknownOrigin",
    "UnknownProposal",
    "UnknownSubject",
    "WrongChoice",
    "WrongIdentifier",
    "WrongOptions",
    "WrongOrganisation",
]

# --- form: every act is signed, in order, for this organisation


class WrongOrganisation(Refusal):
    code = "wrong-organisation"
    article = "signed"
    message = "This act was made for another organisation ({given}). It can't be used here; sign one for {expected}."


class ClockWentBack(Refusal):
    code = "clock-went-back"
    article = "signed"
    message = "The time {at} lies before the last entry's ({last}). Time only goes forward on the log."


class UnknownMember(Refusal):
    code = "unknown-member"
    article = "signed"
    message = "Nobody here has the number {member}. Check the number, or join first."


class SequenceBroken(Refusal):
    code = "sequence-broken"
    article = "signed"
    message = "Your next act has the number {expected}, this one says {given}. Reload, and sign it again."


class UnknownKey(Refusal):
    code = "unknown-key"
    article = "keys"
    message = "Member {member} has no key {key}. Sign with one of your own keys."


class KeyRevoked(Refusal):
    code = "key-revoked"
    article = "keys"
    message = "Key {key} of member {member} has been revoked. Sign with another of your keys."


class AlreadyFounded(Refusal):
    code = "already-founded"
    article = "founding"
    message = "This organisation has been founded already. Found another one, or join this one."


class NotFounded(Refusal):
    code = "not-founded"
    article = "founding"
    message = "A log begins with the founding of its organisation, and this act is not one."


class WrongIdentifier(Refusal):
    code = "wrong-identifier"
    article = "founding"
    message = "The organisation's identifier does not follow from its founding; it should be {expected}."


class UnknownLaw(Refusal):
    code = "unknown-law"
    article = "founding"
    message = "This organisation asks for version {law} of the law, which this program does not know. Update it."


# --- keys


class KeyTaken(Refusal):
    code = "key-taken"
    article = "keys"
    message = "This key is already in use here. One key belongs to one member; make a new one."


class TooManyKeys(Refusal):
    code = "too-many-keys"
    article = "keys"
    message = "You have {limit} working keys, as many as the law allows. Revoke one first."


class LastKey(Refusal):
    code = "last-key"
    article = "keys"
    message = "This is your last working key. Add another one before you revoke it."


class UnknownOrigin(Refusal):
    code = "unknown-origin"
    article = "keys"
    message = "Passkeys made at {origin} don't count here. Make one at a site that the organisation has agreed on."


# --- founding


class FoundationLocked(Refusal):
    code = "foundation-locked"
    article = "locked"
    message = "The ideas-issue and the charter are locked since the inauguration and can't be rewritten."


class NotInaugurated(Refusal):
    code = "not-inaugurated"
    article = "founding"
    message = "The organisation is still being founded. This is possible once it has been inaugurated."


class NotTheInnovator(Refusal):
    code = "not-the-innovator"
    article = "founding"
    message = (
        "Through the innovator's door the ideas-issue and charter are written by member 1. Comment on them instead."
    )


class ClauseChanged(Refusal):
    code = "clause-changed"
    article = "founding"
    message = "The clause “{clause}” has been rewritten meanwhile. Read it again before you agree."


class UnknownClause(Refusal):
    code = "unknown-clause"
    article = "founding"
    message = "The clause “{clause}” has not been written yet. Write it first."


class FoundationChanged(Refusal):
    code = "foundation-changed"
    article = "founding"
    message = "What you affirmed is not the ideas-issue and charter as they stand. Read them again, then affirm."


class ClausesMissing(Refusal):
    code = "clauses-missing"
    article = "founding"
    message = "Not every clause of the ideas-issue is written yet; missing: {missing}."


class NotAgreed(Refusal):
    code = "not-agreed"
    article = "founding"
    message = "Not everybody agrees to the clause “{clause}” yet; {count} founders are missing."


class NotAffirmed(Refusal):
    code = "not-affirmed"
    article = "founding"
    message = "Not everybody has affirmed the ideas-issue and charter yet; {count} founders are missing."


class TooFewFounders(Refusal):
    code = "too-few-founders"
    article = "founding"
    message = "The charter asks for {needed} founders, and there are {count}. Invite more people."


class CharterUnsound(Refusal):
    code = "charter-unsound"
    article = "locked"
    message = "Nothing could be decided by this charter."


# --- membership


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
    message = "Member {member} has left the organisation and can't act here any more."


class NotAnApplicant(Refusal):
    code = "not-an-applicant"
    article = "joining"
    message = "Member {member} is not waiting for sponsors."


class AlreadySponsored(Refusal):
    code = "already-sponsored"
    article = "joining"
    message = "You are a sponsor of member {member} already."


# --- proposing


class UnknownProposal(Refusal):
    code = "unknown-proposal"
    article = "proposing"
    message = "There is no proposal {proposal}."


class ProposalClosed(Refusal):
    code = "proposal-closed"
    article = "voting"
    message = "Proposal {proposal} is closed. What was voted until the close counts; nothing can be added."


class NotTheAuthor(Refusal):
    code = "not-the-author"
    article = "proposing"
    message = "Only its author, member {author}, can do this with proposal {proposal}."


class TooManyProposals(Refusal):
    code = "too-many-proposals"
    article = "proposing"
    message = "You have as many live proposals as the charter allows ({limit}). Let one end, or withdraw one first."


class UnknownKind(Refusal):
    code = "unknown-kind"
    article = "proposing"
    message = "The charter has no rule for proposals of the kind “{kind}”."


class WrongOptions(Refusal):
    code = "wrong-options"
    article = "proposing"
    message = "A {form} can't have {options} options: a motion has two (for, against), a choice two to {limit}."


class EffectNotAllowed(Refusal):
    code = "effect-not-allowed"
    article = "proposing"
    message = "A proposal of the kind “{kind}” and form “{form}” can't have the effect {effect}."


class EffectImpossible(Refusal):
    code = "effect-impossible"
    article = "carrying-out"
    message = "This can't take effect."


class AlreadyPublished(Refusal):
    code = "already-published"
    article = "proposing"
    message = "Proposal {proposal} is published: people are voting on it as it stands. It can't be changed any more."


class NotPublished(Refusal):
    code = "not-published"
    article = "voting"
    message = "Proposal {proposal} is still being discussed. Voting begins when its author publishes it."


class StillInDiscussion(Refusal):
    code = "still-in-discussion"
    article = "proposing"
    message = "The charter gives {hours} hours to discuss; proposal {proposal} can be published from {until} on."


class TextChanged(Refusal):
    code = "text-changed"
    article = "proposing"
    message = "These are not the words of proposal {proposal} as it stands. Read it again first."


# --- voting and carrying out


class NotInElectorate(Refusal):
    code = "not-in-electorate"
    article = "voting"
    message = "Member {member} is not in the electorate of proposal {proposal}, which was fixed at its publication."


class WrongChoice(Refusal):
    code = "wrong-choice"
    article = "voting"
    message = "A ballot here names one option from 1 to {options}, or none to abstain."


class NothingToCarryOut(Refusal):
    code = "nothing-to-carry-out"
    article = "carrying-out"
    message = "Proposal {proposal} has not been adopted, or has been carried out already."


class DecisionExpired(Refusal):
    code = "decision-expired"
    article = "carrying-out"
    message = "Decision {proposal} was not carried out in time and has expired. Propose it again if it is still wanted."


class UnknownSubject(Refusal):
    code = "unknown-subject"
    article = "discussing"
    message = "There is nothing called “{subject}” to comment on."
