"""Somebody lost every key: asking for a new one, vouching for it, and the notice that everybody sees meanwhile.

Read next: `kernel/recovery.py`, the law of it; `request_code.py`, what the person sends to those who know them.
"""

from __future__ import annotations

import msgspec
from litestar import Response, get
from litestar.params import FromQuery

from daso.canon import encode
from daso.errors import Refusal
from daso.kernel.membership import Member
from daso.kernel.queries import get_member, has_token
from daso.kernel.recovery import Recovery, get_recovery_status
from daso.web.pages.standing import may_bring_people
from daso.web.reading import Person, get_person
from daso.web.render import render_page
from daso.web.request_code import RecoveryRequest, decode_recovery
from daso.web.visit import Visit, VisitHere
from daso.web.words import say_refusal
from daso.web.words.language import N_

__all__ = ["Notice", "get_recover", "get_recovery_notices", "get_vouch"]

_LINES = {
    "vouching": N_("{count} of {needed} members have vouched for one new key so far."),
    "waiting": N_("Enough members have vouched. The new key counts from {ready} on, unless a working key says no."),
    "ready": N_("Enough members have vouched, and the time for a veto is over. Any member can complete it."),
    "vetoed": N_("They have a working key, and said no. Nobody can begin again before {ends}."),
}


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody is about to be given a new key, and what the visitor can do about it."""

    person: Person
    line: str
    is_mine: bool
    may_veto: bool
    may_complete: bool


@get("/o/{slug:str}/recover", sync_to_thread=True)
def get_recover(visit: VisitHere) -> Response[str]:
    """The page for somebody who has lost every key."""
    words, charter = visit.words, visit.state.charter
    return render_page(
        visit,
        "recover.html",
        is_possible=charter.vouchers > 0 and visit.state.inaugurated_at > 0,
        needed=words.ngettext("{count} member who knows you", "{count} members who know you", charter.vouchers),
        delay=words.duration(charter.recovery_hours),
        vouch_address=f"{visit.host.origin}/o/{visit.hosted.slug}/vouch",
    )


@get("/o/{slug:str}/vouch", sync_to_thread=True)
def get_vouch(visit: VisitHere, code: FromQuery[str] = "") -> Response[str]:
    """The page on which a member vouches for somebody's new key."""
    request, problem = _read_request(visit, code)
    person = get_person(visit, request.member) if request else None
    return render_page(
        visit,
        "vouch.html",
        code=code,
        problem=problem,
        person=person,
        key=encode(request.key).decode() if request else "",
        mark=request.key.public[:12] if request else "",
        notice=next((one for one in get_recovery_notices(visit) if person and one.person == person), None),
        obstacle=_find_obstacle(visit, request),
        delay=visit.words.duration(visit.state.charter.recovery_hours),
    )


def _read_request(visit: Visit, code: str) -> tuple[RecoveryRequest | None, str]:
    """The request in a code, or why there is none; no code is no problem."""
    if not code.strip():
        return None, ""
    try:
        request = decode_recovery(code)
        get_member(visit.state, request.member)
    except Refusal as refusal:
        return None, say_refusal(visit.words, refusal)
    return request, ""


def _find_obstacle(visit: Visit, request: RecoveryRequest | None) -> str:
    """Why the visitor can't vouch; empty when they can."""
    words, me = visit.words, visit.member
    if me is None:
        return words._("Sign in as a member to vouch.")
    if not has_token(me) or not may_bring_people(visit, me):
        return words._("Only members with a vote-token vouch, and none on probation.")
    if not visit.state.charter.vouchers:
        return words._("This organisation’s charter lets nobody be given a new key.")
    if request and request.member == me.number:
        return words._("This is about you. Others must vouch.")
    return ""


def get_recovery_notices(visit: Visit) -> list[Notice]:
    """Everybody who is about to be given a new key, in order of number."""
    return [_get_notice(visit, one) for _, one in sorted(visit.state.recoveries.items())]


def _get_notice(visit: Visit, recovery: Recovery) -> Notice:
    words, me, status = visit.words, visit.member, get_recovery_status(recovery, visit.now)
    is_mine = me is not None and me.number == recovery.member
    most = max((sum(one.key == other.key for one in recovery.vouches) for other in recovery.vouches), default=0)
    return Notice(
        person=get_person(visit, recovery.member),
        line=words._(
            _LINES[status],
            count=most,
            needed=recovery.needed,
            ready=words.moment(recovery.ready_at),
            ends=words.moment(recovery.ends_at),
        ),
        is_mine=is_mine,
        may_veto=is_mine and status != "vetoed",
        may_complete=_has_token(me) and status == "ready",
    )


def _has_token(member: Member | None) -> bool:
    return member is not None and has_token(member)
