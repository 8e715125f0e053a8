"""Ranking, approving and giving points: the same in any order and under any names, and never against the law."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from daso.kernel.charter import Rule
from daso.kernel.tally.ranked import compute_order, compute_pairs
from daso.kernel.tally.tally import Tally, compute_tally
from daso.testkit.strategies import rules, way_ballots
from vectors.stories.tally import compute_rule

WAYS = ("ranked", "approval", "score")

Ballots = list[tuple[int, ...]]
Case = tuple[str, int, int, Ballots]

cases: st.SearchStrategy[Case] = st.tuples(st.sampled_from(WAYS), st.integers(2, 6), st.integers(0, 25)).flatmap(
    lambda case: st.tuples(*map(st.just, case), way_ballots(*case))
)
ranked: st.SearchStrategy[Ballots] = st.integers(2, 5).flatmap(lambda options: way_ballots("ranked", options, 25))


def count(rule: Rule, case: Case) -> Tally:
    """The tally of a case."""
    way, options, electorate, cast = case
    return compute_tally(rule, way, options, electorate, cast)


@given(rules(), cases, st.randoms(use_true_random=False))
def test_order_changes_nothing(rule: Rule, case: Case, chance: Random) -> None:
    """The same ballots in another order have the same tally, however they are counted."""
    way, options, electorate, cast = case
    assert count(rule, (way, options, electorate, chance.sample(cast, len(cast)))) == count(rule, case)


def rename(way: str, cast: Ballots, names: list[int]) -> Ballots:
    """The same ballots where option `n` is called `names[n - 1]`."""
    if way == "approval":
        return [tuple(sorted(names[option - 1] for option in ballot)) for ballot in cast]
    renamed = []
    for ballot in cast:
        places = list(ballot)
        for number, value in zip(names, ballot, strict=False):
            places[number - 1] = value
        renamed.append(tuple(places))
    return renamed


@given(rules(), cases, st.randoms(use_true_random=False))
def test_names_change_nothing(rule: Rule, case: Case, chance: Random) -> None:
    """Whatever the options are called, and in whatever order they stand, the same one wins by as much."""
    way, options, electorate, cast = case
    names = chance.sample(range(1, options + 1), options)
    ours, theirs = count(rule, case), count(rule, (way, options, electorate, rename(way, cast, names)))
    assert theirs.winner == (names[ours.winner - 1] if ours.winner else 0)
    assert (theirs.reason, theirs.needed, theirs.cast) == (ours.reason, ours.needed, ours.cast)
    for old, new in enumerate(names):
        assert theirs.counts[new - 1] == ours.counts[old]
        assert not ours.points or theirs.points[new - 1] == ours.points[old]
    called = [*names, options + 1]
    assert theirs.order == tuple(tuple(sorted(called[one - 1] for one in level)) for level in ours.order)


@given(rules(), cases)
def test_a_winner_has_what_it_needs(rule: Rule, case: Case) -> None:
    """However they are counted, a winner has the supporters that the rule asks for, and the quorum by itself."""
    way, options, electorate, cast = case
    tally = count(rule, case)
    assert tally.cast == len(cast)
    assert len(tally.counts) == options
    if not tally.winner:
        assert tally.reason in {"no-votes", "tie", "threshold", "quorum", "status-quo"}
        return
    support = tally.counts[tally.winner - 1]
    assert support >= max(1, tally.needed)
    assert support >= Fraction(*rule.quorum) * electorate
    if way == "approval":
        assert support == sum(tally.winner in ballot for ballot in cast)
        assert all(support > other for n, other in enumerate(tally.counts, start=1) if n != tally.winner)
    if way == "score":
        best = tally.points[tally.winner - 1]
        assert all(best > other for n, other in enumerate(tally.points, start=1) if n != tally.winner)
    if way == "ranked":
        assert support > tally.pairs[options][tally.winner - 1]
        assert tally.order[0] == (tally.winner,)


@given(rules(), cases)
def test_nothing_is_adopted_by_nobody(rule: Rule, case: Case) -> None:
    """Abstentions alone adopt nothing, however they are counted."""
    way, options, electorate, _ = case
    assert count(rule, (way, options, electorate, [()] * electorate)).reason == "no-votes"


@given(rules(), ranked)
def test_preferring_the_status_quo_never_adopts(rule: Rule, cast: Ballots) -> None:
    """One more ballot that ranks only the status quo first turns nothing rejected for its quorum into a decision."""
    options = max(map(len, cast), default=3) - 1
    tally = compute_tally(rule, "ranked", options, 60, cast)
    assume(tally.reason in {"quorum", "status-quo", "threshold"})
    against = (*[2] * options, 1)
    assert not compute_tally(rule, "ranked", options, 60, [*cast, against]).winner


@given(ranked)
def test_whoever_beats_all_others_comes_first(cast: Ballots) -> None:
    """A candidate that more people prefer to each other one than the other way round is first, alone."""
    assume(any(cast))
    candidates = max(map(len, cast))
    pairs = compute_pairs(candidates, cast)
    for one in range(candidates):
        if all(pairs[one][other] > pairs[other][one] for other in range(candidates) if other != one):
            assert compute_order(pairs)[0] == (one + 1,)


def test_winning_votes_decide_a_circle() -> None:
    """In a circle the win with fewest votes gives way, however narrow the other wins are."""
    tally = compute_tally(
        compute_rule("majority"),
        "ranked",
        3,
        40,
        [(1, 2, 0, 4)] * 10 + [(2, 1, 0, 4)] * 9 + [(0, 1, 2, 4)] * 8 + [(2, 0, 1, 4)] * 9,
    )
    assert tally.order == ((3,), (1,), (2,), (4,))
