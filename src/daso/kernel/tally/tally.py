"""A tally: what the ballots of one case add up to under its rule. Pure, and the same in whatever order they come.

Read next: `single.py`, `ranked.py`, `approval.py`, `score.py`, which count ballots; then `majority.py`,
`supermajority.py`, `plurality.py`, `consent.py`, which say how many supporters a winner needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from daso.kernel.charter import Rule
from daso.kernel.tally import consent, majority, plurality, supermajority
from daso.kernel.tally.approval import count_approval
from daso.kernel.tally.count import Ballot, Count
from daso.kernel.tally.ranked import count_ranked
from daso.kernel.tally.score import count_score
from daso.kernel.tally.single import count_choice, count_motion

__all__ = ["COUNTS", "METHODS", "Tally", "compute_tally"]


class Tally(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The counted votes. `counts` is by option, `winner` the adopted option or nought, and why when there is none."""

    electorate: int
    counts: tuple[int, ...]
    """Supporters by option: ballots that choose it, approve it, give it points, or prefer it to the status quo."""
    abstained: int
    needed: int
    """Votes that an option needs under the method."""
    quorum: int
    """Votes that an option needs for the quorum: supporters, so that opposing can never help to reach it."""
    winner: int
    reason: str
    """``adopted``, or why not: ``no-votes``, ``tie``, ``threshold``, ``quorum``, ``status-quo``, ``objection``."""
    votes: int
    """Ballots that are no abstentions."""
    points: tuple[int, ...] = ()
    """By option, where options are given points: the sum."""
    order: tuple[tuple[int, ...], ...] = ()
    """Where options are ranked: all of them, best first, equals together; the last number is the status quo."""
    pairs: tuple[tuple[int, ...], ...] = ()
    """Where options are ranked: how many prefer the one of the row to the one of the column."""
    unanswered: int = 0
    """Where consent is asked: objections that nobody answered."""

    @property
    def cast(self) -> int:
        """Ballots cast, abstentions included."""
        return self.votes + self.abstained


METHODS: dict[str, Callable[[Rule, int, int], int]] = {
    "majority": majority.compute_needed,
    "supermajority": supermajority.compute_needed,
    "plurality": plurality.compute_needed,
    "consent": consent.compute_needed,
}
"""How many supporters a winner needs, by the rule's method, from the rule, the votes and the electorate."""

COUNTS: dict[str, Callable[[int, Iterable[Ballot]], Count]] = {
    "motion": count_motion,
    "verdict": count_motion,
    "choice": count_choice,
    "ranked": count_ranked,
    "approval": count_approval,
    "score": count_score,
}
"""How ballots are counted, by the form of the proposal or, for a choice, the way of counting it asks for."""


def compute_tally(rule: Rule, way: str, options: int, electorate: int, ballots: Iterable[Ballot]) -> Tally:
    """Every ballot counts for one. Who abstains takes part, but for no option; a tie adopts nothing. However a choice
    is counted, the winner needs as many supporters as the rule asks for. The quorum counts only supporters of the
    winner, so that opposing can never help to reach it.

    `way` is a key of `COUNTS`.
    """
    count = COUNTS[way](options, ballots)
    needed = METHODS[rule.method](rule, count.whole, electorate)
    quorum = -(-electorate * rule.quorum[0] // rule.quorum[1])
    reason = count.reason
    if count.leading and count.supporters[count.leading - 1] < needed:
        reason = "threshold"
    elif count.leading and count.supporters[count.leading - 1] < quorum:
        reason = "quorum"
    return Tally(
        electorate=electorate,
        counts=count.supporters,
        abstained=count.abstained,
        needed=needed,
        quorum=quorum,
        winner=count.leading if reason == "adopted" else 0,
        reason=reason,
        votes=count.votes,
        points=count.points,
        order=count.order,
        pairs=count.pairs,
    )
