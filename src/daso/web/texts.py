"""Texts over HTTP, with the salt that makes them verifiable; and their erasure, for their authors alone.

Read next: `host/texts.py`, `host/viewer.py`.
"""

from __future__ import annotations

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from daso.canon import to_base64url
from daso.host.refusals import NotYourText
from daso.host.texts import Absent, is_shareable
from daso.web.refusals import LentMemberStays, SignInNeeded, TextErased, TextHidden, TextUnknown
from daso.web.visit import Visit, VisitHere

__all__ = ["SentText", "erase_own", "erase_text", "get_text"]


class SentText(msgspec.Struct, frozen=True):
    """A text with its salt: together they give the commitment; and the number under which it was written."""

    salt: str
    text: str
    by: int


@get("/o/{slug:str}/texts/{commitment:str}", include_in_schema=False, sync_to_thread=True)
def get_text(visit: VisitHere, commitment: FromPath[str]) -> Response[SentText]:
    """One text, if this visitor may read it. A profile with an e-mail address goes to its owner only."""
    kept = visit.hosted.texts.find([commitment]).get(commitment)
    if kept is None:
        raise TextUnknown
    if not visit.is_own(kept.by) and not (visit.may_read_texts and is_shareable(kept)):
        raise TextHidden
    if visit.text(commitment) is Absent.MODERATED:
        raise TextHidden
    if kept.given is None:
        raise TextErased
    text = SentText(to_base64url(kept.given.salt), kept.given.text, kept.by)
    return Response(text, headers={"Cache-Control": "private, no-store"})


@post(
    "/o/{slug:str}/texts/{commitment:str}/erase",
    include_in_schema=False,
    sync_to_thread=True,
    status_code=HTTP_303_SEE_OTHER,
)
def erase_text(visit: VisitHere, commitment: FromPath[str], page: FromQuery[int] = 1) -> Redirect:
    """The same from a form on a page, and back to its place there."""
    erase_own(visit, commitment)
    return Redirect(f"/o/{visit.hosted.slug}/me?page={page}#text-{commitment}", status_code=HTTP_303_SEE_OTHER)


def erase_own(visit: Visit, commitment: str) -> None:
    """Erase one of one's own texts; from then on pages say so, and the log stays as sound as it was."""
    if visit.viewer is None:
        raise SignInNeeded
    if visit.member is None:
        raise NotYourText
    if visit.signer == "demo":
        raise LentMemberStays
    visit.hosted.erase(commitment, visit.member.number, visit.now)
