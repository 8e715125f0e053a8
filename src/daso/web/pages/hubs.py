"""The hubs, and the page of each: what it is for, who is in it, joining and leaving, and the proposals that concern it.

Read next: `../hubs.py`, names and choices; `office_form.py`, where a decision about one is proposed.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Final

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from daso.errors import Refusal
from daso.host.texts import HubText
from daso.kernel.decision import Decision
from daso.kernel.hub import Hub, HubKind, HubStatus, check_may_found, get_hub, get_hub_status
from daso.kernel.proposal import Proposal
from daso.kernel.queries import has_token
from daso.web.hubs import read_hub_names
from daso.web.listing import cut_page
from daso.web.markdown import render_markdown
from daso.web.pages.cases import get_cases
from daso.web.pages.standing import say_no_token
from daso.web.reading import Written, get_deeds, get_people, get_written
from daso.web.render import render_page
from daso.web.visit import Visit, VisitHere
from daso.web.words import say_refusal
from daso.web.words.hubs import HUB_KIND_WORDS, say_hub_kind, say_hub_status
from daso.web.words.language import compute_moment

__all__ = ["get_hub_page", "get_hubs"]

SIZE: Final = 30
PEOPLE: Final = 60
ENDED: Final = 20
DEEDS: Final = 20
EXCERPT: Final = 160
LOOKS: Final[dict[HubStatus, str]] = {"alive": "good", "dormant": "warn", "ended": ""}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A hub in the list."""

    name: str
    href: str
    kind: str
    purpose: str
    members: str
    open: str
    due: str
    is_mine: bool


@get("/o/{slug:str}/hubs", sync_to_thread=True)
def get_hubs(visit: VisitHere) -> Response[str]:
    """All hubs: those that are alive, then the dormant, each the largest first; and those that have ended."""
    state, words = visit.state, visit.words
    order = sorted(state.hubs.values(), key=lambda hub: (-len(hub.members), hub.number))
    of: dict[HubStatus, list[Hub]] = {"alive": [], "dormant": [], "ended": []}
    for hub in order:
        of[get_hub_status(state, hub)].append(hub)
    alive, pages = cut_page(visit, of["alive"], SIZE)
    dormant, dormant_pages = cut_page(visit, of["dormant"], SIZE, "dormant")
    ended, ended_pages = cut_page(visit, of["ended"], SIZE, "ended")
    return render_page(
        visit,
        "hubs.html",
        lead=words._(
            "Where members gather by what they can do, want to learn, or mean to deliver. Everybody joins and leaves "
            "as they like, and a hub gives nobody a further vote."
        ),
        groups=[
            ("alive", words._("Alive"), _get_lines(visit, alive), pages),
            ("dormant", words._("Dormant: they need more members"), _get_lines(visit, dormant), dormant_pages),
            ("ended", words._("Ended"), _get_lines(visit, ended), ended_pages),
        ],
        has_any=bool(state.hubs),
        needed=words.ngettext(
            "A hub lives while it has {count} member or more; with fewer it is dormant.",
            "A hub lives while it has {count} members or more; with fewer it is dormant.",
            max(1, state.charter.hub_members),
        ),
        kinds=_get_kinds(visit),
        obstacle=_find_obstacle(visit),
        today=compute_moment(visit.now).date().isoformat(),
    )


def _find_obstacle(visit: Visit) -> str:
    """Why the visitor can't found a hub now, in the law's own words; empty when they can."""
    if visit.member is None:
        return visit.words._("Sign in as a member to found a hub or to join one.")
    if no_token := say_no_token(visit, visit.member):
        return no_token
    try:
        check_may_found(visit.state, visit.member.number, visit.now)
    except Refusal as refusal:
        return say_refusal(visit.words, refusal)
    return ""


def _get_kinds(visit: Visit) -> list[tuple[HubKind, str, str]]:
    words = visit.words
    return [(kind, words._(name), words._(whom)) for kind, (name, whom) in HUB_KIND_WORDS.items()]


def _get_lines(visit: Visit, hubs: Iterable[Hub]) -> list[Line]:
    all_of_them = list(hubs)
    names, words = read_hub_names(visit, all_of_them), visit.words
    texts = visit.texts(hub.text for hub in all_of_them)
    live: dict[int, int] = {}
    for proposal in visit.state.proposals.values():
        live[proposal.hub] = live.get(proposal.hub, 0) + 1
    lines = []
    for hub in all_of_them:
        text, count = texts[hub.text], live.get(hub.number, 0)
        lines.append(
            Line(
                name=names[hub.number],
                href=f"/o/{visit.hosted.slug}/hubs/{hub.number}",
                kind=say_hub_kind(words, hub.kind),
                purpose=_cut(text.purpose) if isinstance(text, HubText) else "",
                members=_say_members(visit, hub),
                open=words.ngettext("{count} proposal is open", "{count} proposals are open", count) if count else "",
                due=_say_due(visit, hub),
                is_mine=visit.member is not None and visit.member.number in hub.members,
            )
        )
    return lines


