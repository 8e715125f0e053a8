"""Ranked: Schulze's method by winning votes, with the status quo as a candidate like any other.

A ballot holds a rank for each candidate: 1 for the best, equal ranks allowed, 0 for one it leaves unranked, which it
compares with none. The last candidate is the status quo. M. Schulze, *A new monotonic, clone-independent, reversal
symmetric, and condorcet-consistent single-winner election method* (2011). Read next: `tally.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations

from daso.kernel.tally.count import Ballot, Count

__all__ = ["compute_order", "compute_pairs", "count_ranked"]

Pairs = tuple[tuple[int, ...], ...]


def count_ranked(options: int, ballots: Iterable[Ballot]) -> Count:
    """Where options are ranked, leaving things as they are is ranked among them. Of any two, the one that more people
    rank above the other is the stronger, and the order of all follows from that (Schulze's method, by winning votes);
    who leaves one unranked compares it with none. Only what comes first, by itself, and is preferred to leaving
    things as they are by more people than the other way round can be adopted; those people are its supporters.
    """
    cast = list(ballots)
    votes = sum(map(bool, cast))
    pairs = compute_pairs(options + 1, cast)
    order = compute_order(pairs)
    leading, reason = _find_leading(options, pairs, order) if votes else (0, "no-votes")
    return Count(
        supporters=tuple(row[options] for row in pairs[:options]),
        abstained=len(cast) - votes,
        votes=votes,
        whole=pairs[leading - 1][options] + pairs[options][leading - 1] if leading else votes,
        leading=leading,
        reason=reason,
        order=order,
        pairs=pairs,
    )


def _find_leading(options: int, pairs: Pairs, order: Sequence[tuple[int, ...]]) -> tuple[int, str]:
    first = order[0]
    if first == (options + 1,):
        return 0, "status-quo"
    if len(first) > 1:
        return 0, "tie"
    leading = first[0]
    is_wanted = pairs[leading - 1][options] > pairs[options][leading - 1]
    return (leading, "adopted") if is_wanted else (0, "status-quo")


def compute_pairs(candidates: int, ballots: Iterable[Ballot]) -> Pairs:
    """How many ballots rank the candidate of the row above that of the column."""
    pairs = [[0] * candidates for _ in range(candidates)]
    for ranks, times in sorted(Counter(ballots).items()):
        ranked = [(rank, place) for place, rank in enumerate(ranks) if rank]
        for (rank, place), (other_rank, other) in combinations(ranked, 2):
            if rank < other_rank:
                pairs[place][other] += times
            elif other_rank < rank:
                pairs[other][place] += times
    return tuple(map(tuple, pairs))


def compute_order(pairs: Pairs) -> tuple[tuple[int, ...], ...]:
    """All candidates, counted from one, best first; those that are equal stand together."""
    strengths = _compute_strengths(pairs)
    places = range(len(pairs))
    beaten = [sum(strengths[other][place] > strengths[place][other] for other in places) for place in places]
    levels = sorted(dict.fromkeys(beaten))
    return tuple(tuple(place + 1 for place in places if beaten[place] == level) for level in levels)


def _compute_strengths(pairs: Pairs) -> list[list[int]]:
    """The strength of the strongest path between any two: of the chain of wins whose weakest has most votes."""
    places = range(len(pairs))
    strengths = [[pairs[a][b] if pairs[a][b] > pairs[b][a] else 0 for b in places] for a in places]
    for via in places:
        onwards = strengths[via]
        for a in places:
            row, there = strengths[a], strengths[a][via]
            if there and a != via:
                strengths[a] = [max(row[b], min(there, onwards[b])) if b != a else 0 for b in places]
    return strengths
