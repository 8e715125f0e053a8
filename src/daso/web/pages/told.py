"""What we tell you: by which way a member hears of what, at which address, and where their private feeds are.

These are wishes of one person, kept by this host beside the log; they are no acts, and nobody else sees them.
Read next: `stopping.py`, the links in letters; `../told/README.md`.
"""

from __future__ import annotations

import secrets
from typing import Annotated, Final

import msgspec
from litestar import Response, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from daso.canon import to_base64url
from daso.host import Profile
from daso.host.endpoints import Endpoint, check_url
from daso.host.outbox import Notice
from daso.host.wishes import CHANNELS, Channel, Wishes, check_address
from daso.kernel.membership import Member
from daso.web.hubs import get_hub_links, list_hubs_of
from daso.web.refusals import NobodyIsWrittenTo, SignInNeeded
from daso.web.render import render_page
from daso.web.told.feeds import create_feed_token
from daso.web.told.hooks import render_secret
from daso.web.told.topics import is_of_hub, list_topics, say_topic
from daso.web.visit import Visit, VisitHere
from daso.web.words import Words
from daso.web.words.language import N_

__all__ = ["HANDLERS", "Receiver", "get_own", "keep_address", "keep_endpoint", "list_receivers"]

_CHANNELS: Final[dict[Channel, str]] = {
    "page": N_("On my page only"),
    "mail": N_("Each by e-mail, at once"),
    "daily": N_("Once a day, in one letter"),
    "weekly": N_("Once a week, in one letter"),
}
_ADDED: Final = 303


class Topic(msgspec.Struct, frozen=True):
    """One line of choices: its name in the form, its words, what is chosen; of a hub perhaps nothing."""

    name: str
    label: str
    chosen: Channel | None


class Address(msgspec.Struct, frozen=True):
    """Where letters go: the address, how it stands, and how that looks."""

    value: str
    line: str
    look: str


class Receiver(msgspec.Struct, frozen=True, kw_only=True):
    """Another program that gets news."""

    id: str
    url: str
    secret: str
    line: str
    is_disabled: bool


Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


@get("/o/{slug:str}/told", sync_to_thread=True)
def get_told(visit: VisitHere, kept: FromQuery[str] = "") -> Response[str]:
    """The page of wishes of whoever has signed in."""
    member = get_own(visit)
    wishes = visit.host.wishes.get(visit.hosted.org, member.number)
    token = create_feed_token(visit, member.number, wishes.feed)
    path = f"{visit.host.origin}/o/{visit.hosted.slug}"
    return render_page(
        visit,
        "told.html",
        has_mail=visit.settings.has_mail,
        is_invented=visit.signer == "demo",
        address=_get_address(visit, member, wishes),
        wishes=wishes,
        is_kept=kept == "wishes",
        topics=[
            Topic(name, say_topic(visit.words, name), wishes.get_channel(name))
            for name in list_topics(visit.state, member.number)
            if not is_of_hub(name)
        ],
        hubs=_get_hubs(visit, member, wishes),
        channels=[(channel, visit.words._(_CHANNELS[channel])) for channel in CHANNELS],
        feed=f"{path}/feed.atom?token={token}",
        calendar=f"{path}/calendar.ics?token={token}",
        receivers=list_receivers(visit),
    )


def _get_hubs(visit: Visit, member: Member, wishes: Wishes) -> list[Topic]:
    """The hubs that the member is in, by name."""
    links = get_hub_links(visit, list_hubs_of(visit, member.number))
    topics = [(f"hub/{link.number}", link.name) for link in links]
    return [Topic(name, label, wishes.chosen.get(name)) for name, label in topics]


def list_receivers(visit: Visit) -> list[Receiver]:
    """The programs that get news for whoever has signed in."""
    return [_get_receiver(visit.words, one) for one in _list_endpoints(visit, get_own(visit))]


def get_own(visit: Visit) -> Member:
    """The member whose wishes these are: whoever has signed in."""
    if visit.member is None:
        raise SignInNeeded
    return visit.member


def _check_is_real(visit: Visit) -> None:
    """Refuse to write to, or send for, an invented member, whose page any visitor sees."""
    if visit.signer == "demo":
        raise NobodyIsWrittenTo


def _get_address(visit: Visit, member: Member, wishes: Wishes) -> Address:
    words = visit.words
    if not wishes.address:
        profile = visit.text(member.profile)
        given = profile.email if isinstance(profile, Profile) else ""
        return Address(given, words._("No letters reach you yet: there is no confirmed address."), "warn")
    if not wishes.verified_at:
        line = words._("A letter is on its way there. Open the link in it, and the address is confirmed.")
        return Address(wishes.address, line, "warn")
    if wishes.is_paused:
        return Address(wishes.address, words._("All letters are stopped. Your page has everything."), "warn")
    return Address(wishes.address, words._("Letters go to this address."), "good")


def _list_endpoints(visit: Visit, member: Member) -> list[Endpoint]:
    return visit.host.endpoints.list_of(visit.hosted.org, member.number)


