"""Findings: what a scrutineer says in public about a decision, signed with their own key, and counted like any act.

The State keeps no findings; the log does, and the pages find them there. Read next: `scrutineer.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from daso.kernel.act import Act, Commitment, Number
from daso.kernel.refusals import NotAScrutineer, UnknownDecision

if TYPE_CHECKING:
    from daso.kernel.scrutineer import Scrutineer
    from daso.kernel.state import State

__all__ = ["SCRUTINEERS", "PublishFinding", "Verdict", "get_acting_scrutineer", "process_publish_finding"]

SCRUTINEERS = 1_000_000_000
"""A scrutineer acts under this number and their own together, so that no member has the same."""

Verdict = Literal["sound", "doubtful", "unsound"]


class PublishFinding(Act, frozen=True, kw_only=True, tag="PublishFinding"):
    """I am a scrutineer, have looked closely at this decision, and publish what I found."""

    decision: Number
    verdict: Verdict
    text: Commitment


def get_acting_scrutineer(state: State, by: int) -> Scrutineer:
    """The scrutineer who acts under this number, and must still have access."""
    scrutineer = state.scrutineers.get(by - SCRUTINEERS)
    if scrutineer is None or scrutineer.ended_at:
        raise NotAScrutineer(by=by)
    return scrutineer


def process_publish_finding(state: State, act: PublishFinding, at: int) -> State:
    """A scrutineer has no vote and decides nothing, and may publish a signed finding on any decision: that it is
    sound, doubtful or unsound, and why. It stands beside the decision for ever, and changes nothing about it.
    """
    scrutineer = get_acting_scrutineer(state, act.by)
    if act.decision not in state.decisions:
        raise UnknownDecision(decision=act.decision)
    counted = replace(scrutineer, seq=act.seq + 1)
    return replace(state, scrutineers=state.scrutineers.insert(counted.number, counted))
