"""A vault's members from time to time: the seats that follow from the State now, and whether every change followed.

Nobody decides who has a seat, and nobody can: it follows from who is a member and which keys they have. Those who have
seats approve the change on the chain with their own keys. Read next: `vault.py`, the seats; ADR 0026, why so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Final

import msgspec

from daso.canon import compute_digest, encode
from daso.chain.approval import MEMBERS, Deed, Rules, compute_rules_hash
from daso.chain.members import Seat, compute_root
from daso.chain.vault import Renewed, VaultStanding
from daso.clerk.finding import find
from daso.clerk.vault import Known, compute_rules, compute_seats, follow_seating, get_origin
from daso.kernel.contract import Contract
from daso.kernel.state import State
from daso.keys.verify import PasskeyKey
from daso.ledger import Finding

__all__ = [
    "RENEWAL_DOMAIN",
    "Changes",
    "compute_next_rules",
    "compute_renewal",
    "find_changes",
    "judge_members",
    "list_origins",
]

RENEWAL_DOMAIN: Final = "daso/vault-members/1"


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """Members by number: who gets a seat, who loses theirs, and whose seat gets another key."""

    seated: tuple[int, ...] = ()
    unseated: tuple[int, ...] = ()
    rekeyed: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything changes."""
        return bool(self.seated or self.unseated or self.rekeyed)


def find_changes(before: Sequence[Seat], after: Sequence[Seat]) -> Changes:
    """What a renewal does to seats."""
    pairs = [(number, *pair) for number, pair in enumerate(zip_longest(before, after), start=1) if pair[0] != pair[1]]
    return Changes(
        seated=tuple(number for number, old, _ in pairs if old is None),
        unseated=tuple(number for number, _, new in pairs if new is None),
        rekeyed=tuple(number for number, old, new in pairs if old is not None and new is not None),
    )


def compute_next_rules(state: State, standing: VaultStanding) -> tuple[tuple[Seat, ...], Rules]:
    """The seats that follow from the State now, and the rules for them: shares, site and limits stay as they are."""
    origin = get_origin(standing.rules)
    seats = compute_seats(state, origin)
    return seats, compute_rules(seats, origin, standing.terms.share, standing.rules.limits)


def compute_renewal(state: State, vault: Contract, epoch: int, rules: Rules, expiry: int) -> Deed:
    """The deed that gives a vault these rules. `decision` says that it follows from no decision, but from the State."""
    fields = {"org": state.org, "vault": vault.number, "epoch": epoch}
    return Deed(
        kind=MEMBERS,
        epoch=epoch,
        rules=compute_rules_hash(rules),
        decision=compute_digest(RENEWAL_DOMAIN, encode(fields)),
        salt=bytes(32),
        expiry=expiry,
    )


def judge_members(
    state: State, vault: Contract, renewed: Sequence[Renewed], entries: Iterable[bytes]
) -> Iterator[Finding]:
    """Every list of members whose seats never followed from this log, or whose number a vault was told wrongly; the one
    that it was born with must have followed before it was bound, since members bound it for what it was.
    """
    since = _find_seats_of(state, renewed, entries)
    for one in renewed:
        place: dict[str, str | int] = {
            "chain": vault.chain,
            "address": vault.address,
            "epoch": one.epoch,
            "transaction": one.transaction,
        }
        count, at = since.get(one.root, (0, 0))
        is_late = not one.epoch and 0 < vault.bound_at < at
        if not count or is_late:
            yield find("vault-members-foreign" if one.epoch else "vault-birth-foreign", None, **place)
        elif one.count != count:
            yield find("vault-count-false", None, given=one.count, right=count, **place)


def _find_seats_of(state: State, renewed: Sequence[Renewed], entries: Iterable[bytes]) -> dict[bytes, tuple[int, int]]:
    """How many have the seats with these roots, and since when those followed from the log, for any of its sites."""
    counts = {one.count for one in renewed}
    since: dict[bytes, tuple[int, int]] = {}
    origins = list_origins(state)
    known: dict[str, Known] = {origin: {} for origin in origins}
    last: dict[str, tuple[Seat, ...]] = {}
    for at, then in follow_seating(entries):
        for origin in origins:
            seats = compute_seats(then, origin, known[origin])
            # Hashing is slow, and a list of another length can't be the one.
            count = sum(seat is not None for seat in seats)
            if seats != last.get(origin) and count in counts:
                since.setdefault(compute_root(seats), (count, at))
            last[origin] = seats
    return since


def list_origins(state: State) -> list[str]:
    """Every site whose passkeys count here, or were ever somebody's key."""
    keys = (record.key for _, member in sorted(state.members.items()) for record in member.keys)
    return sorted({*state.origins, *(key.origin for key in keys if isinstance(key, PasskeyKey))})
