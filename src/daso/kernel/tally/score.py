"""Score: a ballot gives each option 0 to 5 points; the sums decide.

Read next: `tally.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from daso.kernel.tally.count import Ballot, Count, find_most

__all__ = ["POINTS_LIMIT", "count_score"]

POINTS_LIMIT: Final = 5
"""Points that a ballot may give an option at most."""


def count_score(options: int, ballots: Iterable[Ballot]) -> Count:
    """Where options are given points, a ballot gives each of them 0 to 5, and the one with most points in all wins.
    Whoever gives it a point or more supports it.
    """
    supporters, points, votes, abstained = [0] * options, [0] * options, 0, 0
    for scores in ballots:
        for place, score in enumerate(scores):
            points[place] += score
            supporters[place] += score > 0
        votes += bool(scores)
        abstained += not scores
    leading, reason = find_most(points)
    return Count(
        supporters=tuple(supporters),
        abstained=abstained,
        votes=votes,
        whole=votes,
        leading=leading,
        reason=reason,
        points=tuple(points),
    )
