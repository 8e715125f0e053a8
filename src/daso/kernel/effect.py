"""Effects: what a proposal does to the organisation when it is carried out, as data everybody sees before voting.

A decision's effects happen together, in order, or not at all. Read next: `decision.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from daso.kernel.admission import AdmitMember, process_admit_member
from daso.kernel.amendment import AmendCharter, process_amend_charter, settle_charter
from daso.kernel.charter import Charter, Kind
from daso.kernel.expulsion import ExpelMember, process_expel_member
from daso.kernel.mandate import EndMandate, GrantMandate, check_terms, process_end_mandate, process_grant_mandate
from daso.kernel.moderation import HideComment, RestoreComment, process_hide_comment, process_restore_comment
from daso.kernel.refusals import EffectImpossible, EffectNotAllowed, WrongSubject
from daso.kernel.scrutineer import (
    EndScrutineer,
    NameScrutineer,
    process_end_scrutineer,
    process_name_scrutineer,
)
from daso.keys.verify import Origin

if TYPE_CHECKING:
    from daso.kernel.proposal import Proposal
    from daso.kernel.state import State

__all__ = ["ALLOWED_EFFECTS", "AgreeOrigin", "Effect", "apply_effects", "check_effects"]


class AgreeOrigin(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="effect"):
    """Agree on a further site whose passkeys count, so that the organisation can move its pages elsewhere."""

    origin: Origin


Effect = (
    NameScrutineer
    | EndScrutineer
    | AgreeOrigin
    | HideComment
    | RestoreComment
    | GrantMandate
    | EndMandate
    | AdmitMember
    | ExpelMember
    | AmendCharter
)

ALLOWED_EFFECTS: dict[Kind, tuple[type[Effect], ...]] = {
    "ordinary": (),
    "policy": (NameScrutineer, EndScrutineer, AgreeOrigin, HideComment, RestoreComment),
    "payment": (),
    "mandate": (GrantMandate, EndMandate),
    "admission": (AdmitMember,),
    "expulsion": (ExpelMember,),
    "amendment": (AmendCharter,),
    "hub": (),
    "pause": (),
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
        if isinstance(effect, GrantMandate):
            check_terms(charter, effect, proposal.form, proposal.options)
        if isinstance(effect, AdmitMember | ExpelMember) and proposal.about != f"member/{effect.member}":
            raise WrongSubject(member=effect.member)


def process_agree_origin(state: State, effect: AgreeOrigin, decision: int, at: int) -> State:
    """The sites whose passkeys count are changed by a policy decision only, never by whoever runs a server."""
    if effect.origin in state.origins:
        raise EffectImpossible("Passkeys made at {origin} count here already.", origin=effect.origin)
    return replace(state, origins=(*state.origins, effect.origin))


def apply_effects(  # noqa: C901 - one line an effect
    state: State, effects: tuple[Effect, ...], decision: int, at: int, winner: int = 0
) -> State:
    """The State after all effects in order; refused as a whole when one of them is impossible.

    `winner` is the option that won, nought while nobody knows. This is also the dry run: called on the State of
    today, it tells what carrying out would do.
    """
    charter = state.charter
    for effect in effects:
        match effect:
            case NameScrutineer():
                state = process_name_scrutineer(state, effect, decision, at)
            case EndScrutineer():
                state = process_end_scrutineer(state, effect, decision, at)
            case AgreeOrigin():
                state = process_agree_origin(state, effect, decision, at)
            case HideComment():
                state = process_hide_comment(state, effect, decision, at)
            case RestoreComment():
                state = process_restore_comment(state, effect, decision, at)
            case GrantMandate():
                state = process_grant_mandate(state, effect, decision, at, winner)
            case EndMandate():
                state = process_end_mandate(state, effect, decision, at)
            case AdmitMember():
                state = process_admit_member(state, effect, at)
            case ExpelMember():
                state = process_expel_member(state, effect, at)
            case AmendCharter():
                state = process_amend_charter(state, effect, decision, at)
    return state if state.charter is charter else settle_charter(state)
