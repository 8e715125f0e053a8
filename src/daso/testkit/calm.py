"""A calm charter: proposals need no sponsors, nothing waits for objections, closes are never put off, and what was
rejected can be brought again at once. For stories, tests and records that are about something else.

Read next: `kernel/charter.py`, where these rules stand.
"""

from __future__ import annotations

from msgspec.structs import replace

from daso.kernel.charter import Charter, Rule

__all__ = ["make_calm", "make_calm_rule"]


def make_calm(charter: Charter) -> Charter:
    """The same charter with calm rules."""
    return replace(charter, rules={kind: make_calm_rule(rule) for kind, rule in sorted(charter.rules.items())})


def make_calm_rule(rule: Rule) -> Rule:
    """The same rule without sponsors, objection, late swings and cooldown."""
    return replace(rule, sponsors=0, objection_hours=0, late_hours=0, extensions=0, cooldown_hours=0)
