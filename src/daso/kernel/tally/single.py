"""One option a ballot: motions, and choices counted by majority, supermajority or plurality.

Read next: `tally.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from daso.kernel.tally.count import Ballot, Count, find_most

__all__ = ["count_choice", "count_motion"]


def count_choice(options: int, ballots: Iterable[Ballot]) -> Count:
    """The option that most ballots name leads."""
    counts, abstained = [0] * options, 0
    for choices in ballots:
        if choices:
            counts[choices[0] - 1] += 1
        else:
            abstained += 1
    leading, reason = find_most(counts)
    votes = sum(counts)
    return Count(
        supporters=tuple(counts), abstained=abstained, votes=votes, whole=votes, leading=leading, reason=reason
    )


def count_motion(options: int, ballots: Iterable[Ballot]) -> Count:
    """In a motion only option 1, *for*, can win, and only with more votes than *against*."""
    count = count_choice(options, ballots)
    if count.leading <= 1:
        return count
    return Count(
        supporters=count.supporters,
        abstained=count.abstained,
        votes=count.votes,
        whole=count.votes,
        leading=0,
        reason="threshold",
    )
