"""Payments from a vault: what members approve or object to, how far it is, and what anybody may send for it; and what
small ones may still come to.

A signature is verified against the seat's own key, so it needs no session. Read next: `host/vaults.py`.
"""

from __future__ import annotations

import msgspec
from litestar.params import FromPath, JSONBody

from daso.chain.proofs import SeatProof
from daso.host import Hosted
from daso.host.small import list_allowances
from daso.kernel.state import State
from daso.kernel.withdrawal import Withdrawal
from daso.web.api.asking import read, send
from daso.web.refusals import PageMissing
from daso.web.visit import GuestHere

__all__ = ["approve_withdrawal", "get_small", "get_withdrawal", "object_to_withdrawal"]


class DeedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The deed that members approve, in the values from which its digest is built (docs/formats.md). Of a small payment
    `by` is the member who announced it, and `decision` nought; of an ordered one it is the other way round.
    """

    org: str
    chain: int
    vault: str
    epoch: int
    decision: int
    by: int
    number: int
    token: str
    to: str
    amount: str
    expiry: int


class WithdrawalAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A payment from a vault. `calls` are what anybody may send to the vault to have it paid, in hexadecimal,
    and `objections` what anybody may send to have it stopped.
    """

    deed: DeedAnswer
    digest: str
    status: str
    given: int
    needed: int
    objected: int
    cancels: int
    ready_at: int
    expires_at: int
    paid_at: int
    transaction: str
    calls: list[str]
    objections: list[str]


class ApprovalBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A member's approval or objection: what their seat's key answered to the digest of the deed, or of that."""

    by: int
    proof: SeatProof


class ApprovalAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How many have approved now, or objected, and how many it takes."""

    given: int
    needed: int


class AllowanceAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What small payments may come to in thirty days, and what is left, in units. `token` is empty for the chain's own
    coin.
    """

    token: str
    limit: str
    left: str


class SmallAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How small payments go in a vault: seconds from approval to payment, how many objections stop one, and what they
    may come to in thirty days, with what is left, for each coin or token.
    """

    delay: int
    vetoes: int
    allowances: list[AllowanceAnswer]


def _find(guest: GuestHere, org: str, number: int) -> tuple[Hosted, State, Withdrawal]:
    hosted = guest.host.open(org)
    state = hosted.get_state(guest.now)
    withdrawal = state.withdrawals.get(number)
    if withdrawal is None:
        raise PageMissing
    return hosted, state, withdrawal


@read("/api/orgs/{org:str}/withdrawals/{number:int}", tags=["payments"])
def get_withdrawal(guest: GuestHere, org: FromPath[str], number: FromPath[int]) -> WithdrawalAnswer:
    """One payment from a vault, with its deed and the calls that carry it out."""
    hosted, state, withdrawal = _find(guest, org, number)
    vaults = guest.host.vaults
    place = vaults.locate(hosted, state, withdrawal)
    progress = vaults.book.get_progress(hosted.org, number)
    return WithdrawalAnswer(
        deed=DeedAnswer(
            org=hosted.org,
            chain=place.vault.chain,
            vault=place.vault.address,
            epoch=place.standing.epoch,
            decision=withdrawal.decision,
            by=withdrawal.by,
            number=number,
            token=withdrawal.token,
            to=withdrawal.to,
            amount=withdrawal.amount,
            expiry=place.deed.expiry,
        ),
        digest="0x" + place.digest.hex(),
        status=progress.status,
        given=vaults.book.count_signatures(hosted.org, place.digest),
        needed=place.needed,
        objected=vaults.book.count_signatures(hosted.org, place.objection),
        cancels=place.cancels,
        ready_at=progress.ready_at,
        expires_at=progress.expires_at,
        paid_at=progress.paid_at,
        transaction=progress.transaction,
        calls=["0x" + call.hex() for call in vaults.list_calls(hosted, place)],
        objections=["0x" + call.hex() for call in vaults.list_objections(hosted, place)],
    )


@send("/api/orgs/{org:str}/withdrawals/{number:int}/approvals", tags=["payments"])
def approve_withdrawal(
    guest: GuestHere, org: FromPath[str], number: FromPath[int], data: JSONBody[ApprovalBody]
) -> ApprovalAnswer:
    """Take a member's approval of a payment from a vault; it is carried to the chain once there are enough."""
    hosted, state, withdrawal = _find(guest, org, number)
    place = guest.host.vaults.locate(hosted, state, withdrawal)
    given = guest.host.vaults.approve(hosted, place, data.by, data.proof, guest.now)
    return ApprovalAnswer(given=given, needed=place.needed)


@send("/api/orgs/{org:str}/withdrawals/{number:int}/objections", tags=["payments"])
def object_to_withdrawal(
    guest: GuestHere, org: FromPath[str], number: FromPath[int], data: JSONBody[ApprovalBody]
) -> ApprovalAnswer:
    """Take a member's objection to a payment from a vault; enough of them are carried to the chain and stop it."""
    hosted, state, withdrawal = _find(guest, org, number)
    place = guest.host.vaults.locate(hosted, state, withdrawal)
    given = guest.host.vaults.object_to(hosted, place, data.by, data.proof, guest.now)
    return ApprovalAnswer(given=given, needed=place.cancels)


@read("/api/orgs/{org:str}/vaults/{number:int}/small", tags=["payments"])
def get_small(guest: GuestHere, org: FromPath[str], number: FromPath[int]) -> SmallAnswer:
    """What a member may announce as a small payment from this vault."""
    hosted = guest.host.open(org)
    state = hosted.get_state(guest.now)
    vault = state.contracts.get(number)
    if vault is None or vault.role != "vault" or vault.ended_at:
        raise PageMissing
    standing = guest.host.vaults.get_standing(hosted, vault)
    return SmallAnswer(
        delay=standing.terms.small_delay,
        vetoes=standing.rules.vetoes,
        allowances=[
            AllowanceAnswer(token=one.token, limit=str(one.limit), left=str(one.left))
            for one in list_allowances(guest.host.vaults.book, state, standing, number, guest.now)
        ],
    )
