"""Payments of a vault held against the decisions of a log, and back: each must have the other.

Read next: `vault.py`, what a payment holds of its decision; `onchain.py`, which asks.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from daso.chain.vault import Paid, VaultStanding
from daso.clerk.finding import find
from daso.clerk.vault import compute_decision, list_digests
from daso.kernel.contract import Contract
from daso.kernel.state import State
from daso.ledger import Finding

__all__ = ["VaultRecord", "judge_payments"]


class VaultRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What a vault has done: its payments, the digests of deeds that members have stopped; how it stands, and when."""

    paid: tuple[Paid, ...]
    stopped: frozenset[bytes]
    standing: VaultStanding
    now: int


def judge_payments(state: State, vault: Contract, record: VaultRecord) -> Iterator[Finding]:
    """What was paid without an order, and what was ordered and not paid in time.

    What was overturned, or stopped by members' objections, need not be paid; nor what has still time.
    """
    epoch, life = record.standing.epoch, record.standing.terms.life
    orders = {
        compute_decision(state, one): one for _, one in sorted(state.withdrawals.items()) if one.vault == vault.number
    }
    for one in record.paid:
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
        is_due = order.ordered_at + 1000 * life < record.now and not state.decisions[order.decision].overturned_by
        if is_due and not record.stopped & list_digests(state, order, epoch, life):
            yield find(
                "decision-without-payment",
                chain=vault.chain,
                address=vault.address,
                decision=order.decision,
                number=order.number,
            )
