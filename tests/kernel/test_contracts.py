"""Which contracts on a public chain are the organisation's own, members alone decide."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from daso.errors import Refusal
from daso.kernel.contract import BindContract, EndContract
from daso.kernel.effect import apply_effects
from daso.kernel.undo import undo_effects
from vectors.stories.contracts import ANCHOR, INBOX, tell_contracts
from vectors.story import Story, found, inaugurate


def _create() -> Story:
    story = Story("Contracts")
    inaugurate(story, found(story))
    return story


STATE = _create().state
SOME = st.sampled_from(
    [
        *[
            BindContract(chain=c, role=r, address=f"0x{a:040x}")
            for c in (1, 2)
            for r in ("anchor", "inbox")
            for a in (7, 8)
        ]
    ]
    + [EndContract(contract=number) for number in range(1, 5)]
)


@given(st.lists(SOME, max_size=20))
def test_one_place_is_bound_once_at_a_time(effects: list[BindContract | EndContract]) -> None:
    """Whatever is decided in whatever order, one place on a chain is never bound twice at once, and numbers stay."""
    state, at = STATE, STATE.at
    for effect in effects:
        at += 1
        try:
            state = apply_effects(state, (effect,), at, at)
        except Refusal:
            continue
        contracts = [one for _, one in sorted(state.contracts.items())]
        places = [(one.chain, one.address) for one in contracts if not one.ended_at]
        assert len(places) == len(set(places))
        assert [one.number for one in contracts] == list(range(1, len(contracts) + 1))


def test_undoing_gives_back_what_was() -> None:
    """Undoing a binding ends it, and undoing an end binds the same contract again, unless its place is taken."""
    bound = apply_effects(STATE, (ANCHOR, INBOX), 1, 10)
    state, left = undo_effects(bound, (ANCHOR, INBOX), 1, 20)
    assert left == ()
    assert [one.ended_at for _, one in sorted(state.contracts.items())] == [20, 20]
    ended = apply_effects(bound, (EndContract(contract=1),), 2, 30)
    again, left = undo_effects(ended, (EndContract(contract=1),), 2, 40)
    assert (again.contracts, left) == (bound.contracts, ())
    anew = apply_effects(ended, (ANCHOR,), 3, 40)
    assert undo_effects(anew, (EndContract(contract=1),), 2, 50) == (anew, (1,))
    assert undo_effects(anew, (ANCHOR,), 1, 50) == (anew, (1,))


def test_the_story_ends_with_nothing_bound() -> None:
    """After both decisions are overturned, both contracts have ended, and the log still says which they were."""
    contracts = [one for _, one in sorted(tell_contracts().state.contracts.items())]
    assert [(one.role, one.address) for one in contracts] == [("anchor", ANCHOR.address), ("inbox", INBOX.address)]
    assert all(one.ended_at for one in contracts)
