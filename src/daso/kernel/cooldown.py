"""Cooldowns: what was rejected can't be brought again at once, until most have gone home for the weekend.

Read next: `proposal.py`, where each draft is compared with what was rejected lately.
"""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

from daso.kernel.charter import HOUR
from daso.kernel.refusals import CooldownRunning

if TYPE_CHECKING:
    from daso.kernel.decision import Decision
    from daso.kernel.proposal import Proposal
    from daso.kernel.state import State

__all__ = ["add_cooling", "check_cooldown"]


def add_cooling(state: State, decision: Decision) -> tuple[tuple[int, int], ...]:
    """The list of what was rejected lately, with this one, and without those whose time is over."""
    kept = [item for item in state.cooling if item[0] > decision.closed_at]
    if decision.outcome == "rejected" and decision.form != "verdict" and decision.rule.cooldown_hours:
        bisect.insort(kept, (decision.closed_at + decision.rule.cooldown_hours * HOUR, decision.number))
    return tuple(kept)


def check_cooldown(state: State, draft: Proposal, at: int) -> None:
    """What was rejected can't be brought again for as long as its rule says: no proposal of the same kind with the same
    effects or the same words, and none about the same decision or member.
    """
    for until, number in state.cooling:
        if at < until and _is_alike(draft, state.decisions[number]):
            raise CooldownRunning(proposal=number, until=until)


def _is_alike(draft: Proposal, rejected: Decision) -> bool:
    is_same = draft.effects == rejected.effects and draft.effects != ()
    is_about_same = draft.about == rejected.about and draft.about != ""
    return draft.kind == rejected.kind and (is_same or is_about_same or draft.text == rejected.text)
