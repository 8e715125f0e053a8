"""What the clock brings: closes, lapses, reminders, and the dates of mandates and conditions, each with its reason.

To tell of something further that time brings, add a function here. Read first: `reasons.py`; next: `follow.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from daso.kernel.charter import HOUR
from daso.kernel.condition import is_open
from daso.kernel.decision import Decision
from daso.kernel.mandate import Mandate, compute_report_due
from daso.kernel.proposal import Proposal
from daso.kernel.state import State
from daso.web.told.concerns import Case
from daso.web.told.reason import Reason
from daso.web.told.reasons import (
    CONDITION_DUE,
    DECIDED,
    EXPELLED,
    HALFWAY,
    LAPSED,
    LAST_DAY,
    OFFERED,
    READY,
    REPORT_DUE,
    TERM_OVER,
)

__all__ = ["list_moments", "list_reminders"]

_DAY: Final = 24 * HOUR
_WEEK: Final = 7 * _DAY
_FEWEST: Final = 2
"""Half-days that a vote lasts at least if there are to be two reminders."""


def _find_close(case: Case) -> Iterator[tuple[int, Reason]]:
    if case.published_at and not (isinstance(case, Decision) and case.tally is None):
        yield (case.closed_at if isinstance(case, Decision) else case.closes_at), DECIDED


def _find_removal(case: Case) -> Iterator[tuple[int, Reason]]:
    """A verdict that overturned an admission, of which nobody carries out anything."""
    if isinstance(case, Decision) and case.form == "verdict" and case.outcome == "adopted":
        yield case.closed_at, EXPELLED


def _find_lapse(case: Case) -> Iterator[tuple[int, Reason]]:
    if isinstance(case, Decision) and case.outcome == "lapsed":
        yield case.closed_at, LAPSED
    if isinstance(case, Proposal) and not case.published_at:
        yield case.closes_at, LAPSED


def _find_end_of_discussion(case: Case) -> Iterator[tuple[int, Reason]]:
    """When nothing but its author is missing any more. Challenges are put to the vote by anybody."""
    if not isinstance(case, Proposal) or case.published_at or case.form == "verdict":
        return
    if case.rule.discussion_hours and len(case.sponsors) >= case.needed:
        waits_for_reply = case.about.startswith("member/") and not case.replied_at
        hours = max(case.rule.discussion_hours, case.rule.reply_hours if waits_for_reply else 0)
        yield case.revised_at + hours * HOUR, READY


def _find_reminders(case: Case) -> Iterator[tuple[int, Reason]]:
    """Halfway, and a day before the close; of a vote so short that both would meet, halfway only."""
    if isinstance(case, Proposal) and case.published_at:
        lasts = case.closes_at - case.published_at
        yield case.published_at + lasts // 2, HALFWAY
        if lasts > _FEWEST * _DAY:
            yield case.closes_at - _DAY, LAST_DAY


def _find_mandate_dates(mandate: Mandate) -> Iterator[tuple[int, Reason, str]]:
    """The offer, the next report's date (each report is another thing), and the end of the term."""
    about = f"mandate/{mandate.number}"
    yield mandate.granted_at, OFFERED, about
    if mandate.accepted_at and not mandate.ended_at:
        if due := compute_report_due(mandate):
            yield max(due - _WEEK, mandate.accepted_at), REPORT_DUE, f"{about}@{mandate.reports + 1}"
        yield mandate.ends_at, TERM_OVER, about


def list_reminders(case: Case) -> list[int]:
    """When those who have not voted are reminded."""
    return [at for at, _ in _find_reminders(case)]


def _find_condition_dates(case: Case) -> Iterator[tuple[int, Reason, str]]:
    """A week before a condition is due; each condition is another thing."""
    for one in case.conditions:
        if is_open(one):
            yield one.due_at - _WEEK, CONDITION_DUE, f"proposal/{case.number}@{one.number}"


OF_THE_CLOCK: Final[tuple[Callable[[Case], Iterator[tuple[int, Reason]]], ...]] = (
    _find_close,
    _find_removal,
    _find_lapse,
    _find_end_of_discussion,
    _find_reminders,
)
"""What time brings to a proposal or decision: when, and why somebody is told."""


def list_moments(state: State) -> Iterator[tuple[int, Reason, str]]:
    """Everything that the clock has brought or will bring as things stand: when, why, and about what."""
    cases: list[Case] = [*state.proposals.values(), *state.decisions.values()]
    for mandate in state.mandates.values():
        yield from _find_mandate_dates(mandate)
    for case in cases:
        yield from _find_condition_dates(case)
        for find in OF_THE_CLOCK:
            for at, reason in find(case):
                yield at, reason, f"proposal/{case.number}"
