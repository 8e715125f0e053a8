"""A change of a vault's members, before it is signed: shown whole, and held against what the vault itself holds.

What a site says of the seats as they are is its word alone. A node of the chain knows better: the vault has the root of
its list, and the site, limits and terms that no change of members may touch.
Read next: `approving.py`, which signs it; `deeds.py`, the values.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from daso.cli.contracts import open_node
from daso.errors import Tampered

if TYPE_CHECKING:
    from daso.chain.approval import Rules
    from daso.chain.vault import VaultStanding
    from daso.cli.deeds import Deciding, RulesValues

__all__ = ["check_change", "describe_rules"]

_SHORT = 20


class OtherSeats(Tampered):
    """Seats of which the vault knows nothing."""

    code = "other-seats"
    message = (
        "The site says that other members have a seat now than the vault at {vault} itself holds. Nothing was signed; "
        "tell the members."
    )


class MoreThanMembers(Tampered):
    """A change that is not only one of the members."""

    code = "more-than-members"
    message = (
        "This would change more than who has a seat: {what}. No change of the members may do that. Nothing was signed; "
        "tell the members."
    )


def describe_rules(rules: RulesValues, before: Sequence[str]) -> list[str]:
    """Everything that such a change sets, in words: what becomes different, and then all that will hold."""
    from daso.chain.members import parse_seat
    from daso.clerk.renewing import find_changes

    changes = find_changes([parse_seat(one) for one in before], [parse_seat(one) for one in rules.seats])
    said = (
        ("These members get a seat", changes.seated),
        ("These members lose their seat", changes.unseated),
        ("These members' new keys count", changes.rekeyed),
    )
    count = sum(bool(one) for one in rules.seats)
    return [
        *(f"  {words}: {', '.join(map(str, numbers))}" for words, numbers in said if numbers),
        "  Then these, and nobody else, have a seat:",
        *(f"    member {number}: {_shorten(seat)}" for number, seat in enumerate(rules.seats, start=1) if seat),
        f"  Then {rules.needed} of {count} must approve a payment, and {rules.cancels} can stop one.",
        f"  A small payment is stopped by {rules.vetoes}.",
        f"  Passkeys count where browsers say: {rules.tail!r}",
        *_describe_limits(rules),
    ]


def _describe_limits(rules: RulesValues) -> Iterator[str]:
    for token, amount in rules.limits:
        what = f"units of the token {token}" if int(token, 16) else "of the smallest units of the chain's own coin"
        yield f"  Small payments may come to {amount} {what} in 30 days."
    if not rules.limits:
        yield "  There are no small payments."


def _shorten(seat: str) -> str:
    kind = "wallet" if seat.startswith("0x") else "passkey"
    return f"{kind} {seat}" if kind == "wallet" else f"{kind} {seat[:_SHORT]}…"


def check_change(found: Deciding, rpc: str) -> str:
    """Refuse a change of another list than the vault holds, or anything besides; with no node, say what is unsure."""
    if not (rpc or os.environ.get("DASO_CHAIN_RPC")):
        return "  Who has a seat now is the site's word. Give --rpc, and the vault itself is asked."
    from daso.chain.members import compute_root, parse_seat
    from daso.chain.vault import read_vault
    from daso.cli.deeds import read_rules

    deed, node = found.deed, open_node(rpc)
    node.check_chain(deed.chain)
    standing = read_vault(node, deed.vault)
    root = compute_root([parse_seat(one) for one in found.before])
    if (root, standing.epoch, standing.org) != (standing.rules.root, deed.epoch, deed.org):
        raise OtherSeats(vault=deed.vault)
    if deed.rules:
        _check_rules(standing, read_rules(deed.rules))
    return "  The vault itself holds the seats from which this starts, and its site and limits stay as they are."


def _check_rules(standing: VaultStanding, after: Rules) -> None:
    from daso.clerk.vault import compute_thresholds

    held, terms = standing.rules, standing.terms
    kept = {
        "the site": (after.site, after.tail) == (held.site, held.tail),
        "the limits of small payments": after.limits == held.limits,
        "how many of the members decide": (after.needed, after.cancels, after.vetoes)
        == compute_thresholds(after.count, terms.share),
    }
    changed = [words for words, is_kept in kept.items() if not is_kept]
    if changed:
        raise MoreThanMembers(what=", ".join(changed))
