"""Past decisions counted again under another rule: what would have gone otherwise, and what nobody can know."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from msgspec.structs import replace

from daso.insight import Otherwise, Unknown, simulate
from daso.insight.simulate import simulate_rule
from daso.kernel.charter import Rule
from daso.kernel.decision import advance
from daso.kernel.state import State
from daso.testkit.strategies import rules
from vectors.story import CHARTER, Story, create_person, found, inaugurate, publish, vote, welcome

ORDINARY = replace(CHARTER.rules["ordinary"], discussion_hours=0, voting_hours=24, cooldown_hours=0, late_hours=0)
VOTES: tuple[tuple[int, int], ...] = ((6, 0), (4, 2), (2, 1), (1, 3), (0, 0))
"""For and against, in five votes of eight founders; one abstains each time that fewer than eight vote."""


def live() -> tuple[State, dict[int, Mapping[int, tuple[int, ...]]]]:
    """Eight founders and a newcomer, who voted five times; the State, and the ballots by decision."""
    story = Story("Counted again")
    founders = found(story, replace(CHARTER, founders=8, rules={**CHARTER.rules, "ordinary": ORDINARY}))
    inaugurate(story, founders)
    newcomer = create_person("newcomer")
    welcome(story, founders[0], ("newcomer", newcomer))
    ballots: dict[int, Mapping[int, tuple[int, ...]]] = {}
    for place, (for_it, against) in enumerate(VOTES):
        number = publish(story, founders[place], f"Motion {place}")
        for voter in range(for_it + against):
            story.let("vote", vote(story, founders[voter], number, 1 if voter < for_it else 2))
        ballots[number] = dict(story.state.proposals[number].ballots.items())
        story.wait(24)
    return advance(story.state, story.at), ballots


STATE, BALLOTS = live()


def test_the_same_rule_changes_nothing() -> None:
    """Counted again under its own rule, every decision ends as it did, and none is unknown."""
    again = simulate_rule(STATE, "ordinary", ORDINARY, BALLOTS.__getitem__)
    assert (again.counted, again.otherwise, again.unknown) == (5, (), ())


def test_a_higher_threshold_turns_those_below_it() -> None:
    """Under two thirds of all members only what so many wanted would have been adopted."""
    harder = replace(ORDINARY, method="supermajority", of="members", share=(2, 3))
    again = simulate_rule(STATE, "ordinary", harder, BALLOTS.__getitem__)
    assert again.otherwise == tuple(Otherwise(number=number, won=1, would_win=0) for number in (3, 2))


def test_only_rules_that_change_are_tried() -> None:
    """A charter with another rule for one kind tells of that kind alone."""
    after = replace(STATE.charter, rules={**STATE.charter.rules, "ordinary": replace(ORDINARY, quorum=(1, 1))})
    (one,) = simulate(STATE, after, BALLOTS.__getitem__)
    assert (one.kind, one.counted) == ("ordinary", 5)
    assert {decision.would_win for decision in one.otherwise} == {0}
    assert simulate(STATE, STATE.charter, BALLOTS.__getitem__) == []


def test_ballots_that_are_not_those_of_the_decision_tell_nothing() -> None:
    """Whoever shows other ballots than those that a decision is bound to learns nothing from them."""
    again = simulate_rule(STATE, "ordinary", ORDINARY, lambda number: {1: (2,)} if number == 1 else BALLOTS[number])
    assert again.unknown == (Unknown(number=1, why="ballots"),)


def test_an_objection_nobody_had_to_answer_tells_nothing() -> None:
    """Under consent nobody can know whether those who were against would have been answered."""
    consent = replace(ORDINARY, method="consent", share=(1, 2))
    again = simulate_rule(STATE, "ordinary", consent, BALLOTS.__getitem__)
    assert {one.why for one in again.unknown} == {"objections"}
    assert {one.number for one in again.unknown} == {2, 3, 4}


def test_a_longer_seasoning_leaves_newcomers_out() -> None:
    """Where fewer would have been asked the count can be repeated without the others."""
    again = simulate_rule(STATE, "ordinary", replace(ORDINARY, seasoning_hours=24 * 90), BALLOTS.__getitem__)
    assert again.unknown == ()
    assert again.counted == 5


@given(rule=rules())
def test_whatever_the_rule_nothing_is_said_twice(rule: Rule) -> None:
    """Under any rule each decision is told of once at most, and what differs differs."""
    again = simulate_rule(STATE, "ordinary", rule, BALLOTS.__getitem__)
    told = [one.number for one in again.otherwise] + [one.number for one in again.unknown]
    assert len(set(told)) == len(told) <= again.counted
    assert all(one.won != one.would_win for one in again.otherwise)
