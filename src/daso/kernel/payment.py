"""Payments: what all members ordered to be paid, to whom and for what, and whether it arrived.

The register holds orders. No account is bound to it: a treasurer pays, and whoever was to be paid says that it came.
A payee does not vote on their own payment. Read next: `effect.py`, by which decisions order payments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from daso.canon import Count
from daso.kernel.act import Act, Commitment, Number
from daso.kernel.queries import check_token
from daso.kernel.refusals import NotThePayee, PaymentConfirmed, SelfDealing, UnknownPayment

if TYPE_CHECKING:
    from daso.kernel.effect import Effect
    from daso.kernel.proposal import Proposal
    from daso.kernel.state import State

__all__ = [
    "ConfirmPayment",
    "OrderPayment",
    "Payment",
    "check_payee",
    "get_payees",
    "process_confirm_payment",
    "process_order_payment",
]


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """An ordered payment by its number. `payee` is nought for somebody outside; times of nought mean "not yet"."""

    number: int
    decision: int
    payee: int
    amount: int
    """In the currency's smallest unit, such as cents."""
    currency: str
    text: str
    ordered_at: int
    confirmed_at: int = 0


class OrderPayment(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="effect"
):
    """Order a payment to a member, or to somebody outside whom the words beside the log name.

    `amount` counts the currency's smallest unit, such as cents; `currency` is its code of three letters.
    """

    amount: Annotated[int, Meta(ge=1, le=10**14)]
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}$(?!\n)")]
    text: Commitment
    payee: Count = 0


class ConfirmPayment(Act, frozen=True, kw_only=True, tag="ConfirmPayment"):
    """I confirm that the payment was received."""

    payment: Number


def get_payees(effects: tuple[Effect, ...]) -> tuple[int, ...]:
    """The members who would be paid, in the order of their numbers."""
    payees = sorted(effect.payee for effect in effects if isinstance(effect, OrderPayment) and effect.payee)
    return tuple(dict.fromkeys(payees))


def check_payee(proposal: Proposal) -> None:
    """Refuse an author's proposal to be paid where the rule asks for nobody else to sponsor it."""
    if not proposal.rule.sponsors and proposal.author in get_payees(proposal.effects):
        raise SelfDealing


def process_order_payment(state: State, effect: OrderPayment, decision: int, at: int) -> State:
    """A payment is ordered by a decision, which names amount and payee. A member who would be paid does not vote on
    it, and proposes it only where others must sponsor it. No account is bound to the register: a treasurer pays.
    """
    if effect.payee:
        check_token(state, effect.payee)
    number = len(state.payments) + 1
    payment = Payment(
        number=number,
        decision=decision,
        payee=effect.payee,
        amount=effect.amount,
        currency=effect.currency,
        text=effect.text,
        ordered_at=at,
    )
    return replace(state, payments=state.payments.insert(number, payment))


def process_confirm_payment(state: State, act: ConfirmPayment, at: int) -> State:
    """Whoever was to be paid confirms that the money came; for somebody outside, the member who proposed it does."""
    check_token(state, act.by)
    payment = state.payments.get(act.payment)
    if payment is None:
        raise UnknownPayment(payment=act.payment)
    if act.by != (payment.payee or state.decisions[payment.decision].author):
        raise NotThePayee(payment=act.payment)
    if payment.confirmed_at:
        raise PaymentConfirmed(payment=act.payment)
    return replace(state, payments=state.payments.insert(act.payment, replace(payment, confirmed_at=at)))
