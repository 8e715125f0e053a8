"""A count: what a way of counting finds in the ballots, before the rule of the kind says whether that is enough.

Read next: `ranked.py`, `approval.py`, `score.py`, and `tally.py`, which brings count and rule together.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

__all__ = ["Ballot", "Count", "find_most"]

Ballot = tuple[int, ...]
"""What a ballot names, in the form of its way of counting; empty for an abstention."""


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """What the ballots say. `leading` is the option that would win if it has enough supporters, or nought."""

    supporters: tuple[int, ...]
    """By option: the ballots that count for it when the rule asks how many support it."""
    abstained: int
    votes: int
    """Ballots that are no abstentions."""
    whole: int
    """The votes that a share of the votes is a share of."""
    leading: int
    reason: str
    """``adopted`` while nothing stands against the leading option, or why there is none."""
    points: tuple[int, ...] = ()
    order: tuple[tuple[int, ...], ...] = ()
    pairs: tuple[tuple[int, ...], ...] = ()


def find_most(numbers: Sequence[int]) -> tuple[int, str]:
    """The option with the highest number, counted from one, and ``adopted``; or nought, and why there is none."""
    most = max(numbers)
    if not most:
        return 0, "no-votes"
    if numbers.count(most) > 1:
        return 0, "tie"
    return numbers.index(most) + 1, "adopted"
