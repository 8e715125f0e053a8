"""Refusals of sponsoring and replying, of challenges, conditions and cooldowns."""

from __future__ import annotations

from daso.errors import Refusal

__all__ = [
    "AboutNothing",
    "AdmissionChallenged",
    "AdmissionSettled",
    "AdmissionsStand",
    "ChallengeFixed",
    "ChallengeRunning",
    "ConditionMet",
    "ConditionOpen",
    "CooldownRunning",
    "DecisionOverturned",
    "DecisionSuspended",
    "NoChallenges",
    "NotConcerned",
    "NotInProbation",
    "NotTheOwner",
    "NothingToChallenge",
    "OwnProposal",
    "RepliedAlready",
    "ReplyAwaited",
    "SponsorTooNew",
    "SponsoredAlready",
    "SponsorsComplete",
    "SponsorsMissing",
    "StillInObjection",
    "TooManyChallenges",
    "UnknownCondition",
    "WrongGround",
]


class CooldownRunning(Refusal):
    code = "cooldown-running"
    article = "proposing"
    message = "Too much like number {proposal}, which was voted on lately. It can be brought again from {until} on."


class AboutNothing(Refusal):
    code = "about-nothing"
    article = "proposing"
    message = "There is no {about} that this could be about. Check the number."


class OwnProposal(Refusal):
    code = "own-proposal"
    article = "proposing"
    message = "Proposal {proposal} is your own. It needs the names of others."


class SponsoredAlready(Refusal):
    code = "sponsored-already"
    article = "proposing"
    message = "Your name stands under proposal {proposal} already."


class SponsorsComplete(Refusal):
    code = "sponsors-complete"
    article = "proposing"
    message = "Proposal {proposal} needs no further sponsors. Comment on it, or vote on it when the time comes."


class SponsorsMissing(Refusal):
    code = "sponsors-missing"
    article = "proposing"
    message = "Proposal {proposal} has {count} of the {needed} sponsors it needs. Ask other members to sponsor it."


class SponsorTooNew(Refusal):
    code = "sponsor-too-new"
    article = "proposing"
    message = "Whoever sponsors this must have held a vote-token for {hours} hours, like those who vote on it."


class ReplyAwaited(Refusal):
    code = "reply-awaited"
    article = "proposing"
    message = "Member {member} may reply first. Without a reply it can be put to the vote from {until} on."


class NotConcerned(Refusal):
    code = "not-concerned"
    article = "proposing"
    message = "Proposal {proposal} is not about you. Comment on it instead."


class RepliedAlready(Refusal):
    code = "replied-already"
    article = "proposing"
    message = "Your reply to proposal {proposal} stands already. Comment on it if there is more to say."


class StillInObjection(Refusal):
    code = "still-in-objection"
    article = "carrying-out"
    message = "Decision {proposal} waits for objections. It can be carried out from {until} on."


class DecisionSuspended(Refusal):
    code = "decision-suspended"
    article = "challenging"
    message = "Decision {proposal} is suspended by challenge {challenge} until its verdict."


class DecisionOverturned(Refusal):
    code = "decision-overturned"
    article = "challenging"
    message = "Decision {proposal} was overturned by verdict {challenge} and can never be carried out."


class NothingToChallenge(Refusal):
    code = "nothing-to-challenge"
    article = "challenging"
    message = "Number {proposal} is no decision that could be challenged: adopted, not expired, not overturned."


class NoChallenges(Refusal):
    code = "no-challenges"
    article = "challenging"
    message = "By the charter, decisions of the kind “{kind}” can't be challenged. Propose another decision instead."


class WrongGround(Refusal):
    code = "wrong-ground"
    article = "challenging"
    message = "The ground “{ground}” does not fit a challenge of {about}. Name one of these: {grounds}."


class NotInProbation(Refusal):
    code = "not-in-probation"
    article = "newcomers"
    message = "Member {member} is not in probation, so their admission stands. You could propose an expulsion."


class AdmissionChallenged(Refusal):
    code = "admission-challenged"
    article = "newcomers"
    message = (
        "The admission of member {member} is challenged already, by {challenge}. Vote there, or add your reasons as a "
        "comment."
    )


class AdmissionsStand(Refusal):
    code = "admissions-stand"
    article = "newcomers"
    message = "By the charter, no admission can be challenged: it has no rule for expulsions that names challengers."


class AdmissionSettled(Refusal):
    code = "admission-settled"
    article = "newcomers"
    message = "The admission of member {member} was upheld. It can be challenged again from {until} on."


class ChallengeRunning(Refusal):
    code = "challenge-running"
    article = "challenging"
    message = "Decision {proposal} is challenged already, by {challenge}. Vote there, or add your reasons as a comment."


class TooManyChallenges(Refusal):
    code = "too-many-challenges"
    article = "challenging"
    message = "You have a live challenge already. Let it end, or withdraw it first."


class ChallengeFixed(Refusal):
    code = "challenge-fixed"
    article = "challenging"
    message = (
        "Challenge {proposal} stays as its co-signers read it; it can't be revised, nor withdrawn once enough signed."
    )


class ConditionOpen(Refusal):
    code = "condition-open"
    article = "mitigating"
    message = "Decision {proposal} waits for its condition {condition}. Ask its owner, member {member}."


class UnknownCondition(Refusal):
    code = "unknown-condition"
    article = "mitigating"
    message = "Decision {proposal} has no condition {condition}."


class NotTheOwner(Refusal):
    code = "not-the-owner"
    article = "mitigating"
    message = "Only its owner, member {member}, can report that condition {condition} is met."


class ConditionMet(Refusal):
    code = "condition-met"
    article = "mitigating"
    message = "Condition {condition} of decision {proposal} is met already, or has ended."
