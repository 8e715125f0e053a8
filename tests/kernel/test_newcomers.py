"""Newcomers come a few at a time, on probation; who sleeps is waited for by nobody; expulsion has limits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from daso.kernel.admission import WINDOW, compute_limit, get_next_admission
from daso.kernel.charter import DAY, HOUR, Charter
from daso.kernel.clock import advance
from daso.kernel.comment import PostComment
from daso.kernel.decision import CarryOutDecision
from daso.kernel.expulsion import ExpelMember
from daso.kernel.membership import InviteMembers, LeaveOrganisation, SponsorMember
from daso.kernel.newcomer import overturn_admission
from daso.kernel.proposal import PublishProposal
from daso.kernel.queries import has_token, is_dormant
from daso.kernel.refusals import InProbation, NotInElectorate
from daso.testkit.person import Person
from tests.kernel.conftest import Commons
from vectors.stories.challenging import WHY
from vectors.stories.doubts import doubt
from vectors.stories.expulsion import decide
from vectors.story import CHARTER, Story, create_person, create_signer, create_text, found, inaugurate, publish, vote
from vectors.story import welcome as let_join

OPEN = replace(CHARTER, sponsors=1, probation_hours=0)


def begin(charter: Charter) -> tuple[Story, list[Person]]:
    """An organisation under this charter, and its founders."""
    story = Story("Newcomers to try")
    founders = found(story, charter)
    inaugurate(story, founders)
    return story, founders


def bring(story: Story, inviter: Person, *names: str) -> list[Person]:
    """Invite people and let them join."""
    people = [create_person(name) for name in names]
    let_join(story, inviter, *zip(names, people, strict=True))
    return people


def test_the_limit_is_rounded_up_and_never_nought() -> None:
    """Half of three is two, and even of nobody one may come."""
    assert [compute_limit(50, n) for n in (0, 1, 2, 3, 4, 100)] == [1, 1, 1, 2, 2, 50]


def test_no_more_than_the_share_come_in_thirty_days() -> None:
    """Three may admit two in thirty days; the others wait in the order in which they were ready, and the clock lets
    in just as many as there is room for.
    """
    story, (one, *_) = begin(OPEN)
    people = bring(story, one, *(f"friend {n}" for n in range(6)))
    assert [has_token(story.state.members[p.number]) for p in people] == [True, True] + [False] * 4
    assert story.state.waiting == tuple(p.number for p in people[2:])
    ready = get_next_admission(story.state)
    assert ready == story.state.members[people[0].number].token_at + WINDOW
    before, after = advance(story.state, ready - 1), advance(story.state, ready)
    assert before.waiting == story.state.waiting
    assert after.waiting == story.state.waiting[1:]
    assert after.members[people[2].number].token_at == ready
    late = advance(story.state, ready + 10 * WINDOW)
    assert not late.waiting
    came = sorted(member.token_at for member in late.members.values() if member.joined_at > late.inaugurated_at)
    holders = [3 + sum(one <= at - WINDOW for one in came) for at in came]
    for at, base in zip(came, holders, strict=True):
        assert sum(at - WINDOW < one <= at for one in came) <= compute_limit(50, base)


def test_leaving_makes_no_room() -> None:
    """Whoever goes can't be replaced by ever new people within a month."""
    story, (one, *_) = begin(OPEN)
    people = bring(story, one, "first", "second", "third")
    for person in people[:2]:
        story.let("", person.do(LeaveOrganisation))
    assert not has_token(advance(story.state, story.at + HOUR).members[people[2].number])


def test_without_a_limit_all_come_at_once() -> None:
    """Where the charter sets no share, nobody waits."""
    story, (one, *_) = begin(replace(OPEN, admissions=0))
    people = bring(story, one, *(f"friend {n}" for n in range(9)))
    assert all(has_token(story.state.members[person.number]) for person in people)


def test_who_waits_may_go_again() -> None:
    """A newcomer who leaves while waiting takes nobody's turn."""
    story, (one, *_) = begin(OPEN)
    people = bring(story, one, "a", "b", "c", "d")
    story.let("", people[2].do(LeaveOrganisation))
    assert story.state.waiting == (people[3].number,)


def test_probation_ends() -> None:
    """A newcomer brings nobody along until probation is over, to the millisecond."""
    story, (one, *_) = begin(replace(OPEN, probation_hours=72))
    (newcomer,) = bring(story, one, "newcomer")
    until = story.state.members[newcomer.number].probation_until
    assert until == story.state.members[newcomer.number].token_at + 72 * HOUR
    invites = newcomer.do(InviteMembers, keys=(create_signer("friend").key,))
    story.refuse("", invites, InProbation, until - 1)
    story.let("", invites, until - story.at)


