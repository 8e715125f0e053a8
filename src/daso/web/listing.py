"""Long lists, cut into pages whose addresses keep every other choice of the visitor.

Read next: `pages/decisions.py`, which has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

import msgspec

from daso.web.visit import Guest

__all__ = ["Pages", "cut_page", "fold"]

_Item = TypeVar("_Item")


class Pages(msgspec.Struct, frozen=True):
    """Where in a list the visitor is; `previous` and `next` are addresses, empty at its ends."""

    here: int
    count: int
    previous: str
    next: str


def cut_page(guest: Guest, items: Sequence[_Item], size: int, name: str = "page") -> tuple[Sequence[_Item], Pages]:
    """The part of a list that the visitor asked for with the parameter `name`, and the way to its neighbours."""
    query = dict(parse_qsl(guest.query))
    asked = query.get(name, "")
    count = max(1, -(-len(items) // size))
    here = min(max(1, int(asked)), count) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1
    cut = items[(here - 1) * size : here * size]
    return cut, Pages(here, count, _turn(query, name, here - 1, count), _turn(query, name, here + 1, count))


def _turn(query: dict[str, str], name: str, page: int, count: int) -> str:
    anchor = "" if name == "page" else f"#{name}"
    return f"?{urlencode(query | {name: page})}{anchor}" if 1 <= page <= count else ""


def fold(text: str) -> str:
    """The text as searches compare it."""
    return text.casefold().strip()
