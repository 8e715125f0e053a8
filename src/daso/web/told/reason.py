"""What a reason to tell somebody something consists of. Read next: `reasons.py`, the table of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

import msgspec

from daso.kernel.state import State
from daso.web.told.concerns import News, never

__all__ = ["Reason"]


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why somebody is told something. An empty topic stands for the proposal's hub or kind."""

    name: str
    concerns: Callable[[News], Iterable[int]]
    line: str
    detail: str = ""
    topic: str = ""
    anchor: str = ""
    is_moot: Callable[[State, int, str], bool] = never
    """Whether it is of no use any more to this member."""
    subject: Literal["about", "entry"] = "about"
    """Whether it is told once of each thing, or once of each entry."""