def test_a_sleeper_is_left_out_for_good() -> None:
    """Whoever was dormant at the publication is in that electorate neither then nor later, and in the next again."""
    story, (one, two, three) = begin(CHARTER)
    story.wait(CHARTER.dormancy_hours)
    story.let("", two.do(PostComment, subject="charter", text=create_text("Here")))
    assert is_dormant(story.state, story.state.members[3], story.at)
    number = publish(story, one, "A lamp")
    assert (story.state.proposals[number].electorate, story.state.proposals[number].left_out) == (2, (3,))
    story.let("", three.do(PostComment, subject="charter", text=create_text("Awake")))
    story.refuse("", vote(story, three.copy(), number, 1), NotInElectorate)
    story.let("", vote(story, two, number, 1))
    story.wait(CHARTER.rules["ordinary"].voting_hours + 3 * DAY)
    following = publish(story, two, "Another lamp")
    assert story.state.proposals[following].electorate == 3
    assert story.state.decisions[number].left_out == (3,)


def test_who_was_just_admitted_is_awake() -> None:
    """Somebody who waited longer than dormancy takes is in the first electorate after their admission."""
    story, (one, two, _) = begin(replace(CHARTER, dormancy_hours=48))
    (newcomer,) = bring(story, one, "newcomer")
    story.wait(72)
    story.let("", two.do(SponsorMember, member=newcomer.number))
    assert not is_dormant(story.state, story.state.members[newcomer.number], story.at)


def test_an_open_ballot_counts_or_not_as_the_charter_says() -> None:
    """The expelled member's vote in an open case stays, unless the charter makes it void; then one fewer is asked."""
    for is_void in (False, True):
        story, founders = begin(replace(CHARTER, founders=5, void_ballots=is_void))
        _, two, three, four, five = founders
        number = decide(story, founders, five, "conduct")
        open_vote = publish(story, two, "Meanwhile")
        story.let("", vote(story, five, open_vote, 2))
        story.let("", three.do(CarryOutDecision, proposal=number))
        proposal = story.state.proposals[open_vote]
        assert (5 in proposal.ballots, proposal.electorate) == (not is_void, 4 if is_void else 5)
        assert (story.state.members[5].fate, story.state.tokens) == ("expelled", 4)
        assert not any(story.state.members[n].paused_until for n in (1, 2, 3, 4)), "nobody sponsored a founder"
        story.let("", vote(story, four, open_vote, 1))


def test_an_overturned_admission_takes_its_ballots_along(commons: Commons) -> None:
    """The ballots of somebody who should never have been let in are void in every open case, and sponsors answer."""
    newcomer = create_person("newcomer")
    let_join(commons.story, commons.one, ("newcomer", newcomer))
    commons.let(commons.two.do(SponsorMember, member=newcomer.number))
    number = publish(commons.story, commons.one, "A lamp")
    commons.let(vote(commons.story, newcomer, number, 2))
    after = overturn_admission(commons.state, newcomer.number, commons.state.at)
    assert (after.proposals[number].electorate, newcomer.number in after.proposals[number].ballots) == (3, False)
    assert (after.members[newcomer.number].fate, after.tokens) == ("overturned", 3)
    pause = commons.state.at + CHARTER.sponsor_pause_hours * HOUR
    assert [after.members[n].paused_until for n in (1, 2, 3)] == [pause, pause, 0]


@given(choices=st.lists(st.integers(0, 2), min_size=3, max_size=3), voter=st.booleans())
def test_a_doubt_ends_a_membership_or_leaves_all_as_it_was(choices: list[int], voter: bool) -> None:
    """Only more votes for overturning than against it, and a quorum, end a membership; else nothing differs."""
    story, founders = begin(replace(CHARTER, sponsors=1))
    (newcomer,) = bring(story, founders[0], "newcomer")
    number = doubt(story, founders, newcomer.number)
    meanwhile = publish(story, founders[0], "A lamp")
    if voter:
        story.let("", vote(story, newcomer, meanwhile, 2))
    story.wait(CHARTER.rules["expulsion"].reply_hours)
    story.let("", founders[0].do(PublishProposal, proposal=number, text=WHY))
    for founder, choice in zip(founders, choices, strict=True):
        story.let("", vote(story, founder, number, *([choice] if choice else [])))
    after = advance(story.state, story.at + CHARTER.rules["expulsion"].voting_hours * HOUR)
    is_overturned = choices.count(1) > choices.count(2) and 2 * choices.count(1) >= len(founders)
    assert (after.members[newcomer.number].fate == "overturned") == is_overturned
    assert after.tokens == 4 - is_overturned
    assert [after.members[n].paused_until > after.at for n in (1, 2, 3)] == [is_overturned, False, False]
    assert after.members[newcomer.number].challenge == 0
    assert after.decisions[number].expires_at == 0, "there is nothing to carry out"


def test_a_ground_says_whether_sponsors_answer() -> None:
    """For what somebody did later their sponsors don't answer."""
    story, founders = begin(replace(OPEN, founders=5))
    (member,) = bring(story, founders[0], "member")
    number = decide(story, founders, member, "conduct")
    story.let("", founders[1].do(CarryOutDecision, proposal=number))
    assert story.state.members[member.number].fate == "expelled"
    assert not story.state.members[1].paused_until
    assert ExpelMember(member=6, ground="conduct") in story.state.decisions[number].effects
