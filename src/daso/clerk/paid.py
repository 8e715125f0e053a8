"""Payments of a vault held against the decisions and announcements of a log, and back.

Each payment must have one of them, by the very deed that follows from it; and each decision must have its payment. A
small payment that a member announced may simply lapse: nobody owes it to anybody.

Read next: `vault.py`, what a payment holds of its decision; `onchain.py`, which asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from daso.chain.vault import Paid, VaultStanding
from daso.clerk.finding import find
from daso.clerk.vault import list_digests
from daso.kernel.contract import Contract
from daso.kernel.state import State
from daso.kernel.withdrawal import Withdrawal
from daso.ledger import Finding

__all__ = ["VaultRecord", "judge_payments"]

_SLACK: Final = 600_000
"""Milliseconds by which the clocks of a chain and a host may differ."""


class VaultRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What a vault has done: its payments, the digests of deeds that members have stopped; how it stands, and when."""

    paid: tuple[Paid, ...]
    stopped: frozenset[bytes]
    standing: VaultStanding
    now: int


def judge_payments(state: State, vault: Contract, record: VaultRecord) -> Iterator[Finding]:
    """What was paid without an order or announcement, or before one; and what was ordered and not paid in time.

    What was overturned, or stopped by members' objections, need not be paid; nor what has still time.
    """
    epoch, terms = record.standing.epoch, record.standing.terms
    open_ = {one.number: one for _, one in sorted(state.withdrawals.items()) if one.vault == vault.number}
    numbers = {digest: one.number for one in open_.values() for digest in list_digests(state, one, epoch, terms)}
    for paid in record.paid:
        order = open_.pop(numbers.get(paid.deed, 0), None)  # a second payment of the same order is one too many
        if order is None:
            yield _find_paid("payment-without-decision", vault, paid)
        elif order.by and paid.at + _SLACK < order.ordered_at + 1000 * terms.small_delay:
            yield _find_paid("payment-before-announcement", vault, paid)
    stopped = {numbers[digest] for digest in record.stopped if digest in numbers}
    for one in open_.values():
        is_due = not one.by and one.ordered_at + 1000 * terms.life < record.now and one.number not in stopped
        if is_due and not _is_overturned(state, one):
            yield find(
                "decision-without-payment",
                chain=vault.chain,
                address=vault.address,
                decision=one.decision,
                number=one.number,
            )


def _is_overturned(state: State, order: Withdrawal) -> bool:
    return bool(state.decisions[order.decision].overturned_by)


def _find_paid(code: str, vault: Contract, paid: Paid) -> Finding:
    return find(
        code, chain=vault.chain, address=vault.address, to=paid.to, amount=paid.amount, transaction=paid.transaction
    )
