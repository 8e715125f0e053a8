"""Who goes while something is decided about them, or comes back, has what the law says, and no more than that."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from daso.kernel.admission import AdmitMember, process_admit_member
from daso.kernel.clock import advance
from daso.kernel.decision import CarryOutDecision
from daso.kernel.expulsion import ExpelMember, process_expel_member, undo_expel_member
from daso.kernel.membership import LeaveOrganisation, end_membership
from daso.kernel.newcomer import overturn_admission, undo_admit_member
from daso.kernel.proposal import PublishProposal
from daso.kernel.queries import has_token, is_eligible
from daso.kernel.refusals import NotInElectorate
from daso.kernel.state import State
from daso.testkit.person import Person
from vectors.stories.challenging import WHY, challenge, settle
from vectors.stories.doubts import doubt
from vectors.stories.expulsion import decide
from vectors.story import CHARTER, Story, create_person, found, inaugurate, publish, vote, welcome

QUICK = replace(
    CHARTER,
    founders=5,
    sponsors=1,
    rules={
        **CHARTER.rules,
        "expulsion": replace(CHARTER.rules["expulsion"], discussion_hours=0, reply_hours=1, voting_hours=24),
        "ordinary": replace(CHARTER.rules["ordinary"], discussion_hours=0, voting_hours=24 * 7),
    },
)


@pytest.fixture
def founders() -> list[Person]:
    """Five people."""
    return [create_person(f"founder {number}") for number in range(5)]


@pytest.fixture
def story(founders: list[Person]) -> Story:
    """Those five as an organisation that admits newcomers with one sponsor."""
    story = Story("Coming and going")
    found(story, QUICK, founders)
    inaugurate(story, founders)
    return story


def bring_newcomer(story: Story, inviter: Person) -> Person:
    """Somebody joins, is admitted at once, and is in probation."""
    newcomer = create_person("newcomer")
    welcome(story, inviter, ("newcomer", newcomer))
    assert story.state.members[newcomer.number].probation_until > story.at
    return newcomer


def test_who_comes_back_does_not_vote_on_what_began_without_them(story: Story, founders: list[Person]) -> None:
    """Taken back by a verdict, a member has no ballot in what was published in between, open or ended."""
    one, two, three, four, five = founders
    before = publish(story, two, "Before")
    number = decide(story, founders, five, "conduct")
    story.let("", one.do(CarryOutDecision, proposal=number))
    appeal = challenge(story, [two, three, four], number)
    story.wait(1)
    story.let("", two.do(PublishProposal, proposal=appeal, text=WHY))
    ended, open_ = publish(story, three, "Ended in between"), publish(story, four, "Open in between")
    for person in (one, two, three, four):
        story.let("", vote(story, person, appeal, 1))
    story.wait(24)
    state = advance(story.state, story.at)
    assert has_token(state.members[5])
    assert (state.proposals[open_].electorate, is_eligible(state, state.members[5], state.proposals[open_])) == (
        4,
        False,
    )
    assert is_eligible(state, state.members[5], state.proposals[before])
    story.refuse("", vote(story, five.copy(), open_, 2), NotInElectorate)
    later = publish(story, one, "Later")
    story.let("", vote(story, five, later, 2))
    story.wait(24 * 7)
    state = advance(story.state, story.at)
    tally = state.decisions[later].tally
    assert tally is not None
    assert (tally.electorate, tally.cast) == (5, 1)
    assert not is_eligible(state, state.members[5], state.decisions[ended])


def test_a_puppet_that_leaves_before_its_verdict_spares_nobody(story: Story, founders: list[Person]) -> None:
    """Who leaves while their admission is challenged has lost their open ballots, and their sponsors answer."""
    newcomer = bring_newcomer(story, founders[2])
    number = doubt(story, founders, newcomer.number)
    lamp = publish(story, founders[4], "A lamp")
    story.let("", vote(story, newcomer, lamp, 2))
    story.let("", newcomer.do(LeaveOrganisation))
    settle(story, founders, number, 1)
    state = advance(story.state, story.at)
    assert state.members[newcomer.number].fate == "overturned"
    assert state.members[3].paused_until > story.at
    assert (state.proposals[lamp].electorate, list(state.proposals[lamp].ballots)) == (5, [])


def test_an_upheld_admission_leaves_who_left_in_peace(story: Story, founders: list[Person]) -> None:
    """Who leaves during a challenge that fails has just left: what they voted counts, and nobody answers."""
    newcomer = bring_newcomer(story, founders[2])
    number = doubt(story, founders, newcomer.number)
    story.let("", newcomer.do(LeaveOrganisation))
    settle(story, founders, number, 2)
    state = advance(story.state, story.at)
    assert (state.members[newcomer.number].fate, state.members[3].paused_until) == ("left", 0)


def expel(state: State, number: int, at: int) -> State:
    """Expel somebody for what they did."""
    return process_expel_member(state, ExpelMember(member=number, ground="conduct"), 1, at)


def test_an_overturned_admission_does_not_come_back(story: Story, founders: list[Person]) -> None:
    """Who was expelled, and then found not to be rightly admitted, does not come back with the expulsion overturned."""
    number, at = bring_newcomer(story, founders[2]).number, story.at
    expulsion = ExpelMember(member=number, ground="conduct")
    for ended in (
        overturn_admission(expel(story.state, number, at), number, at + 1),
        undo_admit_member(expel(story.state, number, at), AdmitMember(member=number), 1, at + 1),
    ):
        assert ended is not None
        assert ended.members[number].fate == "overturned"
        assert undo_expel_member(ended, expulsion, 1, at + 2) is None
        assert undo_admit_member(ended, AdmitMember(member=number), 1, at + 2) is None


def test_who_is_taken_back_leaves_no_gap_in_the_limits(story: Story) -> None:
    """After an expulsion is overturned the limits are those of before."""
    back = undo_expel_member(expel(story.state, 5, story.at), ExpelMember(member=5, ground="conduct"), 1, story.at + 1)
    assert back is not None
    assert (back.ended, back.tokens) == (story.state.ended, story.state.tokens)
    left = end_membership(story.state, 5, story.at, "left")
    assert undo_expel_member(left, ExpelMember(member=5, ground="conduct"), 1, story.at + 1) is None


def test_nobody_answers_for_who_was_admitted_by_a_vote() -> None:
    """Whoever invited somebody that a vote then admits has not sponsored them."""
    story = Story("Admitted by a vote")
    founders = found(story, replace(QUICK, sponsors=3))
    inaugurate(story, founders)
    applicant = create_person("applicant")
    welcome(story, founders[0], ("applicant", applicant))
    state = process_admit_member(story.state, AdmitMember(member=applicant.number), 1, story.at)
    assert has_token(state.members[applicant.number])
    ended = overturn_admission(state, applicant.number, story.at + 1)
    assert [ended.members[number].paused_until for number in range(1, 6)] == [0] * 5
