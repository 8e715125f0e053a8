"""States follow from the log alone, come back from their bytes, and time changes them in one way only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daso.canon import NotCanonical, decode
from daso.kernel.clock import advance
from daso.kernel.snapshot import compute_state_digest, decode_state, encode_state
from daso.kernel.state import State
from daso.kernel.transition import Entry, apply, decode_entry, replay
from vectors.make import STORIES

MONTH = 31 * 24 * 3_600_000

LOGS = {name: [decode_entry(data) for data in tell().entries] for name, tell in STORIES.items()}


def apply_all(entries: list[Entry]) -> list[State]:
    """Every State that a log leads to, one after the other."""
    reached: list[State] = []
    for entry in entries:
        reached.append(apply(reached[-1] if reached else None, entry.envelope, entry.at))
    return reached


STATES = {name: apply_all(entries) for name, entries in LOGS.items()}

states = st.sampled_from([state for reached in STATES.values() for state in reached])


@pytest.mark.parametrize("name", sorted(STORIES))
def test_a_state_comes_back(name: str) -> None:
    """Every State of every story is read back from its bytes, and going on from there leads to the same end."""
    for index, state in enumerate(STATES[name]):
        data = encode_state(state)
        again = decode_state(data)
        assert again == state
        assert decode(data) is not None
        for entry in LOGS[name][index + 1 :][:1]:
            after = apply(again, entry.envelope, entry.at)
            assert compute_state_digest(after) == compute_state_digest(apply(state, entry.envelope, entry.at))


@given(st.binary() | st.text().map(str.encode))
def test_other_bytes_are_no_state(data: bytes) -> None:
    """Bytes that are not a State's are refused, and nothing else happens."""
    with pytest.raises(NotCanonical):
        decode_state(data)


@given(states, st.data())
def test_a_state_has_one_spelling(state: State, data: st.DataObject) -> None:
    """A State's bytes with any byte put in or taken out are not the same State's."""
    written = encode_state(state)
    place = data.draw(st.integers(0, len(written) - 1))
    for changed in (written[:place] + b" " + written[place:], written[:place] + written[place + 1 :]):
        try:
            assert decode_state(changed) != state
        except NotCanonical:
            continue


@given(states, st.lists(st.integers(0, 4 * MONTH), min_size=1, max_size=6).map(sorted))
def test_time_is_one(state: State, steps: list[int]) -> None:
    """Moving on in many steps leads to the same State as moving on in one."""
    stepped = state
    for step in steps:
        stepped = advance(stepped, state.at + step)
    assert stepped == advance(state, state.at + steps[-1])
    assert advance(stepped, state.at + steps[-1]) == stepped


def test_nothing_is_due_for_ever() -> None:
    """After the last close and lapse, nothing is left that the clock could change."""
    for reached in STATES.values():
        for state in reached:
            later = advance(state, state.at + 24 * MONTH)
            assert (later.due, list(later.proposals.keys())) == ((), [])
            assert set(state.decisions.keys()) <= set(later.decisions.keys())


@pytest.mark.parametrize("name", sorted(STORIES))
def test_replaying_is_applying(name: str) -> None:
    """Replaying a log is the same as having been there."""
    assert replay(LOGS[name]) == STORIES[name]().state == STATES[name][-1]
    assert replay([]) is None


@given(states, states)
def test_digests_tell_states_apart(one: State, other: State) -> None:
    """Two States have the same digest just when they are the same."""
    assert (compute_state_digest(one) == compute_state_digest(other)) == (one == other)
