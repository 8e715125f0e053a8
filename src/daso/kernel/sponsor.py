"""Sponsors of proposals: who puts their name to one, so that it can be put to the vote; a challenge's co-signers.

Read next: `reply.py` for the right of reply, `challenge.py` for challenges.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from daso.kernel.act import Act, Commitment, Number
from daso.kernel.challenge import begin_challenge, check_challenge
from daso.kernel.queries import check_token, get_proposal, is_seasoned
from daso.kernel.refusals import (
    AlreadyPublished,
    OwnProposal,
    SponsoredAlready,
    SponsorsComplete,
    SponsorTooNew,
    TextChanged,
)

if TYPE_CHECKING:
    from daso.kernel.state import State

__all__ = ["SponsorProposal", "process_sponsor_proposal"]


class SponsorProposal(Act, frozen=True, kw_only=True, tag="SponsorProposal"):
    """I sponsor a proposal, or co-sign a challenge, in the words that have this commitment."""

    proposal: Number
    text: Commitment


def process_sponsor_proposal(state: State, act: SponsorProposal, at: int) -> State:
    """For the kinds whose rule asks for it, a proposal needs sponsors before it can be put to the vote: members
    besides its author, of whom the same seasoning is asked as of voters. They sponsor these words: when the author
    revises, they are asked again. Where fewer members there are than sponsors needed, all of them will do.
    """
    member = check_token(state, act.by)
    proposal = get_proposal(state, act.proposal)
    if proposal.published_at:
        raise AlreadyPublished(proposal=act.proposal)
    if proposal.author == act.by:
        raise OwnProposal(proposal=act.proposal)
    if act.by in proposal.sponsors:
        raise SponsoredAlready(proposal=act.proposal)
    if len(proposal.sponsors) >= proposal.needed:
        raise SponsorsComplete(proposal=act.proposal)
    if act.text != proposal.text:
        raise TextChanged(proposal=act.proposal)
    if not is_seasoned(state, member, proposal.rule, at):
        raise SponsorTooNew(hours=proposal.rule.seasoning_hours)
    if proposal.form == "verdict":
        check_challenge(state, proposal.about, at)
    sponsored = replace(proposal, sponsors=(*proposal.sponsors, act.by))
    state = replace(state, proposals=state.proposals.insert(act.proposal, sponsored))
    return begin_challenge(state, sponsored, at) if sponsored.form == "verdict" else state
