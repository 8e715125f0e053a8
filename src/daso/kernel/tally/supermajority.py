"""Supermajority: at least the rule's share, such as two thirds, of the votes cast or of the electorate."""

from __future__ import annotations

from daso.kernel.charter import Rule

__all__ = ["compute_needed"]


def compute_needed(rule: Rule, votes: int, electorate: int) -> int:
    """Votes that an option needs: the share of what the rule counts, rounded up, and at least one."""
    whole = electorate if rule.of == "members" else votes
    return max(1, -(-whole * rule.share[0] // rule.share[1]))
