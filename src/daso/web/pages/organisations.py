"""The front page: the organisations of this host, one of them large where the operator named it.

Read next: `home.py`, the front page of each.
"""

from __future__ import annotations

import msgspec
from litestar import Response, get

from daso.host import Listing
from daso.kernel.state import State
from daso.web.render import render_page
from daso.web.visit import Guest, GuestHere
from daso.web.words import say_template

__all__ = ["get_organisations", "say_size"]


class Organisation(msgspec.Struct, frozen=True):
    """An organisation in the list."""

    name: str
    href: str
    line: str


class Large(msgspec.Struct, frozen=True, kw_only=True):
    """The organisation that visitors meet first."""

    name: str
    kind: str
    purpose: str
    href: str
    line: str
    enter: str


@get("/", sync_to_thread=True)
def get_organisations(guest: GuestHere) -> Response[str]:
    """Everything that is here."""
    listings = guest.host.list()
    home = next((one for one in listings if guest.settings.home in {one.slug, one.org}), None)
    return render_page(
        guest,
        "organisations.html",
        large=_get_large(guest, home) if home else None,
        organisations=[_get_organisation(guest, one) for one in listings],
    )


def _get_state(guest: Guest, listing: Listing) -> State:
    return guest.host.open(listing.org).get_state(guest.now)


def _get_organisation(guest: Guest, listing: Listing) -> Organisation:
    state = _get_state(guest, listing)
    line = f"{say_template(guest.words, state.charter.template)} · {say_size(guest, state)}"
    return Organisation(state.charter.name, f"/o/{listing.slug}", line)


def say_size(guest: Guest, state: State) -> str:
    """How large an organisation is, and how much it has decided."""
    words = guest.words
    if not state.inaugurated_at:
        return words._("being founded")
    members = words.ngettext("{count} member", "{count} members", state.tokens)
    decisions = words.ngettext("{count} decision", "{count} decisions", len(list(state.decisions.keys())))
    return f"{members} · {decisions}"


def _get_large(guest: Guest, listing: Listing) -> Large:
    state = _get_state(guest, listing)
    purpose = state.clauses.get("purpose")
    return Large(
        name=state.charter.name,
        kind=say_template(guest.words, state.charter.template),
        purpose=purpose.text if purpose else "",
        href=f"/o/{listing.slug}",
        line=say_size(guest, state),
        enter=f"/demo/enter/{listing.slug}" if guest.settings.demo else "",
    )
