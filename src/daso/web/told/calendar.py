"""A calendar (RFC 5545) of what is due: closes of votes, ends of discussions, and when decisions expire.

To show a further date, add a function to `DATES`. Read next: `feeds.py`, which serves it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from daso.host.texts import MandateText
from daso.kernel.charter import HOUR
from daso.kernel.decision import Decision
from daso.kernel.mandate import Mandate, compute_report_due, get_mandate_status
from daso.kernel.proposal import Proposal
from daso.web.reading import get_proposal_text, get_title
from daso.web.told.concerns import Case
from daso.web.visit import Visit
from daso.web.words.language import N_, compute_moment

__all__ = ["DATES", "render_calendar"]

_LINE: Final = 75
"""Bytes that a line may have."""
_ENDED: Final = 30 * 24 * HOUR
"""Milliseconds for which a date stays in the calendar once it is over."""


class Due(msgspec.Struct, frozen=True):
    """A date of a proposal: its name, when, and words that may speak of {title}."""

    name: str
    at: int
    line: str


class Place(msgspec.Struct, frozen=True):
    """What a date belongs to: its page, its name among all of them, since when it stands, and its title."""

    path: str
    name: str
    since: int
    title: str


def _find_close(case: Case) -> Iterator[Due]:
    if case.published_at:
        at = case.closed_at if isinstance(case, Decision) else case.closes_at
        yield Due("close", at, N_("Voting closes: {title}"))


def _find_end_of_discussion(case: Case) -> Iterator[Due]:
    if isinstance(case, Proposal) and not case.published_at:
        yield Due(
            "discussed", case.revised_at + case.rule.discussion_hours * HOUR, N_("May be put to the vote: {title}")
        )
        yield Due("lapse", case.closes_at, N_("Draft lapses: {title}"))


def _find_expiry(case: Case) -> Iterator[Due]:
    if isinstance(case, Decision) and case.outcome == "adopted" and not case.carried_out_at:
        yield Due("due", case.expires_at, N_("To be carried out by now: {title}"))


DATES: Final[tuple[Callable[[Case], Iterator[Due]], ...]] = (_find_close, _find_end_of_discussion, _find_expiry)
"""What is due of a proposal or decision."""


def render_calendar(visit: Visit) -> str:
    """The calendar as a visitor may read it."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//daso//told//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_escape(visit.state.charter.name)}",
        f"X-WR-CALNAME:{_escape(visit.state.charter.name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]
    cases: list[Case] = [*visit.state.proposals.values(), *visit.state.decisions.values()]
    for case in sorted(cases, key=lambda one: one.number):
        dates = [due for find in DATES for due in find(case) if due.at > visit.now - _ENDED]
        if dates:
            title = get_title(visit, case.number, get_proposal_text(visit, case.text))
            since = max(case.opened_at, case.published_at)
            place = Place(f"proposals/{case.number}", f"{case.number}", since, title)
            lines += [line for due in dates for line in _render_event(visit, place, due)]
    for number, mandate in sorted(visit.state.mandates.items()):
        lines += _render_mandate(visit, number, mandate)
    return "".join(f"{_fold(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _render_mandate(visit: Visit, number: int, mandate: Mandate) -> list[str]:
    """When a report on it is due, and when it ends; of one that is held."""
    if get_mandate_status(visit.state, mandate, visit.now) != "held":
        return []
    dates = [Due("end", mandate.ends_at, N_("The mandate ends: {title}"))]
    if due := compute_report_due(mandate):
        dates.append(Due(f"report-{mandate.reports + 1}", due, N_("A report is due: {title}")))
    text = visit.text(mandate.text)
    title = text.title if isinstance(text, MandateText) else visit.words._("Mandate {number}", number=number)
    place = Place(f"mandates/{number}", f"mandate-{number}", mandate.accepted_at, title)
    return [line for date in dates for line in _render_event(visit, place, date)]


def _render_event(visit: Visit, place: Place, due: Due) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{due.name}-{place.name}@{visit.hosted.org}",
        f"DTSTAMP:{_stamp(place.since)}",
        f"DTSTART:{_stamp(due.at)}",
        f"SUMMARY:{_escape(visit.words._(due.line, title=place.title))}",
        f"URL:{visit.host.origin}/o/{visit.hosted.slug}/{place.path}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _stamp(at: int) -> str:
    return f"{compute_moment(at):%Y%m%dT%H%M%SZ}"


def _escape(text: str) -> str:
    flat = " ".join(text.split())
    return flat.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _fold(line: str) -> str:
    """Long lines go on after a line's end and a space; no sign is cut in two."""
    rows, row, length = [], "", 0
    for sign in line:
        size = len(sign.encode())
        if length + size > _LINE:
            rows.append(row)
            row, length = " ", 1
        row, length = row + sign, length + size
    return "\r\n".join([*rows, row])
