"""A demonstration's two deeds: look around as an invented member, and sign as them with a key that the server holds.

Both exist only where the setting `demo` is on, every page then says so, and neither works for a real member: the
server holds no key of theirs. Read next: `demo_keys.py`.
"""

from __future__ import annotations

import secrets
from typing import Annotated, Final

import msgspec
from litestar import post
from litestar.params import JSONBody, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK, HTTP_303_SEE_OTHER

from daso.host import Viewer
from daso.kernel.act import compute_act_message
from daso.kernel.key import AddKey, RevokeKey
from daso.kernel.membership import LeaveOrganisation, Member
from daso.kernel.queries import has_token, is_eligible
from daso.kernel.recovery import VouchForMember
from daso.kernel.state import State
from daso.kernel.transition import AnyAct
from daso.keys.sign import P256Signer
from daso.keys.verify import P256Proof
from daso.web.api.asking import UNREADABLE
from daso.web.demo_keys import DemoKeys
from daso.web.refusals import LentMemberStays, NotADemo, SignInNeeded
from daso.web.session import Asked, create_cookie, get_token, get_viewer
from daso.web.visit import GuestHere, VisitHere

__all__ = ["enter_demo", "sign_demo"]

_KEPT_BACK: Final = (AddKey, RevokeKey, LeaveOrganisation, VouchForMember)
"""What would take an invented member away from the visitors who come next."""


class ToSign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An act as it shall be signed: the server signs what it can read, never a digest."""

    act: AnyAct


class Signed(msgspec.Struct, frozen=True):
    """The number of the key that signed, and the proof."""

    key: int
    proof: P256Proof


@post("/demo/enter/{slug:str}", include_in_schema=False, sync_to_thread=True, status_code=HTTP_303_SEE_OTHER)
def enter_demo(visit: VisitHere, request: Asked, member: Annotated[int | None, QueryParameter()] = None) -> Redirect:
    """Look around as an invented member: as the one asked for, or as somebody with a vote to cast."""
    keys = get_demo_keys(request)
    number = choose_member(visit.state, keys) if member is None else member
    if not keys.has(visit.state.org, number):
        raise NotADemo
    key = find_key(visit.state.members[number], keys.get(visit.state.org, number))
    viewer = Viewer("member", number, key)
    token = visit.host.sessions.begin(visit.state.org, viewer, visit.now, get_token(request))
    cookie = create_cookie(visit.settings, token)
    return Redirect(visit.get_way_back(), status_code=HTTP_303_SEE_OTHER, cookies=[cookie])


@post(
    "/demo/sign",
    include_in_schema=False,
    sync_to_thread=True,
    status_code=HTTP_200_OK,
    exception_handlers=UNREADABLE,
)
def sign_demo(guest: GuestHere, request: Asked, data: JSONBody[ToSign]) -> Signed:
    """Sign an act of the invented member as whom this browser looks around, and of nobody else."""
    keys = get_demo_keys(request)
    state = guest.host.open(data.act.org).get_state(guest.now)
    viewer = get_viewer(guest.host, state, get_token(request), guest.now)
    if viewer is None or viewer.role != "member" or viewer.number != data.act.by:
        raise SignInNeeded
    if not keys.has(state.org, viewer.number):
        raise NotADemo
    if isinstance(data.act, _KEPT_BACK):
        raise LentMemberStays
    signer = keys.get(state.org, viewer.number)
    number = find_key(state.members[viewer.number], signer)
    return Signed(number, signer.sign(compute_act_message(data.act)))


def get_demo_keys(request: Asked) -> DemoKeys:
    """The invented members' keys, where this is a demonstration."""
    keys: DemoKeys | None = request.app.state.demo_keys
    if keys is None:
        raise NotADemo
    return keys


def choose_member(state: State, keys: DemoKeys) -> int:
    """Somebody at random of those who have the most votes still to cast, so that there is something to do."""
    members = [state.members[number] for number in keys.list_members(state.org) if number in state.members]
    waiting = {member.number: count_waiting(state, member) for member in members if has_token(member)}
    if not waiting:
        raise NotADemo
    most = max(waiting.values())
    return secrets.choice([number for number, count in waiting.items() if count == most])


def count_waiting(state: State, member: Member) -> int:
    """In how many open votes this member has a ballot to cast and has not."""
    return sum(
        proposal.published_at > 0 and is_eligible(state, member, proposal) and member.number not in proposal.ballots
        for proposal in state.proposals.values()
    )


def find_key(member: Member, signer: P256Signer) -> int:
    """Which of the member's working keys the server holds."""
    for number, record in enumerate(member.keys, start=1):
        if record.key.public == signer.key.public and not record.revoked_at:
            return number
    raise NotADemo
