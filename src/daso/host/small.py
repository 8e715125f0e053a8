"""Small payments: who may approve what a member announced, and what may still be announced.

Limits and what was spent are the vault's own. What is announced and approved and not paid yet is counted too, so that
nobody announces what the vault would refuse in the end. Read next: `vaults.py`, which carries them.
"""

from __future__ import annotations

from typing import Final

import msgspec

from daso.chain.approval import SMALL, Deed
from daso.chain.vault import VaultStanding, compute_left, get_limit
from daso.errors import Refusal
from daso.host.vault_book import VaultBook
from daso.kernel.state import State
from daso.kernel.withdrawal import Withdrawal

__all__ = ["Allowance", "NotTheAnnouncer", "OverLimit", "check_approver", "get_token", "list_allowances", "list_recent"]

_LONGEST: Final = 100 * 86_400_000
"""Milliseconds after which no announcement can be under way any more: no vault of ours lets a deed live as long."""
_OPEN: Final = ("unread", "collecting", "waiting", "limited", "settling")


class NotTheAnnouncer(Refusal):
    """Somebody else approves what a member announced."""

    code = "not-the-announcer"
    article = "payments"
    message = "Member {member} announced this payment, and alone approves it. If you are against it, object."


class OverLimit(Refusal):
    """A small payment of more than the vault's rules allow."""

    code = "over-the-limit"
    article = "payments"
    message = "The vault pays no small payment as large as this. Propose it as a decision, or announce a smaller one."


class Allowance(msgspec.Struct, frozen=True, kw_only=True):
    """What small payments may come to in thirty days, and what is left if one is announced now, in units. `token` is
    empty for the chain's own coin.
    """

    token: str
    limit: int
    left: int


def get_token(token: str) -> bytes:
    """A token's address as the vault counts it."""
    return bytes.fromhex(token[2:]).rjust(20, b"\0")


def check_approver(standing: VaultStanding, deed: Deed, by: int, member: int) -> None:
    """Refuse an approval that would be for nothing, or is not this member's to give."""
    if deed.kind != SMALL:
        return
    if member != by:
        raise NotTheAnnouncer(member=by)
    if deed.amount > get_limit(standing, deed.token):
        raise OverLimit


def list_recent(state: State, vault: int, now: int, *, ordered: bool = False) -> list[Withdrawal]:
    """What was announced for a vault, or ordered by a decision, and may still be under way, the latest first."""
    recent = []
    for number in range(len(state.withdrawals), 0, -1):
        one = state.withdrawals[number]
        if one.ordered_at + _LONGEST < now:
            break
        if (not one.by) is ordered and one.vault == vault:
            recent.append(one)
    return recent


def list_allowances(
    book: VaultBook, state: State, standing: VaultStanding, vault: int, now: int
) -> tuple[Allowance, ...]:
    """What may still be announced, for each coin or token that the rules name."""
    waiting: dict[bytes, int] = {}
    for one in list_recent(state, vault, now):
        progress = book.get_progress(state.org, one.number)
        is_approved = progress.given or progress.status in ("waiting", "settling")
        if is_approved and progress.status in _OPEN and now < progress.expires_at:
            token = get_token(one.token)
            waiting[token] = waiting.get(token, 0) + int(one.amount)
    paid_at = now + 1000 * standing.terms.small_delay
    return tuple(
        Allowance(
            token="0x" + one.token.hex() if any(one.token) else "",
            limit=one.amount,
            left=max(0, compute_left(standing, one.token, paid_at) - waiting.get(one.token, 0)),
        )
        for one in standing.rules.limits
    )
