"""Scrutineers and witnesses in words: what naming or ending one would do.

Read next: `effects.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from daso.kernel.scrutineer import EndScrutineer, NameScrutineer
from daso.kernel.witness import EndWitness, NameWitness

if TYPE_CHECKING:
    from daso.web.words.language import Words

__all__ = ["say_outsider_effect"]


def say_outsider_effect(
    words: Words, effect: NameScrutineer | EndScrutineer | NameWitness | EndWitness, names: Mapping[str, str]
) -> str:
    """The effect as a promise. `names` are scrutineers', by public key."""
    match effect:
        case NameScrutineer(key=key):
            who = names.get(key.public) or words._("An outsider")
            return words._(
                "{name} becomes a scrutineer: may read everything members may read, and has no vote.", name=who
            )
        case EndScrutineer(scrutineer=number):
            return words._("Scrutineer {number} loses the access they have now.", number=number)
        case NameWitness(vkey=vkey, url=url):
            return words._(
                "{name} becomes a witness, asked at {address}: it sees that the log shows everybody the same.",
                name=vkey.partition("+")[0],
                address=url,
            )
        case EndWitness(witness=number):
            return words._("Witness {number} no longer counts.", number=number)
