"""Ballots: one member, one vote of weight one, which they may change until the close.

Read next: `tally/tally.py`, which counts them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from msgspec.structs import replace

from daso.kernel.act import Act, Commitment, MaybeCommitment, Number
from daso.kernel.proposal import OPTIONS_LIMIT
from daso.kernel.queries import check_token, get_proposal, is_eligible
from daso.kernel.refusals import NotInElectorate, NotPublished, TextChanged, WrongChoice

if TYPE_CHECKING:
    from daso.kernel.state import State

__all__ = ["CastBallot", "process_cast_ballot"]


class CastBallot(Act, frozen=True, kw_only=True, tag="CastBallot"):
    """My ballot on a proposal: the option I choose, or none to abstain. It replaces an earlier one of mine.

    `text` is the commitment to the words that I read, so my vote can't be counted for others. `choices` is a list, so
    that ballots naming several options keep this form; `reason` commits to words beside the log.
    """

    proposal: Number
    text: Commitment
    choices: Annotated[tuple[Annotated[int, Meta(ge=1, le=OPTIONS_LIMIT)], ...], Meta(max_length=1)]
    reason: MaybeCommitment


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
    if act.choices and act.choices[0] > proposal.options:
        raise WrongChoice(options=proposal.options)
    voted = replace(proposal, ballots=proposal.ballots.insert(act.by, act.choices))
    return replace(state, proposals=state.proposals.insert(act.proposal, voted))
