"""Vaults: what members have approved or objected to, carried to the chain once there are enough, and what became of it.

The host collects and pays the fees; it can approve nothing. Signatures are checked when they come, kept until they are
counted on the chain, and shown to everybody, so that anybody else may carry them there. Read next: `clerk/vault.py`.
"""

from __future__ import annotations

import msgspec
import structlog
from sqlalchemy import Engine

from daso.chain.account import Account
from daso.chain.approval import SMALL, Deed, Rules, VaultDomain, compute_deed_digest, compute_objection_digest
from daso.chain.batch import Approval, pack_batches
from daso.chain.members import Seat, compute_pages, compute_root
from daso.chain.proofs import SeatProof, read_proof
from daso.chain.rpc import FINALIZED, Node
from daso.chain.sending import Call, Journal, send
from daso.chain.vault import (
    DeedStanding,
    VaultStanding,
    encode_approve,
    encode_pay,
    get_limit,
    has_signed,
    read_deed_standing,
    read_paid,
    read_spent,
    read_stopped,
    read_vault,
)
from daso.clerk.vault import LAST_SECOND, compute_deed, compute_domain, find_seats, get_origin, list_digests
from daso.errors import Refusal
from daso.host.hosted import Hosted
from daso.host.small import check_approver
from daso.host.vault_book import Progress, VaultBook
from daso.kernel.contract import Contract
from daso.kernel.state import State
from daso.kernel.withdrawal import Withdrawal

__all__ = ["NoSeat", "PaymentClosed", "Place", "Sender", "VaultUnread", "Vaults", "get_status"]

Sender = tuple[Account, Journal]
"""Who pays the fees, and where it is written down what is under way."""

_log = structlog.get_logger("daso.host")


class NoSeat(Refusal):
    """A member whose key the vault does not know."""

    code = "no-vault-seat"
    article = "payments"
    message = "The vault does not know a key of member {member} yet. It learns new keys when its members are renewed."


class PaymentClosed(Refusal):
    """A payment that members have stopped, or whose decision was overturned."""

    code = "payment-closed"
    article = "payments"
    message = (
        "Payment {number} was stopped, or what ordered it was overturned, so nobody approves it any more. If it is to "
        "be paid after all, propose it anew."
    )


