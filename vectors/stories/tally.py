"""Tallies: what ballots add up to under every method, at the edges where a vote more or less decides.

Read next: `daso/kernel/tally/tally.py`.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from daso.kernel.charter import Rule
from daso.kernel.tally.tally import compute_tally
from daso.kernel.templates import TEMPLATES

__all__ = ["compute_rule", "render_tallies"]

Share = tuple[int, int]
Sides = tuple[int, ...]


def compute_rule(method: str, quorum: Share = (0, 1), of: str = "votes", share: Share = (2, 3)) -> Rule:
    """A rule that differs from the usual one in how it counts."""
    return replace(TEMPLATES["dao"].rules["ordinary"], method=method, quorum=quorum, of=of, share=share)


MAJORITY = compute_rule("majority")
QUORATE = compute_rule("majority", (1, 5))
ALL = compute_rule("majority", of="members")
TWO_THIRDS = compute_rule("supermajority")
TWO_THIRDS_OF_ALL = compute_rule("supermajority", of="members")
PLURALITY = compute_rule("plurality")

CASES: tuple[tuple[str, Rule, str, int, Sides], ...] = (
    # name, rule, form, electorate; then votes by option, the abstentions last
    ("nobody votes", MAJORITY, "motion", 9, (0, 0, 0)),
    ("nobody could vote", MAJORITY, "motion", 0, (0, 0, 0)),
    ("nobody could vote, by all members", TWO_THIRDS_OF_ALL, "motion", 0, (0, 0, 0)),
    ("everybody abstains", MAJORITY, "motion", 3, (0, 0, 3)),
    ("one vote is a majority of one", MAJORITY, "motion", 9, (1, 0, 0)),
    ("a tie adopts nothing", MAJORITY, "motion", 9, (4, 4, 1)),
    ("one more than the others", MAJORITY, "motion", 9, (5, 4, 0)),
    ("one less than the others", MAJORITY, "motion", 9, (4, 5, 0)),
    ("abstentions take no side", MAJORITY, "motion", 99, (2, 1, 96)),
    ("the quorum to the vote", QUORATE, "motion", 50, (10, 9, 0)),
    ("a vote below the quorum", QUORATE, "motion", 50, (9, 8, 33)),
    ("opposing doesn't make a quorum", QUORATE, "motion", 50, (9, 1, 0)),
    ("a quorum is rounded up", QUORATE, "motion", 51, (10, 0, 0)),
    ("a quorum rounded up is met", QUORATE, "motion", 51, (11, 0, 0)),
    ("half of all members", ALL, "motion", 10, (5, 0, 0)),
    ("more than half of all members", ALL, "motion", 10, (6, 4, 0)),
    ("more than half of an odd number", ALL, "motion", 11, (6, 0, 0)),
    ("two thirds to the vote", TWO_THIRDS, "motion", 9, (6, 3, 0)),
    ("two thirds, a vote too few", TWO_THIRDS, "motion", 9, (5, 3, 1)),
    ("two thirds rounded up", TWO_THIRDS, "motion", 10, (6, 4, 0)),
    ("two thirds of all", TWO_THIRDS_OF_ALL, "motion", 10, (7, 3, 0)),
    ("two thirds of all, a vote too few", TWO_THIRDS_OF_ALL, "motion", 10, (6, 0, 4)),
    ("the most votes", PLURALITY, "choice", 9, (2, 3, 1, 0)),
    ("the most votes, tied", PLURALITY, "choice", 9, (3, 3, 1, 0)),
    ("a tie behind the winner", PLURALITY, "choice", 9, (1, 3, 1, 0)),
    ("a motion is never adopted by the lesser number", PLURALITY, "motion", 9, (1, 8, 0)),
    ("nor by a tie", PLURALITY, "motion", 9, (4, 4, 0)),
    ("the more for a motion", PLURALITY, "motion", 9, (2, 1, 0)),
    ("a choice by majority", MAJORITY, "choice", 9, (4, 2, 1, 0)),
    ("a choice, most but no majority", MAJORITY, "choice", 9, (4, 3, 2, 0)),
    ("a choice below the quorum", QUORATE, "choice", 50, (0, 9, 1, 0)),
    ("the last of twenty options", PLURALITY, "choice", 3, (*[0] * 19, 3, 0)),
)


def _render(name: str, rule: Rule, form: str, electorate: int, sides: Sides) -> dict[str, object]:
    *options, abstained = sides
    ballots = [(option,) for option, votes in enumerate(options, start=1) for _ in range(votes)] + [()] * abstained
    tally = compute_tally(rule, form, len(options), electorate, ballots)
    return {
        "name": name,
        "rule": {"method": rule.method, "of": rule.of, "share": rule.share, "quorum": rule.quorum},
        "form": form,
        "options": len(options),
        "electorate": electorate,
        "ballots": ballots,
        "then": msgspec.to_builtins(tally),
    }


def render_tallies() -> dict[str, object]:
    """Every case with its ballots and what they add up to."""
    about = "Ballots and what they add up to. A ballot names one option, or none to abstain; `winner` is 0 for none."
    return {"about": about, "cases": [_render(*case) for case in CASES]}
