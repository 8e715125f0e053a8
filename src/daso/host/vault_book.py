"""What a host keeps of vaults: how they stand, what members' keys have signed for them, and how far payments are.

Losing it loses no payment: signatures can be given anew, and the rest is read from the chain. Read next: `vaults.py`.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import Engine, func, select
from sqlalchemy.dialects.sqlite import insert

from daso.chain.batch import Approval, PasskeyApproval, WalletApproval
from daso.chain.members import PasskeySeat, Seat, WalletSeat
from daso.chain.vault import VaultStanding
from daso.host import tables

__all__ = ["Progress", "VaultBook"]

_ADDRESS = 20


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a payment is. Times are UTC milliseconds; nought means "not yet".

    `status`: `unread`, `collecting` approvals, `waiting` for the delay to pass, `settling` until its end is final,
    `paid`, `stopped` by objections, `over` since its decision was overturned, `expired`, or `limited`: a small payment
    that is more than what is left of its limit just now.
    """

    number: int
    status: str = "unread"
    given: int = 0
    needed: int = 0
    objected: int = 0
    cancels: int = 0
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

    def store_seats(self, org: str, root: bytes, seats: tuple[Seat, ...]) -> None:
        """Keep who has which seat under a root: a passkey's 64 bytes, a wallet's 20, or none for an empty one."""
        keys = [_write_seat(seat) for seat in seats]
        place = insert(tables.vault_seats).values(org=org, root=root.hex(), seats=msgspec.json.encode(keys))
        with self._engine.begin() as db:
            db.execute(place.on_conflict_do_nothing())

    def get_seats(self, org: str, root: bytes) -> tuple[Seat, ...] | None:
        """Who has which seat under a root, if that was found before."""
        rows = tables.vault_seats.c
        with self._engine.connect() as db:
            found = db.execute(select(rows.seats).where(rows.org == org, rows.root == root.hex())).scalar_one_or_none()
        keys = msgspec.json.decode(found, type=list[bytes]) if found else None
        return None if keys is None else tuple(_read_seat(key) for key in keys)

    def store_signature(self, org: str, digest: bytes, seat: int, given: tuple[Approval, int]) -> None:
        """Keep what a seat's key signed, and when; the first signature of a digest stays. A wallet adds no answer."""
        approval, at = given
        answer = approval.answer if isinstance(approval, PasskeyApproval) else b""
        row = {"signature": approval.signature, "answer": answer, "at": at}
        values = {"org": org, "digest": digest.hex(), "seat": seat} | row
        with self._engine.begin() as db:
            db.execute(insert(tables.deed_signatures).values(values).on_conflict_do_nothing())

    def list_signatures(self, org: str, digest: bytes) -> dict[int, Approval]:
        """Every signature of a digest, by seat."""
        rows = tables.deed_signatures.c
        query = select(rows.seat, rows.signature, rows.answer).where(rows.org == org, rows.digest == digest.hex())
        with self._engine.connect() as db:
            found = db.execute(query.order_by(rows.seat))
            return {seat: _read_approval(signature, answer) for seat, signature, answer in found}

    def count_signatures(self, org: str, digest: bytes) -> int:
        """How many have signed a digest."""
        rows = tables.deed_signatures.c
        query = select(func.count()).select_from(tables.deed_signatures)
        with self._engine.connect() as db:
            return db.execute(query.where(rows.org == org, rows.digest == digest.hex())).scalar_one()

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


def _write_seat(seat: Seat) -> bytes:
    match seat:
        case PasskeySeat(key) | WalletSeat(key):
            return key
        case None:
            return b""


def _read_seat(key: bytes) -> Seat:
    if not key:
        return None
    return WalletSeat(key) if len(key) == _ADDRESS else PasskeySeat(key)


def _read_approval(signature: bytes, answer: bytes) -> Approval:
    return PasskeyApproval(signature, answer) if answer else WalletApproval(signature)
