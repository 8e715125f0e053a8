"""Payments of a vault held against the decisions of a log, and back: each must have the other.

Read next: `vault.py`, what a payment holds of its decision; `onchain.py`, which asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from daso.chain.vault import Paid
from daso.clerk.finding import find
from daso.clerk.vault import compute_decision
from daso.kernel.contract import Contract
from daso.kernel.state import State
from daso.ledger import Finding

__all__ = ["judge_payments"]


def judge_payments(state: State, vault: Contract, paid: Iterable[Paid], moment: tuple[int, int]) -> Iterator[Finding]:
    """What was paid without an order, and what was ordered and not paid in time. `moment`: the chain's time, and how
    long an order may wait, in milliseconds. What was overturned need not be paid; nor what has still time.
    """
    now, life = moment
    orders = {
        compute_decision(state, one): one for _, one in sorted(state.withdrawals.items()) if one.vault == vault.number
    }
    for one in paid:
        order = orders.get(one.decision)
        if order and (order.to, order.token, order.amount) == (one.to, one.token, str(one.amount)):
            del orders[one.decision]  # a second payment of the same order is one too many
            continue
        yield find(
            "payment-without-decision",
            chain=vault.chain,
            address=vault.address,
            to=one.to,
            amount=one.amount,
            transaction=one.transaction,
        )
    for order in orders.values():
        if order.ordered_at + life < now and not state.decisions[order.decision].overturned_by:
            yield find(
                "decision-without-payment",
                chain=vault.chain,
                address=vault.address,
                decision=order.decision,
                number=order.number,
            )
