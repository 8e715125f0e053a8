"""While an organisation is being founded: its clauses to write, discuss and agree, its draft charter, its founders.

Read next: `charter_form.py` for the numbers, `charter.py` for how it all reads once it is locked.
"""

from __future__ import annotations

from typing import Final

import msgspec
from litestar import Response, get
from litestar.response import Redirect

from daso.canon import encode
from daso.kernel.founding import compute_clause_digest, compute_foundation
from daso.kernel.queries import get_founders
from daso.web.discussion import Discussion, get_discussion
from daso.web.pages.charter import get_history
from daso.web.pages.charter_form import get_charter_form, get_numbers
from daso.web.pages.members import get_invite
from daso.web.reading import Person, get_people
from daso.web.render import render_page
from daso.web.visit import Visit, VisitHere
from daso.web.words import CLAUSE_TITLES, say_clause
from daso.web.words.language import N_

__all__ = ["get_foundation_words", "get_founding", "may_agree", "may_write"]

_QUESTIONS: Final[dict[str, str]] = {
    "purpose": N_("What is it for? Say it so that a stranger understands why you exist."),
    "product": N_("What do you make or do, and for whom?"),
    "mission": N_("What will be different because of you, and how would anybody notice?"),
    "profit-targets": N_("How much profit is enough, and by when?"),
    "surplus": N_("What happens with what is left over: reserves, members, the common good?"),
    "brand": N_("What must everything in your name be like?"),
}


class ClauseInWork(msgspec.Struct, frozen=True, kw_only=True):
    """A clause as founders work on it."""

    name: str
    title: str
    question: str
    text: str
    line: str
    digest: str
    tag: str
    look: str
    may_agree: bool
    may_write: bool
    talk: Discussion | None


class Step(msgspec.Struct, frozen=True):
    """One of the things to be done before the inauguration."""

    what: str
    href: str
    line: str
    is_done: bool


class Affirm(msgspec.Struct, frozen=True, kw_only=True):
    """The next thing for this founder to sign: to affirm the whole, or to inaugurate."""

    act: str
    title: str
    line: str
    button: str
    foundation: str
    words: str


class Founder(msgspec.Struct, frozen=True):
    """A founder in the list."""

    person: Person
    line: str


@get("/o/{slug:str}/founding", sync_to_thread=True)
def get_founding(visit: VisitHere) -> Response[str] | Redirect:
    """The workshop of the foundation; once it is locked, the charter page takes its place."""
    state, words = visit.state, visit.words
    if state.inaugurated_at:
        return Redirect(f"/o/{visit.hosted.slug}/charter", status_code=303)
    founders = get_founders(state)
    foundation = compute_foundation(state.charter, state.clauses)
    affirmed = [number for number in founders if state.affirmed.get(number) == foundation]
    steps = _get_steps(visit, founders, affirmed)
    return render_page(
        visit,
        "founding.html",
        door=_say_door(visit),
        lead=words._("Write it, talk it over, agree. On the day all of you affirm it, it is locked for good."),
        steps=steps,
        affirm=_get_affirm(visit, steps, affirmed, foundation),
        clauses=[_get_clause(visit, name, len(founders)) for name in CLAUSE_TITLES],
        discussion=get_discussion(visit, "charter"),
        numbers=get_numbers(visit),
        charter_form=get_charter_form(visit) if may_write(visit) else None,
        founders_line=words.ngettext("{count} founder", "{count} founders", len(founders)),
        founders=_get_founders_in_words(visit, founders, affirmed),
        invite=get_invite(visit),
        deeds=get_history(visit),
    )


def _say_door(visit: Visit) -> str:
    if visit.state.door == "innovator":
        return visit.words._("Through the innovator’s door: one writes, the others join by affirming")
    return visit.words._("Through the collective door: all founders write and agree")


def may_write(visit: Visit) -> bool:
    """Whether the visitor may write clauses and charter now."""
    is_writer = visit.member is not None and (visit.state.door == "collective" or visit.member.number == 1)
    return is_writer and not visit.state.inaugurated_at


