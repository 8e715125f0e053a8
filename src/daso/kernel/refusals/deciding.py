"""Refusals of proposing, voting and carrying out."""

from __future__ import annotations

from daso.errors import Refusal

__all__ = [
    "AlreadyPublished",
    "DecisionExpired",
    "EffectImpossible",
    "EffectNotAllowed",
    "NoObjection",
    "NotAScrutineer",
    "NotInElectorate",
    "NotPublished",
    "NotTheAuthor",
    "NothingToCarryOut",
    "ProposalClosed",
    "ReasonMissing",
    "StillInDiscussion",
    "TextChanged",
    "TooManyProposals",
    "UnknownDecision",
    "UnknownKind",
    "UnknownProposal",
    "WordsReused",
    "WrongChoice",
    "WrongMethod",
    "WrongOptions",
    "WrongSubject",
]


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


class WrongMethod(Refusal):
    code = "wrong-method"
    article = "proposing"
    message = (
        "A {form} of the kind “{kind}” can't be counted by “{method}”. Choose a way of counting that the charter"
        " allows for this kind."
    )


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


class WordsReused(Refusal):
    code = "words-reused"
    article = "proposing"
    message = (
        "Under these words proposal {proposal} proposed something else, and somebody may have read it then. Write them"
        " anew."
    )


class TextChanged(Refusal):
    code = "text-changed"
    article = "proposing"
    message = "These are not the words of proposal {proposal} as it stands. Read it again first."


class NotInElectorate(Refusal):
    code = "not-in-electorate"
    article = "proposing"
    message = "Member {member} is not in the electorate of proposal {proposal}, which was fixed at its publication."


class WrongChoice(Refusal):
    code = "wrong-choice"
    article = "voting"
    message = "A ballot here names one option from 1 to {options}, or none to abstain."


class ReasonMissing(Refusal):
    code = "reason-missing"
    article = "voting"
    message = "An objection to proposal {proposal} needs a reason, so that it can be answered. Say why you object."


class NoObjection(Refusal):
    code = "no-objection"
    article = "voting"
    message = "Member {member} has no objection to proposal {proposal} that could be answered."


class NothingToCarryOut(Refusal):
    code = "nothing-to-carry-out"
    article = "carrying-out"
    message = "Proposal {proposal} has not been adopted, or has been carried out already."


class DecisionExpired(Refusal):
    code = "decision-expired"
    article = "carrying-out"
    message = "Decision {proposal} was not carried out in time and has expired. Propose it again if it is still wanted."


class WrongSubject(Refusal):
    code = "wrong-subject"
    article = "proposing"
    message = "What is decided about member {member} must be proposed as being about them: “member/{member}”."


class NotAScrutineer(Refusal):
    code = "not-a-scrutineer"
    article = "scrutineers"
    message = "No scrutineer with access acts under the number {by}. Members name one by a policy decision."


class UnknownDecision(Refusal):
    code = "unknown-decision"
    article = "scrutineers"
    message = "There is no decision {decision}. A finding is about what has been decided."
