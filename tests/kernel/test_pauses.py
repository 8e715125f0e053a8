"""Pauses stop carrying out for a while and nothing else; payments are kept apart from those who would get them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from daso.errors import Refusal
from daso.kernel.charter import HOUR
from daso.kernel.decision import CarryOutDecision, advance
from daso.kernel.effect import AgreeOrigin, apply_effects
from daso.kernel.membership import LeaveOrganisation
from daso.kernel.pause import PAUSE_WINDOW, PauseDecisions, get_expiry, get_pause
from daso.kernel.persistent import HashTrieMap
from daso.kernel.refusals import DecisionExpired
from daso.kernel.state import State
from tests.kernel.conftest import Commons
from vectors.stories.mandates import adopt
from vectors.stories.offices import tell_payments
from vectors.story import Story, found, inaugurate

SITE = AgreeOrigin(origin="https://second.example")
LIMIT = 72 * HOUR


def create_state() -> State:
    """An organisation in which nothing has been decided yet."""
    story = Story("Pauses")
    inaugurate(story, found(story))
    return story.state


YOUNG = create_state()


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 80)), min_size=1, max_size=25))
def test_pauses_never_last_longer_than_the_charter_says(tries: list[tuple[int, int]]) -> None:
    """However often pauses are adopted, no thirty days hold more of them than one may last, and each is followed by
    at least as long a time without.
    """
    state, at = YOUNG, YOUNG.at
    for wait, hours in tries:
        at += wait * HOUR
        try:
            state = apply_effects(state, (PauseDecisions(hours=hours),), 1, at)
        except Refusal:
            continue
    for end in [pause.until for pause in state.pauses]:
        within = [max(0, min(one.until, end) - max(one.begun_at, end - PAUSE_WINDOW)) for one in state.pauses]
        assert sum(within) <= LIMIT
    for earlier, later in itertools.pairwise(state.pauses):
        assert later.begun_at - earlier.until >= earlier.until - earlier.begun_at


def test_what_waits_loses_none_of_its_time(commons: Commons) -> None:
    """A decision expires later by exactly the time for which it could not be carried out, and not at that moment."""
    people = [commons.one, commons.two, commons.three]
    site = adopt(commons.story, people, SITE, kind="policy")
    decision = advance(commons.state, commons.story.at).decisions[site]
    pause = adopt(commons.story, people, PauseDecisions(hours=10), kind="pause")
    commons.let(commons.two.do(CarryOutDecision, proposal=pause))
    expiry = get_expiry(commons.state, decision)
    assert expiry == decision.expires_at + 10 * HOUR
    commons.refuse(commons.two.copy().do(CarryOutDecision, proposal=site), DecisionExpired, expiry)
    commons.let(commons.two.do(CarryOutDecision, proposal=site), expiry - 1 - commons.story.at)


def test_a_pause_stops_nothing_else(commons: Commons) -> None:
    """During a pause people propose, vote and leave, and votes close, as at any other time."""
    people = [commons.one, commons.two, commons.three]
    pause = adopt(commons.story, people, PauseDecisions(hours=72), kind="pause")
    commons.let(commons.two.do(CarryOutDecision, proposal=pause))
    until = commons.state.pauses[0].until
    second = adopt(commons.story, people[:2], kind="pause")
    commons.let(commons.three.do(LeaveOrganisation))
    assert commons.state.decisions[second].outcome == "adopted"
    assert get_pause(commons.state, commons.state.at)
    assert not get_pause(commons.state, until)


def test_pauses_after_it_ended_do_not_prolong_a_decision(commons: Commons) -> None:
    """A pause that begins after a decision has expired does not bring it back."""
    people = [commons.one, commons.two, commons.three]
    site = adopt(commons.story, people, SITE, kind="policy")
    decision = advance(commons.state, commons.story.at).decisions[site]
    commons.story.at = decision.expires_at
    pause = adopt(commons.story, people, PauseDecisions(hours=10), kind="pause")
    commons.let(commons.two.do(CarryOutDecision, proposal=pause))
    assert get_expiry(commons.state, decision) == decision.expires_at


@pytest.mark.parametrize("number", [1, 2])
def test_payments_are_confirmed_once(number: int) -> None:
    """Each payment of the story was ordered by a decision and confirmed later, and neither changes any token."""
    state = tell_payments().state
    payment = state.payments[number]
    assert state.decisions[payment.decision].carried_out_at == payment.ordered_at < payment.confirmed_at
    assert replace(state, payments=HashTrieMap()).tokens == 3
