"""Who was told of a vote and of its end, for programs. Read next: `../told/proof.py`."""

from __future__ import annotations

import msgspec
from litestar.params import FromPath

from daso.kernel.queries import get_proposal
from daso.web.api.asking import read
from daso.web.told.proof import How, count_told, list_notices
from daso.web.told.reason import Reason
from daso.web.told.reasons import DECIDED, PUBLISHED
from daso.web.visit import Visit, VisitHere

__all__ = ["get_told"]


class ToldAnswer(msgspec.Struct, frozen=True):
    """How many were told in which way; for members and scrutineers also who, by member number."""

    counts: dict[How, int]
    members: dict[str, How] | None


class ToldAnswers(msgspec.Struct, frozen=True):
    """That voting began, and how it ended; null where this host has told nobody."""

    published: ToldAnswer | None
    decided: ToldAnswer | None


@read("/api/orgs/{slug:str}/proposals/{number:int}/told", tags=["proposals"])
def get_told(visit: VisitHere, number: FromPath[int]) -> ToldAnswers:
    """Who was told that voting began, and of the decision, as far as this site did it."""
    if number not in visit.state.decisions:
        get_proposal(visit.state, number)
    return ToldAnswers(_describe(visit, number, PUBLISHED), _describe(visit, number, DECIDED))


def _describe(visit: Visit, number: int, reason: Reason) -> ToldAnswer | None:
    notices = list_notices(visit, number, reason)
    if not notices:
        return None
    names = {str(member): how for member, how in sorted(notices.items())} if visit.viewer else None
    return ToldAnswer(count_told(notices), names)