class VaultUnread(Refusal):
    """Nothing is known of the vault here."""

    code = "vault-unread"
    article = "payments"
    message = "This site has not read the vault on its chain yet. Try again in a minute."


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A deed, and all that is needed to move it on. `carry` is the call that carries it out once it is ripe, `by` the
    member who announced it, where one did.
    """

    about: str
    vault: Contract
    standing: VaultStanding
    deed: Deed
    domain: VaultDomain
    carry: bytes
    number: int = 0
    by: int = 0

    @property
    def needed(self) -> int:
        """How many approvals begin its delay."""
        return 1 if self.deed.kind == SMALL else self.standing.rules.needed

    @property
    def cancels(self) -> int:
        """How many objections stop it."""
        return self.standing.rules.vetoes if self.deed.kind == SMALL else self.standing.rules.cancels

    @property
    def digest(self) -> bytes:
        """What members sign to approve it."""
        return compute_deed_digest(self.domain, self.deed)

    @property
    def objection(self) -> bytes:
        """What members sign to object to it."""
        return compute_objection_digest(self.domain, self.deed)


class Vaults:
    """All vaults of a host."""

    def __init__(self, engine: Engine) -> None:
        self.book = VaultBook(engine)
        self._seats: dict[bytes, tuple[Seat, ...]] = {}

    def get_standing(self, hosted: Hosted, vault: Contract) -> VaultStanding:
        """How a vault stands; raises where this host has never read it."""
        standing = self.book.get_standing(hosted.org, vault.number)
        if standing is None:
            raise VaultUnread
        return standing

    def locate(self, hosted: Hosted, state: State, withdrawal: Withdrawal) -> Place:
        """The deed of a payment, ordered or announced, under the rules that the vault has now."""
        vault = state.contracts[withdrawal.vault]
        standing = self.get_standing(hosted, vault)
        deed = compute_deed(state, withdrawal, standing.epoch, standing.terms)
        return Place(
            about=f"payment {withdrawal.number}",
            number=withdrawal.number,
            by=withdrawal.by,
            vault=vault,
            standing=standing,
            deed=deed,
            domain=compute_domain(state, vault),
            carry=encode_pay(deed),
        )

    def approve(self, hosted: Hosted, place: Place, member: int, proof: SeatProof, at: int) -> int:
        """Take a member's approval, if their seat's key made it for this very deed; gives how many there are."""
        check_approver(place.standing, place.deed, place.by, member)
        if self._is_closed(hosted, place):
            raise PaymentClosed(number=place.number)
        return self._take(hosted, place, place.digest, (member, proof, at))

    def object_to(self, hosted: Hosted, place: Place, member: int, proof: SeatProof, at: int) -> int:
        """Take a member's objection to a deed in the same way."""
        return self._take(hosted, place, place.objection, (member, proof, at))

    def _is_closed(self, hosted: Hosted, place: Place) -> bool:
        """Whether a payment must never be made, though its vault would make it if enough approved it again."""
        return place.number > 0 and self.book.get_progress(hosted.org, place.number).status in ("stopped", "over")

    def _take(self, hosted: Hosted, place: Place, digest: bytes, given: tuple[int, SeatProof, int]) -> int:
        member, proof, at = given
        rules, seats = place.standing.rules, self.get_seats(hosted, place.standing.rules)
        seat = seats[member - 1] if 0 < member <= len(seats) else None
        if seat is None:
            raise NoSeat(member=member)
        approval = read_proof(seat, proof, rules, digest)
        self.book.store_signature(hosted.org, digest, member - 1, (approval, at))
        return self.book.count_signatures(hosted.org, digest)

    def get_seats(self, hosted: Hosted, rules: Rules) -> tuple[Seat, ...]:
        """Who has which seat under these rules: found once by reading the log again, then remembered."""
        known = self.get_known_seats(hosted, rules)
        if known is None:
            entries = hosted.log.read(0, hosted.size)
            known = find_seats(entries, get_origin(rules), lambda seats: compute_root(seats) == rules.root)
            self.book.store_seats(hosted.org, rules.root, known)
        return known

    def get_known_seats(self, hosted: Hosted, rules: Rules) -> tuple[Seat, ...] | None:
        """The same, if it was found before: pages must not wait for a log to be read."""
        if rules.root not in self._seats:
            found = self.book.get_seats(hosted.org, rules.root)
            if found is None:
                return None
            self._seats[rules.root] = found
        return self._seats[rules.root]

    def list_calls(self, hosted: Hosted, place: Place) -> list[bytes]:
        """Everything that anybody may send to the vault to carry this out: the approvals so far, and the last step.

        Nothing, once it was stopped or overturned.
        """
        if self._is_closed(hosted, place):
            return []
        given = self.book.list_signatures(hosted.org, place.digest)
        return [*self._pack(hosted, place, given, objecting=False), place.carry]

    def list_objections(self, hosted: Hosted, place: Place) -> list[bytes]:
        """Everything that anybody may send to the vault to stop it."""
        return self._pack(hosted, place, self.book.list_signatures(hosted.org, place.objection), objecting=True)

    def _pack(self, hosted: Hosted, place: Place, given: dict[int, Approval], *, objecting: bool) -> list[bytes]:
        if not given:
            return []
        seats = self.get_seats(hosted, place.standing.rules)
        pages = compute_pages(seats)
        return [encode_approve(place.deed, pages, one, objecting=objecting) for one in pack_batches(seats, given)]

    def attend(self, node: Node, hosted: Hosted, state: State, vault: Contract) -> list[Place]:
        """Read the vault and what it has paid; gives the payments that it could still make, due or not."""
        final = node.get_block(FINALIZED).number
        standing = read_vault(node, vault.address, final)
        self.book.store_standing(hosted.org, vault.number, standing)
        self.get_seats(hosted, standing.rules)
        start = node.find_block(vault.bound_at, final)
        paid = {one.deed: one for one in read_paid(node, vault.address, start, final + 1)}
        stopped = read_stopped(node, vault.address, start, final + 1)
        open_ = []
        for _, withdrawal in sorted(state.withdrawals.items()):
            if withdrawal.vault != vault.number:
                continue
            place = self.locate(hosted, state, withdrawal)
            digests = list_digests(state, withdrawal, standing.epoch, standing.terms)
            done = next((paid[one] for one in digests if one in paid), None)
            if done:
                self._note(hosted, place, status="paid", paid_at=done.at, transaction=done.transaction)
            elif place.digest in stopped:
                self._note(hosted, place, status="stopped", objected=place.cancels)
            else:
                if not stopped.isdisjoint(digests):
                    self._note(hosted, place, status="stopped")
                elif withdrawal.decision and state.decisions[withdrawal.decision].overturned_by:
                    self._note(hosted, place, status="over")
                open_.append(place)
        return open_

    def advance(self, node: Node, hosted: Hosted, place: Place, sender: Sender | None, now: int) -> None:
        """See how far a payment is, and send what is due: of one that must never be paid, objections alone."""
        deed, newest = read_deed_standing(node, place.vault.address, place.digest), node.get_block("latest").at
        status = get_status(place, deed, newest)
        is_stopped = self.book.count_signatures(hosted.org, place.objection) >= place.cancels
        if self._is_closed(hosted, place):
            if sender and is_stopped and status in ("collecting", "waiting"):
                self.carry(node, hosted, place, sender, now)
            return
        if place.deed.kind == SMALL and _is_limited(node, place, deed, newest):
            status = "limited"
        self._note(hosted, place, status=status, ready_at=1000 * min(deed.ready_at, LAST_SECOND))
        if sender and (status in ("collecting", "waiting") or (status == "limited" and is_stopped)):
            self.carry(node, hosted, place, sender, now)

    def carry(self, node: Node, hosted: Hosted, place: Place, sender: Sender, now: int) -> None:
        """Send what is due: objections once there are enough, else approvals once there are, then the last step."""
        account, journal = sender
        deed = read_deed_standing(node, place.vault.address, place.digest)
        data = self._find_due(node, hosted, place, deed)
        if data:
            call = Call(to=place.vault.address, data=data, about=place.about)
            sent = send(node, account, call, journal, now)
            _log.info("vault called", org=hosted.org, about=place.about, transaction=sent.hash)

    def _find_due(self, node: Node, hosted: Hosted, place: Place, deed: DeedStanding) -> bytes:
        org = hosted.org
        objections = self.book.list_signatures(org, place.objection)
        if len(objections) >= (1 if deed.by_silence else place.cancels):
            return self._pack_fresh(node, hosted, place, objections, objecting=True)
        if deed.ready_at:
            return place.carry if node.get_block("latest").at >= 1000 * deed.ready_at else b""
        given = self.book.list_signatures(org, place.digest)
        return self._pack_fresh(node, hosted, place, given, objecting=False) if len(given) >= place.needed else b""

    def _pack_fresh(
        self, node: Node, hosted: Hosted, place: Place, given: dict[int, Approval], *, objecting: bool
    ) -> bytes:
        """The first batch of those that the chain has not counted yet."""
        digest, address = place.objection if objecting else place.digest, place.vault.address
        is_begun = read_deed_standing(node, address, digest).approvals > 0
        fresh = {seat: one for seat, one in given.items() if not (is_begun and has_signed(node, address, digest, seat))}
        return next(iter(self._pack(hosted, place, fresh, objecting=objecting)), b"")

    def _note(self, hosted: Hosted, place: Place, **changes: str | int) -> None:
        known = {
            "number": place.number,
            "given": self.book.count_signatures(hosted.org, place.digest),
            "needed": place.needed,
            "objected": self.book.count_signatures(hosted.org, place.objection),
            "cancels": place.cancels,
            "expires_at": 1000 * place.deed.expiry,
        }
        self.book.store_progress(hosted.org, Progress(**(known | changes)))  # type: ignore[arg-type] # by the names of fields


def get_status(place: Place, deed: DeedStanding, newest: int) -> str:
    """How far a deed is that is neither carried out nor stopped for good, at the time of the newest block."""
    if deed.is_over:
        return "settling"
    if newest > 1000 * place.deed.expiry:
        return "expired"
    return "waiting" if deed.ready_at else "collecting"


def _is_limited(node: Node, place: Place, deed: DeedStanding, newest: int) -> bool:
    """Whether a small payment is more than its limit, or, once it could be made, than what is left of it just now."""
    left = get_limit(place.standing, place.deed.token)
    if deed.is_over or newest > 1000 * place.deed.expiry:
        return False
    if deed.ready_at and newest >= 1000 * deed.ready_at:
        left -= read_spent(node, place.vault.address, place.deed.token, newest)
    return place.deed.amount > left
