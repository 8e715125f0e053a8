"""Approval: a ballot names every option that its member agrees with.

Read next: `tally.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from daso.kernel.tally.count import Ballot, Count, find_most

__all__ = ["count_approval"]


def count_approval(options: int, ballots: Iterable[Ballot]) -> Count:
    """Where options are approved, a ballot names as many of them as its member likes, and what most people approve
    wins.
    """
    counts, votes, abstained = [0] * options, 0, 0
    for approved in ballots:
        for option in approved:
            counts[option - 1] += 1
        votes += bool(approved)
        abstained += not approved
    leading, reason = find_most(counts)
    return Count(
        supporters=tuple(counts), abstained=abstained, votes=votes, whole=votes, leading=leading, reason=reason
    )
