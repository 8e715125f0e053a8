"""Payments from a vault: ordered by a decision, and paid only by what enough members' own keys approve on the chain.

The law knows the order. The vault knows the approvals, and pays nobody without them; so the two can't be confused, and
an audit holds each against the other. Read next: `daso/clerk/vault.py`, the deed that follows from an order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from daso.kernel.act import Commitment, Number
from daso.kernel.contract import Address
from daso.kernel.refusals import EffectImpossible

if TYPE_CHECKING:
    from daso.kernel.state import State

__all__ = ["PayFromVault", "Withdrawal", "process_pay_from_vault"]

Amount = Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,76}$(?!\n)")]
"""Units of a coin or token in decimal digits: chains count in numbers that no integer of the log can hold."""


class Withdrawal(msgspec.Struct, frozen=True, kw_only=True):
    """An ordered payment from a vault by its number; `token` is empty for the chain's own coin."""

    number: int
    decision: int
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


def process_pay_from_vault(state: State, effect: PayFromVault, decision: int, at: int) -> State:
    """A payment from a vault is ordered by a decision too. Then members approve it with their own keys, and the vault
    pays once enough of them have; without them nobody can pay, and no operator can.
    """
    vault = state.contracts.get(effect.vault)
    if vault is None or vault.ended_at or vault.role != "vault":
        raise EffectImpossible("No vault {contract} is bound.", contract=effect.vault)
    if effect.to == vault.address:
        raise EffectImpossible("A vault can't pay itself.")
    number = len(state.withdrawals) + 1
    withdrawal = Withdrawal(
        number=number,
        decision=decision,
        vault=effect.vault,
        token=effect.token,
        to=effect.to,
        amount=effect.amount,
        text=effect.text,
        ordered_at=at,
    )
    return replace(state, withdrawals=state.withdrawals.insert(number, withdrawal))
