"""The two links in letters: confirm an address, and stop all letters. Neither asks anybody to sign in.

Opening a link changes nothing, for programs that check mail open links too; a button on the page does. Mail programs
that know RFC 8058 press it for their readers, without cookies. Read next: `../told/letters.py`, which makes the links.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery
from litestar.status_codes import HTTP_200_OK

from daso.host.refusals import LinkSpent
from daso.host.wishes import Wishes
from daso.web.render import render_page
from daso.web.told.letters import CONFIRM, STOP, compute_address_mark
from daso.web.visit import Guest, GuestHere

__all__ = ["HANDLERS"]


class Meant(msgspec.Struct, frozen=True):
    """Whom a link speaks of."""

    org: str
    member: int
    wishes: Wishes
    name: str
    slug: str


def read_link(guest: Guest, purpose: str, token: str) -> Meant:
    """Whom the link means; refused when the address it was sent to is not theirs any more, or it has expired."""
    match guest.host.links.read(purpose, token):
        case [str(org), int(member), str(mark)] if purpose == STOP:
            expires = guest.now + 1
        case [str(org), int(member), str(mark), int(expires)] if purpose == CONFIRM:
            pass
        case _:
            raise LinkSpent
    wishes = guest.host.wishes.get(org, member)
    if expires <= guest.now or not wishes.address or mark != compute_address_mark(wishes.address):
        raise LinkSpent
    hosted = guest.host.open(org)
    return Meant(org, member, wishes, hosted.get_state(guest.now).charter.name, hosted.slug)


def _render(guest: Guest, meant: Meant, stage: Literal["confirm", "confirmed", "stop", "stopped"]) -> Response[str]:
    page = render_page(guest, "stopping.html", meant=meant, stage=stage)
    page.headers["Cache-Control"] = "private, no-store"
    return page


@get("/told/confirm", sync_to_thread=True)
def ask_to_confirm(guest: GuestHere, token: FromQuery[str] = "") -> Response[str]:
    """A page with a button that confirms an address."""
    meant = read_link(guest, CONFIRM, token)
    return _render(guest, meant, "confirmed" if meant.wishes.verified_at else "confirm")


@post("/told/confirm", sync_to_thread=True, status_code=HTTP_200_OK)
def confirm(guest: GuestHere, token: FromQuery[str] = "") -> Response[str]:
    """Confirm an address: from now on letters go there."""
    meant = read_link(guest, CONFIRM, token)
    guest.host.wishes.verify(meant.org, meant.member, meant.wishes.address, guest.now)
    return _render(guest, meant, "confirmed")


@get("/told/stop", sync_to_thread=True)
def ask_to_stop(guest: GuestHere, token: FromQuery[str] = "") -> Response[str]:
    """A page with a button that stops all letters of one organisation to one member."""
    meant = read_link(guest, STOP, token)
    return _render(guest, meant, "stopped" if meant.wishes.is_paused else "stop")


@post("/told/stop", sync_to_thread=True, status_code=HTTP_200_OK)
def stop(guest: GuestHere, token: FromQuery[str] = "") -> Response[str]:
    """Stop all letters, at one click in whatever program."""
    meant = read_link(guest, STOP, token)
    guest.host.wishes.pause(meant.org, meant.member)
    return _render(guest, meant, "stopped")


HANDLERS = (ask_to_confirm, confirm, ask_to_stop, stop)
"""The pages behind the links."""
