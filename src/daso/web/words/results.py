"""Where a vote stands, and how a proposal ended: one sentence, which comes before every chart.

Read next: `../pages/proposal.py`, which shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from daso.kernel.charter import has_hidden_counts
from daso.kernel.decision import get_tally
from daso.kernel.tally.tally import METHODS
from daso.web.words.language import N_
from daso.web.words.ways import say_option

if TYPE_CHECKING:
    from daso.kernel.charter import Rule
    from daso.kernel.decision import Decision
    from daso.kernel.proposal import Proposal
    from daso.kernel.tally.tally import Tally
    from daso.web.words.language import Words

__all__ = ["OUTCOMES", "compute_missing", "find_leading", "say_ending", "say_standing", "say_turnout"]

OUTCOMES: dict[str, str] = {
    "adopted": N_("Adopted"),
    "rejected": N_("Rejected"),
    "withdrawn": N_("Withdrawn"),
    "lapsed": N_("Lapsed"),
}
"""How a proposal can end, in one word."""


def say_turnout(words: Words, tally: Tally) -> str:
    """How many have voted."""
    return words.ngettext(
        "{cast} of {count} member has voted.",
        "{cast} of {count} members have voted.",
        tally.electorate,
        cast=words.number(tally.cast),
    )


def find_leading(tally: Tally) -> int:
    """The option that comes first so far, adopted or not; nought where several do, or the status quo does."""
    if tally.order:
        (first, *others), options = tally.order[0], len(tally.counts)
        return 0 if others or first > options else first
    numbers = tally.points or tally.counts
    return 0 if numbers.count(max(numbers)) > 1 else numbers.index(max(numbers)) + 1


def say_standing(words: Words, proposal: Proposal, options: Sequence[str]) -> str:
    """What would come of the vote if it ended now; where counts are hidden, only that they are."""
    tally, form = get_tally(proposal), proposal.form
    if has_hidden_counts(proposal.rule):
        return words._("What the votes add up to is shown when voting has closed.")
    if proposal.is_by_consent:
        return _say_consent_standing(words, tally)
    if tally.reason == "no-votes":
        return words._("Nobody has voted for an option yet.")
    if form == "motion":
        return _say_motion_standing(words, tally, proposal.rule)
    if tally.reason == "tie":
        return words._("As it stands, several options are level, and none would be adopted.")
    if tally.reason == "status-quo":
        return words._("As it stands, more people would rather leave things as they are, and nothing would be adopted.")
    leading = say_option(words, form, options, find_leading(tally))
    if tally.winner:
        return words._("As it stands, “{option}” would be adopted.", option=leading)
    if proposal.method:
        return words.ngettext(
            "As it stands, nothing would be adopted: “{option}” is first with {count} supporter and needs {needed}.",
            "As it stands, nothing would be adopted: “{option}” is first with {count} supporters and needs {needed}.",
            tally.counts[find_leading(tally) - 1],
            option=leading,
            needed=words.number(max(tally.needed, tally.quorum)),
        )
    return words.ngettext(
        "As it stands, nothing would be adopted: “{option}” leads and needs {count} more vote.",
        "As it stands, nothing would be adopted: “{option}” leads and needs {count} more votes.",
        compute_missing(tally, proposal.rule),
        option=leading,
    )


def _say_consent_standing(words: Words, tally: Tally) -> str:
    yes, no = words.number(tally.counts[0]), words.number(tally.counts[1])
    if tally.unanswered:
        return words.ngettext(
            "As it stands, it would be rejected: {count} objection has not been answered.",
            "As it stands, it would be rejected: {count} objections have not been answered.",
            tally.unanswered,
        )
    if tally.winner:
        return words._("As it stands, it would be adopted. Consents: {yes}, objections: {no}.", yes=yes, no=no)
    return words._(
        "As it stands, it would be rejected. Consents: {yes}, objections: {no}; consents needed: {needed}.",
        yes=yes,
        no=no,
        needed=words.number(_count_consents(tally)),
    )


def _count_consents(tally: Tally) -> int:
    """How many must consent, with the objections that stand."""
    return max(tally.needed, tally.quorum, tally.counts[1] + 1)


def _say_motion_standing(words: Words, tally: Tally, rule: Rule) -> str:
    if tally.winner:
        return words._(
            "As it stands, it would be adopted: {yes} for, {no} against.",
            yes=words.number(tally.counts[0]),
            no=words.number(tally.counts[1]),
        )
    return words.ngettext(
        "As it stands, it would be rejected: {yes} for, {no} against; {count} more vote for it is needed.",
        "As it stands, it would be rejected: {yes} for, {no} against; {count} more votes for it are needed.",
        compute_missing(tally, rule),
        yes=words.number(tally.counts[0]),
        no=words.number(tally.counts[1]),
    )


def compute_missing(tally: Tally, rule: Rule) -> int:
    """Further votes that the leading option (in a motion: for) needs, if everything else stays as it is."""
    is_motion = len(tally.counts) == 2
    leading = 0 if is_motion else tally.counts.index(max(tally.counts))
    rival = max(count for number, count in enumerate(tally.counts) if number != leading)
    votes, mine = sum(tally.counts), tally.counts[leading]
    for more in range(1, tally.electorate):
        needed = METHODS[rule.method](rule, votes + more, tally.electorate)
        if mine + more >= max(needed, tally.quorum, rival + 1):
            return more
    return tally.electorate


def say_ending(words: Words, decision: Decision, options: Sequence[str]) -> str:
    """How a proposal ended, and by how much."""
    tally = decision.tally
    if tally is None:
        if decision.outcome == "withdrawn":
            return words._("Withdrawn by its author before the vote.")
        return words._("Lapsed: it was not published in time.")
    if decision.is_by_consent:
        return _say_consent_ending(words, tally)
    if decision.form == "motion":
        return _say_motion_ending(words, tally)
    if decision.form == "verdict":
        return _say_verdict_ending(words, tally)
    if decision.method:
        return _say_way_ending(words, decision, tally, options)
    if tally.winner:
        return words.ngettext(
            "Adopted: “{option}”, with {count} vote.",
            "Adopted: “{option}”, with {count} votes.",
            tally.counts[tally.winner - 1],
            option=say_option(words, decision.form, options, tally.winner),
        )
    return _say_why_not(words, tally, "")


def _say_way_ending(words: Words, decision: Decision, tally: Tally, options: Sequence[str]) -> str:
    leading = find_leading(tally)
    if not leading or tally.reason == "status-quo":
        if tally.reason == "status-quo":
            return words._("Nothing adopted: more people would rather leave things as they are.")
        return _say_why_not(words, tally, "")
    fields = {
        "option": say_option(words, decision.form, options, leading),
        "support": words.number(tally.counts[leading - 1]),
        "votes": words.number(tally.votes),
        "needed": words.number(tally.quorum if tally.reason == "quorum" else tally.needed),
    }
    if not tally.winner:
        return words._(
            "Nothing adopted: “{option}” came first with {support} supporters, and needed {needed}.", **fields
        )
    match decision.method:
        case "ranked":
            return words._(
                "Adopted: “{option}” comes first, and {support} of {votes} prefer it to leaving things as they are.",
                **fields,
            )
        case "score":
            points = words.number(tally.points[leading - 1])
            return words._(
                "Adopted: “{option}”, with {points} points from {support} of {votes}.", points=points, **fields
            )
    return words._("Adopted: “{option}”, which {support} of {votes} approve.", **fields)


def _say_consent_ending(words: Words, tally: Tally) -> str:
    yes, no = words.number(tally.counts[0]), words.number(tally.counts[1])
    if tally.winner:
        return words._("Adopted by consent: {yes} consented, {no} objected.", yes=yes, no=no)
    if tally.unanswered:
        return words.ngettext(
            "Rejected: {count} objection was not answered.",
            "Rejected: {count} objections were not answered.",
            tally.unanswered,
        )
    needed = words.number(_count_consents(tally))
    return words._("Rejected: {yes} consented, {no} objected; {needed} had to consent.", yes=yes, no=no, needed=needed)


def _say_motion_ending(words: Words, tally: Tally) -> str:
    yes, no = words.number(tally.counts[0]), words.number(tally.counts[1])
    if tally.winner:
        return words._("Adopted: {yes} for, {no} against.", yes=yes, no=no)
    return _say_why_not(words, tally, words._("{yes} for, {no} against", yes=yes, no=no))


def _say_verdict_ending(words: Words, tally: Tally) -> str:
    if tally.reason == "no-votes":
        return words._("Upheld: nobody voted for overturning it.")
    yes, no = words.number(tally.counts[0]), words.number(tally.counts[1])
    if tally.winner:
        return words._("Overturned: {yes} to overturn it, {no} to uphold it.", yes=yes, no=no)
    if tally.counts[0] <= tally.counts[1]:
        return words._("Upheld: {yes} to overturn it, {no} to uphold it.", yes=yes, no=no)
    needed = words.number(max(tally.needed, tally.quorum))
    return words._("Upheld: {yes} to overturn it, and {needed} were needed.", yes=yes, needed=needed)


def _say_why_not(words: Words, tally: Tally, score: str) -> str:
    if tally.reason == "no-votes":
        return words._("Rejected: nobody voted for an option.")
    if tally.reason == "tie":
        level = words._("Nothing adopted: several options were level.")
        return words._("Rejected: {score}, a tie.", score=score) if score else level
    needed = words.number(tally.quorum if tally.reason == "quorum" else tally.needed)
    if not score:
        most = words.number(max(tally.counts))
        return words._("Nothing adopted: the first had {most} votes and needed {needed}.", most=most, needed=needed)
    if tally.reason == "quorum":
        return words._("Rejected: {score}. For the quorum {needed} had to be in favour.", score=score, needed=needed)
    return words._("Rejected: {score}. {needed} votes in favour were needed.", score=score, needed=needed)
