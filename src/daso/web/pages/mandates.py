"""The register of mandates, and the page of each: who holds what until when, and how they report.

Read next: `lots.py`, for those that chance gives; `office_form.py`, where mandates are proposed.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from daso.host.texts import MandateText
from daso.kernel.mandate import (
    Mandate,
    MandateStatus,
    ReportMandate,
    compute_report_due,
    get_mandate,
    get_mandate_status,
)
from daso.kernel.pause import get_pause
from daso.web.markdown import render_markdown
from daso.web.pages.lots import get_lot_title, say_lot_phase
from daso.web.reading import Deed, Person, Written, get_deeds, get_person, get_written, read_entry
from daso.web.render import render_page
from daso.web.visit import Visit, VisitHere
from daso.web.words import say_mandate_status, say_report

__all__ = ["get_mandate_page", "get_mandates"]

LOOKS: dict[MandateStatus, str] = {"held": "good", "offered": "warn"}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One mandate in the register."""

    title: str
    href: str
    person: Person
    status: str
    look: str
    term: str
    report: str
    is_overdue: bool


class Report(msgspec.Struct, frozen=True):
    """What the holder said, and when."""

    at: int
    body: Written
    entry: str


@get("/o/{slug:str}/mandates", sync_to_thread=True)
def get_mandates(visit: VisitHere) -> Response[str]:
    """All mandates: those that are held or offered first, then those that are over; and the lots."""
    state, words = visit.state, visit.words
    lines = [(one, _get_line(visit, one)) for _, one in sorted(state.mandates.items(), reverse=True)]
    pause = get_pause(state, visit.now)
    return render_page(
        visit,
        "mandates.html",
        live=[line for one, line in lines if is_live(visit, one)],
        over=[line for one, line in lines if not is_live(visit, one)],
        lots=[
            (number, get_lot_title(visit, lot), say_lot_phase(words, lot)) for number, lot in sorted(state.lots.items())
        ],
        pause=words.time(pause.until) if pause else "",
        may_propose=visit.member is not None and "mandate" in state.charter.rules,
        may_pause="pause" in state.charter.rules,
    )


@get("/o/{slug:str}/mandates/{number:int}", sync_to_thread=True)
def get_mandate_page(visit: VisitHere, number: FromPath[int]) -> Response[str]:
    """One mandate, with its words and its reports."""
    mandate = get_mandate(visit.state, number)
    status = get_mandate_status(visit.state, mandate, visit.now)
    is_mine = visit.is_own(mandate.holder)
    return render_page(
        visit,
        "mandate.html",
        mandate=mandate,
        line=_get_line(visit, mandate),
        parts_of_it=_get_words(visit, mandate),
        facts=_get_facts(visit, mandate),
        may_accept=is_mine and status == "offered",
        may_resign=is_mine and status in ("offered", "held"),
        may_report=is_mine and mandate.accepted_at > 0,
        may_recall=visit.member is not None and status in ("offered", "held"),
        reports=_get_reports(visit, mandate),
        deeds=_get_history(visit, mandate),
    )


def is_live(visit: Visit, mandate: Mandate) -> bool:
    """Whether somebody holds it or is offered it now."""
    return get_mandate_status(visit.state, mandate, visit.now) in ("offered", "held")


def get_mandate_title(visit: Visit, mandate: Mandate) -> str:
    """What it is called, or its number where that can't be read."""
    text = visit.text(mandate.text)
    return text.title if isinstance(text, MandateText) else visit.words._("Mandate {number}", number=mandate.number)


def _get_line(visit: Visit, mandate: Mandate) -> Line:
    words = visit.words
    status = get_mandate_status(visit.state, mandate, visit.now)
    is_live = status in ("offered", "held")
    due = compute_report_due(mandate)
    return Line(
        title=get_mandate_title(visit, mandate),
        href=f"/o/{visit.hosted.slug}/mandates/{mandate.number}",
        person=get_person(visit, mandate.holder),
        status=say_mandate_status(words, status),
        look=LOOKS.get(status, ""),
        term=words._("Until {day}", day=words.date(mandate.ended_at or mandate.ends_at)),
        report=say_report(words, mandate) if is_live or due <= visit.now else "",
        is_overdue=0 < due <= visit.now,
    )


def _get_words(visit: Visit, mandate: Mandate) -> list[tuple[str, Written]]:
    words, text = visit.words, visit.text(mandate.text)
    if not isinstance(text, MandateText):
        return [(words._("Its domain"), get_written(visit, text))]
    said = [
        (words._("Its domain"), text.domain),
        (words._("Accountabilities"), text.accountabilities),
        (words._("Limits"), text.limits),
    ]
    return [(label, Written(render_markdown(body))) for label, body in said if body]


def _get_facts(visit: Visit, mandate: Mandate) -> list[tuple[str, str]]:
    words = visit.words
    facts: list[tuple[str, str]] = [
        (words._("Given"), words.time(mandate.granted_at)),
        (words._("Term ends"), words.time(mandate.ends_at)),
    ]
    if mandate.accepted_at:
        facts.append((words._("Accepted"), words.time(mandate.accepted_at)))
    if mandate.ended_at:
        facts.append((words._("Ended"), words.time(mandate.ended_at)))
    if mandate.report_hours:
        facts.append((words._("Reports"), words._("every {term}", term=words.duration(mandate.report_hours))))
    return facts


def _get_reports(visit: Visit, mandate: Mandate) -> list[Report]:
    rows = visit.hosted.register.get_of_subject(f"mandate/{mandate.number}")
    said: list[tuple[int, int, str]] = []
    for row in rows:
        act = read_entry(visit.hosted, row.entry).envelope.act
        if isinstance(act, ReportMandate):
            said.append((row.entry, row.at, act.text))
    texts = visit.texts(text for _, _, text in said)
    path = f"/o/{visit.hosted.slug}/entries"
    return [Report(at, get_written(visit, texts[text]), f"{path}/{entry}") for entry, at, text in reversed(said)]


def _get_history(visit: Visit, mandate: Mandate) -> Sequence[Deed]:
    return get_deeds(visit, visit.hosted.register.get_of_subject(f"mandate/{mandate.number}"))
