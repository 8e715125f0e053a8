"""The one table of what members are told: what happened, whom it concerns, in which words.

To tell of a further act, add a line to `OF_ACTS`. Words may hold {title}, {name} (who did it), {until} (when it closes)
and {ending}. Read next: `moments.py`, for what the clock brings.
"""

from __future__ import annotations

from typing import Final

from daso.web.told.concerns import (
    get_answered,
    get_author,
    get_author_if_sponsored,
    get_challenged,
    get_electorate,
    get_everybody,
    get_everybody_if_suspended,
    get_everybody_of_admission,
    get_everybody_of_decision,
    get_holder,
    get_inviter,
    get_member_meant,
    get_mentioned,
    get_newcomer,
    get_objector,
    get_owner,
    get_owners,
    get_removed,
    get_self,
    get_voters_missing,
    get_vouched,
    has_replied,
    has_voted_or_cannot,
    is_answered,
    is_closed,
    is_not_held,
    is_published,
    owes_nothing,
)
from daso.web.told.reason import Reason
from daso.web.told.topics import MENTIONS, NEEDS
from daso.web.words.language import N_

__all__ = [
    "CONDITION_DUE",
    "DECIDED",
    "EXPELLED",
    "HALFWAY",
    "LAPSED",
    "LAST_DAY",
    "OFFERED",
    "OF_ACTS",
    "PUBLISHED",
    "READY",
    "REASONS",
    "REPORT_DUE",
    "TERM_OVER",
]


PUBLISHED: Final = Reason(
    name="published",
    concerns=get_electorate,
    line=N_("Voting has begun: {title}"),
    detail=N_("Your vote counts until {until}. You may change it until then."),
    anchor="vote",
    is_moot=has_voted_or_cannot,
)
DECIDED: Final = Reason(
    name="decided",
    concerns=get_electorate,
    line=N_("Decided: {title}"),
    detail="{ending}",
    anchor="result",
)
HALFWAY: Final = Reason(
    name="halfway",
    concerns=get_voters_missing,
    topic=NEEDS,
    line=N_("Half the time to vote is over: {title}"),
    detail=N_("You have not voted yet. Voting closes on {until}."),
    anchor="vote",
    is_moot=has_voted_or_cannot,
)
LAST_DAY: Final = Reason(
    name="last-day",
    concerns=get_voters_missing,
    topic=NEEDS,
    line=N_("One day left to vote: {title}"),
    detail=N_("You have not voted yet. Voting closes on {until}."),
    anchor="vote",
    is_moot=has_voted_or_cannot,
)
READY: Final = Reason(
    name="ready",
    concerns=get_author,
    topic=NEEDS,
    line=N_("You can put it to the vote now: {title}"),
    detail=N_("The time for discussion is over. Your draft lapses on {until}."),
    anchor="yours",
    is_moot=is_published,
)
LAPSED: Final = Reason(
    name="lapsed",
    concerns=get_author,
    topic=NEEDS,
    line=N_("Your draft has lapsed: {title}"),
    detail=N_("It was not put to the vote in time. You may propose it again."),
)
OFFERED: Final = Reason(
    name="mandate-offered",
    concerns=get_holder,
    topic=NEEDS,
    line=N_("A mandate is yours to accept or decline: {title}"),
    is_moot=is_answered,
)
REPORT_DUE: Final = Reason(
    name="report-due",
    concerns=get_holder,
    topic=NEEDS,
    line=N_("A report on your mandate is due within a week: {title}"),
    is_moot=is_not_held,
)
TERM_OVER: Final = Reason(
    name="term-over",
    concerns=get_holder,
    topic=NEEDS,
    line=N_("Your mandate has ended with its term: {title}"),
)

CONDITION_DUE: Final = Reason(
    name="condition-due",
    concerns=get_owner,
    topic=NEEDS,
    line=N_("A condition in your care is due within a week: {title}"),
    detail=N_("Report when it is met. What is overdue is shown to everybody."),
    anchor="conditions",
    is_moot=owes_nothing,
)

EXPELLED: Final = Reason(
    name="expelled",
    concerns=get_removed,
    topic=NEEDS,
    line=N_("You are no longer a member: {title}"),
    detail=N_(
        "The members decided so. The vote, the reasons and your reply can be read there. This is the last letter; your "
        "address is now forgotten here."
    ),
    anchor="result",
)
"""The one thing of which somebody is told who is no member any more."""