def may_agree(visit: Visit, name: str) -> bool:
    """Whether the visitor still has to agree to this clause."""
    clause = visit.state.clauses.get(name)
    if visit.member is None or clause is None or visit.state.inaugurated_at or visit.state.door == "innovator":
        return False
    return visit.member.number not in clause.agreed


def _get_clause(visit: Visit, name: str, founders: int) -> ClauseInWork:
    words, clause = visit.words, visit.state.clauses.get(name)
    agreed = sum(number in clause.agreed for number in get_founders(visit.state)) if clause else 0
    is_agreed = clause is not None and (agreed == founders or visit.state.door == "innovator")
    line = ""
    if clause is not None:
        author = get_people(visit, [clause.by])[clause.by].name
        line = words._(
            "Written by {name}, {distance}; {agreed} of {founders} agree.",
            name=author,
            distance=words.distance(clause.at),
            agreed=words.number(agreed),
            founders=words.number(founders),
        )
    return ClauseInWork(
        name=name,
        title=say_clause(words, name),
        question=words._(_QUESTIONS[name]),
        text=clause.text if clause else "",
        line=line,
        digest=compute_clause_digest(clause.text) if clause else "",
        tag=words._("Agreed") if is_agreed else words._("Not agreed yet") if clause else "",
        look="good" if is_agreed else "warn",
        may_agree=may_agree(visit, name),
        may_write=may_write(visit),
        talk=get_discussion(visit, f"clause/{name}") if clause else None,
    )


def _get_steps(visit: Visit, founders: list[int], affirmed: list[int]) -> list[Step]:
    words, clauses = visit.words, visit.state.clauses
    written = [name for name in CLAUSE_TITLES if name in clauses]
    agreed = [n for n in written if all(number in clauses[n].agreed for number in founders)]
    needed = visit.state.charter.founders
    counted = {"written": len(written), "agreed": len(agreed), "all": len(CLAUSE_TITLES)}
    steps = [
        Step(
            words._("Be enough people"),
            "#founders",
            words._("{count} of at least {needed}", count=len(founders), needed=needed),
            len(founders) >= needed,
        ),
        Step(
            words._("Write every clause"),
            "#clauses",
            words._("{written} of {all} are written", **counted),
            len(written) == len(CLAUSE_TITLES),
        ),
    ]
    if visit.state.door == "collective":
        line = words._("{agreed} of {all} have everybody’s agreement", **counted)
        steps.append(Step(words._("Agree on every clause"), "#clauses", line, len(agreed) == len(CLAUSE_TITLES)))
    line = words._("{count} of {all} founders have", count=len(affirmed), all=len(founders))
    steps.append(Step(words._("Affirm the whole"), "#founders", line, len(affirmed) == len(founders)))
    return steps


def _get_affirm(visit: Visit, steps: list[Step], affirmed: list[int], foundation: str) -> Affirm | None:
    me, words = visit.member, visit.words
    if me is None or me.left_at or not all(step.is_done for step in steps[:-1]):
        return None
    if me.number not in affirmed:
        return Affirm(
            act="AffirmFoundation",
            title=words._("Affirm the whole"),
            line=words._("Every clause is there. Affirm ideas-issue and charter as they stand now, and with whom."),
            button=words._("I affirm it"),
            foundation=foundation,
            words=get_foundation_words(visit),
        )
    if not steps[-1].is_done:
        return None
    return Affirm(
        act="Inaugurate",
        title=words._("Inaugurate"),
        line=words._("Everybody has affirmed. Now the organisation can begin, and its foundation is locked for good."),
        button=words._("Let it begin"),
        foundation=foundation,
        words=get_foundation_words(visit),
    )


def get_foundation_words(visit: Visit) -> str:
    """The very bytes of which the foundation is a digest, for the client to check before it signs."""
    ideas = {name: visit.state.clauses[name].text for name in sorted(visit.state.clauses.keys())}
    return encode({"charter": visit.state.charter, "ideas": ideas}).decode()


def _get_founders_in_words(visit: Visit, founders: list[int], affirmed: list[int]) -> list[Founder]:
    people = get_people(visit, founders)
    has, has_not = visit.words._("has affirmed the whole"), visit.words._("has not affirmed yet")
    return [Founder(people[number], has if number in affirmed else has_not) for number in founders]
