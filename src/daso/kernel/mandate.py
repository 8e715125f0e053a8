"""Mandates: a domain of responsibility that all members together give to one of them, for a time and until recalled.

A mandate has words beside the log (title, domain, accountabilities, limits), a holder, a term and report dates. It
gives nobody any power in this law: nothing here or elsewhere asks who holds one before it lets somebody act. Whether a
mandate is offered, held, ended or expired is computed from the time. Read next: `effect.py`, by which decisions grant
and end them; `lot.py`, where chance names the holder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from daso.canon import Count
from daso.kernel.act import Act, Commitment, Number
from daso.kernel.charter import HOUR, Charter, Hours
from daso.kernel.queries import check_token
from daso.kernel.refusals import (
    EffectImpossible,
    MandateAccepted,
    MandateOver,
    MandateUnsound,
    NotTheHolder,
    UnknownMandate,
)

if TYPE_CHECKING:
    from daso.kernel.state import State

__all__ = [
    "AcceptMandate",
    "EndMandate",
    "GrantMandate",
    "Mandate",
    "MandateStatus",
    "ReportMandate",
    "ResignMandate",
    "Term",
    "check_hours",
    "check_terms",
    "compute_report_due",
    "compute_settled",
    "get_mandate",
    "get_mandate_status",
    "grant",
    "process_end_mandate",
    "process_grant_mandate",
    "undo_end_mandate",
    "undo_grant_mandate",
]

MandateStatus = Literal["unnamed", "offered", "held", "resigned", "recalled", "left", "expired"]

Term = Annotated[int, Meta(ge=1, le=24 * 366 * 10)]
"""Hours for which a mandate lasts."""


class Mandate(msgspec.Struct, frozen=True, kw_only=True):
    """A mandate by its number. Times of nought mean "not yet" or "never"; no office outlives `ends_at`."""

    number: int
    decision: int
    text: str
    holder: int
    """The member; nought only in the dry run of an election, where nobody is named yet."""
    report_hours: int
    """After so many hours a report is due again; nought asks for none."""
    granted_at: int
    ends_at: int
    accepted_at: int = 0
    reported_at: int = 0
    reports: int = 0
    """Report dates that are settled."""
    ended_at: int = 0
    end: Literal["", "resigned", "recalled"] = ""


class GrantMandate(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="effect"
):
    """Give a mandate for so many hours: to `holder`, or to whoever of `candidates` wins the vote.

    `text` commits to its title, domain, accountabilities and limits. Where candidates are named, the proposal is a
    choice whose options they are, in this order.
    """

    text: Commitment
    hours: Term
    report_hours: Hours = 0
    holder: Count = 0
    candidates: Annotated[tuple[Number, ...], Meta(max_length=20)] = ()


class EndMandate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="effect"):
    """Recall: the mandate with this number ends."""

    mandate: Number


class AcceptMandate(Act, frozen=True, kw_only=True, tag="AcceptMandate"):
    """I accept the mandate that was given to me."""

    mandate: Number


class ResignMandate(Act, frozen=True, kw_only=True, tag="ResignMandate"):
    """I give my mandate back, or decline it."""

    mandate: Number


class ReportMandate(Act, frozen=True, kw_only=True, tag="ReportMandate"):
    """I report on my mandate; the words stand beside the log."""

    mandate: Number
    text: Commitment


def get_mandate(state: State, number: int) -> Mandate:
    """The mandate with this number; refused when there is none."""
    mandate = state.mandates.get(number)
    if mandate is None:
        raise UnknownMandate(mandate=number)
    return mandate


def get_mandate_status(state: State, mandate: Mandate, at: int) -> MandateStatus:
    """How the mandate stands at this moment."""
    if mandate.end:
        return mandate.end
    if not mandate.holder:
        return "unnamed"
    left_at = state.members[mandate.holder].left_at
    if 0 < left_at <= min(at, mandate.ends_at):
        return "left"
    if mandate.ends_at <= at:
        return "expired"
    return "held" if mandate.accepted_at else "offered"


def compute_report_due(mandate: Mandate) -> int:
    """When the next report is due, at the latest with the end of the term; nought where none is, or none any more.

    Dates follow one another from the acceptance on, and a late report puts off no other.
    """
    if mandate.reports >= _count_dates(mandate):
        return 0
    return min(mandate.accepted_at + (mandate.reports + 1) * mandate.report_hours * HOUR, _get_end(mandate))


def _count_dates(mandate: Mandate) -> int:
    """How many report dates a mandate has from its acceptance to its end, the end included."""
    if not mandate.report_hours or not mandate.accepted_at:
        return 0
    return -(-(_get_end(mandate) - mandate.accepted_at) // (mandate.report_hours * HOUR))


def _get_end(mandate: Mandate) -> int:
    return mandate.ended_at or mandate.ends_at


def check_hours(charter: Charter, hours: int) -> None:
    """Refuse a term longer than the charter allows."""
    if hours > charter.mandate_hours:
        raise MandateUnsound("A mandate lasts {limit} hours at most here. Ask for less.", limit=charter.mandate_hours)


def check_terms(charter: Charter, effect: GrantMandate, form: str, options: int) -> None:
    """Refuse a mandate for too long, or one whose holder is not found in exactly one way."""
    check_hours(charter, effect.hours)
    if form == "choice":
        if effect.holder or len(effect.candidates) != options:
            raise MandateUnsound("In an election each option is one candidate. Name as many as there are options.")
        if len(dict.fromkeys(effect.candidates)) < options:
            raise MandateUnsound("A candidate is named twice. Name each once.")
    elif effect.candidates or not effect.holder:
        raise MandateUnsound("A motion names the holder of a mandate. For several candidates, make it a choice.")


def grant(state: State, effect: GrantMandate, holder: int, decision: int, at: int) -> State:
    """The State with one more mandate, given to this member."""
    number = len(state.mandates) + 1
    mandate = Mandate(
        number=number,
        decision=decision,
        text=effect.text,
        holder=holder,
        report_hours=effect.report_hours,
        granted_at=at,
        ends_at=at + effect.hours * HOUR,
    )
    return replace(state, mandates=state.mandates.insert(number, mandate))


def process_grant_mandate(state: State, effect: GrantMandate, decision: int, at: int) -> State:
    """A mandate is a domain of responsibility with accountabilities, limits and a term of at most
    {charter.mandate_hours} hours, given to one member by a decision: it names them, or they are elected, or drawn by
    lot. Holding one gives no further vote and no power in this law. No mandate outlives its term; for another term
    there is another decision.
    """
    winner = _get_winner(state, decision) if effect.candidates else 0
    holder = effect.candidates[winner - 1] if winner else effect.holder
    for number in (holder,) if holder else effect.candidates:
        check_token(state, number)
    return grant(state, effect, holder, decision, at)


def _get_winner(state: State, number: int) -> int:
    """The option that won the vote; nought while nobody knows, as in a dry run beforehand."""
    decision = state.decisions.get(number)
    return decision.tally.winner if decision and decision.tally else 0


def process_end_mandate(state: State, effect: EndMandate, decision: int, at: int) -> State:
    """A mandate can be recalled at any time, by a decision of the kind by which mandates are given."""
    mandate = state.mandates.get(effect.mandate)
    if mandate is None or get_mandate_status(state, mandate, at) not in ("offered", "held"):
        raise EffectImpossible("Nobody holds a mandate {mandate} that could be ended.", mandate=effect.mandate)
    return _end(state, mandate, "recalled", at)


def undo_grant_mandate(state: State, effect: GrantMandate, decision: int, at: int) -> State | None:
    """Recall what this decision gave; None where it is over already."""
    for _, mandate in sorted(state.mandates.items()):
        is_its = mandate.decision == decision and mandate.text == effect.text
        if is_its and get_mandate_status(state, mandate, at) in ("offered", "held"):
            return _end(state, mandate, "recalled", at)
    return None


def undo_end_mandate(state: State, effect: EndMandate, decision: int, at: int) -> State | None:
    """Give the mandate back for the rest of its term; None where that is over, or its holder has left."""
    again = replace(state.mandates[effect.mandate], ended_at=0, end="")
    return _store(state, again) if get_mandate_status(state, again, at) in ("offered", "held") else None


def process_accept_mandate(state: State, act: AcceptMandate, at: int) -> State:
    """A mandate begins when its holder accepts it, and nobody has to. Its term counts from when it was given."""
    mandate = _get_own(state, act.mandate, act.by, at)
    if mandate.accepted_at:
        raise MandateAccepted(mandate=act.mandate)
    return _store(state, replace(mandate, accepted_at=at))


def process_resign_mandate(state: State, act: ResignMandate, at: int) -> State:
    """Whoever holds a mandate, or is offered one, may give it back at any time. Leaving ends it too."""
    return _end(state, _get_own(state, act.mandate, act.by, at), "resigned", at)


def process_report_mandate(state: State, act: ReportMandate, at: int) -> State:
    """Its holder reports on a mandate on the dates that were set when it was given; everybody sees which report is
    overdue. A last report may be given after the end.
    """
    check_token(state, act.by)
    mandate = get_mandate(state, act.mandate)
    if mandate.holder != act.by or not mandate.accepted_at:
        raise NotTheHolder(mandate=act.mandate)
    return _store(state, replace(mandate, reported_at=at, reports=compute_settled(mandate, at)))


def compute_settled(mandate: Mandate, at: int) -> int:
    """The report dates settled by a report given now: the earliest open one, once its time has begun; at last all."""
    dates = _count_dates(mandate)
    if at >= _get_end(mandate):
        return dates
    begun = mandate.accepted_at + mandate.reports * mandate.report_hours * HOUR <= at
    return min(dates, mandate.reports + begun)


def _get_own(state: State, number: int, by: int, at: int) -> Mandate:
    """The mandate, which must be this member's, and not be over."""
    check_token(state, by)
    mandate = get_mandate(state, number)
    if mandate.holder != by:
        raise NotTheHolder(mandate=number)
    if get_mandate_status(state, mandate, at) not in ("offered", "held"):
        raise MandateOver(mandate=number)
    return mandate


def _end(state: State, mandate: Mandate, end: Literal["resigned", "recalled"], at: int) -> State:
    return _store(state, replace(mandate, ended_at=at, end=end))


def _store(state: State, mandate: Mandate) -> State:
    return replace(state, mandates=state.mandates.insert(mandate.number, mandate))
