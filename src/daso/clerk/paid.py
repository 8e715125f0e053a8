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


class _Asked(msgspec.Struct, frozen=True):
    """An order or announcement as it is called in one epoch."""

    order: Withdrawal
    epoch: int


def judge_payments(state: State, vault: Contract, record: VaultRecord) -> Iterator[Finding]:
    """What was paid without an order or announcement, or before one, or though it was stopped or overturned; and what
    was ordered and not paid in time.

    What was overturned, or stopped by members' objections, need not be paid; nor what has still time. A contract that
    was bound more than once is one vault: what was ordered from it under one number is no less ordered under another.
    """
    asked = _list_asked(state, vault, record)
    open_ = {one.order.number: one.order for one in asked.values()}
    stopped: dict[int, int] = {}
    for one in (asked[digest] for digest in record.stopped if digest in asked):
        stopped[one.order.number] = min(one.epoch, stopped.get(one.order.number, one.epoch))
    for paid in record.paid:
        known = asked.get(paid.deed)
        order = open_.pop(known.order.number, None) if known else None  # paid twice, it is one too many
        if known is None or order is None:
            yield _find_paid("payment-without-decision", vault, paid)
        elif order.by and paid.at + _SLACK < order.ordered_at + 1000 * record.standing.terms.small_delay:
            yield _find_paid("payment-before-announcement", vault, paid)
        elif stopped.get(order.number, known.epoch) < known.epoch:
            yield _find_paid("payment-after-stop", vault, paid)
        elif 0 < _get_overturned_at(state, order) < paid.at - _SLACK:
            yield _find_paid("payment-overturned", vault, paid)
    for number, unpaid in open_.items():
        if number not in stopped:
            yield from _judge_unpaid(state, vault, record, unpaid)


def _list_asked(state: State, vault: Contract, record: VaultRecord) -> dict[bytes, _Asked]:
    """Whatever was ordered or announced from this very contract, by what it is called in each epoch so far."""
    place, standing = (vault.chain, vault.address), record.standing
    same = {number for number, one in state.contracts.items() if (one.chain, one.address) == place}
    return {
        digest: _Asked(order, epoch)
        for _, order in sorted(state.withdrawals.items())
        if order.vault in same
        for epoch, digest in enumerate(list_digests(state, order, standing.epoch, standing.terms))
    }


def _judge_unpaid(state: State, vault: Contract, record: VaultRecord, order: Withdrawal) -> Iterator[Finding]:
    is_late = order.ordered_at + 1000 * record.standing.terms.life < record.now
    if is_late and not order.by and not _get_overturned_at(state, order):
        yield find(
            "decision-without-payment",
            chain=vault.chain,
            address=vault.address,
            decision=order.decision,
            number=order.number,
        )


def _get_overturned_at(state: State, order: Withdrawal) -> int:
    """When the verdict was that overturned what ordered it; nought where none did."""
    verdict = state.decisions[order.decision].overturned_by if order.decision else 0
    return state.decisions[verdict].closed_at if verdict else 0


def _find_paid(code: str, vault: Contract, paid: Paid) -> Finding:
    return find(
        code, chain=vault.chain, address=vault.address, to=paid.to, amount=paid.amount, transaction=paid.transaction
    )
