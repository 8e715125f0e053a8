"""The demonstration's vault: one payment that members approved and that was made, and one that still wants approvals.

Members sign with the passkeys that the story gave them. Read next: `chain.py`, which has the chain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from daso.chain.approval import Deed, VaultDomain, compute_deed_digest, compute_objection_digest
from daso.chain.batch import PasskeyApproval, pack_batches, read_passkey_proof
from daso.chain.members import compute_pages
from daso.chain.vault import encode_approve, encode_pay
from daso.clerk.vault import compute_deed, compute_domain, compute_rules, compute_seats, compute_terms, create_vault
from daso.host.vault_book import VaultBook
from daso.kernel.state import State
from daso.kernel.withdrawal import Withdrawal
from daso.keys.message import Message
from daso.testkit.authenticator import Answer
from daso.testkit.demo.people import ORIGIN, compute_passkey

__all__ = ["DemoTreasury"]

_HOUR: Final = 3_600_000
_DELAY: Final = 72
_MISSING: Final = 2
"""So many approvals the last payment still wants."""


class DemoTreasury:
    """A vault that is set up at a time by `do`, and what its members do with it."""

    def __init__(self, state: State, do: Callable[[int, bytes], None], at: int) -> None:
        self._state = state
        self._seats = compute_seats(state, ORIGIN)
        self._rules = compute_rules(self._seats, ORIGIN, 5_000)
        [self._vault] = [one for _, one in sorted(state.contracts.items()) if one.role == "vault"]
        self._ordered = [one for _, one in sorted(state.withdrawals.items())]
        do(at, create_vault(state, ORIGIN, _DELAY))

    @property
    def address(self) -> str:
        """Where the vault is."""
        return self._vault.address

    @property
    def _domain(self) -> VaultDomain:
        return compute_domain(self._state, self._vault)

    def _get_deed(self, order: Withdrawal) -> Deed:
        return compute_deed(self._state, order, 0, compute_terms(_DELAY))

    def list_calls(self) -> Iterator[tuple[int, bytes, str]]:
        """What is sent to the vault for every payment but the last: when, what and where to."""
        for order in self._ordered[:-1]:
            deed = self._get_deed(order)
            given = self._sign(compute_deed_digest(self._domain, deed), self._rules.needed)
            approved = order.ordered_at + 20 * _HOUR
            for batch in pack_batches(self._seats, given):
                yield approved, encode_approve(deed, compute_pages(self._seats), batch), self.address
            yield approved + (_DELAY + 1) * _HOUR, encode_pay(deed), self.address

    def keep_unfinished(self, book: VaultBook) -> None:
        """Let the site have the approvals of the last payment that were given so far, and one objection."""
        for order in self._ordered[-1:]:
            deed = self._get_deed(order)
            approvals = compute_deed_digest(self._domain, deed), self._rules.needed - _MISSING
            objections = compute_objection_digest(self._domain, deed), 1
            for digest, count in (approvals, objections):
                for seat, one in self._sign(digest, count).items():
                    book.store_signature(self._state.org, digest, seat, (one, order.ordered_at + _HOUR))

    def _sign(self, digest: bytes, count: int) -> dict[int, PasskeyApproval]:
        """As many members' signatures, by seat."""
        able = [seat for seat, one in enumerate(self._seats) if one is not None]
        return {seat: self._answer(seat, digest) for seat in able[:count]}

    def _answer(self, seat: int, digest: bytes) -> PasskeyApproval:
        proof = compute_passkey(seat + 1).sign(Message("", b""), Answer(challenge=digest))
        return read_passkey_proof(proof, self._rules.site, self._rules.tail, digest)
