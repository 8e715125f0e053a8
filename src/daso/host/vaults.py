"""Vaults: approvals that members have given, carried to the chain once there are enough, and what became of payments.

The host collects and pays the fees; it can approve nothing. Approvals are checked when they come, kept until they are
counted on the chain, and shown to everybody, so that anybody else may carry them there. Read next: `clerk/vault.py`.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Final

import msgspec
import structlog
from sqlalchemy import Engine, func, select
from sqlalchemy.dialects.sqlite import insert

from daso.canon import from_base64url
from daso.chain.account import Account
from daso.chain.approval import Deed, VaultDomain, compute_deed_digest
from daso.chain.batch import PasskeyApproval, pack_batches, read_passkey_proof
from daso.chain.members import PasskeySeat, Seat, compute_pages, compute_root
from daso.chain.rpc import FINALIZED, Node
from daso.chain.sending import Call, Journal, send
from daso.chain.vault import (
    DeedStanding,
    VaultStanding,
    encode_approve,
    encode_pay,
    has_signed,
    read_deed_standing,
    read_paid,
    read_vault,
)
from daso.clerk.vault import compute_decision, compute_deed, compute_domain, find_seats
from daso.errors import Refusal
from daso.host import tables
from daso.host.hosted import Hosted
from daso.kernel.contract import Contract
from daso.kernel.state import State
from daso.kernel.withdrawal import Withdrawal
from daso.keys.claim import P256, create_claim, verify_claim
from daso.keys.verify import PasskeyProof

__all__ = ["NoSeat", "Progress", "VaultBook", "VaultUnread", "Vaults"]

_ORIGIN: Final = re.compile(rb'","origin":"(https?://[^"]+)","crossOrigin":false}')
_log = structlog.get_logger("daso.host")


class NoSeat(Refusal):
    """A member whose key the vault does not know."""

    code = "no-vault-seat"
    article = "payments"
    message = (
        "The vault does not know a passkey of member {member} yet. It learns new keys when its members are renewed."
    )


class VaultUnread(Refusal):
    """Nothing is known of the vault here."""

    code = "vault-unread"
    article = "payments"
    message = "This site has not read the vault on its chain yet. Try again in a minute."


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far an ordered payment is. Times are UTC milliseconds; nought means "not yet".

    `status`: `unread`, `collecting` approvals, `waiting` for the delay to pass, `paid`, `over` or `expired`.
    """

    number: int
    status: str = "unread"
    given: int = 0
    needed: int = 0
    ready_at: int = 0
    expires_at: int = 0
    paid_at: int = 0
    transaction: str = ""


