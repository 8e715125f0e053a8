"""Feeds for readers and calendars: Atom of what was opened, put to the vote and decided; iCalendar of what is due.

The public ones show what a stranger may read. A private one, by an address nobody can guess, shows what its member
may, and in the feed also what needs them. Read next: `calendar.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec
from litestar import Response, get
from litestar.params import FromQuery

from daso.host.refusals import LinkSpent
from daso.kernel.decision import Decision
from daso.web.pages.cases import get_option_names
from daso.web.pages.needs import get_needs
from daso.web.reading import get_proposal_text, get_title
from daso.web.render import render_template
from daso.web.told.calendar import render_calendar
from daso.web.told.concerns import Case
from daso.web.told.letters import create_visit
from daso.web.visit import Visit, VisitHere
from daso.web.words import say_ending

__all__ = ["HANDLERS", "create_feed_token"]

_FEED: Final = "feed"
_MOST: Final = 60
_UNFIT: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that XML can't hold."""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a feed."""

    id: str
    at: int
    title: str
    summary: str
    href: str


def create_feed_token(visit: Visit, member: int, generation: int) -> str:
    """The secret part of a member's private addresses."""
    return visit.host.links.create(_FEED, visit.hosted.org, member, generation)


def choose_reader(visit: Visit, token: str) -> Visit:
    """With whose eyes the feed is read: the visitor's own, without signing in; or those of the token's member."""
    if not token:
        return msgspec.structs.replace(visit, viewer=None)
    match visit.host.links.read(_FEED, token):
        case [str(org), int(number), int(generation)] if org == visit.hosted.org:
            wishes, member = visit.host.wishes.get(org, number), visit.state.members.get(number)
        case _:
            raise LinkSpent
    if member is None or member.left_at or generation != wishes.feed:
        raise LinkSpent
    return create_visit(visit.host, visit.settings, visit.hosted, number, wishes.language)


@get("/o/{slug:str}/feed.atom", sync_to_thread=True)
def get_feed(visit: VisitHere, token: FromQuery[str] = "") -> Response[str]:
    """The newest of what was opened, put to the vote and decided."""
    reader = choose_reader(visit, token)
    items = sorted(_list_items(reader), key=lambda item: (-item.at, item.id))[:_MOST]
    home = f"{reader.host.origin}/o/{reader.hosted.slug}"
    needs = get_needs(reader)
    latest = max([item.at for item in items], default=reader.state.at)
    page = render_template(
        reader,
        "feed.xml",
        items=items,
        needs=needs,
        home=home,
        here=f"{home}/feed.atom",
        updated=reader.now if needs else latest,
        id=f"{reader.host.origin}/o/{reader.hosted.org}",
    )
    return _answer(_UNFIT.sub("", page), "application/atom+xml; charset=utf-8", is_private=bool(token))


@get("/o/{slug:str}/calendar.ics", sync_to_thread=True)
def get_calendar(visit: VisitHere, token: FromQuery[str] = "") -> Response[str]:
    """When votes close, discussions end and decisions are due."""
    reader = choose_reader(visit, token)
    return _answer(render_calendar(reader), "text/calendar; charset=utf-8", is_private=bool(token))


def _answer(page: str, kind: str, *, is_private: bool) -> Response[str]:
    headers = {"Cache-Control": "private, no-store" if is_private else "no-cache", "Vary": "Accept-Language, Cookie"}
    return Response(page, media_type=kind, headers=headers)


def _list_items(visit: Visit) -> Iterator[Item]:
    cases: list[Case] = [*visit.state.proposals.values(), *visit.state.decisions.values()]
    newest = sorted(cases, key=lambda case: -case.number)[: 2 * _MOST]
    for case in newest:
        text = get_proposal_text(visit, case.text)
        title = get_title(visit, case.number, text)
        for stage, at, line, summary in _list_stages(visit, case, title):
            yield Item(
                id=f"{visit.host.origin}/o/{visit.hosted.org}/proposals/{case.number}#{stage}",
                at=at,
                title=line,
                summary=summary,
                href=f"{visit.host.origin}/o/{visit.hosted.slug}/proposals/{case.number}",
            )


def _list_stages(visit: Visit, case: Case, title: str) -> Iterator[tuple[str, int, str, str]]:
    """What has become of it so far: a name for each stage, when, and in words."""
    words, names = visit.words, get_option_names(case, get_proposal_text(visit, case.text))
    yield "opened", case.opened_at, words._("Proposed: {title}", title=title), words._("It is being discussed.")
    if case.published_at:
        summary = words._("Voting has begun.")
        yield "published", case.published_at, words._("Put to the vote: {title}", title=title), summary
    if isinstance(case, Decision):
        ending = say_ending(words, case, names)
        yield "closed", case.closed_at, words._("Ended: {title}", title=title), ending
        if case.carried_out_at:
            line = words._("Carried out: {title}", title=title)
            yield "carried-out", case.carried_out_at, line, ending


HANDLERS = (get_feed, get_calendar)
"""Both feeds."""
