"""The ideas-issue and every article of the charter, with this organisation's numbers, and how they were written.

Read next: `founding.py`, where they are written.
"""

from __future__ import annotations

from typing import Final

import msgspec
from litestar import Response, get

from daso.clerk.register import Row
from daso.kernel.charter import KINDS
from daso.web.discussion import Discussion, get_discussion
from daso.web.reading import Deed, get_deeds, get_people
from daso.web.render import render_page
from daso.web.visit import Visit, VisitHere
from daso.web.words import CLAUSE_TITLES, render_articles, say_clause, say_kind, say_rule

__all__ = ["ClauseAsRead", "get_charter", "get_clauses", "get_history"]

HISTORY: Final = 40
_OF_THE_FOUNDATION: Final = ("foundation", "charter")


class ClauseAsRead(msgspec.Struct, frozen=True):
    """A clause of the ideas-issue; `line` says who wrote it and who agrees."""

    name: str
    title: str
    text: str
    line: str
    talk: Discussion | None = None


@get("/o/{slug:str}/charter", sync_to_thread=True)
def get_charter(visit: VisitHere) -> Response[str]:
    """What was agreed and locked, or what stands so far."""
    words, rules = visit.words, visit.state.charter.rules
    described = {kind: say_rule(words, rules[kind]) for kind in KINDS if kind in rules}
    return render_page(
        visit,
        "charter.html",
        lead=_say_lead(visit),
        clauses=get_clauses(visit),
        rule_headings=[heading for heading, _ in next(iter(described.values()))],
        rules=[(say_kind(words, kind), [cell for _, cell in pairs]) for kind, pairs in described.items()],
        articles=render_articles(words, visit.state.charter),
        deeds=get_history(visit),
        discussion=get_discussion(visit, "charter"),
    )


def _say_lead(visit: Visit) -> str:
    if not visit.state.inaugurated_at:
        return visit.words._("This is still a draft: it is locked when all founders have affirmed it.")
    date = visit.words.date(visit.state.inaugurated_at)
    return visit.words._("Agreed by the founders and locked since {date}. Nobody can rewrite it.", date=date)


def get_clauses(visit: Visit) -> list[ClauseAsRead]:
    """The ideas-issue clause by clause, in the order people read it."""
    clauses = visit.state.clauses
    people = get_people(visit, {clause.by for clause in clauses.values()})
    read = []
    for name in CLAUSE_TITLES:
        clause = clauses.get(name)
        title = say_clause(visit.words, name)
        if clause is None:
            read.append(ClauseAsRead(name, title, "", ""))
            continue
        count = len(list(clause.agreed.keys()))
        line = visit.words.ngettext(
            "Written by {name} on {date}; {count} founder agreed.",
            "Written by {name} on {date}; {count} founders agreed.",
            count,
            name=people[clause.by].name,
            date=visit.words.date(clause.at),
        )
        read.append(ClauseAsRead(name, title, clause.text, line, get_discussion(visit, f"clause/{name}")))
    return read


def get_history(visit: Visit) -> list[Deed]:
    """How the foundation was written, the newest first; agreements of single founders stand with the clauses."""
    register = visit.hosted.register
    subjects = [*_OF_THE_FOUNDATION, *(f"clause/{name}" for name in CLAUSE_TITLES)]
    rows = [row for subject in subjects for row in register.get_of_subject(subject) if _is_step(row)]
    rows.sort(key=lambda row: row.entry)
    return get_deeds(visit, rows[-HISTORY:])


def _is_step(row: Row) -> bool:
    return row.act not in {"PostComment", "AgreeClause", "AffirmFoundation"}
