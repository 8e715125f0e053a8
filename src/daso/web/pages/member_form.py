"""Proposing to admit an applicant, or to expel a member: a proposal about one person, with its one effect.

Read next: `member.py`, from which it is reached; `kernel/expulsion.py`, what follows.
"""

from __future__ import annotations

from collections.abc import Sequence

from litestar import Response, get
from litestar.params import FromPath

from daso.kernel.admission import AdmitMember
from daso.kernel.expulsion import ExpelMember
from daso.kernel.membership import Member
from daso.kernel.queries import get_member, has_token
from daso.kernel.refusals import UnknownKind
from daso.web.pages.proposal_form import find_obstacle, say_needs
from daso.web.reading import get_person
from daso.web.refusals import PageMissing
from daso.web.render import render_page
from daso.web.visit import Visit, VisitHere
from daso.web.words import GROUNDS, compute_dry_run

__all__ = ["get_admission_form", "get_expulsion_form", "may_be_admitted", "may_be_expelled"]


def may_be_admitted(visit: Visit, member: Member) -> bool:
    """Whether a vote could give them the vote-token."""
    is_here = visit.state.inaugurated_at > 0 and not member.token_at and not member.left_at
    return is_here and "admission" in visit.state.charter.rules and member.number not in visit.state.waiting


def may_be_expelled(visit: Visit, member: Member) -> bool:
    """Whether there is a rule by which a vote could expel them."""
    return has_token(member) and "expulsion" in visit.state.charter.rules


@get("/o/{slug:str}/members/{number:int}/admit", sync_to_thread=True)
def get_admission_form(visit: VisitHere, number: FromPath[int]) -> Response[str]:
    """The form that proposes to admit somebody by a vote."""
    member, words = get_member(visit.state, number), visit.words
    name = get_person(visit, number).name
    if not may_be_admitted(visit, member):
        raise PageMissing
    return _render(
        visit,
        member,
        heading=words._("Propose to admit {name}", name=name),
        lead=words._("For somebody whom too few members can sponsor. Nobody then answers for them by name."),
        grounds=(),
    )


@get("/o/{slug:str}/members/{number:int}/expel", sync_to_thread=True)
def get_expulsion_form(visit: VisitHere, number: FromPath[int]) -> Response[str]:
    """The form that proposes to expel somebody."""
    member, words = get_member(visit.state, number), visit.words
    name = get_person(visit, number).name
    if not may_be_expelled(visit, member):
        raise PageMissing
    return _render(
        visit,
        member,
        heading=words._("Propose to expel {name}", name=name),
        lead=words._("This is the gravest thing members can do to one of them. They are heard before anybody votes."),
        grounds=[(ground, words._(label)) for ground, label in GROUNDS.items()],
    )


def _render(
    visit: Visit, member: Member, *, heading: str, lead: str, grounds: Sequence[tuple[str, str]]
) -> Response[str]:
    kind = "expulsion" if grounds else "admission"
    if kind not in visit.state.charter.rules:
        raise UnknownKind(kind=kind)
    effect = ExpelMember(member=member.number, ground="conduct") if grounds else AdmitMember(member=member.number)
    return render_page(
        visit,
        "member-form.html",
        heading=heading,
        lead=lead,
        kind=kind,
        effect=type(effect).__name__,
        person=get_person(visit, member.number),
        grounds=grounds,
        needs=say_needs(visit.words, visit, kind),
        obstacle=find_obstacle(visit),
        dry_run=compute_dry_run(visit.words, visit.state, (effect,), visit.state.next_proposal, {}),
        dry_run_title=visit.words._("What will happen if it is adopted"),
    )
