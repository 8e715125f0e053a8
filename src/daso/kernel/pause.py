"""Emergency pauses: for some hours no decision can be carried out, so that something wrong is not done in haste.

A pause stops carrying out and the clock by which adopted decisions expire; votes, comments, challenges and leaving go
on. Nothing else is paused, and nobody gains by it. Read next: `decision.py`, which asks here before it carries out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from daso.kernel.charter import DAY, HOUR, Charter
from daso.kernel.refusals import DecisionsPaused, EffectImpossible, PauseTooLong

if TYPE_CHECKING:
    from daso.kernel.decision import Decision
    from daso.kernel.state import State

__all__ = [
    "PAUSE_WINDOW",
    "EndPause",
    "Pause",
    "PauseDecisions",
    "check_not_paused",
    "check_pause",
    "get_expiry",
    "get_pause",
    "process_end_pause",
    "process_pause_decisions",
    "undo_pause_decisions",
]

PAUSE_WINDOW = 30 * DAY * HOUR
"""In any such stretch of time, in milliseconds, pauses together last no longer than the charter allows one to."""


class Pause(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of time in which no decision was, or is, carried out."""

    decision: int
    begun_at: int
    until: int
    """When it is over; moved forward by whoever ends it earlier."""


class PauseDecisions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="effect"):
    """For so many hours no decision can be carried out."""

    hours: Annotated[int, Meta(ge=1, le=24 * 366)]


class EndPause(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="effect"):
    """The pause is over now."""


def get_pause(state: State, at: int) -> Pause | None:
    """The pause that is under way."""
    last = state.pauses[-1] if state.pauses else None
    return last if last and last.begun_at <= at < last.until else None


def check_not_paused(state: State, decision: Decision, at: int) -> None:
    """Refuse to carry out a decision during a pause, unless it does nothing but end it."""
    pause = get_pause(state, at)
    if pause and not (decision.effects and all(isinstance(effect, EndPause) for effect in decision.effects)):
        raise DecisionsPaused(until=pause.until)


def get_expiry(state: State, decision: Decision) -> int:
    """When an adopted decision ceases to hold: later than was set at the close by what pauses took of its time."""
    expiry = decision.expires_at
    for pause in state.pauses:
        if pause.until > decision.closed_at and pause.begun_at < expiry:
            expiry += pause.until - max(pause.begun_at, decision.closed_at)
    return expiry


def check_pause(charter: Charter, effect: PauseDecisions) -> None:
    """Refuse a pause longer than the charter allows."""
    if effect.hours > charter.pause_hours:
        raise PauseTooLong(limit=charter.pause_hours)


def process_pause_decisions(state: State, effect: PauseDecisions, decision: int, at: int) -> State:
    """In an emergency a decision can stop all carrying out. The longest pause: {charter.pause_hours} hours, and no more
    than that in any thirty days. After a pause there is none for at least as long as the last one lasted. Votes,
    comments, challenges and leaving go on, and decisions that wait lose nothing of their time.
    """
    until = at + effect.hours * HOUR
    if state.pauses:
        last = state.pauses[-1]
        if at < last.until + (last.until - last.begun_at):
            raise EffectImpossible("The last pause was too short a time ago. Wait as long as it lasted.")
    begun = until - PAUSE_WINDOW
    paused = sum(max(0, pause.until - max(pause.begun_at, begun)) for pause in state.pauses)
    if paused + effect.hours * HOUR > state.charter.pause_hours * HOUR:
        raise EffectImpossible(
            "Pauses last {limit} hours at most in any thirty days. Ask for less, or wait.",
            limit=state.charter.pause_hours,
        )
    return replace(state, pauses=(*state.pauses, Pause(decision=decision, begun_at=at, until=until)))


def undo_pause_decisions(state: State, effect: PauseDecisions, decision: int, at: int) -> State | None:
    """End the pause that this decision began; None where it is over."""
    pause = get_pause(state, at)
    if pause is None or pause.decision != decision:
        return None
    return replace(state, pauses=(*state.pauses[:-1], replace(pause, until=at)))


def process_end_pause(state: State, effect: EndPause, decision: int, at: int) -> State:
    """A pause can be ended early by a decision of the same kind, which alone can be carried out during it."""
    pause = get_pause(state, at)
    if pause is None:
        raise EffectImpossible("There is no pause to end.")
    return replace(state, pauses=(*state.pauses[:-1], replace(pause, until=at)))
