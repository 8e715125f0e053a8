"""Deeds of a vault as the API tells them, and the digest that a member signs, built from those values here.

Read next: `approving.py`; `chain/approval.py`, the digest itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

if TYPE_CHECKING:
    from daso.chain.approval import Deed, Rules

__all__ = ["Counted", "Deciding", "DeedValues", "RulesValues", "compute_values_digest", "read_rules"]

Count = Annotated[int, Meta(ge=0, lt=2**53)]
Address = Annotated[str, Meta(pattern=r"^0x[0-9a-f]{40}$(?!\n)")]
Token = Annotated[str, Meta(pattern=r"^(0x[0-9a-f]{40})?$(?!\n)")]
Amount = Annotated[str, Meta(pattern=r"^[0-9]{1,77}$(?!\n)")]
Hash = Annotated[str, Meta(pattern=r"^0x[0-9a-f]{64}$(?!\n)")]
Seat = Annotated[str, Meta(pattern=r"^(0x[0-9a-f]{40}|[A-Za-z0-9_-]{86})?$(?!\n)")]
"""Values of contracts, as the API writes them."""


class RulesValues(msgspec.Struct, frozen=True):
    """The rules that a change of members gives a vault."""

    seats: list[Seat]
    needed: Count
    cancels: Count
    vetoes: Count
    site: Hash
    tail: str
    limits: list[tuple[Address, Amount]]


class DeedValues(msgspec.Struct, frozen=True):
    """A payment from a vault, or a change of its members, in the values from which its digest is built."""

    org: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$(?!\n)")]
    chain: Count
    vault: Address
    epoch: Count
    number: Count
    expiry: Count
    decision: Count = 0
    by: Count = 0
    token: Token = ""
    to: Address = "0x" + "00" * 20
    amount: Amount = "0"
    rules: RulesValues | None = None


class Deciding(msgspec.Struct, frozen=True):
    """A deed that members decide on, and the seats of those who do, where they are to change."""

    deed: DeedValues
    before: list[Seat] = []


class Counted(msgspec.Struct, frozen=True):
    """How many have signed now, of how many."""

    given: int
    needed: int


def compute_values_digest(values: DeedValues, *, against: bool) -> bytes:
    """The digest that is signed, built from the values that are shown."""
    from daso.chain.approval import VaultDomain, compute_deed_digest, compute_objection_digest

    address = bytes.fromhex(values.vault[2:])
    domain = VaultDomain(chain=values.chain, address=address, organisation=bytes.fromhex(values.org))
    compute = compute_objection_digest if against else compute_deed_digest
    return compute(domain, _read_members(values, values.rules) if values.rules else _read_payment(values))


def _read_payment(values: DeedValues) -> Deed:
    from daso.canon import compute_digest, encode
    from daso.chain.approval import PAYMENT, SMALL, Deed
    from daso.clerk.vault import ANNOUNCEMENT_DOMAIN, DECISION_DOMAIN

    fields = {"org": values.org, "withdrawal": values.number}
    decision = compute_digest(DECISION_DOMAIN, encode(fields | {"decision": values.decision}))
    announcement = compute_digest(ANNOUNCEMENT_DOMAIN, encode(fields | {"member": values.by}))
    return Deed(
        kind=SMALL if values.by else PAYMENT,
        epoch=values.epoch,
        token=bytes.fromhex(values.token[2:]).rjust(20, b"\0"),
        to=bytes.fromhex(values.to[2:]),
        amount=int(values.amount),
        decision=announcement if values.by else decision,
        salt=values.number.to_bytes(32, "big"),
        expiry=values.expiry,
    )


def _read_members(values: DeedValues, rules: RulesValues) -> Deed:
    from daso.canon import compute_digest, encode
    from daso.chain.approval import MEMBERS, Deed, compute_rules_hash
    from daso.clerk.renewing import RENEWAL_DOMAIN

    fields = {"org": values.org, "vault": values.number, "epoch": values.epoch}
    return Deed(
        kind=MEMBERS,
        epoch=values.epoch,
        rules=compute_rules_hash(read_rules(rules)),
        decision=compute_digest(RENEWAL_DOMAIN, encode(fields)),
        salt=bytes(32),
        expiry=values.expiry,
    )


def read_rules(given: RulesValues) -> Rules:
    """The rules as they are hashed."""
    from daso.chain.approval import Limit, Rules
    from daso.chain.members import compute_root, parse_seat

    seats = [parse_seat(one) for one in given.seats]
    return Rules(
        root=compute_root(seats),
        count=sum(seat is not None for seat in seats),
        needed=given.needed,
        cancels=given.cancels,
        vetoes=given.vetoes,
        site=bytes.fromhex(given.site[2:]),
        tail=given.tail.encode(),
        limits=tuple(Limit(bytes.fromhex(token[2:]), int(amount)) for token, amount in given.limits),
    )
