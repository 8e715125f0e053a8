"""Plurality: the option with most votes, however few; for choices among several and for replayed records."""

from __future__ import annotations

from daso.kernel.charter import Rule

__all__ = ["compute_needed"]


def compute_needed(rule: Rule, votes: int, electorate: int) -> int:
    """Votes that an option needs: one; that it has the most is seen to by the count itself."""
    return 1
