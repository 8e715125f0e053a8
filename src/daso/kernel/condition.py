"""Conditions: what a mitigation asks of a decision, with an owner and a due date, until it is met.

A mitigation is a proposal of its own with the effect `AttachCondition`; nothing here decides anything by itself.
Read next: `effect.py`, by which a decision attaches one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from daso.kernel.act import Act, Commitment, Moment, Number
from daso.kernel.queries import check_token, has_token
from daso.kernel.refusals import (
    ConditionMet,
    ConditionOpen,
    EffectImpossible,
    NotTheOwner,
    UnknownCondition,
    UnknownProposal,
)

if TYPE_CHECKING:
    from daso.kernel.decision import Decision
    from daso.kernel.proposal import Proposal
    from daso.kernel.state import State

__all__ = [
    "CONDITIONS_LIMIT",
    "AttachCondition",
    "Condition",
    "ReportCondition",
    "check_conditions",
    "get_target",
    "is_open",
    "process_attach_condition",
    "process_report_condition",
    "undo_attach_condition",
]

CONDITIONS_LIMIT = 50
"""Conditions that one proposal or decision may ever have."""

Target = Annotated[str, Meta(pattern=r"^(decision|proposal)/[1-9][0-9]{0,8}$(?!\n)")]


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """A condition on a proposal or decision. Whether it is overdue follows from the time."""

    number: int
    decision: int
    """By which it was adopted."""
    owner: int
    due_at: int
    text: str
    before: bool
    """Whether it must be met before its decision is carried out."""
    met_at: int = 0
    report: str = ""
    ended_at: int = 0
    """When another took its place, or its own decision was overturned."""


class AttachCondition(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="effect"
):
    """Attach a condition to a decision, or to what is still voted on; `replaces` names one whose place it takes."""

    to: Target
    owner: Number
    due_at: Moment
    text: Commitment
    before: bool = False
    replaces: Annotated[int, Meta(ge=0, le=CONDITIONS_LIMIT)] = 0


class ReportCondition(Act, frozen=True, kw_only=True, tag="ReportCondition"):
    """I report that the condition in my care is met, in the words to which this commits."""

    proposal: Number
    condition: Number
    text: Commitment


def is_open(condition: Condition) -> bool:
    """Whether it still has to be met."""
    return not condition.met_at and not condition.ended_at


def get_target(state: State, to: str) -> Proposal | Decision:
    """What a condition is for; a decision keeps the number of its proposal."""
    number = int(to.partition("/")[2])
    target = state.proposals.get(number) or state.decisions.get(number)
    if target is None:
        raise UnknownProposal(proposal=number)
    return target


def process_attach_condition(state: State, effect: AttachCondition, decision: int, at: int) -> State:
    """Whoever sees harm in a decision may propose to mitigate it: a condition with an owner and a due date, adopted
    by its own vote. It stays with the decision, and is shown, until its owner reports that it is met. A decision may
    have to wait for a condition; only a policy lets other than ordinary decisions wait. When the owner has left, or
    for a better one, a new mitigation takes its place.
    """
    target = get_target(state, effect.to)
    if target.number == decision or target.form == "verdict":
        raise EffectImpossible("A mitigation of number {proposal} can't be this one.", proposal=target.number)
    if target.number in state.decisions:
        _check_ended(state.decisions[target.number], effect)
    owner = state.members.get(effect.owner)
    if owner is None or not has_token(owner):
        raise EffectImpossible("Member {member} holds no vote-token and can't own a condition.", member=effect.owner)
    if effect.due_at <= at:
        raise EffectImpossible("The due date of the condition has passed. Propose it with a later one.")
    if len(target.conditions) >= CONDITIONS_LIMIT:
        raise EffectImpossible("Number {proposal} has as many conditions as the law allows.", proposal=target.number)
    kept = _end_replaced(target.conditions, effect.replaces, at)
    condition = Condition(
        number=len(kept) + 1,
        decision=decision,
        owner=effect.owner,
        due_at=effect.due_at,
        text=effect.text,
        before=effect.before,
    )
    return _store(state, target, (*kept, condition))


def _check_ended(target: Decision, effect: AttachCondition) -> None:
    if target.outcome != "adopted" or target.overturned_by:
        raise EffectImpossible("Proposal {proposal} does not hold: nothing to mitigate.", proposal=target.number)
    if effect.before and target.carried_out_at:
        raise EffectImpossible(
            "Decision {proposal} has been carried out, and can't wait any more.", proposal=target.number
        )


def _end_replaced(conditions: tuple[Condition, ...], number: int, at: int) -> tuple[Condition, ...]:
    if not number:
        return conditions
    if number > len(conditions) or not is_open(conditions[number - 1]):
        raise EffectImpossible("No open condition has the number {condition}.", condition=number)
    return tuple(replace(one, ended_at=at) if one.number == number else one for one in conditions)


def _store(state: State, target: Proposal | Decision, conditions: tuple[Condition, ...]) -> State:
    number = target.number
    if number in state.proposals:
        changed = replace(state.proposals[number], conditions=conditions)
        return replace(state, proposals=state.proposals.insert(number, changed))
    ended = replace(state.decisions[number], conditions=conditions)
    return replace(state, decisions=state.decisions.insert(number, ended))


def undo_attach_condition(state: State, effect: AttachCondition, decision: int, at: int) -> State | None:
    """End what this decision attached; None where it was met meanwhile, which can't be taken back."""
    target = get_target(state, effect.to)
    mine = [one.number for one in target.conditions if one.decision == decision and is_open(one)]
    if not mine:
        return None
    ended = tuple(replace(one, ended_at=at) if one.number in mine else one for one in target.conditions)
    return _store(state, target, ended)


def process_report_condition(state: State, act: ReportCondition, at: int) -> State:
    """The owner of a condition reports, in public words, that it is met. What is overdue is shown to everybody."""
    check_token(state, act.by)
    target = get_target(state, f"proposal/{act.proposal}")
    if act.condition > len(target.conditions):
        raise UnknownCondition(condition=act.condition, proposal=act.proposal)
    found = target.conditions[act.condition - 1]
    if found.owner != act.by:
        raise NotTheOwner(condition=act.condition, member=found.owner)
    if not is_open(found):
        raise ConditionMet(condition=act.condition, proposal=act.proposal)
    met = replace(found, met_at=at, report=act.text)
    return _store(state, target, tuple(met if one.number == met.number else one for one in target.conditions))


def check_conditions(decision: Decision) -> None:
    """Refuse to carry out what must wait for a condition."""
    for condition in decision.conditions:
        if condition.before and is_open(condition):
            raise ConditionOpen(condition=condition.number, proposal=decision.number, member=condition.owner)
