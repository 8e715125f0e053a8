"""What a rule would have made of past decisions: their ballots, counted again under it.

Only the count is repeated. That people would have voted, objected or stayed away otherwise under another rule, nobody
can know; and where the count itself can't be repeated, the decision is named as one of which nothing is known.
Read next: `kernel/tally/tally.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from daso.canon import compute_digest, encode_numbers, to_base64url
from daso.kernel.charter import KINDS, Charter, Kind, Rule
from daso.kernel.decision import Decision
from daso.kernel.queries import was_eligible
from daso.kernel.state import State
from daso.kernel.tally.tally import Tally, compute_tally

__all__ = ["LAST", "Consequence", "Otherwise", "Unknown", "simulate", "simulate_rule"]

LAST: Final = 40
"""Decisions of a kind that are counted again, the latest ones."""

Ballots = Mapping[int, tuple[int, ...]]
"""What each member's last ballot names."""


class Otherwise(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that would have gone otherwise: the options that won and would have won, nought for none."""

    number: int
    won: int
    would_win: int


class Unknown(msgspec.Struct, frozen=True, kw_only=True):
    """A decision whose count can't be repeated: because of ``ballots``, ``electorate``, ``way`` or ``objections``."""

    number: int
    why: str


class Consequence(msgspec.Struct, frozen=True, kw_only=True):
    """What a changed rule would have made of the last decisions of its kind."""

    kind: Kind
    counted: int
    """Decisions looked at, those of which nothing is known among them."""
    otherwise: tuple[Otherwise, ...]
    unknown: tuple[Unknown, ...]


def simulate(state: State, after: Charter, get_ballots: Callable[[int], Ballots]) -> list[Consequence]:
    """What the rules that change would have made of past decisions, kind by kind."""
    consequences = []
    for kind in KINDS:
        rule = after.rules.get(kind)
        if rule is not None and state.charter.rules.get(kind) not in (None, rule):
            consequences.append(simulate_rule(state, kind, rule, get_ballots))
    return consequences


def simulate_rule(state: State, kind: Kind, rule: Rule, get_ballots: Callable[[int], Ballots]) -> Consequence:
    """Count the last decisions of a kind again under this rule."""
    ended = [one for one in state.decisions.values() if one.kind == kind and one.form != "verdict"]
    voted = [one for one in ended if one.tally is not None]
    voted.sort(key=lambda one: -one.number)
    otherwise, unknown = [], []
    for decision in voted[:LAST]:
        again = _count_again(state, decision, rule, get_ballots)
        won = decision.tally.winner if decision.tally else 0
        if isinstance(again, str):
            unknown.append(Unknown(number=decision.number, why=again))
        elif again.winner != won:
            otherwise.append(Otherwise(number=decision.number, won=won, would_win=again.winner))
    return Consequence(kind=kind, counted=min(len(voted), LAST), otherwise=tuple(otherwise), unknown=tuple(unknown))


def _count_again(state: State, decision: Decision, rule: Rule, get_ballots: Callable[[int], Ballots]) -> Tally | str:
    """The tally under another rule, or why there can be none."""
    if decision.method and decision.method not in rule.choices:
        return "way"
    ballots = get_ballots(decision.number)
    if compute_ballots_digest(ballots) != decision.ballots:
        return "ballots"
    electorate, ballots = decision.tally.electorate if decision.tally else 0, dict(ballots)
    if rule.seasoning_hours != decision.rule.seasoning_hours:
        changed = _change_electorate(state, decision, rule)
        if changed is None:
            return "electorate"
        electorate = len(changed)
        if not all(_was_asked(state, decision, number) for number in changed):
            return "electorate"
        ballots = {number: choices for number, choices in ballots.items() if number in changed}
    if rule.method == "consent" and decision.form == "motion" and (2,) in ballots.values():
        return "objections"
    return compute_tally(rule, decision.way, decision.options, electorate, ballots.values())


def _was_asked(state: State, decision: Decision, number: int) -> bool:
    return was_eligible(state, state.members[number], decision.rule, decision.published_at)


def _change_electorate(state: State, decision: Decision, rule: Rule) -> set[int] | None:
    """Who would have been asked, without those who were left out; None where we can't even tell who was asked."""
    fixed, members = decision.published_at, state.members
    asked = [number for number in sorted(members.keys()) if number not in decision.left_out]
    was = {number for number in asked if was_eligible(state, members[number], decision.rule, fixed)}
    if decision.tally is None or len(was) != decision.tally.electorate:
        return None
    return {number for number in asked if was_eligible(state, members[number], rule, fixed)}


def compute_ballots_digest(ballots: Ballots) -> str:
    """The digest by which a closed decision binds its ballots."""
    listed = [[member, list(choices)] for member, choices in sorted(ballots.items())]
    return to_base64url(compute_digest("daso/ballots/1", encode_numbers(listed)))
