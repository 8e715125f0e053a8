"""Renewing a vault's members: the change that follows from the State, approved by those who have seats.

One change at a time is under way in a vault. It begins with its first approval, and is then the same for everybody,
whoever joins meanwhile. Read next: `clerk/renewing.py`, what follows; `vaults.py`, how signatures are carried.
"""

from __future__ import annotations

from typing import Final

import msgspec
from sqlalchemy import Engine, select
from sqlalchemy.dialects.sqlite import insert

from daso.chain.approval import Rules
from daso.chain.members import Seat, compute_root
from daso.chain.proofs import SeatProof
from daso.chain.rpc import FINALIZED, Node
from daso.chain.vault import encode_renew, read_deed_standing, read_renewed, read_stopped
from daso.clerk.renewing import compute_next_rules, compute_renewal
from daso.clerk.vault import LAST_SECOND, NoSeats, compute_domain, compute_seats, get_origin
from daso.errors import Refusal
from daso.host import tables
from daso.host.hosted import Hosted
from daso.host.vaults import Place, Sender, Vaults, get_status
from daso.kernel.contract import Contract
from daso.kernel.state import State

__all__ = ["NobodyLeft", "NothingToRenew", "OtherRenewal", "Renewal", "Renewals", "count_cancels"]

_HOUR: Final = 3600
_COLLECTING: Final = 14 * 86_400
"""Seconds for approvals: a change that too few approve must not stand in the way of the next one for long."""
OPEN: Final = ("collecting", "waiting", "settling")


class NothingToRenew(Refusal):
    """The vault knows the members that there are."""

    code = "nothing-to-renew"
    article = "payments"
    message = "The vault knows everybody’s keys as they are. There is nothing to renew."


class NobodyLeft(Refusal):
    """A change after which nobody could approve anything."""

    code = "nobody-to-renew"
    article = "payments"
    message = (
        "Nobody has a key that this vault could know: a passkey of {origin}, or a wallet. Add one to your keys first; "
        "then the vault’s members can be renewed."
    )


class OtherRenewal(Refusal):
    """Another change is under way."""

    code = "other-renewal"
    article = "payments"
    message = "Another change of the vault’s members is under way. Load the page again, and look at that one."


class Renewal(msgspec.Struct, frozen=True, kw_only=True):
    """A change of a vault's members. `begun_at`: nought while nobody has approved it. Expiry in seconds.

    `by_silence`: whether it leans on one, so that a single objection stops it. `status`: `collecting`, `waiting`,
    `settling`, `done`, `stopped`, `expired`, or `void` since another came first.
    """

    contract: int
    epoch: int
    rules: Rules
    expiry: int
    begun_at: int = 0
    status: str = "collecting"
    ready_at: int = 0
    by_silence: bool = False


def count_cancels(renewal: Renewal, rules: Rules) -> int:
    """How many objections stop a change, under the rules that hold."""
    return 1 if renewal.by_silence else rules.cancels


