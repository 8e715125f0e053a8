"""Consent, early closes and the forms of ballots: nothing is adopted over an objection that nobody answered."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from daso.kernel.charter import HOUR, Rule
from daso.kernel.decision import advance, close_early, get_tally
from daso.kernel.objection import AnswerObjection
from daso.kernel.proposal import OpenProposal, PublishProposal, ReviseProposal
from daso.kernel.refusals import NoObjection, ProposalClosed, ReasonMissing, WrongChoice, WrongMethod
from daso.kernel.state import State
from daso.kernel.transition import Envelope
from daso.testkit.person import Person
from vectors.story import CHARTER, Story, create_text, found, inaugurate, publish, vote

PLAIN = replace(CHARTER.rules["ordinary"], quorum=(0, 1), objection_hours=0, late_hours=0, sponsors=0)
CONSENT = replace(PLAIN, method="consent", share=(2, 3))
WHY = create_text("Because")


def begin(hub: Rule = CONSENT, ordinary: Rule = PLAIN, founders: int = 5) -> tuple[Story, list[Person]]:
    """An organisation of five with a rule for hubs, by consent."""
    story = Story("Consent and counting")
    people = found(story, replace(CHARTER, founders=founders, rules={"ordinary": ordinary, "hub": hub}))
    inaugurate(story, people)
    return story, people


def get_reason(state: State, number: int) -> str:
    """Why the vote would end as it would, if it ended now."""
    return get_tally(state.proposals[number]).reason


def cast(story: Story, number: int, people: Sequence[Person], sides: Sequence[int]) -> None:
    """Everybody votes; 0 stands aside, and 2 says why."""
    for person, side in zip(people, sides, strict=False):
        choices = (side,) if side else ()
        story.let("", vote(story, person, number, *choices, reason=WHY if side == 2 else ""))


def answer(author: Person, number: int, member: int) -> Envelope:
    """An answer to a member's objection."""
    return author.do(AnswerObjection, proposal=number, member=member, text=create_text("Nevertheless"))


def test_an_objection_must_be_answered() -> None:
    """One objection keeps a proposal from adoption until its author answers it, and then counts as a vote against."""
    story, people = begin()
    number = publish(story, people[0], "A hub", kind="hub")
    cast(story, number, people[1:], (2, 1, 1))
    assert get_reason(story.state, number) == "objection"
    story.let("", answer(people[0], number, people[1].number))
    tally = get_tally(story.state.proposals[number])
    assert (tally.reason, tally.counts, tally.unanswered) == ("adopted", (2, 1), 0)


def test_an_answer_outlives_a_second_objection() -> None:
    """Nobody holds up a proposal by objecting again and again: who was answered once goes on as a vote against."""
    story, people = begin()
    number = publish(story, people[0], "A hub", kind="hub")
    cast(story, number, people[1:], (2, 1, 1))
    story.let("", answer(people[0], number, people[1].number))
    story.let("", vote(story, people[1], number, 2, reason=create_text("And another thing")))
    assert get_reason(story.state, number) == "adopted"


def test_an_objection_has_a_reason() -> None:
    """By consent nobody objects without saying why; a plain vote against needs no reason."""
    story, people = begin()
    number = publish(story, people[0], "A hub", kind="hub")
    story.refuse("", vote(story, people[1].copy(), number, 2), ReasonMissing)
    plain = publish(story, people[1], "A motion")
    story.let("", vote(story, people[2], plain, 2))
    story.refuse("", answer(people[1].copy(), plain, people[2].number), NoObjection)


def test_only_what_was_objected_to_is_answered() -> None:
    """There is nothing to answer where nobody objects, or where the objection was taken back."""
    story, people = begin()
    number = publish(story, people[0], "A hub", kind="hub")
    for sides in ((1,), (0,), (2,), (1,)):
        cast(story, number, people[1:], sides)
    story.refuse("", answer(people[0].copy(), number, people[1].number), NoObjection)


def test_revising_begins_the_vote_anew() -> None:
    """Taking up an objection makes all ballots and answers lapse and gives everybody the whole time again."""
    story, people = begin()
    number = publish(story, people[0], "A hub", kind="hub")
    cast(story, number, people[1:], (2, 1, 1))
    story.let("", answer(people[0], number, people[1].number))
    before = story.state.proposals[number]
    story.wait(CONSENT.voting_hours - 1)
    better = create_text("A better hub")
    story.let("", people[0].do(ReviseProposal, proposal=number, options=2, text=better, effects=()))
    after = story.state.proposals[number]
    assert after.closes_at == story.at + CONSENT.voting_hours * HOUR
    assert (len(after.ballots), after.answered, after.text) == (0, (), better)
    assert (after.electorate, after.published_at) == (before.electorate, before.published_at)
    assert story.state.due == ((after.closes_at, number),)
    story.let("", vote(story, people[1], number, 1))


