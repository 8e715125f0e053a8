"""Tallies: what ballots add up to under every method, at the edges where a vote more or less decides.

Read next: `daso/kernel/tally/tally.py`.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from daso.kernel.charter import Rule
from daso.kernel.tally.consent import weigh_objections
from daso.kernel.tally.count import Ballot
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
"""Cases in which a ballot names one option."""

CONSENT = replace(MAJORITY, method="consent", share=(2, 3))


CYCLE: tuple[tuple[int, Ballot], ...] = ((3, (1, 2, 3, 4)), (2, (2, 3, 1, 4)), (2, (3, 1, 2, 4)))
WINNING: tuple[tuple[int, Ballot], ...] = ((10, (1, 2, 0, 4)), (9, (2, 1, 0, 4)), (8, (0, 1, 2, 4)), (9, (2, 0, 1, 4)))
"""By winning votes the third comes first, by margins it would be the second."""

WAYS: tuple[tuple[str, Rule, str, int, int, tuple[tuple[int, Ballot], ...]], ...] = (
    # name, rule, way of counting, options, electorate; then how many cast each ballot
    ("nobody ranks", MAJORITY, "ranked", 2, 9, ()),
    ("everybody abstains from ranking", MAJORITY, "ranked", 2, 9, ((3, ()),)),
    ("a ballot that compares nothing", MAJORITY, "ranked", 2, 9, ((1, (0, 0, 0)),)),
    ("the first of all", MAJORITY, "ranked", 3, 9, ((4, (1, 2, 3, 4)), (3, (2, 1, 3, 4)), (1, ()))),
    ("everybody's second choice", MAJORITY, "ranked", 3, 9, ((4, (1, 2, 3, 4)), (4, (3, 2, 1, 4)), (1, (2, 1, 2, 3)))),
    ("a circle, cut where the fewest prefer", MAJORITY, "ranked", 3, 9, CYCLE),
    ("a circle of equals", MAJORITY, "ranked", 3, 9, ((1, (1, 2, 3, 4)), (1, (2, 3, 1, 4)), (1, (3, 1, 2, 4)))),
    ("winning votes, not margins", MAJORITY, "ranked", 3, 40, WINNING),
    ("the status quo is preferred", MAJORITY, "ranked", 2, 9, ((2, (1, 3, 2)), (3, (3, 2, 1)))),
    ("level with the status quo", MAJORITY, "ranked", 2, 9, ((2, (1, 3, 2)), (2, (3, 2, 1)))),
    (
        "first by a chain, but fewer want it than not",
        MAJORITY,
        "ranked",
        2,
        99,
        ((4, (1, 2, 0)), (3, (0, 1, 2)), (2, (2, 0, 1))),
    ),
    ("unranked is not compared", MAJORITY, "ranked", 2, 9, ((1, (1, 0, 2)), (3, (0, 0, 1)), (2, (1, 2, 3)))),
    ("opposing makes no quorum in ranking either", QUORATE, "ranked", 2, 50, ((9, (1, 2, 3)), (8, (3, 2, 1)))),
    ("ranked, and two thirds prefer it", TWO_THIRDS, "ranked", 2, 9, ((4, (1, 2, 3)), (2, (2, 3, 1)))),
    ("ranked, and fewer than two thirds do", TWO_THIRDS, "ranked", 2, 9, ((3, (1, 3, 2)), (2, (2, 3, 1)))),
    ("ranked, of all members", ALL, "ranked", 2, 9, ((4, (1, 2, 3)),)),
    ("nobody approves", MAJORITY, "approval", 3, 9, ((2, ()),)),
    ("most approve the second", MAJORITY, "approval", 3, 9, ((3, (1, 2)), (2, (2, 3)), (1, (3,)), (1, ()))),
    ("two are approved alike", MAJORITY, "approval", 3, 9, ((3, (1, 2)), (1, (3,)))),
    ("approved by most, but not by half", MAJORITY, "approval", 3, 9, ((2, (1,)), (1, (2,)), (1, (3,)))),
    ("approved below the quorum", QUORATE, "approval", 3, 50, ((9, (1,)), (1, (2,)), (1, (3,)))),
    ("approved by a supermajority", TWO_THIRDS, "approval", 2, 9, ((4, (1,)), (2, (2,)))),
    ("nobody gives points", MAJORITY, "score", 3, 9, ((2, ()), (2, (0, 0, 0)))),
    ("most points", MAJORITY, "score", 3, 9, ((2, (5, 3, 0)), (2, (0, 4, 5)), (1, ()))),
    ("level in points", MAJORITY, "score", 2, 9, ((1, (5, 3)), (1, (2, 4)))),
    ("most points from too few", MAJORITY, "score", 2, 9, ((2, (5, 0)), (3, (0, 1)))),
    ("points below the quorum", QUORATE, "score", 2, 50, ((9, (5, 0)), (8, (0, 4)))),
)

OBJECTIONS: tuple[tuple[str, Rule, int, Sides, int], ...] = (
    # name, rule, electorate; those who consent, object and stand aside; objections that nobody answered
    ("everybody consents", CONSENT, 9, (9, 0, 0), 0),
    ("one consents, nobody objects", CONSENT, 9, (1, 0, 8), 0),
    ("an objection nobody answered", CONSENT, 9, (8, 1, 0), 1),
    ("an objection that was answered", CONSENT, 9, (8, 1, 0), 0),
    ("too many still object", CONSENT, 9, (3, 2, 0), 0),
    ("nobody may object", replace(CONSENT, share=(1, 1)), 9, (8, 1, 0), 0),
    ("never against as many", replace(CONSENT, share=(1, 2)), 9, (2, 2, 0), 0),
    ("standing aside makes no quorum", replace(CONSENT, quorum=(1, 3)), 9, (2, 0, 7), 0),
)


class Case(msgspec.Struct, frozen=True):
    """Ballots, and by what rule and in what way they are counted."""

    name: str
    rule: Rule
    way: str
    options: int
    electorate: int
    ballots: list[Ballot]
    unanswered: int = 0


def _render(case: Case) -> dict[str, object]:
    rule = case.rule
    tally = compute_tally(rule, case.way, case.options, case.electorate, case.ballots)
    return {
        "name": case.name,
        "rule": {"method": rule.method, "of": rule.of, "share": rule.share, "quorum": rule.quorum},
        "form": case.way,
        "options": case.options,
        "electorate": case.electorate,
        "ballots": case.ballots,
        **({"unanswered": case.unanswered} if case.unanswered else {}),
        "then": msgspec.to_builtins(weigh_objections(tally, case.unanswered)),
    }


def _spread(sides: Sides) -> list[Ballot]:
    *options, abstained = sides
    return [(option,) for option, votes in enumerate(options, start=1) for _ in range(votes)] + [()] * abstained


def render_tallies() -> dict[str, object]:
    """Every case with its ballots and what they add up to."""
    about = (
        "Ballots and what they add up to; an empty one abstains. By form: motion and choice, one option; approval, all"
        " options approved; ranked, a rank for each option and, last, the status quo, 0 for unranked; score, points"
        " for each. `winner` is 0 for none."
    )
    cases = [Case(name, rule, form, len(sides) - 1, whole, _spread(sides)) for name, rule, form, whole, sides in CASES]
    for name, rule, way, options, whole, cast in WAYS:
        cases.append(Case(name, rule, way, options, whole, [ballot for times, ballot in cast for _ in range(times)]))
    for name, rule, whole, sides, unanswered in OBJECTIONS:
        cases.append(Case(name, rule, "motion", 2, whole, _spread(sides), unanswered))
    return {"about": about, "cases": list(map(_render, cases))}