class Renewals:
    """The changes of all vaults of a host."""

    def __init__(self, engine: Engine, vaults: Vaults) -> None:
        self._engine = engine
        self._vaults = vaults

    def find(self, hosted: Hosted, state: State, vault: Contract, now: int) -> Renewal:
        """The change that is under way, or else the one that could begin now."""
        standing = self._vaults.get_standing(hosted, vault)
        for one in self.list(hosted.org, vault.number):
            if one.epoch == standing.epoch and one.status in OPEN:
                return one
        try:
            _, rules = compute_next_rules(state, standing)
        except NoSeats as error:
            raise NobodyLeft(origin=get_origin(standing.rules)) from error
        if rules == standing.rules:
            raise NothingToRenew
        terms = standing.terms
        wait = max(terms.delay, terms.silent_delay if terms.silent_share else 0)
        # A full hour of the past, so that it stays the same while somebody reads, and chains' clocks may lag.
        expiry = min((now // 1000 // _HOUR - 1) * _HOUR + min(terms.life, wait + _COLLECTING), LAST_SECOND)
        return Renewal(contract=vault.number, epoch=standing.epoch, rules=rules, expiry=expiry)

    def locate(self, hosted: Hosted, state: State, renewal: Renewal) -> Place:
        """The deed of a change, under the rules that the vault has now."""
        vault = state.contracts[renewal.contract]
        deed = compute_renewal(state, vault, renewal.epoch, renewal.rules, renewal.expiry)
        return Place(
            about=f"members of vault {vault.number}",
            vault=vault,
            standing=self._vaults.get_standing(hosted, vault),
            deed=deed,
            domain=compute_domain(state, vault),
            carry=encode_renew(deed, renewal.rules),
        )

    def approve(self, hosted: Hosted, state: State, given: tuple[Renewal, int, SeatProof], now: int) -> int:
        """Take a member's approval of a change, which begins with the first; gives how many there are."""
        renewal, member, proof = given
        count = self._vaults.approve(hosted, self.locate(hosted, state, renewal), member, proof, now)
        if not renewal.begun_at:
            # Kept while they follow from the State, so that nobody waits for the log to be read once they don't.
            seats = compute_seats(state, get_origin(renewal.rules))
            self._vaults.book.store_seats(hosted.org, renewal.rules.root, seats)
            self._store(hosted.org, msgspec.structs.replace(renewal, begun_at=now))
        return count

    def list(self, org: str, contract: int) -> list[Renewal]:
        """All changes of a vault's members that were begun here, the newest first."""
        rows = tables.renewals.c
        query = select(rows.renewal).where(rows.org == org, rows.contract == contract).order_by(rows.begun_at.desc())
        with self._engine.connect() as db:
            return [msgspec.json.decode(one, type=Renewal) for one in db.execute(query).scalars()]

    def get_seats(self, hosted: Hosted, state: State, renewal: Renewal) -> tuple[Seat, ...]:
        """Who has which seat after a change."""
        seats = compute_seats(state, get_origin(renewal.rules))
        is_same = compute_root(seats) == renewal.rules.root
        return seats if is_same else self._vaults.get_seats(hosted, renewal.rules)

    def attend(self, node: Node, hosted: Hosted, state: State, moment: tuple[Contract, Sender | None, int]) -> None:
        """See how far the changes of a vault's members are, and send what is due."""
        vault, sender, now = moment
        open_ = [one for one in self.list(hosted.org, vault.number) if one.status in OPEN]
        if not open_:
            return
        final = node.get_block(FINALIZED).number
        start = node.find_block(vault.bound_at, final)
        done = {one.deed for one in read_renewed(node, vault.address, start, final + 1)}
        stopped = read_stopped(node, vault.address, start, final + 1)
        for renewal in open_:
            place = self.locate(hosted, state, renewal)
            deed = read_deed_standing(node, vault.address, place.digest)
            status = (
                "void"
                if place.standing.epoch != renewal.epoch
                else get_status(place, deed, node.get_block("latest").at)
            )
            status = "done" if place.digest in done else "stopped" if place.digest in stopped else status
            ready_at = 1000 * min(deed.ready_at, LAST_SECOND)
            found = {"status": status, "ready_at": ready_at, "by_silence": deed.by_silence}
            self._store(hosted.org, msgspec.structs.replace(renewal, **found))
            if sender and status in ("collecting", "waiting"):
                self._vaults.carry(node, hosted, place, sender, now)

    def _store(self, org: str, renewal: Renewal) -> None:
        key = {"org": org, "contract": renewal.contract, "begun_at": renewal.begun_at}
        row = {"renewal": msgspec.json.encode(renewal)}
        place = insert(tables.renewals).values(**key, **row)
        with self._engine.begin() as db:
            db.execute(place.on_conflict_do_update(["org", "contract", "begun_at"], set_=row))
