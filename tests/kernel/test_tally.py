"""Counting: whoever counts, in whatever order, comes to the same; and opposing never helps."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from hypothesis import example, given
from hypothesis import strategies as st

from daso.kernel.charter import Rule
from daso.kernel.tally.tally import compute_tally
from daso.testkit.strategies import ballots, rules
from vectors.stories.tally import compute_rule

AGAINST, FOR = (2,), (1,)

motions = st.integers(0, 40).flatmap(lambda size: st.tuples(st.just(size), ballots(2, size)))
choices = st.tuples(st.integers(2, 20), st.integers(0, 40)).flatmap(
    lambda case: st.tuples(st.just(case[0]), st.just(case[1]), ballots(*case))
)


@given(rules(), choices, st.randoms(use_true_random=False))
def test_order_changes_nothing(rule: Rule, case: tuple[int, int, list[tuple[int, ...]]], chance: Random) -> None:
    """The same ballots in another order have the same tally."""
    options, electorate, cast = case
    tally = compute_tally(rule, "choice", options, electorate, cast)
    shuffled = chance.sample(cast, len(cast))
    assert compute_tally(rule, "choice", options, electorate, shuffled) == tally
    assert compute_tally(rule, "choice", options, electorate, reversed(cast)) == tally


@given(rules(), choices)
def test_every_ballot_counts_for_one(rule: Rule, case: tuple[int, int, list[tuple[int, ...]]]) -> None:
    """The tally counts as many ballots as were cast, and each for its own option."""
    options, electorate, cast = case
    tally = compute_tally(rule, "choice", options, electorate, cast)
    assert tally.cast == len(cast)
    assert [cast.count((option,)) for option in range(1, options + 1)] == list(tally.counts)
    assert cast.count(()) == tally.abstained


@given(rules(), choices)
def test_a_winner_has_what_it_needs(rule: Rule, case: tuple[int, int, list[tuple[int, ...]]]) -> None:
    """A winner has more votes than any other, those the method asks for, and the quorum by itself."""
    options, electorate, cast = case
    tally = compute_tally(rule, "choice", options, electorate, cast)
    if not tally.winner:
        assert tally.reason in {"no-votes", "tie", "threshold", "quorum"}
        return
    votes = tally.counts[tally.winner - 1]
    assert tally.reason == "adopted"
    assert all(votes > count for option, count in enumerate(tally.counts, start=1) if option != tally.winner)
    assert votes >= Fraction(*rule.quorum) * electorate
    whole = electorate if rule.of == "members" else sum(tally.counts)
    if rule.method == "majority":
        assert 2 * votes > whole
    if rule.method == "supermajority":
        assert votes >= Fraction(*rule.share) * whole


@given(rules(), motions)
def test_opposing_never_adopts(rule: Rule, case: tuple[int, list[tuple[int, ...]]]) -> None:
    """Voting against, or taking back a vote for, never turns a motion that fails into one that is adopted."""
    electorate, cast = case
    tally = compute_tally(rule, "motion", 2, electorate, cast)
    if tally.winner:
        return
    assert not compute_tally(rule, "motion", 2, electorate, [*cast, AGAINST]).winner
    for changed in (AGAINST, ()):
        if FOR in cast:
            place = cast.index(FOR)
            assert not compute_tally(rule, "motion", 2, electorate, [*cast[:place], changed, *cast[place + 1 :]]).winner
            assert not compute_tally(rule, "motion", 2, electorate, [*cast[:place], *cast[place + 1 :]]).winner


@given(rules(), motions)
def test_supporting_never_hurts(rule: Rule, case: tuple[int, list[tuple[int, ...]]]) -> None:
    """One more vote for a motion that is adopted leaves it adopted."""
    electorate, cast = case
    if compute_tally(rule, "motion", 2, electorate, cast).winner:
        assert compute_tally(rule, "motion", 2, electorate, [*cast, FOR]).winner


@given(rules(), motions)
@example(compute_rule("plurality"), (3, [FOR, AGAINST, AGAINST]))
@example(compute_rule("plurality"), (2, [FOR, AGAINST]))
def test_a_minority_never_adopts(rule: Rule, case: tuple[int, list[tuple[int, ...]]]) -> None:
    """No rule adopts a motion that as many oppose as support."""
    electorate, cast = case
    if compute_tally(rule, "motion", 2, electorate, cast).winner:
        assert cast.count(FOR) > cast.count(AGAINST)


@given(rules(), st.integers(0, 40))
def test_nothing_is_adopted_by_nobody(rule: Rule, electorate: int) -> None:
    """Without a vote for anything, nothing is adopted, even where every share is nought."""
    for cast in ([], [()] * electorate):
        tally = compute_tally(rule, "motion", 2, electorate, cast)
        assert (tally.winner, tally.reason) == (0, "no-votes")
