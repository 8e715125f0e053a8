"""What an amendment would come to, for programs: its differences, what it takes, what it would have changed.

Nothing is proposed by asking. Read next: `../amending.py`.
"""

from __future__ import annotations

import msgspec
from litestar.params import FromQuery

from daso.insight import Consequence
from daso.web.amending import compute_consequences, find_charters, get_difference
from daso.web.api.asking import read
from daso.web.pages.amendment_form import decode_effects
from daso.web.visit import VisitHere
from daso.web.words import Change

__all__ = ["AmendmentAnswer", "get_amendment"]


class AmendmentAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the effects of an amendment would come to today; `takes` and `refusal` are sentences."""

    changes: tuple[Change, ...]
    sentences: tuple[Change, ...]
    takes: str
    refusal: str
    consequences: list[Consequence]


@read("/api/orgs/{slug:str}/amendment", tags=["proposals"])
def get_amendment(visit: VisitHere, effects: FromQuery[str] = "[]") -> AmendmentAnswer:
    """What these effects (a JSON list of AmendCharter) would change, and would have made of past decisions."""
    asked = decode_effects(effects)
    difference = get_difference(visit, asked)
    _, after = find_charters(visit, asked)
    return AmendmentAnswer(
        changes=difference.changes,
        sentences=difference.sentences,
        takes=difference.takes,
        refusal=difference.refusal,
        consequences=compute_consequences(visit, after),
    )
