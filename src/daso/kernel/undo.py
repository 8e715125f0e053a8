"""Undoing: what the law can take back when a decision is overturned that had been carried out.

The effects are undone in reverse order, at one moment. What can't be undone is named, and stays. Read next:
`verdict.py`, by which it happens; the pages show it beforehand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Never

from daso.kernel.admission import AdmitMember
from daso.kernel.condition import AttachCondition, undo_attach_condition
from daso.kernel.contract import BindContract, EndContract, undo_bind_contract, undo_end_contract
from daso.kernel.effect import AgreeOrigin, Effect, undo_agree_origin
from daso.kernel.expulsion import ExpelMember, undo_expel_member
from daso.kernel.hub import EndHub, RewordHub, undo_end_hub, undo_reword_hub
from daso.kernel.mandate import EndMandate, GrantMandate, undo_end_mandate, undo_grant_mandate
from daso.kernel.moderation import HideComment, RestoreComment, undo_hide_comment, undo_restore_comment
from daso.kernel.newcomer import undo_admit_member
from daso.kernel.pause import PauseDecisions, undo_pause_decisions
from daso.kernel.scrutineer import EndScrutineer, NameScrutineer, undo_end_scrutineer, undo_name_scrutineer
from daso.kernel.witness import EndWitness, NameWitness, undo_end_witness, undo_name_witness

if TYPE_CHECKING:
    from daso.kernel.state import State

__all__ = ["UNDOES", "undo_effects"]


def undo_effects(state: State, effects: tuple[Effect, ...], decision: int, at: int) -> tuple[State, tuple[int, ...]]:
    """The State without a decision's effects, and the places (from one) of those that can't be undone."""
    left = []
    for place, effect in reversed(list(enumerate(effects, start=1))):
        undo = UNDOES.get(type(effect))
        undone = undo(state, effect, decision, at) if undo else None  # type: ignore[arg-type] # each beside its own kind
        if undone is None:
            left.append(place)
        else:
            state = undone
    return state, tuple(sorted(left))


UNDOES: dict[type[Effect], Callable[[State, Never, int, int], State | None]] = {
    NameScrutineer: undo_name_scrutineer,
    EndScrutineer: undo_end_scrutineer,
    AgreeOrigin: undo_agree_origin,
    NameWitness: undo_name_witness,
    EndWitness: undo_end_witness,
    BindContract: undo_bind_contract,
    EndContract: undo_end_contract,
    HideComment: undo_hide_comment,
    RestoreComment: undo_restore_comment,
    GrantMandate: undo_grant_mandate,
    EndMandate: undo_end_mandate,
    AdmitMember: undo_admit_member,
    ExpelMember: undo_expel_member,
    PauseDecisions: undo_pause_decisions,
    AttachCondition: undo_attach_condition,
    RewordHub: undo_reword_hub,
    EndHub: undo_end_hub,
}
"""How each effect of a decision is undone at a moment; None stands for what can't be. What is not here never can."""
