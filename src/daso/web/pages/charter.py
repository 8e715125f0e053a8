"""The ideas-issue and every article of the charter, with this organisation's numbers, and how they were written.

Read next: `founding.py`, where they are written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import msgspec
from litestar import Response, get

from daso.clerk.register import Row
from daso.kernel.articles import ARTICLES
from daso.kernel.charter import KINDS, Kind, Rule
from daso.web.discussion import Discussion, get_discussion
from daso.web.pages.amendment_form import is_locked
from daso.web.reading import Deed, get_deeds, get_people
from daso.web.render import render_page
from daso.web.visit import Visit, VisitHere
from daso.web.words import (
    CLAUSE_TITLES,
    ArticleInWords,
    Change,
    render_articles,
    say_clause,
    say_kind,
    say_path,
    say_rule,
    say_setting,
)
from daso.web.words.rules import KINDS as KIND_WORDS

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


class Amended(msgspec.Struct, frozen=True, kw_only=True):
    """One change as the history tells it."""

    line: str
    href: str
    change: Change


class RuleAsRead(msgspec.Struct, frozen=True, kw_only=True):
    """How one kind of proposal is decided; `place` is where its numbers can be changed, empty where they can't."""

    kind: str
    title: str
    purpose: str
    facts: tuple[tuple[str, str], ...]
    history: tuple[Amended, ...]
    place: str


class ArticleAsRead(ArticleInWords, frozen=True, kw_only=True):
    """An article beside its history."""

    history: tuple[Amended, ...]
    place: str


@get("/o/{slug:str}/charter", sync_to_thread=True)
def get_charter(visit: VisitHere) -> Response[str]:
    """What was agreed and locked, or what stands so far."""
    words, rules = visit.words, visit.state.charter.rules
    return render_page(
        visit,
        "charter.html",
        lead=_say_lead(visit),
        clauses=get_clauses(visit),
        rules=[_get_rule(visit, kind, rules[kind]) for kind in KINDS if kind in rules],
        articles=[_get_article(visit, article) for article in render_articles(words, visit.state.charter)],
        unplaced=_get_unplaced(visit),
        may_amend=visit.member is not None and bool(visit.state.inaugurated_at) and "amendment" in rules,
        deeds=get_history(visit),
        discussion=get_discussion(visit, "charter"),
    )


def _say_lead(visit: Visit) -> str:
    if not visit.state.inaugurated_at:
        return visit.words._("This is still a draft: it is locked when all founders have affirmed it.")
    date = visit.words.date(visit.state.inaugurated_at)
    if not visit.state.amendments:
        return visit.words._("Agreed by the founders and locked since {date}. Nobody can rewrite it.", date=date)
    return visit.words.ngettext(
        "Agreed by the founders on {date}; {count} of its numbers was amended since.",
        "Agreed by the founders on {date}; {count} of its numbers were amended since.",
        len(visit.state.amendments),
        date=date,
    )


def _get_rule(visit: Visit, kind: Kind, rule: Rule) -> RuleAsRead:
    words, prefix = visit.words, f"rules.{kind}"
    is_fixed = is_locked(visit.state.charter, prefix)
    return RuleAsRead(
        kind=kind,
        title=say_kind(words, kind),
        purpose=words._(KIND_WORDS[kind][1]),
        facts=tuple(say_rule(words, rule)),
        history=_get_changes(visit, lambda path: path == prefix or path.startswith(f"{prefix}.")),
        place="" if is_fixed else prefix,
    )


def _get_article(visit: Visit, article: ArticleInWords) -> ArticleAsRead:
    """An article with the history of its numbers, and one of them that can be changed."""
    named = _find_numbers(article.id)
    places = [name for name in named if not is_locked(visit.state.charter, name)]
    return ArticleAsRead(
        id=article.id,
        title=article.title,
        entrenched=article.entrenched,
        sentences=article.sentences,
        history=_get_changes(visit, named.__contains__),
        place=places[0] if places else "",
    )


def _find_numbers(article: str) -> list[str]:
    """The charter's numbers that stand in the sentences of an article."""
    templates = next(one.templates for one in ARTICLES if one.id == article)
    named = [name for template in templates for name in re.findall(r"\{charter\.([a-z_]+)\}", template)]
    return list(dict.fromkeys(named))


def _get_unplaced(visit: Visit) -> tuple[Amended, ...]:
    """Changes of numbers that no article's sentence mentions, and of kinds that there are no more."""
    named = [name for article in ARTICLES for name in _find_numbers(article.id)]
    rules = [f"rules.{kind}" for kind in visit.state.charter.rules]
    return _get_changes(visit, lambda path: path not in named and ".".join(path.split(".")[:2]) not in rules)


def _get_changes(visit: Visit, is_here: Callable[[str], bool]) -> tuple[Amended, ...]:
    """The amendments of these places, the newest first."""
    words = visit.words
    return tuple(
        Amended(
            line=words._("Changed by decision {number} on {date}", number=one.decision, date=words.date(one.at)),
            href=f"/o/{visit.hosted.slug}/proposals/{one.decision}",
            change=Change(
                place=say_path(words, one.path),
                was=say_setting(words, one.path, one.was),
                becomes=say_setting(words, one.path, one.becomes),
            ),
        )
        for one in reversed(visit.state.amendments)
        if is_here(one.path)
    )


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
