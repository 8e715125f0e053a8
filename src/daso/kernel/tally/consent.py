"""Consent: everybody may consent, object with a reason, or stand aside; objections must be answered or integrated.

Read next: `tally.py`, and `../objection.py` for answering.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from daso.kernel.tally.supermajority import compute_needed

if TYPE_CHECKING:
    from daso.kernel.tally.tally import Tally

__all__ = ["compute_needed", "weigh_objections"]


def weigh_objections(tally: Tally, unanswered: int) -> Tally:
    """What is decided by consent is not adopted while an objection is unanswered. One that was answered and still
    stands counts against, and those who consent must be the share of the votes that the rule asks for.
    """
    if not unanswered:
        return tally
    return replace(tally, winner=0, reason="objection", unanswered=unanswered)
