"""Effects: what a proposal does to the organisation when it is carried out, as data everybody sees before voting.

A decision's effects happen together, in order, or not at all. Read next: `decision.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Never

import msgspec
from msgspec.structs import replace

from daso.kernel.admission import AdmitMember, process_admit_member
from daso.kernel.amendment import AmendCharter, process_amend_charter, settle_charter
from daso.kernel.charter import Charter, Kind
from daso.kernel.condition import AttachCondition, process_attach_condition
from daso.kernel.contract import BindContract, EndContract, process_bind_contract, process_end_contract
from daso.kernel.expulsion import ExpelMember, process_expel_member
from daso.kernel.hub import EndHub, RewordHub, check_named, process_end_hub, process_reword_hub
from daso.kernel.lot import DrawLot, GrantByLot, process_draw_lot
from daso.kernel.mandate import (
    EndMandate,
    GrantMandate,
    check_hours,
    check_terms,
    process_end_mandate,
    process_grant_mandate,
)
from daso.kernel.moderation import HideComment, RestoreComment, process_hide_comment, process_restore_comment
from daso.kernel.pause import EndPause, PauseDecisions, check_pause, process_end_pause, process_pause_decisions
from daso.kernel.payment import OrderPayment, check_payee, process_order_payment
from daso.kernel.refusals import EffectImpossible, EffectNotAllowed, WrongSubject
from daso.kernel.scrutineer import (
    EndScrutineer,
    NameScrutineer,
    process_end_scrutineer,
    process_name_scrutineer,
)
from daso.kernel.withdrawal import PayFromVault, process_pay_from_vault
from daso.kernel.witness import EndWitness, NameWitness, process_end_witness, process_name_witness
from daso.keys.verify import Origin, PasskeyKey

if TYPE_CHECKING:
    from daso.kernel.proposal import Proposal
    from daso.kernel.state import State

__all__ = ["ALLOWED_EFFECTS", "AgreeOrigin", "Effect", "apply_effects", "check_effects", "undo_agree_origin"]


class AgreeOrigin(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="effect"):
    """Agree on a further site whose passkeys count, so that the organisation can move its pages elsewhere."""

    origin: Origin


Effect = (
    NameScrutineer
    | EndScrutineer
    | AgreeOrigin
    | NameWitness
    | EndWitness
    | BindContract
    | EndContract
    | HideComment
    | RestoreComment
    | GrantMandate
    | EndMandate
    | AdmitMember
    | ExpelMember
    | AmendCharter
    | GrantByLot
    | DrawLot
    | OrderPayment
    | PayFromVault
    | PauseDecisions
    | EndPause
    | AttachCondition
    | RewordHub
    | EndHub
)

ALLOWED_EFFECTS: dict[Kind, tuple[type[Effect], ...]] = {
    "ordinary": (AttachCondition,),
    "policy": (
        NameScrutineer,
        EndScrutineer,
        AgreeOrigin,
        NameWitness,
        EndWitness,
        BindContract,
        EndContract,
        HideComment,
        RestoreComment,
        AttachCondition,
    ),
    "payment": (OrderPayment, PayFromVault),
    "mandate": (GrantMandate, EndMandate, GrantByLot, DrawLot),
    "admission": (AdmitMember,),
    "expulsion": (ExpelMember,),
    "amendment": (AmendCharter,),
    "hub": (RewordHub, EndHub),
    "pause": (PauseDecisions, EndPause),
}
"""Which effects a proposal of each kind may have; a proposal without effects is a resolution."""


def check_effects(charter: Charter, proposal: Proposal) -> None:
    """Refuse effects that this kind of proposal may not have, or not in this form.

    A choice among options has none, or grants one mandate, to be given to whoever of the candidates wins.
    """
    for effect in proposal.effects:
        is_election = isinstance(effect, GrantMandate) and len(proposal.effects) == 1
        if not isinstance(effect, ALLOWED_EFFECTS[proposal.kind]) or (proposal.form == "choice" and not is_election):
            raise EffectNotAllowed(kind=proposal.kind, form=proposal.form, effect=type(effect).__name__)
        match effect:
            case GrantMandate():
                check_terms(charter, effect, proposal.form, proposal.options)
            case GrantByLot():
                check_hours(charter, effect.hours)
            case PauseDecisions():
                check_pause(charter, effect)
            case AdmitMember(member=member) | ExpelMember(member=member) if proposal.about != f"member/{member}":
                raise WrongSubject(member=member)
            case RewordHub(hub=hub) | EndHub(hub=hub):
                check_named(proposal, hub)
            case _:
                pass
    check_payee(proposal)


def process_agree_origin(state: State, effect: AgreeOrigin, decision: int, at: int) -> State:
    """The sites whose passkeys count are changed by a policy decision only, never by whoever runs a server."""
    if effect.origin in state.origins:
        raise EffectImpossible("Passkeys made at {origin} count here already.", origin=effect.origin)
    return replace(state, origins=(*state.origins, effect.origin))


PROCESSES: dict[type[Effect], Callable[[State, Never, int, int], State]] = {
    NameScrutineer: process_name_scrutineer,
    EndScrutineer: process_end_scrutineer,
    AgreeOrigin: process_agree_origin,
    NameWitness: process_name_witness,
    EndWitness: process_end_witness,
    BindContract: process_bind_contract,
    EndContract: process_end_contract,
    HideComment: process_hide_comment,
    RestoreComment: process_restore_comment,
    GrantMandate: process_grant_mandate,
    EndMandate: process_end_mandate,
    AmendCharter: process_amend_charter,
    AdmitMember: process_admit_member,
    ExpelMember: process_expel_member,
    GrantByLot: process_draw_lot,
    DrawLot: process_draw_lot,
    OrderPayment: process_order_payment,
    PayFromVault: process_pay_from_vault,
    PauseDecisions: process_pause_decisions,
    EndPause: process_end_pause,
    AttachCondition: process_attach_condition,
    RewordHub: process_reword_hub,
    EndHub: process_end_hub,
}
"""What each kind of effect does, given the number of its decision and the moment: a line an effect."""


def undo_agree_origin(state: State, effect: AgreeOrigin, decision: int, at: int) -> State | None:
    """Withdraw the site; None while working keys were made there, which their members would lose."""
    keys = [record for _, member in sorted(state.members.items()) if not member.left_at for record in member.keys]
    used = [record.key for record in keys if not record.revoked_at]
    used += [one.key for _, one in sorted(state.scrutineers.items()) if not one.ended_at]
    if any(isinstance(key, PasskeyKey) and key.origin == effect.origin for key in used):
        return None
    return replace(state, origins=tuple(origin for origin in state.origins if origin != effect.origin))


def apply_effects(state: State, effects: tuple[Effect, ...], decision: int, at: int) -> State:
    """The State after all effects in order; refused as a whole when one of them is impossible.

    This is also the dry run: called on the State of today, it tells what carrying out would do.
    """
    charter = state.charter
    for effect in effects:
        process = PROCESSES[type(effect)]
        state = process(state, effect, decision, at)  # type: ignore[arg-type] # each stands beside its own kind
    return state if state.charter is charter else settle_charter(state)
