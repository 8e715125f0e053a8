"""Somebody else's counting: pref_voting, which was written by others for others, finds the winners that we find.

It is large, so it comes along only where it was asked for: `make oracles`, as `.ci/run` does.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from daso.kernel.tally.approval import count_approval
from daso.kernel.tally.count import Ballot, Count
from daso.kernel.tally.ranked import compute_order, compute_pairs
from daso.kernel.tally.score import POINTS_LIMIT, count_score
from daso.kernel.tally.single import count_choice
from daso.testkit.strategies import ballots, way_ballots
from tests.kernel.test_elections import YEARS, read_ballots

WHY = "pref_voting is not installed here: run `make oracles`"

margins: Any = pytest.importorskip("pref_voting.margin_based_methods", reason=WHY)
scoring: Any = pytest.importorskip("pref_voting.scoring_methods", reason=WHY)
grading: Any = pytest.importorskip("pref_voting.grade_methods", reason=WHY)
ties: Any = pytest.importorskip("pref_voting.profiles_with_ties", reason=WHY)
grades: Any = pytest.importorskip("pref_voting.grade_profiles", reason=WHY)

OPTIONS = st.integers(2, 6)


def cast_in(way: str) -> st.SearchStrategy[tuple[int, list[Ballot]]]:
    """How many options, and up to 25 ballots of this way of counting."""
    return OPTIONS.flatmap(lambda options: st.tuples(st.just(options), way_ballots(way, options, 25)))


def rank_by_oracle(candidates: int, cast: list[Ballot]) -> tuple[int, ...]:
    """Schulze's winners by winning votes, counted from one, as pref_voting finds them."""
    rankings = [{place: rank for place, rank in enumerate(ballot) if rank} for ballot in cast]
    profile = ties.ProfileWithTies(rankings, candidates=list(range(candidates)))
    winners = margins.beat_path(profile, strength_function=profile.support)
    return tuple(place + 1 for place in sorted(winners))


def find_leading(count: Count, numbers: tuple[int, ...]) -> list[int]:
    """Ours: whoever leads, counted from nought; all who are level where several do."""
    return [count.leading - 1] if count.leading else [n for n, one in enumerate(numbers) if one == max(numbers)]


@given(cast_in("ranked"))
def test_ranking_agrees(case: tuple[int, list[Ballot]]) -> None:
    """Of whatever ballots, Schulze's winners by winning votes are those of the oracle."""
    options, cast = case
    cast = [ballot for ballot in cast if any(ballot)]
    assume(cast)
    assert compute_order(compute_pairs(options + 1, cast))[0] == rank_by_oracle(options + 1, cast)


@given(cast_in("approval"))
def test_approval_agrees(case: tuple[int, list[Ballot]]) -> None:
    """Of whatever ballots, what most people approve is what the oracle finds."""
    options, cast = case
    cast = [ballot for ballot in cast if ballot]
    assume(cast)
    maps = [{place: int(place + 1 in ballot) for place in range(options)} for ballot in cast]
    theirs = grading.approval(grades.GradeProfile(maps, [0, 1], candidates=list(range(options))))
    count = count_approval(options, cast)
    assert find_leading(count, count.supporters) == sorted(theirs)


@given(cast_in("score"))
def test_scores_agree(case: tuple[int, list[Ballot]]) -> None:
    """Of whatever ballots, the option with most points in all is what the oracle finds."""
    options, cast = case
    cast = [ballot for ballot in cast if ballot]
    assume(cast)
    maps = [dict(enumerate(ballot)) for ballot in cast]
    profile = grades.GradeProfile(maps, list(range(POINTS_LIMIT + 1)), candidates=list(range(options)))
    theirs = grading.score_voting(profile, evaluation_method="sum")
    count = count_score(options, cast)
    assert find_leading(count, count.points) == sorted(theirs)


@given(OPTIONS.flatmap(lambda options: st.tuples(st.just(options), ballots(options, 25))))
def test_single_votes_agree(case: tuple[int, list[Ballot]]) -> None:
    """Of whatever ballots that name one option, the one with most is the oracle's plurality winner."""
    options, cast = case
    cast = [ballot for ballot in cast if ballot]
    assume(cast)
    counted = Counter(cast)
    rankings = [{ballot[0] - 1: 1} for ballot in counted]
    profile = ties.ProfileWithTies(rankings, rcounts=list(counted.values()), candidates=list(range(options)))
    theirs = scoring.plurality(profile)
    count = count_choice(options, cast)
    assert find_leading(count, count.supporters) == sorted(theirs)


@pytest.mark.parametrize("year", YEARS)
def test_published_elections_agree(records: Path, year: str) -> None:
    """Of the ballots that others published, the oracle finds the winner that we find."""
    folder = records / "elections" / year
    if not folder.is_dir():
        pytest.skip(f"no public record of {year} here")
    candidates, cast = read_ballots(folder)
    cast = [ballot for ballot in cast if any(ballot)]
    order = compute_order(compute_pairs(len(candidates), cast))
    assert order[0] == rank_by_oracle(len(candidates), cast)