@pytest.mark.parametrize("side", [0, 1])
def test_standing_aside_adopts_nothing(side: int) -> None:
    """Silence is no consent: somebody must consent before anything is adopted."""
    story, people = begin()
    number = publish(story, people[0], "A hub", kind="hub")
    cast(story, number, people, (side, 0, 0, 0, 0))
    assert (get_reason(story.state, number) == "adopted") is bool(side)


@given(st.lists(st.sampled_from((0, 1, 2)), min_size=5, max_size=5), st.sets(st.integers(0, 4)))
def test_consent_is_never_against_more(sides: list[int], answered: set[int]) -> None:
    """What is adopted by consent has no unanswered objection, and twice as many for it as against."""
    story, people = begin()
    number = publish(story, people[0], "A hub", kind="hub")
    cast(story, number, people, sides)
    for one in sorted(answered):
        if sides[one] == 2:
            story.let("", answer(people[0], number, people[one].number))
    closed = advance(story.state, story.state.proposals[number].closes_at).decisions[number]
    objections = [one for one, side in enumerate(sides) if side == 2]
    fits = sides.count(1) >= max(1, 2 * len(objections)) and set(objections) <= answered
    assert (closed.outcome == "adopted") is fits


@given(st.sampled_from(("majority", "supermajority", "plurality")), st.lists(st.integers(0, 2), max_size=5), st.data())
def test_an_early_close_changes_no_result(method: str, sides: list[int], data: st.DataObject) -> None:
    """A vote closes early only where it is adopted however all others vote, and closes as soon as that is so."""
    story, people = begin(ordinary=replace(PLAIN, method=method, share=(2, 3)))
    number = publish(story, people[0], "A motion")
    cast(story, number, people, sides)
    early = close_early(story.state, story.state.proposals[number], story.at)
    rest = len(people) - len(sides)
    others = data.draw(st.lists(st.integers(0, 2), min_size=rest, max_size=rest))
    cast(story, number, people[len(sides) :], [2] * rest if number in early.proposals else others)
    ended = advance(story.state, story.state.proposals[number].closes_at).decisions[number]
    assert (ended.outcome == "adopted") is (number in early.decisions)


def test_a_vote_closes_early_where_the_rule_says_so() -> None:
    """Under such a rule the ballot that settles it closes the vote, and no ballot can be changed after it."""
    story, people = begin(ordinary=replace(PLAIN, early=True))
    number = publish(story, people[0], "A motion")
    change = vote(story, people[3].copy(), number, 2)
    cast(story, number, people, (1, 1))
    assert number in story.state.proposals
    cast(story, number, people[2:], (1,))
    decision = story.state.decisions[number]
    assert (decision.outcome, decision.closed_at) == ("adopted", story.at)
    assert decision.tally is not None
    assert decision.tally.counts == (3, 0)
    assert story.state.due == ()
    story.refuse("", change, ProposalClosed)


def ask(author: Person, **fields: object) -> Envelope:
    """A choice of three."""
    content = {"kind": "ordinary", "form": "choice", "options": 3, "text": WHY, "effects": ()}
    return author.do(OpenProposal, **content | fields)


@pytest.mark.parametrize(
    "fields", [{"method": "ranked", "form": "motion", "options": 2}, {"method": "score"}, {"kind": "hub"}]
)
def test_only_ways_the_charter_allows(fields: dict[str, object]) -> None:
    """A motion has no other way of counting, a choice those of its kind's rule, and consent is for motions."""
    story, people = begin(ordinary=replace(PLAIN, choices=("ranked", "approval")))
    story.refuse("", ask(people[0], **fields), WrongMethod)


FORMS = {
    "ranked": ([(), (1, 0, 0, 0), (4, 4, 4, 4), (1, 2, 3, 4)], [(1,), (1, 2, 3), (1, 2, 3, 5), (1, 2, 3, 4, 4)]),
    "approval": ([(), (1,), (3,), (1, 3), (1, 2, 3)], [(0,), (4,), (2, 1), (1, 1), (0, 1)]),
    "score": ([(), (0, 0, 0), (5, 5, 5)], [(1,), (6, 0, 0), (1, 2, 3, 4)]),
    "": ([(), (1,), (3,)], [(0,), (4,), (1, 2)]),
}


@pytest.mark.parametrize("method", FORMS)
def test_a_ballot_has_the_form_of_its_way(method: str) -> None:
    """Ballots in the form that the way of counting asks for are taken, and no others."""
    story, people = begin(ordinary=replace(PLAIN, choices=("ranked", "approval", "score")))
    story.let("", ask(people[0], method=method))
    story.wait(PLAIN.discussion_hours)
    story.let("", people[0].do(PublishProposal, proposal=1, text=WHY))
    right, wrong = FORMS[method]
    for choices in wrong:
        story.refuse("", vote(story, people[1].copy(), 1, *choices), WrongChoice)
    for choices in right:
        story.let("", vote(story, people[1], 1, *choices))
        assert story.state.proposals[1].ballots[people[1].number] == choices
