"""A tally: what the ballots of one case add up to under its rule. Pure, and the same in whatever order they come.

Read next: `majority.py`, `supermajority.py`, `plurality.py`, which each say how many votes a winner needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from daso.kernel.charter import Rule
from daso.kernel.tally import majority, plurality, supermajority

__all__ = ["METHODS", "Tally", "compute_tally"]


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """The counted votes. `counts` is by option, `winner` the adopted option or nought, and why when there is none."""

    electorate: int
    counts: tuple[int, ...]
    abstained: int
    needed: int
    """Votes that an option needs under the method."""
    quorum: int
    """Votes that an option needs for the quorum: supporters, so that opposing can never help to reach it."""
    winner: int
    reason: str
    """``adopted``, or why not: ``no-votes``, ``tie``, ``threshold``, ``quorum``."""

    @property
    def cast(self) -> int:
        """Ballots cast, abstentions included."""
        return sum(self.counts) + self.abstained


METHODS: dict[str, Callable[[Rule, int, int], int]] = {
    "majority": majority.compute_needed,
    "supermajority": supermajority.compute_needed,
    "plurality": plurality.compute_needed,
}
"""How many votes a winner needs, by method, from the rule, the votes cast for options, and the electorate."""


def compute_tally(rule: Rule, form: str, options: int, electorate: int, ballots: Iterable[tuple[int, ...]]) -> Tally:
    """Every ballot counts for one. Who abstains takes part, but for no option; a tie adopts nothing. The quorum counts
    only votes for the winner, so that opposing can never help to reach it.

    In a motion only option 1, *for*, can win, and only with more votes than *against*; in a choice, any option.
    """
    counts, abstained = [0] * options, 0
    for choices in ballots:
        if choices:
            counts[choices[0] - 1] += 1
        else:
            abstained += 1
    needed = METHODS[rule.method](rule, sum(counts), electorate)
    quorum = -(-electorate * rule.quorum[0] // rule.quorum[1])
    leading, reason = _compute_leading(form, counts)
    if leading and counts[leading - 1] < needed:
        reason = "threshold"
    elif leading and counts[leading - 1] < quorum:
        reason = "quorum"
    return Tally(
        electorate=electorate,
        counts=tuple(counts),
        abstained=abstained,
        needed=needed,
        quorum=quorum,
        winner=leading if reason == "adopted" else 0,
        reason=reason,
    )


def _compute_leading(form: str, counts: list[int]) -> tuple[int, str]:
    """The option that would win if it has enough votes, and what stands against it so far."""
    if not any(counts):
        return 0, "no-votes"
    most = max(counts)
    if counts.count(most) > 1:
        return 0, "tie"
    leading = counts.index(most) + 1
    return (0, "threshold") if form == "motion" and leading != 1 else (leading, "adopted")