def _cut(purpose: str) -> str:
    """As much of what it is for as fits into a list."""
    plain = render_markdown(purpose).striptags()
    return plain if len(plain) <= EXCERPT else f"{plain[:EXCERPT].rsplit(' ', 1)[0]}…"


def _say_members(visit: Visit, hub: Hub) -> str:
    return visit.words.ngettext("{count} member", "{count} members", len(hub.members))


def _say_due(visit: Visit, hub: Hub) -> str:
    if not hub.due_at or hub.ended_at:
        return ""
    words = visit.words
    if hub.due_at <= visit.now:
        return words._("was to deliver by {day}", day=words.date(hub.due_at))
    return words._("delivers by {day}", day=words.date(hub.due_at))


@get("/o/{slug:str}/hubs/{number:int}", sync_to_thread=True)
def get_hub_page(visit: VisitHere, number: FromPath[int]) -> Response[str]:
    """One hub."""
    state, words = visit.state, visit.words
    hub = get_hub(state, number)
    status = get_hub_status(state, hub)
    me = visit.member
    is_in = me is not None and me.number in hub.members
    cut, pages = cut_page(visit, [one for _, one in sorted((at, n) for n, at in hub.members.items())], PEOPLE, "people")
    people = get_people(visit, {*cut, hub.founder})
    ended, ended_pages = cut_page(visit, _list_decisions(visit, number), ENDED, "decisions")
    rows = visit.hosted.register.get_of_subject(f"hub/{number}", DEEDS)
    may_decide = me is not None and not hub.ended_at and "hub" in state.charter.rules
    return render_page(
        visit,
        "hub.html",
        hub=hub,
        name=read_hub_names(visit, [hub])[number],
        kind=say_hub_kind(words, hub.kind),
        whom=words._(HUB_KIND_WORDS[hub.kind][1]),
        standing=say_hub_status(words, status),
        look=LOOKS[status],
        due=_say_due(visit, hub),
        is_late=not hub.ended_at and 0 < hub.due_at <= visit.now,
        missing=_say_missing(visit, hub) if status == "dormant" else "",
        body=get_written(visit, visit.text(hub.text)),
        earlier=_get_earlier(visit, hub),
        count=_say_members(visit, hub),
        people=[(people[n], words.date(hub.members[n])) for n in cut],
        pages=pages,
        founder=people[hub.founder],
        is_in=is_in,
        may_join=me is not None and has_token(me) and not is_in and not hub.ended_at,
        obstacle=say_no_token(visit, me) if me else "",
        may_decide=may_decide,
        open=get_cases(visit, _list_live(visit, number), names_hub=False),
        ended=get_cases(visit, ended, names_hub=False),
        ended_pages=ended_pages,
        deeds=get_deeds(visit, rows),
    )


def _say_missing(visit: Visit, hub: Hub) -> str:
    missing = max(1, visit.state.charter.hub_members) - len(hub.members)
    return visit.words.ngettext(
        "It needs {count} more member to live.", "It needs {count} more members to live.", missing
    )


def _get_earlier(visit: Visit, hub: Hub) -> list[tuple[str, Written, str]]:
    """The words it had before, the latest first: what it was called, what it was for, and until when."""
    words, pairs = visit.words, list(itertools.pairwise(hub.wordings))
    texts = visit.texts(was.text for was, _ in pairs)
    found = []
    for was, following in reversed(pairs):
        text = texts[was.text]
        name = text.name if isinstance(text, HubText) else ""
        found.append((name, get_written(visit, text), words._("until {day}", day=words.date(following.at))))
    return found


def _list_live(visit: Visit, number: int) -> list[Proposal]:
    live = [one for one in visit.state.proposals.values() if one.hub == number]
    return sorted(live, key=lambda one: (not one.published_at, one.closes_at))


def _list_decisions(visit: Visit, number: int) -> list[Decision]:
    found = [one for one in visit.state.decisions.values() if one.hub == number]
    return sorted(found, key=lambda one: (-one.closed_at, -one.number))
