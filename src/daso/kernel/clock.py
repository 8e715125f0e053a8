"""The clock: what comes about by the passing of time alone, in the order of the moments at which it does.

Nothing happens between two acts that this file does not bring. Read next: `decision.py` and `admission.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from daso.kernel import admission, decision, recovery

if TYPE_CHECKING:
    from daso.kernel.state import State

__all__ = ["advance"]


def advance(state: State, at: int) -> State:
    """The State once the clock has brought everything due by `at`: closes, lapses, and newcomers whose turn it is,
    and attempts at a recovery that came to nothing. Between most acts nothing is due.
    """
    is_next_later = not state.due or state.due[0][0] > at
    if is_next_later and not (state.waiting or state.lots_due or state.recoveries):
        return state
    while (moment := admission.get_next_admission(state)) and moment <= at:
        state = decision.advance(state, moment)
        state = admission.admit_waiting(state, moment)
    return recovery.expire_recoveries(decision.advance(state, at), at)