def _get_receiver(words: Words, one: Endpoint) -> Receiver:
    if one.disabled_at:
        line = words._(
            "Switched off {distance}: nothing arrived there any more.", distance=words.distance(one.disabled_at)
        )
    elif one.failing_since:
        line = words._("Nothing has arrived there since {moment}.", moment=words.moment(one.failing_since))
    else:
        line = words._("Gets news since {date}.", date=words.date(one.added_at))
    return Receiver(id=one.id, url=one.url, secret=render_secret(one), line=line, is_disabled=one.disabled_at > 0)


def _go_back(visit: Visit, anchor: str, query: str = "") -> Redirect:
    return Redirect(f"/o/{visit.hosted.slug}/told{query}#{anchor}", status_code=_ADDED)


@post("/o/{slug:str}/told", sync_to_thread=True, status_code=HTTP_303_SEE_OTHER)
def choose(visit: VisitHere, data: Form) -> Redirect:
    """Keep what was chosen; letters come in the language that this page has now."""
    member = get_own(visit)
    topics = list_topics(visit.state, member.number)
    chosen = {topic: channel for topic in topics for channel in CHANNELS if data.get(topic) == channel}
    wishes = Wishes(language=visit.language, chosen=chosen, is_paused="paused" in data)
    visit.host.wishes.choose(visit.hosted.org, member.number, wishes)
    return _go_back(visit, "topics", "?kept=wishes")


@post("/o/{slug:str}/told/address", sync_to_thread=True, status_code=HTTP_303_SEE_OTHER)
def give_address(visit: VisitHere, data: Form) -> Redirect:
    """Keep an address, and write one letter there that asks whether it is right."""
    keep_address(visit, data.get("address", "").strip(), visit.language)
    return _go_back(visit, "mail")


def keep_address(visit: Visit, address: str, language: str) -> None:
    """Keep an address for whoever has signed in, and ask there in a language whether it is right, if nobody knows."""
    member, org = get_own(visit), visit.hosted.org
    _check_is_real(visit)
    check_address(address)
    kept = visit.host.wishes.get(org, member.number)
    if not visit.settings.has_mail or (address == kept.address and kept.verified_at):
        return
    visit.host.wishes.ask(org, member.number, address, visit.now)
    fresh = visit.host.wishes.get(org, member.number)
    chosen = msgspec.structs.replace(fresh, language=language)
    visit.host.wishes.choose(org, member.number, chosen)
    asking = Notice(
        org=org,
        member=member.number,
        reason="confirm",
        subject=f"address/{to_base64url(secrets.token_bytes(9))}",
        status="waiting",
        created_at=visit.now,
        by="mail",
    )
    visit.host.outbox.add([asking])


@post("/o/{slug:str}/told/address/erase", sync_to_thread=True, status_code=HTTP_303_SEE_OTHER)
def erase_address(visit: VisitHere) -> Redirect:
    """Erase the address."""
    visit.host.wishes.erase_address(visit.hosted.org, get_own(visit).number)
    return _go_back(visit, "mail")


@post("/o/{slug:str}/told/feed", sync_to_thread=True, status_code=HTTP_303_SEE_OTHER)
def renew_feed(visit: VisitHere) -> Redirect:
    """Give the private feeds new addresses; the old ones cease to count."""
    visit.host.wishes.renew_feed(visit.hosted.org, get_own(visit).number)
    return _go_back(visit, "feeds")


@post("/o/{slug:str}/told/endpoints", sync_to_thread=True, status_code=HTTP_303_SEE_OTHER)
def add_endpoint(visit: VisitHere, data: Form) -> Redirect:
    """Let news be sent to a further program."""
    keep_endpoint(visit, data.get("url", "").strip())
    return _go_back(visit, "programs")


def keep_endpoint(visit: Visit, url: str) -> None:
    """Let news be sent to a further program of whoever has signed in."""
    member = get_own(visit)
    _check_is_real(visit)
    check_url(url, is_private_allowed=visit.settings.private_endpoints)
    visit.host.endpoints.add(visit.hosted.org, member.number, url, visit.now)


@post("/o/{slug:str}/told/endpoints/{name:str}/remove", sync_to_thread=True, status_code=HTTP_303_SEE_OTHER)
def remove_endpoint(visit: VisitHere, name: FromPath[str]) -> Redirect:
    """Send nothing there any more."""
    visit.host.endpoints.remove(visit.hosted.org, get_own(visit).number, name)
    return _go_back(visit, "programs")


@post("/o/{slug:str}/told/endpoints/{name:str}/enable", sync_to_thread=True, status_code=HTTP_303_SEE_OTHER)
def enable_endpoint(visit: VisitHere, name: FromPath[str]) -> Redirect:
    """Try again where nothing arrived for days."""
    visit.host.endpoints.enable(visit.hosted.org, get_own(visit).number, name)
    return _go_back(visit, "programs")


HANDLERS = (
    get_told,
    choose,
    give_address,
    erase_address,
    renew_feed,
    add_endpoint,
    remove_endpoint,
    enable_endpoint,
)
"""The page and its buttons."""
