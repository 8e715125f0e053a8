"""What carrying out would do: the law itself is run on today's State, and what changed is put into words.

Nothing here guesses. `compute_dry_run` calls `kernel.effect.apply_effects`, the function that will do it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from daso.errors import Refusal
from daso.kernel.effect import AgreeOrigin, Effect, apply_effects
from daso.kernel.scrutineer import EndScrutineer, NameScrutineer
from daso.web.words.refusals import say_refusal

if TYPE_CHECKING:
    from daso.kernel.state import State
    from daso.web.words.language import Words

__all__ = ["DryRun", "compute_dry_run", "say_effect"]


class DryRun(msgspec.Struct, frozen=True, kw_only=True):
    """What would happen, step by step, and what then differs; or why it could not happen today."""

    steps: tuple[str, ...]
    changes: tuple[tuple[str, str, str], ...] = ()
    """What, as it is now, as it would be."""
    refusal: str = ""


def say_effect(words: Words, effect: Effect, name: str = "") -> str:
    """One effect as a promise. `name` is the scrutineer's, where it can be read."""
    match effect:
        case AgreeOrigin(origin=origin):
            return words._("Passkeys made at {origin} count here from then on.", origin=origin)
        case NameScrutineer():
            who = name or words._("An outsider")
            return words._(
                "{name} becomes a scrutineer: may read everything members may read, and has no vote.", name=who
            )
        case EndScrutineer(scrutineer=number):
            return words._("Scrutineer {number} loses the access they have now.", number=number)


def compute_dry_run(words: Words, state: State, effects: tuple[Effect, ...], number: int, now: int) -> DryRun:
    """Run the law on the State of today, as carrying out would, and say what came of it."""
    steps = tuple(say_effect(words, effect) for effect in effects)
    try:
        after = apply_effects(state, effects, number, now)
    except Refusal as refusal:
        return DryRun(steps=steps, refusal=say_refusal(words, refusal))
    before_and_after = zip(_describe(words, state), _describe(words, after), strict=True)
    changes = tuple((what, was, becomes) for (what, was), (_, becomes) in before_and_after if was != becomes)
    return DryRun(steps=steps, changes=changes)


def _describe(words: Words, state: State) -> list[tuple[str, str]]:
    """All that effects can reach, in words."""
    scrutineers = [str(s.number) for s in sorted(state.scrutineers.values(), key=lambda s: s.number) if not s.ended_at]
    nobody = words._("nobody")
    return [
        (words._("Sites whose passkeys count"), words.list(state.origins) or words._("none")),
        (words._("Scrutineers with access"), words.list(scrutineers) or nobody),
    ]
