"""How whoever has signed in wishes to be told: of what in which way, at which address, and which programs get news.

These are wishes and no acts; nobody else sees them. Read next: `../pages/told.py`, the page of the same.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec
from litestar import Response
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK

from daso.host.wishes import Channel, Wishes
from daso.web.api.asking import read, send
from daso.web.pages.told import Receiver, get_own, keep_address, keep_endpoint, list_receivers
from daso.web.refusals import BadRequest
from daso.web.told.feeds import create_feed_token
from daso.web.told.topics import is_of_hub, list_topics
from daso.web.visit import Visit, VisitHere

__all__ = ["add_program", "choose_wishes", "enable_program", "get_wishes", "remove_program"]


_AS_ITS_KIND: Final = "kind"
Wish = Channel | Literal["kind"]
"""How to be told of a topic; of a hub also as of the kind that each of its proposals has, which is usual."""


class WishesAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A member's wishes. `topics` are ``needs``, ``mentions``, the hubs they are in (``hub/3``) and the charter's kinds
    (``kind/policy``), each with its channel. What is chosen for a hub goes before what is chosen for a kind.

    `feed` and `calendar` are private addresses: whoever has one reads it. `programs` get signed news; see `secret`.
    """

    has_mail: bool
    """Whether this site sends letters at all."""
    address: str
    is_confirmed: bool
    is_paused: bool
    topics: dict[str, Wish]
    feed: str
    calendar: str
    programs: list[Receiver]


class WishesBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be different; what is left out stays. An empty address erases the one there is."""

    topics: dict[str, Wish] = {}
    is_paused: bool | None = None
    address: Annotated[str, msgspec.Meta(max_length=254)] | None = None


class ProgramBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The address at which a program takes news."""

    url: Annotated[str, msgspec.Meta(max_length=2000)]


@read("/api/orgs/{slug:str}/wishes", tags=["being told"])
def get_wishes(visit: VisitHere) -> Response[WishesAnswer]:
    """How whoever has signed in wishes to be told."""
    return _answer(visit)


@send("/api/orgs/{slug:str}/wishes", status_code=HTTP_200_OK, tags=["being told"])
def choose_wishes(visit: VisitHere, data: JSONBody[WishesBody]) -> Response[WishesAnswer]:
    """Change these wishes. A letter asks a new address whether it is right; it counts once that is confirmed."""
    number, org, store = get_own(visit).number, visit.hosted.org, visit.host.wishes
    kept = store.get(org, number)
    chosen = _choose(list_topics(visit.state, number), kept, data.topics)
    is_paused = kept.is_paused if data.is_paused is None else data.is_paused
    language = visit.language if kept == Wishes() else kept.language
    store.choose(org, number, Wishes(language=language, chosen=chosen, is_paused=is_paused))
    if data.address == "":
        store.erase_address(org, number)
    elif data.address is not None:
        keep_address(visit, data.address.strip(), language)
    return _answer(visit)


@send("/api/orgs/{slug:str}/wishes/programs", status_code=HTTP_200_OK, tags=["being told"])
def add_program(visit: VisitHere, data: JSONBody[ProgramBody]) -> Response[WishesAnswer]:
    """Let a further program get news (Standard Webhooks), signed with the secret that the answer shows."""
    keep_endpoint(visit, data.url.strip())
    return _answer(visit)


@send("/api/orgs/{slug:str}/wishes/programs/{name:str}/remove", status_code=HTTP_200_OK, tags=["being told"])
def remove_program(visit: VisitHere, name: FromPath[str]) -> Response[WishesAnswer]:
    """Send no more news there."""
    visit.host.endpoints.remove(visit.hosted.org, get_own(visit).number, name)
    return _answer(visit)


@send("/api/orgs/{slug:str}/wishes/programs/{name:str}/enable", status_code=HTTP_200_OK, tags=["being told"])
def enable_program(visit: VisitHere, name: FromPath[str]) -> Response[WishesAnswer]:
    """Try again where nothing arrived for days."""
    visit.host.endpoints.enable(visit.hosted.org, get_own(visit).number, name)
    return _answer(visit)


def _choose(known: list[str], kept: Wishes, asked: dict[str, Wish]) -> dict[str, Channel]:
    """What is chosen for each topic from now on; nothing for a hub that is told of as its kind."""
    if unknown := sorted(asked.keys() - set(known)):
        raise BadRequest(reason=f"there is no topic {unknown[0]}, only {', '.join(known)}")
    wishes = {topic: asked.get(topic, _get_wish(kept, topic)) for topic in known}
    if misled := [topic for topic, wish in wishes.items() if wish == _AS_ITS_KIND and not is_of_hub(topic)]:
        raise BadRequest(reason=f"{misled[0]} is no hub, and only a hub can be told of as its kind")
    return {topic: wish for topic, wish in wishes.items() if wish != _AS_ITS_KIND}


def _get_wish(kept: Wishes, topic: str) -> Wish:
    return _AS_ITS_KIND if is_of_hub(topic) and topic not in kept.chosen else kept.get_channel(topic)


def _answer(visit: Visit) -> Response[WishesAnswer]:
    member = get_own(visit)
    wishes = visit.host.wishes.get(visit.hosted.org, member.number)
    token = create_feed_token(visit, member.number, wishes.feed)
    path = f"{visit.host.origin}/o/{visit.hosted.slug}"
    answer = WishesAnswer(
        has_mail=visit.settings.has_mail,
        address=wishes.address,
        is_confirmed=wishes.verified_at > 0,
        is_paused=wishes.is_paused,
        topics={topic: _get_wish(wishes, topic) for topic in list_topics(visit.state, member.number)},
        feed=f"{path}/feed.atom?token={token}",
        calendar=f"{path}/calendar.ics?token={token}",
        programs=list_receivers(visit),
    )
    return Response(answer, headers={"Cache-Control": "private, no-store"})
