"""Proposing to change the charter: every number as it stands, and beside it what changing it would come to.

The browser makes an effect of each number that differs, shows them here while one writes, and signs just these.
Read next: `charter_form.py` for the controls, `../amending.py` for the difference.
"""

from __future__ import annotations

from typing import Final

import msgspec
from litestar import MediaType, Response, get
from litestar.params import FromQuery

from daso.errors import Refusal
from daso.host import ProposalText
from daso.kernel.amendment import AmendCharter, check_entrenched
from daso.kernel.charter import Charter
from daso.kernel.proposal import Proposal, get_own_draft
from daso.kernel.setting import compute_setting
from daso.web.amending import find_charters, get_difference
from daso.web.pages.charter_form import build_charter_form
from daso.web.pages.entry import get_way_to_new
from daso.web.pages.proposal_form import find_obstacle
from daso.web.reading import get_proposal_text
from daso.web.refusals import RequestDamaged, SignInNeeded
from daso.web.render import render_page, render_template
from daso.web.visit import Visit, VisitHere

__all__ = ["decode_effects", "get_amendment_form", "get_preview", "is_locked"]

_LONGEST: Final = 8000
_effects: Final = msgspec.json.Decoder(tuple[AmendCharter, ...])


def decode_effects(text: str) -> tuple[AmendCharter, ...]:
    """The effects of an amendment as JSON; refused where they are none."""
    try:
        return _effects.decode(text[:_LONGEST])[:10]
    except msgspec.DecodeError as error:
        raise RequestDamaged from error


def is_locked(charter: Charter, path: str) -> bool:
    """Whether the law lets nobody change this place, whatever to."""
    standing = compute_setting(charter, path)
    becomes = standing + 1 if isinstance(standing, int) else standing
    try:
        check_entrenched(charter, AmendCharter(path=path, was=standing, becomes=becomes))
    except Refusal:
        return True
    return False


@get("/o/{slug:str}/charter/amend", sync_to_thread=True)
def get_amendment_form(visit: VisitHere, place: FromQuery[str] = "", draft: FromQuery[int] = 0) -> Response[str]:
    """The form of a new amendment, or of one's own `draft`; the `place` that a page has led to is open already."""
    if not draft:
        return _render_form(visit, None, place)
    if visit.member is None:
        raise SignInNeeded
    return _render_form(visit, get_own_draft(visit.state, draft, visit.member.number), place)


@get("/o/{slug:str}/charter/preview", sync_to_thread=True)
def get_preview(visit: VisitHere, effects: FromQuery[str] = "[]") -> Response[str]:
    """What the changes that are being written would come to: a part of a page."""
    asked = decode_effects(effects)
    difference = get_difference(visit, asked) if asked else None
    part = render_template(visit, "difference.html", difference=difference)
    return Response(part, media_type=MediaType.HTML, headers={"Cache-Control": "no-store"})


def _render_form(visit: Visit, draft: Proposal | None, place: str) -> Response[str]:
    """The form of an amendment, a new one or one's own draft."""
    words, charter, slug = visit.words, visit.state.charter, visit.hosted.slug
    text = get_proposal_text(visit, draft.text) if draft else None
    written = text if isinstance(text, ProposalText) else ProposalText(title="", body="", options=())
    _, shown = find_charters(visit, draft.effects if draft else ())
    number = draft.number if draft else 0
    return render_page(
        visit,
        "amendment-form.html",
        heading=words._("Revise proposal {number}", number=number) if draft else words._("Change the charter"),
        obstacle="" if draft else _find_obstacle(visit),
        act="ReviseProposal" if draft else "OpenProposal",
        next=f"/o/{slug}/proposals/{number}" if draft else get_way_to_new(slug),
        proposal=number,
        hub=draft.hub if draft else 0,
        title=written.title,
        body=written.body,
        readings=words.duration(charter.reading_hours),
        charter_form=build_charter_form(words, charter, shown, lambda path: is_locked(charter, path), place),
        difference=get_difference(visit, draft.effects) if draft else None,
        button=words._("Save what I revised") if draft else words._("Open for discussion"),
    )


def _find_obstacle(visit: Visit) -> str:
    if not visit.state.inaugurated_at:
        return visit.words._("The charter is still being written: its founders change it as a draft.")
    if "amendment" not in visit.state.charter.rules:
        return visit.words._("This charter has no rule for amendments, so it stays as it is.")
    return find_obstacle(visit)
