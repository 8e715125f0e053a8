"""Ballots: one member, one vote of weight one, which they may change until the close.

Read next: `tally/tally.py`, which counts them, and `objection.py`, for those who object.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from msgspec.structs import replace

from daso.kernel.act import Act, Commitment, MaybeCommitment, Number
from daso.kernel.decision import close_early, get_tally
from daso.kernel.due import is_late, put_off_close, store_due
from daso.kernel.proposal import OPTIONS_LIMIT
from daso.kernel.queries import check_token, get_proposal, is_eligible
from daso.kernel.refusals import NotInElectorate, NotPublished, ReasonMissing, TextChanged, WrongChoice
from daso.kernel.tally.score import POINTS_LIMIT

if TYPE_CHECKING:
    from daso.kernel.proposal import Proposal
    from daso.kernel.state import State

__all__ = ["OBJECT", "CastBallot", "process_cast_ballot"]

OBJECT = (2,)
"""A ballot against a motion; by consent, an objection."""


class CastBallot(Act, frozen=True, kw_only=True, tag="CastBallot"):
    """My ballot on a proposal: what I choose, or nothing to abstain. It replaces an earlier one of mine.

    `text` is the commitment to the words that I read, so my vote can't be counted for others. `choices` depends on
    how the proposal is counted. *A motion, or one option of several*: its number; in a motion 1 is for and 2 against,
    by consent 1 consents and 2 objects. *Approval*: the numbers of all options I approve, ascending. *Ranked*: a rank
    for each option and, last, for leaving things as they are; 1 is best, several may share a rank, and 0 leaves one
    unranked. *Score*: 0 to 5 points for each option. `reason` commits to words beside the log.
    """

    proposal: Number
    text: Commitment
    choices: Annotated[tuple[Annotated[int, Meta(ge=0, le=OPTIONS_LIMIT + 1)], ...], Meta(max_length=OPTIONS_LIMIT + 1)]
    reason: MaybeCommitment


def check_choices(way: str, options: int, choices: tuple[int, ...]) -> None:
    """Refuse a ballot that does not have the form its way of counting asks for; an empty one abstains in any."""
    if way == "ranked" and (len(choices) != options + 1 or max(choices) > options + 1):
        raise WrongChoice(
            "A ranked ballot here has a rank for each of the {options} options and, last, for leaving things as they"
            " are: 1 is best, 0 is unranked, and no rank is beyond how many there are.",
            options=options,
        )
    if way == "score" and (len(choices) != options or max(choices) > POINTS_LIMIT):
        raise WrongChoice("A ballot here gives each of the {options} options 0 to 5 points.", options=options)
    if way == "approval" and not _is_ascending(choices, options):
        raise WrongChoice(
            "A ballot here names the options it approves, each once and in order, from 1 to {options}.", options=options
        )
    if way in ("motion", "choice") and (len(choices) != 1 or not 1 <= choices[0] <= options):
        raise WrongChoice(options=options)


def _is_ascending(choices: tuple[int, ...], options: int) -> bool:
    return choices[0] >= 1 and choices[-1] <= options and all(a < b for a, b in pairwise(choices))


def process_cast_ballot(state: State, act: CastBallot, at: int) -> State:
    """Every member of the electorate has one vote of weight one, whatever their job, rank, skill or money. Nobody
    can vote for another. A ballot names the words it is about, and counts for no others. A vote may be changed until
    the close; the last one counts.
    """
    member = check_token(state, act.by)
    proposal = get_proposal(state, act.proposal)
    if not proposal.published_at:
        raise NotPublished(proposal=act.proposal)
    if not is_eligible(state, member, proposal):
        raise NotInElectorate(member=act.by, proposal=act.proposal)
    if act.text != proposal.text:
        raise TextChanged(proposal=act.proposal)
    if act.choices:
        check_choices(proposal.way, proposal.options, act.choices)
    if proposal.is_by_consent:
        check_reason(proposal, act)
    voted = replace(proposal, ballots=proposal.ballots.insert(act.by, act.choices))
    if is_late(proposal, at):
        voted = put_off_close(voted, get_tally(proposal), get_tally(voted), at)
    state = store_due(state, voted, proposal.closes_at)
    return close_early(state, voted, at) if voted.rule.early else state


def check_reason(proposal: Proposal, act: CastBallot) -> None:
    """Whoever objects to what is decided by consent says why, so that it can be answered."""
    if act.choices == OBJECT and not act.reason:
        raise ReasonMissing(proposal=act.proposal)
