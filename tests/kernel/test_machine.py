"""Whatever members do, in whatever order, the promises hold."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from daso.testkit.strategies import get_act_kinds
from tests.kernel.society import WholeSociety


def test_a_society_lives() -> None:
    """In a short life of anybody doing anything, every promise of the law holds at every step."""
    run_state_machine_as_test(WholeSociety, settings=settings(stateful_step_count=40))


@pytest.mark.slow
def test_a_society_lives_long() -> None:
    """In many long lives every promise holds at every step, and every kind of act that there is happens."""
    WholeSociety.happened.clear()
    run_state_machine_as_test(WholeSociety, settings=settings(stateful_step_count=150, max_examples=200))
    assert {kind.__name__ for kind in get_act_kinds()} - {"FoundOrganisation"} == WholeSociety.happened
