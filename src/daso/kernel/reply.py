"""The right of reply: whoever a proposal is about is heard before people vote.

Read next: `proposal.py`, where publishing waits for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from daso.kernel.act import Act, Commitment, Number
from daso.kernel.queries import check_inaugurated, get_concerned, get_proposal
from daso.kernel.refusals import NotConcerned, RepliedAlready

if TYPE_CHECKING:
    from daso.kernel.state import State

__all__ = ["ReplyToProposal", "process_reply_to_proposal"]


class ReplyToProposal(Act, frozen=True, kw_only=True, tag="ReplyToProposal"):
    """I reply to a proposal that concerns me, or to a challenge of what I proposed."""

    proposal: Number
    text: Commitment


def process_reply_to_proposal(state: State, act: ReplyToProposal, at: int) -> State:
    """Whoever a proposal is about may reply, once, and so may the author of a decision that is challenged. Their words
    stand beside the proposal's. People don't vote before the reply is there, or the time for it is over.
    """
    check_inaugurated(state)
    proposal = get_proposal(state, act.proposal)
    if get_concerned(state, proposal) != act.by:
        raise NotConcerned(proposal=act.proposal)
    if proposal.reply:
        raise RepliedAlready(proposal=act.proposal)
    replied = replace(proposal, reply=act.text, replied_at=at)
    return replace(state, proposals=state.proposals.insert(act.proposal, replied))
