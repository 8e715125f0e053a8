"""Scrutineers: outsiders without a vote whom a decision names, so that they may read what is kept to members.

Read next: `effect.py`, by which a decision names one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from daso.kernel.act import MaybeCommitment, Number
from daso.kernel.key import check_new_key
from daso.kernel.refusals import EffectImpossible
from daso.keys.verify import Key

if TYPE_CHECKING:
    from daso.kernel.state import State

__all__ = [
    "EndScrutineer",
    "NameScrutineer",
    "Scrutineer",
    "process_end_scrutineer",
    "process_name_scrutineer",
    "undo_end_scrutineer",
    "undo_name_scrutineer",
]


class Scrutineer(msgspec.Struct, frozen=True, kw_only=True):
    """An outsider who may read members' texts between `named_at` and `ended_at`, and signs in with `key`."""

    number: int
    key: Key
    profile: str
    decision: int
    named_at: int
    ended_at: int = 0
    seq: int = 1
    """The number that the scrutineer's next act must have."""


class NameScrutineer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="effect"):
    """Name a scrutineer, who signs in with this key; `profile` commits to their name beside the log."""

    key: Key
    profile: MaybeCommitment


class EndScrutineer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="effect"):
    """End the access of the scrutineer with this number."""

    scrutineer: Number


def process_name_scrutineer(state: State, effect: NameScrutineer, decision: int, at: int) -> State:
    """Scrutineers are named by a policy decision. They may read everything, and have no vote."""
    check_new_key(state, effect.key)
    number = len(list(state.scrutineers.keys())) + 1
    named = Scrutineer(number=number, key=effect.key, profile=effect.profile, decision=decision, named_at=at)
    return replace(
        state,
        scrutineers=state.scrutineers.insert(number, named),
        keys=state.keys.insert(effect.key.public, 0),
    )


def process_end_scrutineer(state: State, effect: EndScrutineer, decision: int, at: int) -> State:
    """Their access ends by a decision of the same kind."""
    scrutineer = state.scrutineers.get(effect.scrutineer)
    if scrutineer is None or scrutineer.ended_at:
        raise EffectImpossible("No scrutineer {scrutineer} has access.", scrutineer=effect.scrutineer)
    ended = replace(scrutineer, ended_at=at)
    return replace(state, scrutineers=state.scrutineers.insert(effect.scrutineer, ended))


def undo_name_scrutineer(state: State, effect: NameScrutineer, decision: int, at: int) -> State | None:
    """End the access that this decision gave; None where it has ended already."""
    named = [one for _, one in sorted(state.scrutineers.items()) if one.key == effect.key and not one.ended_at]
    if not named:
        return None
    ended = replace(named[0], ended_at=at)
    return replace(state, scrutineers=state.scrutineers.insert(ended.number, ended))


def undo_end_scrutineer(state: State, effect: EndScrutineer, decision: int, at: int) -> State:
    """Give back the access that this decision ended."""
    again = replace(state.scrutineers[effect.scrutineer], ended_at=0)
    return replace(state, scrutineers=state.scrutineers.insert(effect.scrutineer, again))
