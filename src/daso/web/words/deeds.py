"""What somebody did, as the words that follow their name: "opened “A bell for the shop”".

Read next: `results.py`; an act's full story is told by `pages/entry.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from daso.web.words.language import N_

if TYPE_CHECKING:
    from daso.web.words.language import Words

__all__ = ["CLAUSE_TITLES", "say_clause", "say_deed"]

CLAUSE_TITLES: dict[str, str] = {
    "purpose": N_("Purpose"),
    "product": N_("Product"),
    "mission": N_("Mission"),
    "profit-targets": N_("Profit targets"),
    "surplus": N_("Use of surplus"),
    "brand": N_("Brand requirements"),
}
"""The clauses of an ideas-issue by name, in the order people read them."""

DEEDS: dict[str, str] = {
    "FoundOrganisation": N_("began founding the organisation"),
    "WriteClause": N_("wrote the clause “{clause}”"),
    "WriteCharter": N_("wrote the draft charter"),
    "AgreeClause": N_("agreed to the clause “{clause}”"),
    "AffirmFoundation": N_("affirmed ideas-issue and charter"),
    "Inaugurate": N_("inaugurated the organisation"),
    "InviteMembers": N_("invited people"),
    "JoinOrganisation": N_("joined"),
    "SponsorMember": N_("sponsored member {number}"),
    "LeaveOrganisation": N_("left the organisation"),
    "AddKey": N_("added a device"),
    "VouchForMember": N_("vouched for a new key of member {number}"),
    "VetoRecovery": N_("said no to a new key in their name"),
    "CompleteRecovery": N_("completed the recovery of member {number}"),
    "PublishFinding": N_("published a finding on {proposal}"),
    "RevokeKey": N_("revoked a device"),
    "OpenProposal": N_("opened {proposal}"),
    "ReviseProposal": N_("revised {proposal}"),
    "PublishProposal": N_("put {proposal} to the vote"),
    "WithdrawProposal": N_("withdrew {proposal}"),
    "CastBallot": N_("voted on {proposal}"),
    "SponsorProposal": N_("sponsored {proposal}"),
    "ReplyToProposal": N_("replied to {proposal}"),
    "OpenChallenge": N_("opened a challenge: {proposal}"),
    "ReportCondition": N_("reported that a condition of {proposal} is met"),
    "AnswerObjection": N_("answered an objection to {proposal}"),
    "CarryOutDecision": N_("carried out {proposal}"),
    "PostComment/proposal": N_("commented on {proposal}"),
    "PostComment/clause": N_("commented on the clause “{clause}”"),
    "PostComment/charter": N_("commented on the charter"),
    "EditComment": N_("edited comment {number}"),
    "React": N_("reacted to comment {number}"),
    "Unreact": N_("took back a reaction to comment {number}"),
    "FlagComment": N_("flagged comment {number}"),
    "AcceptMandate": N_("accepted mandate {number}"),
    "ResignMandate": N_("gave back mandate {number}"),
    "ReportMandate": N_("reported on mandate {number}"),
    "CommitLot": N_("committed to a secret for lot {number}"),
    "RevealLot": N_("revealed a secret for lot {number}"),
    "DeclineLot": N_("declined to be drawn by lot {number}"),
    "ConfirmPayment": N_("confirmed that payment {number} came"),
    "AnnouncePayment": N_("announced a small payment from vault {number}"),
    "FoundHub": N_("founded {hub}"),
    "JoinHub": N_("joined {hub}"),
    "LeaveHub": N_("left {hub}"),
}
"""By the act's tag; for comments, by tag and the kind of subject."""


def say_clause(words: Words, name: str) -> str:
    """A clause's title."""
    return words._(CLAUSE_TITLES.get(name, name))


def say_deed(words: Words, tag: str, subject: str, title: str = "") -> str:
    """What an act did, from its tag and its subject, such as ``proposal/7`` or ``clause/purpose``.

    `title` is what a proposal or a hub is called where that can be read.
    """
    noun, _, name = subject.partition("/")
    proposal = words._("“{title}”", title=title) if title else words._("proposal {number}", number=name)
    hub = words._("the hub “{title}”", title=title) if title else words._("hub {number}", number=name)
    sentence = DEEDS.get(tag) or DEEDS.get(f"{tag}/{noun}") or N_("did something this page has no words for")
    return words._(sentence, number=name, proposal=proposal, hub=hub, clause=say_clause(words, name))
