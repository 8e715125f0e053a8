"""The demonstration's vault: one payment that members approved and that was made, one that still wants approvals, and
small ones that single members announced.

Members sign with the passkeys that the story gave them. Read next: `chain.py`, which has the chain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from daso.chain.approval import Deed, Limit, VaultDomain, compute_deed_digest, compute_objection_digest
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
_LIMITS: Final = (Limit(bytes(20), 10**17),)
_MISSING: Final = 2
"""So many approvals the last payment still wants."""


class DemoTreasury:
    """A vault that is set up at a time by `do`, and what its members do with it."""

    def __init__(self, state: State, do: Callable[[int, bytes], None], at: int) -> None:
        self._state = state
        self._seats = compute_seats(state, ORIGIN)
        self._rules = compute_rules(self._seats, ORIGIN, 5_000, _LIMITS)
        [self._vault] = [one for _, one in sorted(state.contracts.items()) if one.role == "vault"]
        payments = [one for _, one in sorted(state.withdrawals.items())]
        self._ordered, self._announced = ([one for one in payments if bool(one.by) == small] for small in (False, True))
        do(at, create_vault(state, ORIGIN, _DELAY, limits=_LIMITS))

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
        """What is sent to the vault for every payment but the last that was ordered, and the last that was announced
        just now: when, what and where to.
        """
        for order in self._ordered[:-1]:
            digest = compute_deed_digest(self._domain, self._get_deed(order))
            given, at = self._sign(digest, self._rules.needed), order.ordered_at + 20 * _HOUR
            yield from self._approve(order, given, at)
            yield at + (_DELAY + 1) * _HOUR, encode_pay(self._get_deed(order)), self.address
        for small in self._announced:
            given, at = self._sign_small(small), small.ordered_at + _HOUR
            yield from self._approve(small, given, at)
            if small is not self._announced[-1]:
                yield at + (_DELAY + 1) * _HOUR, encode_pay(self._get_deed(small)), self.address

    def _approve(
        self, payment: Withdrawal, given: dict[int, PasskeyApproval], at: int
    ) -> Iterator[tuple[int, bytes, str]]:
        for batch in pack_batches(self._seats, given):
            call = encode_approve(self._get_deed(payment), compute_pages(self._seats), batch)
            yield at, call, self.address

    def _sign_small(self, payment: Withdrawal) -> dict[int, PasskeyApproval]:
        """The one approval that an announced payment needs: its own member's."""
        seat = payment.by - 1
        return {seat: self._answer(seat, compute_deed_digest(self._domain, self._get_deed(payment)))}

    def keep_unfinished(self, book: VaultBook) -> None:
        """Let the site have the approvals of the last payment that were given so far, and one objection; and those of
        what was announced.
        """
        for small in self._announced:
            digest, at = compute_deed_digest(self._domain, self._get_deed(small)), small.ordered_at + _HOUR
            for seat, one in self._sign_small(small).items():
                book.store_signature(self._state.org, digest, seat, (one, at))
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
