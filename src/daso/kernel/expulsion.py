"""Expulsion: how a membership ends against a member's will, by a large majority that has heard them first.

A few at a time, so that no majority can vote itself another electorate.

Read next: `admission.py`, whose sponsors answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec.structs import replace

from daso.kernel.act import Number
from daso.kernel.admission import drop_old, get_limit, pause_sponsors
from daso.kernel.membership import Fate, end_membership
from daso.kernel.queries import get_member, has_token, is_eligible
from daso.kernel.refusals import EffectImpossible

if TYPE_CHECKING:
    from daso.kernel.state import State

__all__ = [
    "ExpelMember",
    "Ground",
    "end_by_others",
    "process_expel_member",
    "undo_expel_member",
]

Ground = Literal["not-a-person", "second-token", "unknown", "conduct"]
"""Why somebody should not be a member: no person, here twice, known to no sponsor, or for what they did.

Sponsors answer for the first three.
"""


class ExpelMember(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="effect"):
    """Expel a member, on a ground that is named before anybody votes."""

    member: Number
    ground: Ground


def process_expel_member(state: State, effect: ExpelMember, decision: int, at: int) -> State:
    """A member is expelled only by a decision of its own, which takes at least two thirds and is never easier than
    an ordinary one, names its ground, and leaves the member time to reply before anybody votes. The member keeps the
    vote until it takes effect. In any thirty days the most who are expelled are {charter.expulsions} in a hundred of
    the members that there were before, and at least one; with 0 there is no such limit.
    """
    member = get_member(state, effect.member)
    if not has_token(member):
        raise EffectImpossible("Member {member} holds no vote-token that could be taken.", member=effect.member)
    percent, recent = state.charter.expulsions, drop_old(state.expelled, at)
    if percent and len(recent) >= get_limit(state, percent, at):
        limit = get_limit(state, percent, at)
        raise EffectImpossible("In thirty days {limit} may be expelled, and so many were. Wait.", limit=limit)
    state = replace(state, expelled=(*recent, at))
    if effect.ground != "conduct":
        state = pause_sponsors(state, member, at)
    return end_by_others(state, effect.member, at, "expelled", is_void=state.charter.void_ballots)


def undo_expel_member(state: State, effect: ExpelMember, decision: int, at: int) -> State | None:
    """Take the member back, with the vote-token they had; None where they had left by themselves already, or their
    admission was overturned meanwhile.
    """
    member = get_member(state, effect.member)
    if member.fate != "expelled":
        return None
    again = replace(member, left_at=0, fate="", away=(*member.away, (member.left_at, at)))
    ended = list(drop_old(state.ended, at))
    if member.left_at in ended:
        ended.remove(member.left_at)
    members = state.members.insert(effect.member, again)
    return replace(state, members=members, tokens=state.tokens + 1, tokens_at=at, ended=tuple(ended))


def end_by_others(state: State, number: int, at: int, fate: Fate, *, is_void: bool) -> State:
    """Of somebody whose membership others ended, published proposals and signed challenges go on; drafts and open
    invitations end. Do
    their ballots in open votes cease to count, and they themselves to be asked: {charter.void_ballots}. What they did
    stays on the log.
    """
    state = void_ballots(state, number) if is_void else state
    drafts = [p for _, p in sorted(state.proposals.items()) if p.author == number and not p.published_at]
    mine = [p.number for p in drafts if not p.signed_at]
    proposals = state.proposals
    for draft in mine:
        proposals = proposals.insert(draft, replace(proposals[draft], closes_at=at + 1))
    due = tuple(sorted((at + 1 if proposal in mine else when, proposal) for when, proposal in state.due))
    state = replace(state, proposals=proposals, due=due)
    return end_membership(state, number, at, fate)


def void_ballots(state: State, number: int) -> State:
    """Take a member out of every open electorate, and their ballots with them."""
    member, proposals = get_member(state, number), state.proposals
    for key, proposal in sorted(proposals.items()):
        if proposal.published_at and is_eligible(state, member, proposal):
            ballots = proposal.ballots.remove(number) if number in proposal.ballots else proposal.ballots
            left_out = tuple(sorted((*proposal.left_out, number)))
            smaller = replace(proposal, ballots=ballots, left_out=left_out, electorate=proposal.electorate - 1)
            proposals = proposals.insert(key, smaller)
    return replace(state, proposals=proposals)
