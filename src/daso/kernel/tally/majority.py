"""Majority: more than half, of the votes cast or of all members in the electorate, as the rule says."""

from __future__ import annotations

from daso.kernel.charter import Rule

__all__ = ["compute_needed"]


def compute_needed(rule: Rule, votes: int, electorate: int) -> int:
    """Votes that an option needs: more than half of what the rule counts."""
    whole = electorate if rule.of == "members" else votes
    return whole // 2 + 1
