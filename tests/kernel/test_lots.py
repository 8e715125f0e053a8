"""Lots are drawn by a chance that nobody controls, and that anybody can draw again from the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daso.canon import compute_digest, to_base64url
from daso.kernel.charter import HOUR
from daso.kernel.decision import CarryOutDecision, advance
from daso.kernel.lot import ROUNDS, compute_drawn, compute_lot_commitment, compute_seed, get_pool
from daso.kernel.mandate import get_mandate_status
from daso.kernel.membership import LeaveOrganisation
from daso.kernel.refusals import NotInLot, SecretWrong
from daso.testkit.person import Person
from daso.testkit.strategies import commitments, numbers
from vectors.stories.mandates import adopt
from vectors.stories.offices import PANEL, commit, reveal, tell_lots
from vectors.story import Story, found, inaugurate

SEEDS = [to_base64url(compute_digest("daso/vectors", f"seed {number}".encode())) for number in range(4000)]
"""A fixed list, so that what is measured is the same every time."""


@pytest.fixture
def drawing() -> tuple[Story, list[Person]]:
    """Three members, and a draw that has just opened."""
    story = Story("A draw")
    people = found(story)
    inaugurate(story, people)
    number = adopt(story, people, PANEL, kind="mandate")
    story.let("", people[0].do(CarryOutDecision, proposal=number))
    return story, people


@given(st.dictionaries(numbers(), commitments(), min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_reveals_does_not_matter(secrets: dict[int, str], chance: object) -> None:
    """The same secrets give the same seed, in whatever order they were revealed, and any other secret gives another."""
    pairs = list(secrets.items())
    shuffle = getattr(chance, "shuffle")  # noqa: B009 - hypothesis does not export the type of its randoms
    shuffle(pairs)
    assert compute_seed(pairs) == compute_seed(secrets.items())
    first = min(secrets)
    changed = secrets | {first: to_base64url(compute_digest("daso/vectors", secrets[first].encode()))}
    assert compute_seed(changed.items()) != compute_seed(secrets.items())


@given(commitments(), st.lists(numbers(), unique=True, min_size=1, max_size=30), st.integers(1, 40))
def test_as_many_are_drawn_as_there_are_to_draw(seed: str, pool: list[int], size: int) -> None:
    """So many different members of the pool are drawn, or all where it is smaller, in whatever order it is given."""
    drawn = compute_drawn(seed, pool, size)
    assert len(drawn) == len(set(drawn)) == min(size, len(pool))
    assert set(drawn) <= set(pool)
    assert drawn == compute_drawn(seed, sorted(pool), size)


def test_everybody_is_drawn_as_often() -> None:
    """Over four thousand fixed seeds a lot of two among ten draws everybody, and every pair, about equally often."""
    pool = range(1, 11)
    drawn = [compute_drawn(seed, pool, 2) for seed in SEEDS]
    singles = Counter(number for pair in drawn for number in pair)
    pairs = Counter(tuple(sorted(pair)) for pair in drawn)
    assert compute_chi_square(singles.values(), 2 * len(SEEDS) / 10) < 27.9  # 9 degrees of freedom, one in a thousand
    assert len(pairs) == 45
    assert compute_chi_square(pairs.values(), len(SEEDS) / 45) < 78.7  # 44 degrees of freedom, one in a thousand


def compute_chi_square(counts: Collection[int], expected: float) -> float:
    """How far counts are from what is expected of each."""
    return sum((count - expected) ** 2 / expected for count in counts)


def test_a_copied_commitment_is_of_no_use(drawing: tuple[Story, list[Person]]) -> None:
    """Whoever copies another's commitment can't reveal that secret as their own, so nobody can cancel a secret out."""
    story, (one, two, _) = drawing
    story.let("", commit(one, 1))
    copied = story.state.lots[1].commits[1]
    act = commit(two.copy(), 1).act
    stolen = two.do(type(act), lot=1, commitment=copied)
    story.let("", stolen)
    story.wait(48)
    story.let("", reveal(one, 1))
    secret = story.state.lots[1].reveals[1]
    story.refuse("", two.copy().do(type(reveal(two.copy(), 1).act), lot=1, secret=secret), SecretWrong)
    assert compute_lot_commitment(one.org, 1, 1, secret) == copied != compute_lot_commitment(one.org, 1, 2, secret)


def test_withholding_costs_and_is_seen(drawing: tuple[Story, list[Person]]) -> None:
    """Whoever withholds a secret is named, drawn by nobody any more, and the draw is held again without them."""
    story, people = drawing
    for person in people:
        story.let("", commit(person, 1))
    story.wait(48)
    for person in people[:2]:
        story.let("", reveal(person, 1))
    story.wait(24)
    lot = advance(story.state, story.at).lots[1]
    assert (lot.withheld, lot.round, lot.concluded_at) == ((3,), 2, 0)
    assert not list(lot.commits.keys())
    assert get_pool(story.state, lot) == (1, 2)
    story.refuse("", commit(people[2].copy(), 1, 2), NotInLot)


def test_a_draw_is_repeated_twice_at_most(drawing: tuple[Story, list[Person]]) -> None:
    """When somebody withholds in every round, the last one stands, and the clock ends it without anybody's deed."""
    story, people = drawing
    for turn, person in enumerate(people, start=1):
        story.let("", commit(person, 1, turn))
        assert story.state.lots[1].round == turn
        story.wait(72)
    lot = advance(story.state, story.at).lots[1]
    assert (lot.round, lot.withheld, lot.drawn, lot.seed) == (ROUNDS, (1, 2, 3), (), "")
    assert lot.concluded_at == lot.reveals_until


@pytest.mark.parametrize("revealing", [0, 1, 2])
def test_nobody_makes_the_seed_alone(drawing: tuple[Story, list[Person]], revealing: int) -> None:
    """With fewer than two secrets nobody is drawn; with two there are as many as were asked for."""
    story, people = drawing
    for person in people[:revealing]:
        story.let("", commit(person, 1))
    story.wait(48)
    for person in people[:revealing]:
        story.let("", reveal(person, 1))
    story.wait(24)
    lot = advance(story.state, story.at).lots[1]
    assert len(lot.drawn) == (2 if revealing == 2 else 0)
    assert bool(lot.seed) == (revealing == 2)


def test_who_was_drawn_stays_drawn(drawing: tuple[Story, list[Person]]) -> None:
    """What a concluded draw rests on never changes, even when its members leave: anybody can draw it again."""
    story, people = drawing
    secrets = {}
    for person in people[:2]:
        story.let("", commit(person, 1))
    story.wait(48)
    for person in people[:2]:
        envelope = reveal(person, 1)
        secrets[person.number] = getattr(envelope.act, "secret", "")
        story.let("", envelope)
    story.wait(24)
    story.let("", people[2].do(LeaveOrganisation))
    lot = story.state.lots[1]
    assert get_pool(story.state, lot) == (1, 2, 3)
    assert lot.drawn == compute_drawn(compute_seed(secrets.items()), get_pool(story.state, lot), 2)


def test_a_lot_gives_mandates_for_a_term_that_begins_with_it() -> None:
    """The mandate of a lot is offered to who was drawn, for as many hours as were decided, from the draw on."""
    state = tell_lots().state
    lot, mandate = state.lots[2], state.mandates[1]
    assert lot.drawn == (mandate.holder,)
    assert mandate.granted_at == lot.concluded_at
    assert mandate.ends_at - mandate.granted_at == lot.hours * HOUR
    assert get_mandate_status(state, mandate, state.at) == "held"
