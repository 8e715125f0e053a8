"""The register of decisions: every proposal that ended, to be filtered, searched and taken along as a table.

Read next: `proposal.py`, the page of each of them.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Final

import msgspec
from litestar import Response, get
from litestar.params import FromQuery

from daso.host import ProposalText
from daso.kernel.decision import Decision
from daso.web.listing import cut_page, fold
from daso.web.pages.cases import get_cases
from daso.web.reading import get_title
from daso.web.render import render_page
from daso.web.visit import Visit, VisitHere
from daso.web.words import KINDS, say_kind
from daso.web.words.results import OUTCOMES

__all__ = ["get_decisions", "get_decisions_table"]

SIZE: Final = 25
WAITING: Final = "waiting"
FORMULA: Final = re.compile(r"(^|[;\t|])(\s*)(?=[=+\-@＝＋－＠])")
"""Where a spreadsheet would begin to calculate: some take semicolons for the ends of cells, some wide signs too."""
COLUMNS: Final = (
    "number",
    "title",
    "kind",
    "form",
    "author",
    "outcome",
    "counts",
    "abstained",
    "electorate",
    "needed",
    "quorum",
    "opened",
    "published",
    "closed",
    "carried out",
    "address",
)


class Chosen(msgspec.Struct, frozen=True):
    """What the visitor is looking for."""

    words: str
    outcome: str
    kind: str


@get("/o/{slug:str}/decisions", sync_to_thread=True)
def get_decisions(
    visit: VisitHere, words: FromQuery[str] = "", outcome: FromQuery[str] = "", kind: FromQuery[str] = ""
) -> Response[str]:
    """The decisions that fit, the latest first."""
    chosen = Chosen(words, outcome, kind)
    found = find_decisions(visit, chosen)
    cut, pages = cut_page(visit, found, SIZE)
    say = visit.words
    outcomes = [("", say._("all")), *((name, say._(label)) for name, label in OUTCOMES.items())]
    return render_page(
        visit,
        "decisions.html",
        lead=say._("How every proposal ended, with its result and its votes. Nothing is ever taken off this list."),
        chosen=chosen,
        outcomes=[*outcomes, (WAITING, say._("Adopted, still to be carried out"))],
        kinds=[("", say._("all")), *((name, say_kind(say, name)) for name in KINDS)],
        count=say.ngettext("{count} decision", "{count} decisions", len(found)),
        items=get_cases(visit, cut),
        pages=pages,
        is_filtered=bool(words or outcome or kind),
    )


def find_decisions(visit: Visit, chosen: Chosen) -> list[Decision]:
    """The decisions that fit what is looked for, the latest first."""
    found = [decision for decision in visit.state.decisions.values() if _is_fitting(visit, decision, chosen)]
    if chosen.words:
        texts = visit.texts(decision.text for decision in found)
        sought = fold(chosen.words).split()
        found = [one for one in found if _has_words(texts[one.text], one.number, sought)]
    return sorted(found, key=lambda decision: (-decision.closed_at, -decision.number))


def _is_fitting(visit: Visit, decision: Decision, chosen: Chosen) -> bool:
    if chosen.kind and decision.kind != chosen.kind:
        return False
    if chosen.outcome == WAITING:
        is_done = decision.carried_out_at > 0 or decision.expires_at <= visit.now
        return decision.outcome == "adopted" and not is_done
    return chosen.outcome in {"", decision.outcome}


def _has_words(text: object, number: int, sought: list[str]) -> bool:
    said = fold(f"{text.title} {text.body}") if isinstance(text, ProposalText) else ""
    return all(word in said or word == str(number) for word in sought)


@get("/o/{slug:str}/decisions.csv", sync_to_thread=True)
def get_decisions_table(visit: VisitHere) -> Response[str]:
    """All decisions as a table for other programs, the earliest first; its columns are named in English for them."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    decisions = sorted(visit.state.decisions.values(), key=lambda decision: decision.number)
    texts = visit.texts(decision.text for decision in decisions)
    for one in decisions:
        title = get_title(visit, one.number, texts[one.text])
        writer.writerow([_keep_text(cell) for cell in _get_cells(visit, one, title)])
    name = f"{visit.hosted.slug}-decisions.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    if visit.viewer is not None:
        headers["Cache-Control"] = "private, no-store"
    return Response(table.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _get_cells(visit: Visit, decision: Decision, title: str) -> list[str | int]:
    tally, stamp = decision.tally, visit.words.stamp
    return [
        decision.number,
        title,
        decision.kind,
        decision.form,
        decision.author,
        decision.outcome,
        " ".join(map(str, tally.counts)) if tally else "",
        tally.abstained if tally else "",
        tally.electorate if tally else "",
        tally.needed if tally else "",
        tally.quorum if tally else "",
        stamp(decision.opened_at),
        stamp(decision.published_at) if decision.published_at else "",
        stamp(decision.closed_at),
        stamp(decision.carried_out_at) if decision.carried_out_at else "",
        f"{visit.host.origin}/o/{visit.hosted.slug}/proposals/{decision.number}",
    ]


def _keep_text(cell: str | int) -> str | int:
    """What members wrote must stay words, whatever a spreadsheet makes of them."""
    return FORMULA.sub(r"\1\2'", cell) if isinstance(cell, str) else cell
