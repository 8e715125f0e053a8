"""Any member may announce a small payment from a vault, and nobody more than one a day."""

from __future__ import annotations

import itertools

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daso.canon import NotCanonical, decode_as, encode
from daso.errors import Refusal
from daso.kernel.charter import HOUR
from daso.kernel.effect import apply_effects
from daso.kernel.queries import get_next_seq
from daso.kernel.refusals import AnnouncedLately
from daso.kernel.state import State
from daso.kernel.transition import process
from daso.kernel.withdrawal import ANNOUNCING_HOURS, AnnouncePayment
from vectors.stories.vault import SMALL, VAULT, WITHDRAWAL
from vectors.story import Story, found, inaugurate


def _create() -> State:
    story = Story("Small payments")
    inaugurate(story, found(story))
    return apply_effects(story.state, (VAULT,), 1, story.at)


STATE = _create()


def _announce(state: State, by: int, at: int) -> State:
    return process(state, AnnouncePayment(org=state.org, by=by, seq=get_next_seq(state, by), **SMALL), at)  # type: ignore[arg-type] # the fields are of several types


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 30)), max_size=30))
def test_nobody_announces_two_in_a_day(tries: list[tuple[int, int]]) -> None:
    """Whoever tries whenever, what one member has announced lies a day apart, whatever others do meanwhile."""
    state, at, refused = STATE, STATE.at, 0
    for by, hours in tries:
        at += hours * HOUR
        try:
            state = _announce(state, by, at)
        except Refusal:
            refused += 1
    made = [one for _, one in sorted(state.withdrawals.items())]
    assert len(made) + refused == len(tries)
    for by in (1, 2, 3):
        times = [one.ordered_at for one in made if one.by == by]
        assert all(later - earlier >= ANNOUNCING_HOURS * HOUR for earlier, later in itertools.pairwise(times))
        tried = [at for at, who in zip(_add_up(tries), (by for by, _ in tries), strict=True) if who == by]
        assert times[:1] == tried[:1], "the first one is never too soon"


def _add_up(tries: list[tuple[int, int]]) -> list[int]:
    times, at = [], STATE.at
    for _, hours in tries:
        at += hours * HOUR
        times.append(at)
    return times


def test_what_is_announced_and_what_is_ordered_are_told_apart() -> None:
    """An ordered payment names its decision and no member, an announced one its member and no decision."""
    state = apply_effects(STATE, (WITHDRAWAL,), 7, STATE.at)
    state = _announce(state, 2, STATE.at)
    assert [(one.decision, one.by) for _, one in sorted(state.withdrawals.items())] == [(7, 0), (0, 2)]


def test_orders_in_between_hide_no_announcement() -> None:
    """However many payments are ordered meanwhile, a second announcement on the same day is still refused."""
    state = _announce(STATE, 2, STATE.at)
    state = apply_effects(state, (WITHDRAWAL,) * 5, 7, STATE.at + HOUR)
    with pytest.raises(AnnouncedLately):
        _announce(state, 2, STATE.at + 2 * HOUR)


@pytest.mark.parametrize("field", ["to", "token"])
def test_nobody_s_address_is_none(field: str) -> None:
    """The address of nobody is refused as a payee, and as a token, which would read as one and pay coins."""
    act = AnnouncePayment(org=STATE.org, by=1, seq=1, **(SMALL | {field: "0x" + "0" * 40}))  # type: ignore[arg-type] # the same
    with pytest.raises(NotCanonical):
        decode_as(msgspec.json.Decoder(AnnouncePayment), encode(act))
