"""Where a vote stands, and how a proposal ended: one sentence, which comes before every chart.

Read next: `../pages/proposal.py`, which shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from daso.kernel.decision import get_tally
from daso.kernel.tally.tally import METHODS
from daso.web.words.language import N_

if TYPE_CHECKING:
    from daso.kernel.charter import Rule
    from daso.kernel.decision import Decision
    from daso.kernel.proposal import Proposal
    from daso.kernel.tally.tally import Tally
    from daso.web.words.language import Words

__all__ = ["OUTCOMES", "compute_missing", "say_ending", "say_option", "say_standing", "say_turnout"]

OUTCOMES: dict[str, str] = {
    "adopted": N_("Adopted"),
    "rejected": N_("Rejected"),
    "withdrawn": N_("Withdrawn"),
    "lapsed": N_("Lapsed"),
}
"""How a proposal can end, in one word."""


def say_option(words: Words, form: str, options: Sequence[str], number: int) -> str:
    """An option by its number: for and against in a motion, its name in a choice; nought abstains."""
    if number == 0:
        return words._("Abstain")
    if form == "motion":
        return words._("For") if number == 1 else words._("Against")
    if number <= len(options) and options[number - 1]:
        return options[number - 1]
    return words._("Option {number}", number=number)


def say_turnout(words: Words, tally: Tally) -> str:
    """How many have voted."""
    return words.ngettext(
        "{cast} of {count} member has voted.",
        "{cast} of {count} members have voted.",
        tally.electorate,
        cast=words.number(tally.cast),
    )


def say_standing(words: Words, proposal: Proposal, options: Sequence[str]) -> str:
    """What would come of the vote if it ended now."""
    tally, form = get_tally(proposal), proposal.form
    if tally.reason == "no-votes":
        return words._("Nobody has voted for an option yet.")
    if form == "motion":
        return _say_motion_standing(words, tally, proposal.rule)
    if tally.reason == "tie":
        return words._("As it stands, several options are level, and none would be adopted.")
    leading = say_option(words, form, options, tally.counts.index(max(tally.counts)) + 1)
    if tally.winner:
        return words._("As it stands, “{option}” would be adopted.", option=leading)
    return words.ngettext(
        "As it stands, nothing would be adopted: “{option}” leads and needs {count} more vote.",
        "As it stands, nothing would be adopted: “{option}” leads and needs {count} more votes.",
        compute_missing(tally, proposal.rule),
        option=leading,
    )


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
    if decision.form == "motion":
        return _say_motion_ending(words, tally)
    if tally.winner:
        return words.ngettext(
            "Adopted: “{option}”, with {count} vote.",
            "Adopted: “{option}”, with {count} votes.",
            tally.counts[tally.winner - 1],
            option=say_option(words, decision.form, options, tally.winner),
        )
    return _say_why_not(words, tally, "")


def _say_motion_ending(words: Words, tally: Tally) -> str:
    yes, no = words.number(tally.counts[0]), words.number(tally.counts[1])
    if tally.winner:
        return words._("Adopted: {yes} for, {no} against.", yes=yes, no=no)
    return _say_why_not(words, tally, words._("{yes} for, {no} against", yes=yes, no=no))


def _say_why_not(words: Words, tally: Tally, score: str) -> str:
    if tally.reason == "no-votes":
        return words._("Rejected: nobody voted for an option.")
    if tally.reason == "tie":
        return words._("Nothing adopted: several options were level.")
    needed = words.number(tally.quorum if tally.reason == "quorum" else tally.needed)
    if not score:
        most = words.number(max(tally.counts))
        return words._("Nothing adopted: the first had {most} votes and needed {needed}.", most=most, needed=needed)
    if tally.reason == "quorum":
        return words._("Rejected: {score}. For the quorum {needed} had to be in favour.", score=score, needed=needed)
    return words._("Rejected: {score}. {needed} votes in favour were needed.", score=score, needed=needed)
