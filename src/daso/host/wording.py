"""What texts beside the log look like: who somebody is, what a proposal says, what a mandate or a hub is for.

Read next: `texts.py`, which keeps them.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

__all__ = ["DECODERS", "NAMES", "HubText", "Label", "MandateText", "Profile", "ProposalText", "Text", "Words"]

_ONE_LINE = (
    r"^(?=.*[^\s\u00ad\u115f\u1160\u200b-\u200f\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0])"
    r"[^\n\u2028\u2029]*$(?!\n)"
)
"""Something can be seen of it, and it is one line."""

Name = Annotated[str, Meta(max_length=80, pattern=_ONE_LINE)]
Line = Annotated[str, Meta(max_length=120, pattern=_ONE_LINE)]
Body = Annotated[str, Meta(max_length=20_000)]


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who a member is to the others. `email` may be empty, and is shown to nobody but the member."""

    name: Name
    email: Annotated[str, Meta(max_length=254, pattern=r"^([^@\s]+@[^@\s]+)?$(?!\n)")]


class ProposalText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a proposal says; `options` are the names of a choice's options, and empty for a motion."""

    title: Line
    body: Body
    options: Annotated[tuple[Line, ...], Meta(max_length=20)]


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A comment, the reason of a ballot, or the answer to an objection."""

    body: Annotated[Body, Meta(min_length=1)]


class Label(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a member calls one of their devices."""

    label: Name


class MandateText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a mandate is for: its domain, what its holder answers for, and what they may not do."""

    title: Line
    domain: Annotated[Body, Meta(min_length=1)]
    accountabilities: Body
    limits: Body


class HubText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a hub is called, and what it is for."""

    name: Name
    purpose: Annotated[Body, Meta(min_length=1)]


Text = Profile | ProposalText | Words | Label | MandateText | HubText

_KINDS: dict[str, type[Text]] = {
    "profile": Profile,
    "proposal": ProposalText,
    "words": Words,
    "label": Label,
    "mandate": MandateText,
    "hub": HubText,
}
"""Each kind of text by the name under which it is kept."""
NAMES = {kind: name for name, kind in _KINDS.items()}
DECODERS: dict[str, msgspec.json.Decoder[Text]] = {name: msgspec.json.Decoder(kind) for name, kind in _KINDS.items()}
