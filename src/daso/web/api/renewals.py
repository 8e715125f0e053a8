"""The change of a vault's members: what those who have seats approve, how far it is, and what anybody may send for it.

A signature is verified against the seat's own key, so it needs no session. Read next: `host/renewals.py`.
"""

from __future__ import annotations

from typing import Final

import msgspec
from litestar.params import FromPath, JSONBody

from daso.chain.members import render_seat
from daso.chain.proofs import SeatProof
from daso.host import Hosted
from daso.host.renewals import OtherRenewal, Renewal, count_cancels
from daso.kernel.contract import Contract
from daso.kernel.state import State
from daso.web.api.asking import read, send
from daso.web.api.withdrawals import ApprovalAnswer
from daso.web.refusals import PageMissing
from daso.web.visit import GuestHere

__all__ = ["approve_renewal", "get_renewal", "object_to_renewal"]


_SLACK: Final = 3600


class RulesAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The rules that a change gives a vault. `seats`: each one's passkey (x and y, base64url) or wallet (its address),
    empty for an empty one.
    """

    seats: list[str]
    needed: int
    cancels: int
    vetoes: int
    site: str
    tail: str
    limits: list[tuple[str, str]]


class MembersDeedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The deed that members approve, in the values from which its digest is built (docs/formats.md)."""

    org: str
    chain: int
    vault: str
    epoch: int
    number: int
    expiry: int
    rules: RulesAnswer


class RenewalAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A change of a vault's members. `before` are the seats that decide on it; `calls` what anybody may send to the
    vault to have it carried out, in hexadecimal, and `objections` what anybody may send to have it stopped.
    """

    deed: MembersDeedAnswer
    digest: str
    before: list[str]
    status: str
    given: int
    needed: int
    objected: int
    cancels: int
    ready_at: int
    expires_at: int
    calls: list[str]
    objections: list[str]


class RenewalBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A member's approval or objection, and which change it is for, by the expiry of its deed and its digest."""

    by: int
    expiry: int
    digest: str
    proof: SeatProof


def _find(guest: GuestHere, org: str, number: int) -> tuple[Hosted, State, Contract, Renewal]:
    hosted = guest.host.open(org)
    state = hosted.get_state(guest.now)
    vault = state.contracts.get(number)
    if vault is None or vault.role != "vault" or vault.ended_at:
        raise PageMissing
    return hosted, state, vault, guest.host.renewals.find(hosted, state, vault, guest.now)


@read("/api/orgs/{org:str}/vaults/{number:int}/renewal", tags=["payments"])
def get_renewal(guest: GuestHere, org: FromPath[str], number: FromPath[int]) -> RenewalAnswer:
    """The change of a vault's members that is under way, or the one that could begin now."""
    hosted, state, vault, renewal = _find(guest, org, number)
    vaults, rules = guest.host.vaults, renewal.rules
    place = guest.host.renewals.locate(hosted, state, renewal)
    now = place.standing.rules
    return RenewalAnswer(
        deed=MembersDeedAnswer(
            org=hosted.org,
            chain=vault.chain,
            vault=vault.address,
            epoch=renewal.epoch,
            number=number,
            expiry=renewal.expiry,
            rules=RulesAnswer(
                seats=[render_seat(one) for one in guest.host.renewals.get_seats(hosted, state, renewal)],
                needed=rules.needed,
                cancels=rules.cancels,
                vetoes=rules.vetoes,
                site="0x" + rules.site.hex(),
                tail=rules.tail.decode(),
                limits=[("0x" + one.token.hex(), str(one.amount)) for one in rules.limits],
            ),
        ),
        digest="0x" + place.digest.hex(),
        before=[render_seat(one) for one in vaults.get_seats(hosted, now)],
        status=renewal.status,
        given=vaults.book.count_signatures(hosted.org, place.digest),
        needed=now.needed,
        objected=vaults.book.count_signatures(hosted.org, place.objection),
        cancels=count_cancels(renewal, now),
        ready_at=renewal.ready_at,
        expires_at=1000 * renewal.expiry,
        calls=["0x" + call.hex() for call in vaults.list_calls(hosted, place)],
        objections=["0x" + call.hex() for call in vaults.list_objections(hosted, place)],
    )


def _find_same(guest: GuestHere, org: str, number: int, body: RenewalBody) -> tuple[Hosted, State, Renewal]:
    """The very change that somebody has looked at, or none."""
    hosted, state, _, renewal = _find(guest, org, number)
    if not renewal.begun_at and abs(body.expiry - renewal.expiry) <= _SLACK:
        renewal = msgspec.structs.replace(renewal, expiry=body.expiry)  # an hour may have struck while they read
    place = guest.host.renewals.locate(hosted, state, renewal)
    if (renewal.expiry, "0x" + place.digest.hex()) != (body.expiry, body.digest):
        raise OtherRenewal
    return hosted, state, renewal


@send("/api/orgs/{org:str}/vaults/{number:int}/renewal/approvals", tags=["payments"])
def approve_renewal(
    guest: GuestHere, org: FromPath[str], number: FromPath[int], data: JSONBody[RenewalBody]
) -> ApprovalAnswer:
    """Take a member's approval of a change of the vault's members; the first one begins it."""
    hosted, state, renewal = _find_same(guest, org, number, data)
    needed = guest.host.renewals.locate(hosted, state, renewal).standing.rules.needed
    given = guest.host.renewals.approve(hosted, state, (renewal, data.by, data.proof), guest.now)
    return ApprovalAnswer(given=given, needed=needed)


@send("/api/orgs/{org:str}/vaults/{number:int}/renewal/objections", tags=["payments"])
def object_to_renewal(
    guest: GuestHere, org: FromPath[str], number: FromPath[int], data: JSONBody[RenewalBody]
) -> ApprovalAnswer:
    """Take a member's objection to a change of the vault's members; enough of them stop it."""
    hosted, state, renewal = _find_same(guest, org, number, data)
    if not renewal.begun_at:
        raise OtherRenewal
    place = guest.host.renewals.locate(hosted, state, renewal)
    given = guest.host.vaults.object_to(hosted, place, data.by, data.proof, guest.now)
    return ApprovalAnswer(given=given, needed=count_cancels(renewal, place.standing.rules))