class VaultBook:
    """The side tables of vaults."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def store_standing(self, org: str, contract: int, standing: VaultStanding) -> None:
        """Keep what holds in a vault."""
        row = {"standing": msgspec.json.encode(standing)}
        place = insert(tables.vaults).values(org=org, contract=contract, **row)
        with self._engine.begin() as db:
            db.execute(place.on_conflict_do_update(["org", "contract"], set_=row))

    def get_standing(self, org: str, contract: int) -> VaultStanding | None:
        """What holds in a vault, as it was last read."""
        rows = tables.vaults.c
        query = select(rows.standing).where(rows.org == org, rows.contract == contract)
        with self._engine.connect() as db:
            found = db.execute(query).scalar_one_or_none()
        return msgspec.json.decode(found, type=VaultStanding) if found else None

    def store_approval(self, org: str, place: tuple[int, int, int], approval: PasskeyApproval, at: int) -> None:
        """Keep an approval by payment, epoch and seat; the first one stays."""
        number, epoch, seat = place
        row = {"signature": approval.signature, "answer": approval.answer, "at": at}
        values = {"org": org, "number": number, "epoch": epoch, "seat": seat} | row
        with self._engine.begin() as db:
            db.execute(insert(tables.approvals).values(values).on_conflict_do_nothing())

    def list_approvals(self, org: str, number: int, epoch: int) -> dict[int, PasskeyApproval]:
        """Every approval of a payment, by seat."""
        rows = tables.approvals.c
        of_this = (rows.org == org, rows.number == number, rows.epoch == epoch)
        query = select(rows.seat, rows.signature, rows.answer).where(*of_this).order_by(rows.seat)
        with self._engine.connect() as db:
            return {seat: PasskeyApproval(signature, answer) for seat, signature, answer in db.execute(query)}

    def count_approvals(self, org: str, number: int, epoch: int) -> int:
        """How many have approved."""
        rows = tables.approvals.c
        of_this = (rows.org == org, rows.number == number, rows.epoch == epoch)
        with self._engine.connect() as db:
            return db.execute(select(func.count()).select_from(tables.approvals).where(*of_this)).scalar_one()

    def store_progress(self, org: str, progress: Progress) -> None:
        """Keep how far a payment is."""
        row = msgspec.structs.asdict(progress)
        place = insert(tables.withdrawals).values(org=org, **row)
        with self._engine.begin() as db:
            db.execute(place.on_conflict_do_update(["org", "number"], set_=row))

    def get_progress(self, org: str, number: int) -> Progress:
        """How far a payment is, as it was last read."""
        rows = tables.withdrawals
        with self._engine.connect() as db:
            row = db.execute(select(rows).where(rows.c.org == org, rows.c.number == number)).first()
        return tables.read_row(row, Progress) if row else Progress(number=number)


class _Place(msgspec.Struct, frozen=True):
    """One ordered payment and all that is needed to move it on."""

    withdrawal: Withdrawal
    vault: Contract
    standing: VaultStanding
    deed: Deed
    domain: VaultDomain

    @property
    def digest(self) -> bytes:
        """What members sign."""
        return compute_deed_digest(self.domain, self.deed)


class Vaults:
    """All vaults of a host."""

    def __init__(self, engine: Engine) -> None:
        self.book = VaultBook(engine)
        self._seats: dict[bytes, tuple[Seat, ...]] = {}

    def locate(self, hosted: Hosted, state: State, withdrawal: Withdrawal) -> _Place:
        """The deed of an ordered payment, under the rules that the vault has now."""
        vault = state.contracts[withdrawal.vault]
        standing = self.book.get_standing(hosted.org, vault.number)
        if standing is None:
            raise VaultUnread
        deed = compute_deed(state, withdrawal, standing.epoch, standing.life)
        return _Place(withdrawal, vault, standing, deed, compute_domain(state, vault))

    def approve(self, hosted: Hosted, place: _Place, member: int, proof: PasskeyProof, at: int) -> int:
        """Take a member's approval, if their seat's passkey made it for this very deed; gives how many there are."""
        standing, seats = place.standing, self.get_seats(hosted, place.standing)
        seat = seats[member - 1] if 0 < member <= len(seats) else None
        if not isinstance(seat, PasskeySeat):
            raise NoSeat(member=member)
        approval = read_passkey_proof(proof, standing.site, standing.tail, place.digest)
        verify_claim(create_claim(P256, seat.public, compute_passkey_message(proof), approval.signature))
        key = (place.withdrawal.number, standing.epoch, member - 1)
        self.book.store_approval(hosted.org, key, approval, at)
        return self.book.count_approvals(hosted.org, place.withdrawal.number, standing.epoch)

    def get_seats(self, hosted: Hosted, standing: VaultStanding) -> tuple[Seat, ...]:
        """Who has which seat, as the vault knows it: found once by reading the log again, then remembered."""
        known = self._seats.get(standing.root)
        if known is None:
            origin = _ORIGIN.fullmatch(standing.tail)
            name = origin[1].decode() if origin else ""
            known = find_seats(
                hosted.log.read(0, hosted.size), name, lambda seats: compute_root(seats) == standing.root
            )
            self._seats[standing.root] = known
        return known

    def list_calls(self, hosted: Hosted, place: _Place) -> list[bytes]:
        """Everything that anybody may send to the vault for this payment: the approvals so far, and the payment."""
        seats = self.get_seats(hosted, place.standing)
        given = self.book.list_approvals(hosted.org, place.withdrawal.number, place.standing.epoch)
        pages = compute_pages(seats)
        return [*(encode_approve(place.deed, pages, one) for one in pack_batches(seats, given)), encode_pay(place.deed)]

    def attend(self, node: Node, hosted: Hosted, state: State, vault: Contract) -> list[_Place]:
        """Read the vault and what it has paid; gives the payments that are still to be made."""
        final = node.get_block(FINALIZED).number
        standing = read_vault(node, vault.address, final)
        self.book.store_standing(hosted.org, vault.number, standing)
        start = node.find_block(vault.bound_at, final)
        paid = {one.decision: one for one in read_paid(node, vault.address, start, final + 1)}
        open_ = []
        for _, withdrawal in sorted(state.withdrawals.items()):
            if withdrawal.vault != vault.number:
                continue
            place = self.locate(hosted, state, withdrawal)
            done = paid.get(compute_decision(state, withdrawal))
            if done:
                self._note(hosted, place, status="paid", paid_at=done.at, transaction=done.transaction)
            elif state.decisions[withdrawal.decision].overturned_by:
                self._note(hosted, place, status="over")
            else:
                open_.append(place)
        return open_

    def advance(
        self, node: Node, hosted: Hosted, place: _Place, sender: tuple[Account, Journal] | None, now: int
    ) -> None:
        """See how far a payment is, and send what is due: approvals once there are enough, then the payment."""
        digest, newest = place.digest, node.get_block("latest").at
        deed = read_deed_standing(node, place.vault.address, digest)
        ready_at = 1000 * deed.ready_at
        status = "over" if deed.is_over else "expired" if newest > 1000 * place.deed.expiry else "collecting"
        status = "waiting" if status == "collecting" and ready_at else status
        self._note(hosted, place, status=status, ready_at=ready_at)
        if sender is None or status in ("over", "expired"):
            return
        data = self._find_due(node, hosted, place, deed, newest)
        if data:
            account, journal = sender
            call = Call(to=place.vault.address, data=data, about=f"payment {place.withdrawal.number}")
            sent = send(node, account, call, journal, now)
            _log.info("vault called", org=hosted.org, payment=place.withdrawal.number, transaction=sent.hash)

    def _find_due(self, node: Node, hosted: Hosted, place: _Place, deed: DeedStanding, newest: int) -> bytes:
        if deed.ready_at:
            return encode_pay(place.deed) if newest >= 1000 * deed.ready_at else b""
        given = self.book.list_approvals(hosted.org, place.withdrawal.number, place.standing.epoch)
        if len(given) < place.standing.needed:
            return b""
        seats, digest = self.get_seats(hosted, place.standing), place.digest
        fresh = {
            seat: one
            for seat, one in given.items()
            if not (deed.approvals and has_signed(node, place.vault.address, digest, seat))
        }
        batch = next(pack_batches(seats, fresh), b"")
        return encode_approve(place.deed, compute_pages(seats), batch) if batch else b""

    def _note(self, hosted: Hosted, place: _Place, **changes: str | int) -> None:
        number, standing = place.withdrawal.number, place.standing
        known = {
            "number": number,
            "given": self.book.count_approvals(hosted.org, number, standing.epoch),
            "needed": standing.needed,
            "expires_at": 1000 * place.deed.expiry,
        }
        self.book.store_progress(hosted.org, Progress(**(known | changes)))  # type: ignore[arg-type] # by the names of fields


def compute_passkey_message(proof: PasskeyProof) -> bytes:
    """The digest under a passkey's signature: SHA-256 of its data and of the hash of the client's."""
    return sha256(from_base64url(proof.authenticator) + sha256(proof.client.encode()).digest()).digest()
