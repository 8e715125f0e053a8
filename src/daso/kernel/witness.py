"""Witnesses: outsiders whose programs watch the log and cosign what continues it, so that nobody is shown another one.

A decision names one by key and address. Read next: `effect.py`, by which it does; `ledger/witness.py`, what they check.
"""

from __future__ import annotations

from base64 import b64decode
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from daso.kernel.act import Number
from daso.kernel.refusals import EffectImpossible

if TYPE_CHECKING:
    from daso.kernel.state import State

__all__ = [
    "EndWitness",
    "NameWitness",
    "Witness",
    "WitnessAddress",
    "WitnessKey",
    "get_cosignatures_needed",
    "get_witnesses",
    "process_end_witness",
    "process_name_witness",
    "undo_end_witness",
    "undo_name_witness",
]

WITNESS_LIMIT: Final = 20
"""More than these could not be asked at every checkpoint."""

WitnessKey = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._:/~-]{1,80}\+[0-9a-f]{8}\+B[A-P][A-Za-z0-9+/]{42}$(?!\n)")]
"""A cosigner's Ed25519 key in the one line of C2SP signed-note: name, four bytes that tell keys apart, base64."""

WitnessAddress = Annotated[
    str, Meta(pattern=r"^https?://[a-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~-]+)*$(?!\n)", max_length=200)
]
"""Where the witness is asked, without the slash at its end, such as ``https://witness.example/w1``."""


class Witness(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whose cosignatures count between `named_at` and `ended_at`."""

    number: int
    vkey: str
    url: str
    decision: int
    named_at: int
    ended_at: int = 0

    @property
    def name(self) -> str:
        """What the witness is called on signature lines."""
        return self.vkey.partition("+")[0]


class NameWitness(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="effect"):
    """Name a witness, who cosigns with this key and is asked at this address."""

    vkey: WitnessKey
    url: WitnessAddress


class EndWitness(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="effect"):
    """Let the cosignatures of the witness with this number count no more."""

    witness: Number


def get_witnesses(state: State) -> list[Witness]:
    """Those whose cosignatures count, by number."""
    return [one for _, one in sorted(state.witnesses.items()) if not one.ended_at]


def get_cosignatures_needed(state: State) -> int:
    """Of the witnesses that are named, {charter.cosignatures} must have seen what the log shows, and all of them while
    fewer are named. Whoever checks the log reports when they have not.
    """
    return min(state.charter.cosignatures, len(get_witnesses(state)))


def process_name_witness(state: State, effect: NameWitness, decision: int, at: int) -> State:
    """Witnesses are named by a policy decision, each by one key and one address. They watch that the log shows the same
    to everybody; they read no texts and have no vote.
    """
    if not _is_whole(effect.vkey):
        raise EffectImpossible("The key of this witness was not copied whole. Paste all of its line again.")
    if any(_is_same(one.vkey, effect.vkey) for one in get_witnesses(state)):
        raise EffectImpossible("A witness with this name or key is named already. Name another one.")
    if len(get_witnesses(state)) >= WITNESS_LIMIT:
        raise EffectImpossible("There are {limit} witnesses already. End one first.", limit=WITNESS_LIMIT)
    number = len(state.witnesses) + 1
    named = Witness(number=number, vkey=effect.vkey, url=effect.url, decision=decision, named_at=at)
    return replace(state, witnesses=state.witnesses.insert(number, named))


def process_end_witness(state: State, effect: EndWitness, decision: int, at: int) -> State:
    """A witness is ended by a decision of the same kind, unless fewer would be left than the charter asks for: then
    another one is named first, and the same decision may do both.
    """
    witness = state.witnesses.get(effect.witness)
    if witness is None or witness.ended_at:
        raise EffectImpossible("No witness {witness} is named.", witness=effect.witness)
    if len(get_witnesses(state)) <= state.charter.cosignatures:
        raise EffectImpossible(
            "The charter asks for {count} witnesses, and no more are named. Name another one first.",
            count=state.charter.cosignatures,
        )
    return _set_end(state, witness, at)


def undo_name_witness(state: State, effect: NameWitness, decision: int, at: int) -> State | None:
    """End the witness that this decision named; None where that has happened already."""
    named = [one for one in get_witnesses(state) if (one.vkey, one.decision) == (effect.vkey, decision)]
    return _set_end(state, named[0], at) if named else None


def undo_end_witness(state: State, effect: EndWitness, decision: int, at: int) -> State | None:
    """Let the witness's cosignatures count again; None where another of that name or key was named meanwhile."""
    ended = state.witnesses[effect.witness]
    if any(_is_same(one.vkey, ended.vkey) for one in get_witnesses(state)):
        return None
    return _set_end(state, ended, 0)


def _set_end(state: State, witness: Witness, at: int) -> State:
    return replace(state, witnesses=state.witnesses.insert(witness.number, replace(witness, ended_at=at)))


def _is_whole(vkey: str) -> bool:
    """Whether the four bytes in the middle of the line are those of its name and key."""
    name, digits, encoded = vkey.split("+", 2)
    return sha256(f"{name}\n".encode() + b64decode(encoded)).hexdigest()[:8] == digits


def _is_same(one: str, other: str) -> bool:
    """Whether two lines name one witness: each counts once, so neither a name nor a key may stand for two."""
    (name, _, key), (another, _, other_key) = one.split("+", 2), other.split("+", 2)
    return name == another or key == other_key
