"""The clock's own list: when each live proposal closes or lapses, and how a late swing puts a close off.

Read next: `decision.py`, where `advance` brings what is due.
"""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

from msgspec.structs import replace

from daso.kernel.charter import HOUR

if TYPE_CHECKING:
    from daso.kernel.proposal import Proposal
    from daso.kernel.state import State
    from daso.kernel.tally.tally import Tally

__all__ = ["is_late", "put_off_close", "store_due"]


def store_due(state: State, proposal: Proposal, was_due: int) -> State:
    """Store the proposal and when the clock will next touch it; nought if it did not touch it before."""
    proposals = state.proposals.insert(proposal.number, proposal)
    if proposal.closes_at == was_due:
        return replace(state, proposals=proposals)
    due = [item for item in state.due if item != (was_due, proposal.number)]
    bisect.insort(due, (proposal.closes_at, proposal.number))
    return replace(state, proposals=proposals, due=tuple(due))


def is_late(proposal: Proposal, at: int) -> bool:
    """Whether a ballot at this moment could still put off the close."""
    is_last = at >= proposal.closes_at - proposal.rule.late_hours * HOUR
    return is_last and proposal.extensions < proposal.rule.extensions


def put_off_close(proposal: Proposal, before: Tally, after: Tally, at: int) -> Proposal:
    """Nobody wins by surprise. For the kinds whose rule asks for it, a ballot that changes the leading result shortly
    before the close puts the close off by as long, so that everybody can answer; that happens only so many times.
    """
    if before.winner == after.winner:
        return proposal
    closes_at = at + proposal.rule.late_hours * HOUR
    return replace(proposal, closes_at=max(proposal.closes_at, closes_at), extensions=proposal.extensions + 1)
