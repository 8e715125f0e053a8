"""A replayed record counted both ways: every head one vote, as here, and every token one, as it was.

Read next: `insight/compare.py`, which counts.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
from litestar import Response, get

from daso.host import Hosted
from daso.insight import Row, compute_comparison
from daso.kernel.transition import decode_entry
from daso.web.listing import cut_page
from daso.web.pages.cases import get_option_names
from daso.web.reading import get_title
from daso.web.refusals import PageMissing
from daso.web.render import render_page
from daso.web.visit import Visit, VisitHere, get_record
from daso.web.words import say_option

__all__ = ["get_compare"]

SIZE: Final = 50
FEW: Final = 10
"""Unreadable rows that are shown without being asked for."""


class Line(msgspec.Struct, frozen=True):
    """One proposal, counted both ways."""

    title: str
    href: str
    heads: str
    tokens: str
    differs: bool


@get("/o/{slug:str}/compare", sync_to_thread=True)
def get_compare(visit: VisitHere) -> Response[str]:
    """Every proposal of the record; those where it makes a difference can be shown alone."""
    record, words = visit.record, visit.words
    if record is None:
        raise PageMissing
    rows = _compare(visit.hosted, visit.state.entries, visit.host.data)
    different = [row for row in rows if row.differs]
    is_filtered = "differs=yes" in visit.query
    shown, pages = cut_page(visit, different if is_filtered else rows, SIZE)
    unreadable, unreadable_pages = cut_page(visit, record.unreadable, SIZE, "unreadable")
    return render_page(
        visit,
        "compare.html",
        lead=words._(
            "Here every wallet counts for one, as members do; beside it stands what the tokens decided. The votes are "
            "those of {source}.",
            source=record.source,
        ),
        figures=[
            (words._("ballots replayed"), words.number(record.ballots)),
            (words._("proposals"), words.number(len(rows))),
            (words._("would have ended differently"), words.number(len(different))),
            (words._("rows that could not be read"), words.number(len(record.unreadable))),
        ],
        count=words.ngettext("{count} proposal", "{count} proposals", len(different if is_filtered else rows)),
        is_filtered=is_filtered,
        rows=[_get_line(visit, row) for row in shown],
        pages=pages,
        unreadable_count=words.ngettext(
            "{count} row that could not be read", "{count} rows that could not be read", len(record.unreadable)
        ),
        unreadable=unreadable,
        unreadable_pages=unreadable_pages,
        is_unfolded=len(record.unreadable) <= FEW or "unreadable=" in visit.query,
    )


@lru_cache(maxsize=8)
def _compare(hosted: Hosted, size: int, data: Path) -> list[Row]:
    """Every ballot of the log is read for this, so it is done once for each size of the log."""
    state, record = hosted.clerk.state, get_record(data / "orgs" / hosted.org)
    if state is None or record is None:
        return []
    return compute_comparison(state, map(decode_entry, hosted.log.read(0, size)), record)


def _get_line(visit: Visit, row: Row) -> Line:
    state, words = visit.state, visit.words
    case = state.proposals.get(row.number) or state.decisions[row.number]
    text = visit.text(case.text)
    names = get_option_names(case, text)

    def say(leading: tuple[int, ...]) -> str:
        return words.list([say_option(words, case.form, names, option) for option in leading]) or words._(
            "nobody voted"
        )

    href = f"/o/{visit.hosted.slug}/proposals/{row.number}"
    return Line(get_title(visit, row.number, text), href, say(row.heads_lead), say(row.tokens_lead), row.differs)
