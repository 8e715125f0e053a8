"""Objections: where consent is asked, the author answers each, or revises the proposal so that it no longer stands.

To object is a ballot with a reason; read `ballot.py`. Read next: `tally/consent.py`, for what objections do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from daso.kernel.act import Act, Commitment, Number
from daso.kernel.ballot import OBJECT
from daso.kernel.proposal import get_own
from daso.kernel.refusals import NoObjection

if TYPE_CHECKING:
    from daso.kernel.state import State

__all__ = ["AnswerObjection", "process_answer_objection"]


class AnswerObjection(Act, frozen=True, kw_only=True, tag="AnswerObjection"):
    """I answer the objection of a member to my proposal, in words beside the log."""

    proposal: Number
    member: Number
    text: Commitment


def process_answer_objection(state: State, act: AnswerObjection, at: int) -> State:
    """Where consent is asked, whoever objects says why. The author answers each objection, or revises the proposal.
    Whoever was answered may consent, stand aside, or go on objecting, with the same reason or another.
    """
    proposal = get_own(state, act.proposal, act.by)
    if not proposal.is_by_consent or proposal.ballots.get(act.member) != OBJECT:
        raise NoObjection(member=act.member, proposal=act.proposal)
    answered = tuple(sorted(dict.fromkeys([*proposal.answered, act.member])))
    return replace(state, proposals=state.proposals.insert(act.proposal, replace(proposal, answered=answered)))
