"""Whatever members do, in whatever order, the promises hold."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from daso.testkit.strategies import get_act_kinds
from tests.kernel.society import KeptSociety, WholeSociety

STEPS = 50_000
"""Steps that the long run takes at least."""

LIVES = 600
"""Lives of up to 150 steps each; hypothesis ends some of them early."""


def test_a_society_lives() -> None:
    """In a short life of anybody doing anything, every promise of the law holds at every step."""
    run_state_machine_as_test(WholeSociety, settings=settings(stateful_step_count=40))


@pytest.mark.slow
def test_a_society_lives_long() -> None:
    """In 50,000 steps of many long lives every promise holds at each, every kind of act that there is happens, and
    whoever replays what a driver of the log has kept of a life comes to its State.
    """
    KeptSociety.happened.clear()
    KeptSociety.steps = 0
    run_state_machine_as_test(KeptSociety, settings=settings(stateful_step_count=150, max_examples=LIVES))
    assert KeptSociety.steps >= STEPS
    assert {kind.__name__ for kind in get_act_kinds()} - {"FoundOrganisation"} == KeptSociety.happened
