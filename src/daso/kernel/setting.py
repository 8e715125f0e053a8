"""The charter place by place: what stands there, the charter with another value, and the charter as it once was.

Read next: `amendment.py`, by which the charter changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from daso.canon import Count, encode
from daso.kernel.charter import KINDS, Charter, Rule
from daso.kernel.refusals import SettingUnfit, UnknownSetting

if TYPE_CHECKING:
    from daso.kernel.state import State

__all__ = [
    "Amendment",
    "Path",
    "Setting",
    "compute_amended",
    "compute_original",
    "compute_setting",
    "get_charter",
    "render_setting",
]

Word = Annotated[str, Meta(max_length=80)]
Setting = None | Count | bool | Word | Annotated[tuple[Count | Word, ...], Meta(max_length=10)] | Rule
"""What may stand at a place of the charter; None where there is no rule for a kind."""

Path = Annotated[str, Meta(pattern=r"^[a-z_]{1,40}(\.[a-z_]{1,40}){0,2}$(?!\n)")]
"""A place in the charter, such as ``sponsors``, ``rules.ordinary.quorum``, or ``rules.payment`` for a whole rule."""


class Amendment(msgspec.Struct, frozen=True, kw_only=True):
    """One change of the charter as it happened: by which decision, and when."""

    decision: int
    path: str
    was: Setting
    becomes: Setting
    at: int


def compute_setting(charter: Charter, path: str) -> Setting:
    """What stands at this place; refused where the charter has no such place."""
    value: Setting
    match path.split("."):
        case [name] if name in Charter.__struct_fields__ and name != "rules":
            value = getattr(charter, name)
            return value
        case ["rules", kind] if kind in KINDS:
            return charter.rules.get(kind)
        case ["rules", kind, name] if kind in charter.rules and name in Rule.__struct_fields__:
            value = getattr(charter.rules[kind], name)
            return value
    raise UnknownSetting(path=path)


def compute_amended(charter: Charter, path: str, becomes: Setting) -> Charter:
    """The charter with another value at this place; refused where the value does not fit."""
    said = msgspec.to_builtins(charter)
    *places, last = path.split(".")
    inner = said
    for place in places:
        inner = inner[place]
    if becomes is None:
        inner.pop(last, None)
    else:
        inner[last] = msgspec.to_builtins(becomes)
    said["rules"] = dict(sorted(said["rules"].items()))
    try:
        amended = msgspec.convert(said, Charter)
    except msgspec.ValidationError as error:
        raise SettingUnfit(path=path, value=render_setting(becomes)) from error
    if encode(compute_setting(amended, path)) != encode(becomes):
        raise SettingUnfit(path=path, value=render_setting(becomes))
    return amended


def compute_original(charter: Charter, amendments: tuple[Amendment, ...]) -> Charter:
    """The charter as it was before these amendments, so that anybody can go back to the one that was inaugurated."""
    for amendment in reversed(amendments):
        charter = compute_amended(charter, amendment.path, amendment.was)
    return charter


def get_charter(state: State, amended: int) -> Charter:
    """The charter as it was after so many amendments; what opened then keeps it until it ends."""
    return compute_original(state.charter, state.amendments[amended:])


def render_setting(setting: Setting) -> str:
    """A value as it stands in the bytes."""
    return encode(setting).decode()
