"""Members, applicants with their sponsors, scrutineers, and inviting.

Read next: `member.py`, the page of each of them; `scrutineer.py`, for the outsiders.
"""

from __future__ import annotations

from typing import Final

import msgspec
from litestar import Response, get
from litestar.params import FromQuery

from daso.kernel.membership import Member
from daso.kernel.queries import has_token
from daso.web.listing import cut_page, fold
from daso.web.pages.scrutineer import get_scrutineers
from daso.web.pages.standing import may_bring_people, say_standing_of, say_waiting
from daso.web.reading import Person, get_people
from daso.web.render import render_page
from daso.web.visit import Visit, VisitHere

__all__ = ["Applicant", "Invite", "get_applicants", "get_invite", "get_members"]

SIZE: Final = 90
SEARCHABLE: Final = 30
AT_ONCE: Final = 100
"""Invitations that one act may make."""


class Line(msgspec.Struct, frozen=True):
    """A member in a list."""

    person: Person
    line: str


class Applicant(msgspec.Struct, frozen=True):
    """Somebody who has joined and waits for sponsors."""

    person: Person
    line: str
    may_sponsor: bool


class Invite(msgspec.Struct, frozen=True):
    """What the form for inviting needs."""

    line: str
    limit: int
    still_open: tuple[str, ...]


@get("/o/{slug:str}/members", sync_to_thread=True)
def get_members(visit: VisitHere, name: FromQuery[str] = "") -> Response[str]:
    """Everybody who holds a vote-token, and those who have left; applicants stand above."""
    words = visit.words
    listed = sorted(number for number, member in visit.state.members.items() if member.token_at or member.left_at)
    shown = _find(visit, listed, name) if name else listed
    cut, pages = cut_page(visit, shown, SIZE)
    people = get_people(visit, cut)
    return render_page(
        visit,
        "members.html",
        lead=words._("Each of them holds one vote-token of weight one, whatever their job, rank or money."),
        applicants=get_applicants(visit),
        count=words.ngettext("{count} vote-token", "{count} vote-tokens", visit.state.tokens),
        has_search=len(listed) > SEARCHABLE,
        sought=name,
        people=[Line(people[n], say_standing_of(visit, visit.state.members[n])) for n in cut],
        pages=pages,
        invite=get_invite(visit),
        scrutineers=get_scrutineers(visit),
    )


def _find(visit: Visit, numbers: list[int], sought: str) -> list[int]:
    """Those with this number, or with this in their name."""
    names = visit.names(numbers)
    return [n for n in numbers if sought.strip() == str(n) or fold(sought) in fold(names[n])]


def get_applicants(visit: Visit) -> list[Applicant]:
    """Who waits for sponsors, the longest waiting first; nobody while the organisation is being founded."""
    if not visit.state.inaugurated_at:
        return []
    waiting = [member for member in visit.state.members.values() if not member.token_at and not member.left_at]
    people = get_people(visit, {member.number for member in waiting} | {n for m in waiting for n in m.sponsors})
    return [
        Applicant(people[one.number], _say_sponsors(visit, one, people), may_sponsor(visit, one))
        for one in sorted(waiting, key=lambda member: member.joined_at)
    ]


def may_sponsor(visit: Visit, applicant: Member) -> bool:
    """Whether the visitor could sponsor them."""
    me = visit.member
    if me is None or not has_token(me) or applicant.token_at or applicant.left_at or not visit.state.inaugurated_at:
        return False
    if applicant.number in visit.state.waiting or not may_bring_people(visit, me):
        return False
    return me.number != applicant.number and me.number not in applicant.sponsors


def _say_sponsors(visit: Visit, member: Member, people: dict[int, Person]) -> str:
    words, needed = visit.words, visit.state.charter.sponsors
    if waiting := say_waiting(visit, member):
        return waiting
    missing = words.ngettext(
        "{count} sponsor is missing", "{count} sponsors are missing", needed - len(member.sponsors)
    )
    if not member.sponsors:
        return words._("{missing}.", missing=missing)
    sponsors = words.list([people[number].name for number in member.sponsors])
    return words._("Sponsored by {sponsors}; {missing}.", sponsors=sponsors, missing=missing)


def get_invite(visit: Visit) -> Invite | None:
    """The form for inviting, for whoever may invite now."""
    me, words, charter = visit.member, visit.words, visit.state.charter
    if me is None or me.left_at or (visit.state.inaugurated_at and not me.token_at):
        return None
    if not may_bring_people(visit, me):
        return None
    mine = [one for one in visit.state.invitations.values() if one.by == me.number and one.expires_at > visit.now]
    limit = min(AT_ONCE, charter.invitations - len(mine))
    if limit <= 0:
        return None
    line = words._(
        "An invitation is for one person and ends after {duration}.", duration=words.duration(charter.invitation_hours)
    )
    still_open = tuple(
        words._("Invitation {number}, ends {distance}", number=one.number, distance=words.distance(one.expires_at))
        for one in sorted(mine, key=lambda one: one.number)
    )
    return Invite(line, limit, still_open)