OF_ACTS: Final[dict[str, tuple[Reason, ...]]] = {
    "OpenProposal": (
        Reason(
            name="about-you",
            concerns=get_member_meant,
            topic=NEEDS,
            line=N_("A proposal is about you: {title}"),
            detail=N_("{name} has proposed it. Say what you think of it before it comes to the vote."),
            anchor="discussion",
        ),
        Reason(
            name="opened",
            concerns=get_everybody,
            line=N_("{name} proposes: {title}"),
            detail=N_("It is being discussed. Say what you think before it comes to the vote."),
            anchor="discussion",
            is_moot=is_closed,
        ),
    ),
    "PublishProposal": (PUBLISHED,),
    "AnswerObjection": (
        Reason(
            name="objection-answered",
            concerns=get_objector,
            topic=NEEDS,
            line=N_("{name} has answered your objection: {title}"),
            detail=N_("You may consent now, stand aside, or go on objecting, until {until}."),
            anchor="vote",
            subject="entry",
            is_moot=is_closed,
        ),
    ),
    "OpenChallenge": (
        Reason(
            name="yours-challenged",
            concerns=get_challenged,
            topic=NEEDS,
            line=N_("A decision that you proposed is challenged: {title}"),
            detail=N_("{name} challenges it. You may reply before people vote on it."),
            anchor="reply",
            is_moot=has_replied,
        ),
        Reason(
            name="admission-doubted",
            concerns=get_member_meant,
            topic=NEEDS,
            line=N_("Your admission is challenged: {title}"),
            detail=N_("{name} challenges it. You go on voting, and may reply before people vote on it."),
            anchor="reply",
            is_moot=has_replied,
        ),
        Reason(
            name="admission-challenged",
            concerns=get_everybody_of_admission,
            line=N_("{name} challenges an admission: {title}"),
            detail=N_("Put your name to it if you agree: with enough names it comes to a vote."),
            anchor="course",
            is_moot=is_closed,
        ),
        Reason(
            name="challenged",
            concerns=get_everybody_of_decision,
            line=N_("{name} challenges a decision: {title}"),
            detail=N_("Put your name to it if you agree: with enough names the decision is suspended."),
            anchor="course",
            is_moot=is_closed,
        ),
    ),
    "SponsorProposal": (
        Reason(
            name="suspended",
            concerns=get_everybody_if_suspended,
            line=N_("A decision is suspended until a vote has spoken: {title}"),
            anchor="course",
            is_moot=is_closed,
        ),
        Reason(
            name="sponsored",
            concerns=get_author_if_sponsored,
            topic=NEEDS,
            line=N_("Enough members have put their names to it: {title}"),
            anchor="yours",
            is_moot=is_published,
        ),
    ),
    "ReplyToProposal": (
        Reason(
            name="concerned-replied",
            concerns=get_author,
            topic=MENTIONS,
            line=N_("{name} replies to your proposal: {title}"),
            anchor="reply",
            subject="entry",
        ),
    ),
    "CarryOutDecision": (
        EXPELLED,
        Reason(
            name="condition",
            concerns=get_owners,
            topic=NEEDS,
            line=N_("You answer for a condition: {title}"),
            detail=N_("Report when it is met. What is overdue is shown to everybody."),
            anchor="effects",
        ),
        Reason(name="carried-out", concerns=get_author, line=N_("{name} has carried out: {title}")),
    ),
    "ReportCondition": (
        Reason(
            name="condition-met",
            concerns=get_author,
            line=N_("{name} reports that a condition is met: {title}"),
            anchor="conditions",
            subject="entry",
        ),
    ),
    "PostComment": (
        Reason(
            name="mentioned",
            concerns=get_mentioned,
            topic=MENTIONS,
            line=N_("{name} mentions you: {title}"),
            anchor="discussion",
            subject="entry",
        ),
        Reason(
            name="replied",
            concerns=get_answered,
            topic=MENTIONS,
            line=N_("{name} replies: {title}"),
            anchor="discussion",
            subject="entry",
        ),
    ),
    "JoinOrganisation": (
        Reason(
            name="applied",
            concerns=get_inviter,
            topic=NEEDS,
            line=N_("{name} has come and waits for sponsors"),
            detail=N_("You sent the invitation. Do you know this person? Then sponsor them."),
        ),
    ),
    "SponsorMember": (
        Reason(
            name="admitted",
            concerns=get_newcomer,
            topic=NEEDS,
            line=N_("You hold a vote-token now"),
            detail=N_("You can vote and propose from now on. Welcome."),
        ),
    ),
    "VouchForMember": (
        Reason(
            name="key-vouched",
            concerns=get_vouched,
            topic=NEEDS,
            line=N_("Members say that you have lost all your keys"),
            detail=N_("If that is not so, say no at once: your own page shows how."),
            subject="entry",
        ),
        Reason(
            name="vouched",
            concerns=get_everybody,
            topic=NEEDS,
            line=N_("{title} may be given a new key"),
            detail=N_("Members vouch for them. If they have not lost their keys, tell them to say no."),
            subject="entry",
        ),
    ),
    "CompleteRecovery": (
        Reason(
            name="recovered",
            concerns=get_everybody,
            topic=NEEDS,
            line=N_("{title} has been given a new key"),
            detail=N_("All their old keys have ended."),
            subject="entry",
        ),
    ),
    "AnnouncePayment": (
        Reason(
            name="payment-announced",
            concerns=get_everybody,
            topic=NEEDS,
            line=N_("{name} announces a small payment: {title}"),
            detail=N_("It is paid from {until} on at the earliest, unless enough members veto it before."),
            subject="entry",
        ),
    ),
    "PublishFinding": (
        Reason(
            name="found", concerns=get_everybody, line=N_("{name} has published a finding: {title}"), anchor="findings"
        ),
    ),
    "AddKey": (
        Reason(
            name="key-added",
            concerns=get_self,
            topic=NEEDS,
            line=N_("A device was added that can act in your name"),
            detail=N_("If that was not you, revoke it at once on your own page."),
            subject="entry",
        ),
    ),
    "RevokeKey": (
        Reason(
            name="key-revoked",
            concerns=get_self,
            topic=NEEDS,
            line=N_("One of your devices was revoked"),
            detail=N_("It can’t act in your name any more."),
            subject="entry",
        ),
    ),
}
"""By the act's tag. Whoever is concerned for several reasons is told for the first."""


REASONS: Final[dict[str, Reason]] = {
    reason.name: reason
    for reason in (
        *(reason for reasons in OF_ACTS.values() for reason in reasons),
        *(DECIDED, LAPSED, READY, HALFWAY, LAST_DAY, OFFERED, REPORT_DUE, TERM_OVER, CONDITION_DUE),
    )
}
"""Every reason by its name, which is what the outbox keeps."""
