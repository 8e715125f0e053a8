"""Witnesses count once each, from their naming to their end, and are never fewer than the charter asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from daso.errors import Refusal
from daso.kernel.effect import Effect, apply_effects
from daso.kernel.refusals import EffectImpossible
from daso.kernel.state import State
from daso.kernel.undo import undo_effects
from daso.kernel.witness import WITNESS_LIMIT, EndWitness, get_cosignatures_needed, get_witnesses
from tests.kernel.conftest import Commons
from vectors.stories.witnesses import create_witness
from vectors.story import Story, found, inaugurate

ONE, TWO = create_witness("one.example/w"), create_witness("two.example/w")


def begin() -> State:
    """A newly inaugurated organisation."""
    story = Story("Three members")
    inaugurate(story, found(story))
    return story.state


BEGUN = begin()


def ask_for(state: State, cosignatures: int) -> State:
    """The same organisation whose charter asks for so many witnesses."""
    return replace(state, charter=replace(state.charter, cosignatures=cosignatures))


def test_a_witness_counts_until_its_end(commons: Commons) -> None:
    """A witness counts from the moment it is named until a decision ends it; then its name and key are free again."""
    named = apply_effects(commons.state, (ONE, TWO), 7, 1000)
    assert [(one.number, one.name, one.url, one.decision, one.named_at) for one in get_witnesses(named)] == [
        (1, "one.example/w", "https://one.example/w", 7, 1000),
        (2, "two.example/w", "https://two.example/w", 7, 1000),
    ]
    ended = apply_effects(named, (EndWitness(witness=1),), 8, 2000)
    assert [one.number for one in get_witnesses(ended)] == [2]
    again = apply_effects(ended, (ONE,), 9, 3000)
    assert [one.number for one in get_witnesses(again)] == [2, 3]


@pytest.mark.parametrize(
    "effects",
    [
        (ONE, ONE),
        (ONE, create_witness("one.example/w", "another key")),
        (ONE, create_witness("other.example/w", "one.example/w")),
        (replace(ONE, vkey="x" + ONE.vkey),),
        (EndWitness(witness=1),),
        (ONE, EndWitness(witness=1), EndWitness(witness=1)),
        tuple(create_witness(f"w{number}.example") for number in range(WITNESS_LIMIT + 1)),
    ],
)
def test_the_impossible_is_refused(commons: Commons, effects: tuple[Effect, ...]) -> None:
    """Nobody counts twice, no key is taken that was not copied whole, and nobody ends who is not named."""
    with pytest.raises(EffectImpossible):
        apply_effects(commons.state, effects, 7, 1000)


def test_no_fewer_than_the_charter_asks_for(commons: Commons) -> None:
    """The last witnesses that the charter asks for can be replaced by one decision, and ended by none."""
    state = apply_effects(ask_for(commons.state, 2), (ONE, TWO), 7, 1000)
    with pytest.raises(EffectImpossible):
        apply_effects(state, (EndWitness(witness=1),), 8, 2000)
    three = create_witness("three.example/w")
    replaced = apply_effects(state, (three, EndWitness(witness=1)), 8, 2000)
    assert [one.number for one in get_witnesses(replaced)] == [2, 3]


@given(st.integers(0, 20), st.lists(st.booleans(), max_size=12))
def test_what_is_needed_can_be_had(cosignatures: int, deeds: list[bool]) -> None:
    """However witnesses are named and ended, never more are needed than there are, nor more than the charter says."""
    state = ask_for(BEGUN, cosignatures)
    for number, is_naming in enumerate(deeds):
        before = get_cosignatures_needed(state)
        named = create_witness(f"w{number}.example")
        first = get_witnesses(state)[0].number if get_witnesses(state) else 1
        try:
            state = apply_effects(state, (named if is_naming else EndWitness(witness=first),), 1, 1)
        except Refusal:
            assert not is_naming
        needed = get_cosignatures_needed(state)
        assert before <= needed == min(cosignatures, len(get_witnesses(state)))


def test_naming_and_ending_are_undone(commons: Commons) -> None:
    """An overturned decision no longer names its witness, and gives back the one that it ended, if that can be."""
    named = apply_effects(commons.state, (ONE,), 7, 1000)
    undone, left = undo_effects(named, (ONE,), 7, 2000)
    assert (get_witnesses(undone), left) == ([], ())
    ended = apply_effects(named, (EndWitness(witness=1),), 8, 2000)
    back, left = undo_effects(ended, (EndWitness(witness=1),), 8, 3000)
    assert ([one.number for one in get_witnesses(back)], left) == ([1], ())
    again = apply_effects(ended, (ONE,), 9, 3000)
    kept, left = undo_effects(again, (EndWitness(witness=1),), 8, 4000)
    assert ([one.number for one in get_witnesses(kept)], left) == ([2], (1,))
    assert undo_effects(ended, (ONE,), 7, 4000) == (ended, (1,))
