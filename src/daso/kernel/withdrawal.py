"""Payments from a vault: ordered by a decision, or small ones that a member announces and others may stop.

The law knows orders and announcements. The vault knows the approvals and objections of members' own keys, and pays
nobody without them; so the two can't be confused, and an audit holds each against the other.
Read next: `daso/clerk/vault.py`, the deed that follows from either; ADR 0027, why small payments are announced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from daso.kernel.act import Act, Commitment, Number
from daso.kernel.charter import DAY, HOUR
from daso.kernel.contract import Address, Contract
from daso.kernel.pause import get_pause
from daso.kernel.queries import check_token
from daso.kernel.refusals import (
    AnnouncedLately,
    DecisionsPaused,
    EffectImpossible,
    InProbation,
    UnknownVault,
    VaultPaysItself,
)

if TYPE_CHECKING:
    from daso.kernel.state import State

__all__ = [
    "ANNOUNCING_HOURS",
    "AnnouncePayment",
    "PayFromVault",
    "Withdrawal",
    "find_announced",
    "process_announce_payment",
    "process_pay_from_vault",
]

ANNOUNCING_HOURS = DAY
"""Hours between two small payments that a member announces: each asks everybody to look, and a host to pay a fee."""

Amount = Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,76}$(?!\n)")]
"""Units of a coin or token in decimal digits: chains count in numbers that no integer of the log can hold."""


class Withdrawal(msgspec.Struct, frozen=True, kw_only=True):
    """A payment from a vault by its number; `token` is empty for the chain's own coin.

    Either a decision ordered it, or the member `by` announced it; the other is nought.
    """

    number: int
    decision: int
    by: int
    vault: int
    token: str
    to: str
    amount: str
    text: str
    ordered_at: int


class PayFromVault(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="effect"
):
    """Order a payment from the vault with this number among the contracts, to an address on its chain."""

    vault: Number
    to: Address
    amount: Amount
    text: Commitment
    token: Address | Literal[""] = ""


class AnnouncePayment(Act, frozen=True, kw_only=True, tag="AnnouncePayment"):
    """I announce a small payment from this vault; it is paid after a while unless enough members object."""

    vault: Number
    to: Address
    amount: Amount
    text: Commitment
    token: Address | Literal[""] = ""


def process_pay_from_vault(state: State, effect: PayFromVault, decision: int, at: int) -> State:
    """A payment from a vault is ordered by a decision too. Then members approve it with their own keys, and the vault
    pays once enough of them have; without them nobody can pay, and no operator can.
    """
    vault = _get_vault(state, effect.vault)
    if vault is None:
        raise EffectImpossible("No vault {contract} is bound.", contract=effect.vault)
    if effect.to == vault.address:
        raise EffectImpossible("A vault can't pay itself.")
    return _store(state, effect, decision, 0, at)


def process_announce_payment(state: State, act: AnnouncePayment, at: int) -> State:
    """A small payment from a vault needs no decision: a member announces it, and everybody is told. The vault’s own
    rules say what small payments come to at most in thirty days, how long each of them waits, and how many members
    stop it by objecting; where they allow none, none is paid. Nobody announces a second one within 24 hours. Newcomers
    announce none during their probation, and nobody does during an emergency pause.
    """
    member = check_token(state, act.by)
    if member.probation_until > at:
        raise InProbation(until=member.probation_until)
    pause = get_pause(state, at)
    if pause:
        raise DecisionsPaused(until=pause.until)
    vault = _get_vault(state, act.vault)
    if vault is None:
        raise UnknownVault(vault=act.vault)
    if act.to == vault.address:
        raise VaultPaysItself
    _check_spacing(state, act.by, at)
    return _store(state, act, 0, act.by, at)


def find_announced(state: State, by: int, at: int) -> Withdrawal | None:
    """What this member announced at that moment: at most one payment, for nobody announces two in a day."""
    return next((one for _, one in sorted(state.withdrawals.items()) if (one.by, one.ordered_at) == (by, at)), None)


def _check_spacing(state: State, by: int, at: int) -> None:
    """Refuse a second announcement too soon; only the latest payments need be looked at, for times only grow."""
    for number in range(len(state.withdrawals), 0, -1):
        one = state.withdrawals[number]
        until = one.ordered_at + ANNOUNCING_HOURS * HOUR
        if until <= at:
            return
        if one.by == by:
            raise AnnouncedLately(until=until)


def _get_vault(state: State, number: int) -> Contract | None:
    """The vault with this number, while it is bound."""
    vault = state.contracts.get(number)
    return vault if vault and vault.role == "vault" and not vault.ended_at else None


def _store(state: State, said: PayFromVault | AnnouncePayment, decision: int, by: int, at: int) -> State:
    number = len(state.withdrawals) + 1
    withdrawal = Withdrawal(
        number=number,
        decision=decision,
        by=by,
        vault=said.vault,
        token=said.token,
        to=said.to,
        amount=said.amount,
        text=said.text,
        ordered_at=at,
    )
    return replace(state, withdrawals=state.withdrawals.insert(number, withdrawal))
