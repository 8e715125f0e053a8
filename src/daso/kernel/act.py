"""An act is one signed deed of one member: what all acts have in common, and the envelope that carries them.

An act's bytes are its canonical form; what is signed is a message of them in the domain ``daso/act/1``. The log's entry
is the moment the clerk took it in, and the envelope. Read next: `transition.py`, where acts become law.
"""

from __future__ import annotations

import re
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from daso.canon import Base64Url32, Count, compute_digest, encode, to_base64url
from daso.keys.message import Message

__all__ = [
    "ACT_DOMAIN",
    "LAST_MOMENT",
    "MAX_ENTRY",
    "TEXT_DOMAIN",
    "Act",
    "Commitment",
    "MaybeCommitment",
    "Moment",
    "Number",
    "Organisation",
    "compute_act_digest",
    "compute_act_message",
    "compute_commitment",
    "has_hidden_marks",
]

ACT_DOMAIN = "daso/act/1"
TEXT_DOMAIN = "daso/text/1"
MAX_ENTRY = 16 * 1024
"""Bytes that an entry may have at most. Long texts live beside the log."""

_HIDDEN_MARKS = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")

Organisation = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$(?!\n)")]
"""An organisation's identifier: the start of a digest that its founding act fixes."""

Number = Annotated[int, Meta(ge=1, le=2**53 - 1)]
"""A member's, proposal's, key's or scrutineer's number, counted from one."""

LAST_MOMENT = 253_402_300_799_999
"""The end of the year 9999 in UTC milliseconds: the last that every calendar can say."""

Moment = Annotated[int, Meta(ge=0, le=LAST_MOMENT)]
"""A moment in UTC milliseconds."""

Commitment = Base64Url32
"""A salted digest of a text that lives beside the log (see docs/formats.md) and can be erased there."""

MaybeCommitment = Annotated[str, Meta(pattern=r"^([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])?$(?!\n)")]
"""A commitment, or nothing where no text was given."""


class Act(
    msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="act"
):
    """What every act says: in which organisation, by which member, and as which of that member's acts.

    A field with a default came later, and is left out of the bytes while it says nothing: older acts keep theirs.

    `seq` counts the member's acts without gaps, so nobody can drop, repeat or re-order them unseen. What is light, a
    light key may sign: words and thanks, never votes, money, keys, admissions or rules.
    """

    is_light: ClassVar[bool] = False

    org: Organisation
    by: Number
    seq: Count


def compute_act_message(act: Act) -> Message:
    """What a member's key signs for this act."""
    return Message(ACT_DOMAIN, encode(act))


def compute_act_digest(act: Act) -> bytes:
    """The 32 bytes by which plain keys and passkeys sign this act."""
    return compute_digest(ACT_DOMAIN, encode(act))


def compute_commitment(salt: bytes, text: str) -> str:
    """What the log keeps of a text: a digest of 16 random bytes and the text. Without the salt it says nothing."""
    return to_base64url(compute_digest(TEXT_DOMAIN, salt + text.encode()))


def has_hidden_marks(line: str) -> bool:
    """Whether a line holds marks that nobody sees, but that turn its letters round or tell two alike names apart."""
    return _HIDDEN_MARKS.search(line) is not None
