"""Verdicts: how a challenge ends, and what becomes of the decision that was challenged.

Read next: `challenge.py`, with which one begins; `undo.py`, by which effects are taken back; `newcomer.py`, for
admissions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from daso.kernel.charter import HOUR
from daso.kernel.newcomer import settle_admission
from daso.kernel.undo import undo_effects

if TYPE_CHECKING:
    from daso.kernel.decision import Outcome
    from daso.kernel.proposal import Proposal
    from daso.kernel.state import State

__all__ = ["process_verdict"]


def process_verdict(state: State, challenge: Proposal, outcome: Outcome, at: int) -> State:
    """A challenged decision is overturned by more than half of the votes, with its own quorum; else it is upheld. What
    was overturned can never be carried out, and what it did is undone at once, as far as the law can. An upheld
    decision goes on where it stood: its time to be carried out is longer by as long as it was suspended, and for the
    time that its rule gives it can't be challenged again.
    """
    noun, _, name = challenge.about.partition("/")
    if noun == "member":
        return settle_admission(state, challenge, outcome, at)
    number = int(name)
    decision = state.decisions[number]
    if decision.challenge != challenge.number:
        return state
    settled = replace(decision, challenge=0, suspended_at=0)
    if outcome != "adopted":
        stood_still = 0 if decision.carried_out_at else at - decision.suspended_at
        settled = replace(
            settled,
            expires_at=decision.expires_at + stood_still,
            upheld_by=challenge.number if outcome == "rejected" else decision.upheld_by,
            settled_until=at + decision.rule.cooldown_hours * HOUR,
        )
        return replace(state, decisions=state.decisions.insert(number, settled))
    state = replace(state, decisions=state.decisions.insert(number, replace(settled, overturned_by=challenge.number)))
    if not decision.carried_out_at:
        return state
    state, left = undo_effects(state, decision.effects, number, at)
    overturned = replace(state.decisions[number], left=left)
    return replace(state, decisions=state.decisions.insert(number, overturned))
