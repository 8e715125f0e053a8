"""The scrutineer's door: what a scrutineer is, how somebody asks to be named, and where a named one signs out.

Read next: `request_code.py`, what they send to a member; `effect_form.py`, where the member pastes it.
"""

from __future__ import annotations

import msgspec
from litestar import Response, get

from daso.host import Profile
from daso.kernel.charter import has_public_texts
from daso.kernel.queries import has_token
from daso.kernel.scrutineer import Scrutineer
from daso.web.render import render_page
from daso.web.visit import Visit, VisitHere

__all__ = ["Outsider", "get_scrutineer_page", "get_scrutineers"]


class Outsider(msgspec.Struct, frozen=True):
    """A scrutineer as pages show them."""

    name: str
    line: str
    href: str


@get("/o/{slug:str}/scrutineer", sync_to_thread=True)
def get_scrutineer_page(visit: VisitHere) -> Response[str]:
    """The page for outsiders who are asked to look closely."""
    return render_page(
        visit,
        "scrutineer.html",
        here=_get_outsider(visit, visit.scrutineer) if visit.scrutineer else None,
        is_public=has_public_texts(visit.state.charter),
        can_be_named="policy" in visit.state.charter.rules,
        may_propose=visit.member is not None and has_token(visit.member),
    )


def get_scrutineers(visit: Visit) -> list[Outsider]:
    """Every scrutineer ever named, in the order of their numbers."""
    return [_get_outsider(visit, one) for _, one in sorted(visit.state.scrutineers.items())]


def _get_outsider(visit: Visit, one: Scrutineer) -> Outsider:
    words, profile = visit.words, visit.text(one.profile)
    title = words._("Scrutineer {number}", number=one.number)
    name = profile.name if isinstance(profile, Profile) else title
    since = words._("since {date}", date=words.date(one.named_at))
    if one.ended_at:
        since = words._("ended on {date}", date=words.date(one.ended_at))
    line = since if name == title else f"{title}, {since}"
    return Outsider(name, line, f"/o/{visit.hosted.slug}/proposals/{one.decision}")
