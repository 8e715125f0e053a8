"""Proposals live and end by the charter's hours, and nobody shortens, stretches or empties them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from daso.kernel.ballot import CastBallot
from daso.kernel.charter import HOUR
from daso.kernel.comment import PostComment
from daso.kernel.decision import CarryOutDecision, advance
from daso.kernel.membership import LeaveOrganisation
from daso.kernel.proposal import OpenProposal, PublishProposal, ReviseProposal, WithdrawProposal
from daso.kernel.queries import is_eligible
from daso.kernel.refusals import (
    AlreadyPublished,
    NothingToCarryOut,
    NotInElectorate,
    NotPublished,
    NotTheAuthor,
    ProposalClosed,
    StillInDiscussion,
    TextChanged,
    TooManyProposals,
    UnknownProposal,
    WrongChoice,
)
from daso.kernel.transition import Envelope
from daso.testkit.person import Person
from tests.kernel.conftest import Commons
from tests.kernel.test_joining import admit
from vectors.story import CHARTER, Story, create_text, found, inaugurate, publish, vote

TEXT, BETTER = create_text("A lamp"), create_text("A better lamp")
DISCUSSION, VOTING = 48, 5 * 24


def open_motion(person: Person) -> Envelope:
    """A motion without effects."""
    return person.do(OpenProposal, kind="ordinary", form="motion", options=2, text=TEXT, effects=())


def test_a_member_has_one_live_proposal(commons: Commons) -> None:
    """A second proposal waits until the first has ended, whether it is discussed or voted on."""
    commons.let(open_motion(commons.one))
    commons.refuse(open_motion(commons.one.copy()), TooManyProposals)
    commons.story.wait(DISCUSSION)
    commons.let(commons.one.do(PublishProposal, proposal=1, text=TEXT))
    commons.refuse(open_motion(commons.one.copy()), TooManyProposals)
    commons.story.wait(VOTING)
    commons.let(open_motion(commons.one))


def test_publishing_waits_for_the_discussion(commons: Commons) -> None:
    """A proposal can be published when its time for discussion is over, and not a millisecond before."""
    opened = commons.let(open_motion(commons.one)).at
    publishing = commons.one.do(PublishProposal, proposal=1, text=TEXT)
    error = commons.refuse(publishing, StillInDiscussion, opened + DISCUSSION * HOUR - 1)
    assert error.fields["until"] == opened + DISCUSSION * HOUR
    commons.let(publishing, DISCUSSION * HOUR)


def test_revising_begins_the_discussion_anew(commons: Commons) -> None:
    """Whoever revises a proposal at the last moment must give everybody the whole time again."""
    commons.let(open_motion(commons.one))
    commons.story.wait(DISCUSSION - 1)
    revision = commons.one.do(ReviseProposal, proposal=1, options=2, text=BETTER, effects=())
    revised = commons.let(revision).at
    publishing = commons.one.do(PublishProposal, proposal=1, text=BETTER)
    commons.refuse(publishing, StillInDiscussion, revised + DISCUSSION * HOUR - 1)
    commons.let(publishing, DISCUSSION * HOUR)


def test_what_is_published_is_what_was_read(commons: Commons) -> None:
    """Publishing names the text, so that it can't be another than the author has before them."""
    commons.let(open_motion(commons.one))
    commons.let(commons.one.do(ReviseProposal, proposal=1, options=2, text=BETTER, effects=()))
    commons.story.wait(DISCUSSION)
    commons.refuse(commons.one.copy().do(PublishProposal, proposal=1, text=TEXT), TextChanged)


def test_a_published_proposal_belongs_to_everybody(commons: Commons) -> None:
    """Once published, a proposal can be neither revised nor withdrawn, even by its author."""
    number = publish(commons.story, commons.one, "A lamp")
    revision = commons.one.copy().do(ReviseProposal, proposal=number, options=2, text=BETTER, effects=())
    commons.refuse(revision, AlreadyPublished)
    commons.refuse(commons.one.copy().do(WithdrawProposal, proposal=number), AlreadyPublished)


def test_only_its_author_touches_a_draft(commons: Commons) -> None:
    """Nobody else revises, publishes or withdraws a member's draft."""
    commons.let(open_motion(commons.one))
    commons.story.wait(DISCUSSION)
    two = commons.two
    commons.refuse(two.copy().do(ReviseProposal, proposal=1, options=2, text=BETTER, effects=()), NotTheAuthor)
    commons.refuse(two.copy().do(PublishProposal, proposal=1, text=TEXT), NotTheAuthor)
    commons.refuse(two.copy().do(WithdrawProposal, proposal=1), NotTheAuthor)


def test_a_draft_lapses(commons: Commons) -> None:
    """A draft that is not published in time ends by itself, and its author may propose again."""
    lapses = commons.let(open_motion(commons.one)).at + commons.state.charter.draft_hours * HOUR
    publishing = commons.one.copy().do(PublishProposal, proposal=1, text=TEXT)
    commons.refuse(publishing, ProposalClosed, lapses)
    commons.let(open_motion(commons.one), lapses - commons.story.at)
    decision = commons.state.decisions[1]
    assert (decision.outcome, decision.tally, decision.closed_at) == ("lapsed", None, lapses)


def test_a_draft_is_not_voted_on(commons: Commons) -> None:
    """Before its publication there is nothing to vote on and nothing to carry out."""
    commons.let(open_motion(commons.one))
    commons.refuse(vote(commons.story, commons.two.copy(), 1, 1), NotPublished)
    commons.refuse(commons.two.copy().do(CarryOutDecision, proposal=1), NothingToCarryOut)
    commons.refuse(commons.two.copy().do(CastBallot, proposal=2, text=TEXT, choices=(1,), reason=""), UnknownProposal)


def test_voting_ends_when_announced(commons: Commons) -> None:
    """A ballot counts up to the last millisecond before the announced close, and not at it."""
    number = publish(commons.story, commons.one, "A lamp")
    closes = commons.state.proposals[number].closes_at
    assert closes == commons.story.at + VOTING * HOUR
    commons.refuse(vote(commons.story, commons.two.copy(), number, 1), ProposalClosed, closes)
    commons.let(vote(commons.story, commons.two, number, 1), closes - 1 - commons.story.at)
    commons.let(open_motion(commons.one), 1)
    decision = commons.state.decisions[number]
    assert decision.closed_at == closes
    assert decision.tally is not None
    assert decision.tally.counts == (1, 0)


def test_the_last_ballot_counts(commons: Commons) -> None:
    """A member who changes their mind still has one vote, for what they chose last."""
    number = publish(commons.story, commons.one, "A lamp")
    for choices in ((1,), (2,), (), (2,)):
        commons.let(vote(commons.story, commons.two, number, *choices))
        assert list(commons.state.proposals[number].ballots.items()) == [(2, choices)]


def test_a_ballot_counts_for_the_words_it_names(commons: Commons) -> None:
    """Whoever was shown other words than stand there, or the words of another case, has not voted."""
    number = publish(commons.story, commons.one, "A lamp")
    other = publish(commons.story, commons.two, "No lamp at all")
    meant = vote(commons.story, commons.three.copy(), number, 1).act
    assert isinstance(meant, CastBallot)
    commons.refuse(commons.three.sign(replace(meant, proposal=other)), TextChanged)
    commons.refuse(commons.three.sign(replace(meant, text=BETTER)), TextChanged)
    commons.let(commons.three.sign(meant))


@pytest.mark.parametrize("choice", [3, 20])
def test_only_its_options_can_be_chosen(commons: Commons, choice: int) -> None:
    """A ballot for an option that there is not is refused."""
    number = publish(commons.story, commons.one, "A lamp")
    commons.refuse(vote(commons.story, commons.two.copy(), number, choice), WrongChoice)


def test_opposing_makes_no_quorum() -> None:
    """A motion that too few support is rejected, whether or not its opponents stay at home."""
    story = Story("A quorum of two thirds")
    rule = replace(CHARTER.rules["ordinary"], quorum=(2, 3), share=(1, 2))
    founders = found(story, replace(CHARTER, rules={"ordinary": rule}))
    inaugurate(story, founders)
    number = publish(story, founders[0], "A lamp")
    closes = story.state.proposals[number].closes_at
    reasons = []
    for person, choice in zip(founders, (1, 2, 1), strict=True):
        story.let("", vote(story, person, number, choice))
        tally = advance(story.state, closes).decisions[number].tally
        reasons.append(tally.reason if tally else "")
    assert reasons == ["quorum", "tie", "adopted"]


def test_leaving_after_the_publication_changes_no_quorum(commons: Commons) -> None:
    """Nobody makes the electorate smaller by leaving, not even in the very millisecond of the publication."""
    number = publish(commons.story, commons.one, "A lamp")
    commons.let(commons.two.do(LeaveOrganisation), 0)
    commons.let(commons.three.do(LeaveOrganisation))
    proposal, members = commons.state.proposals[number], commons.state.members.values()
    assert proposal.electorate == 3 == sum(is_eligible(commons.state, member, proposal) for member in members)


def test_an_unripe_token_has_no_vote_in_a_policy(commons: Commons) -> None:
    """A newcomer votes on ordinary proposals at once, and on policies when their token has ripened."""
    newcomer = admit(commons)
    ordinary = publish(commons.story, commons.one, "A lamp")
    commons.let(vote(commons.story, newcomer, ordinary, 1))
    policy = publish(commons.story, commons.two, "Lamps", kind="policy")
    commons.refuse(vote(commons.story, newcomer.copy(), policy, 1), NotInElectorate)
    assert commons.state.proposals[policy].electorate == 3


def test_a_comment_outlives_the_vote(commons: Commons) -> None:
    """A decision can be discussed after it was made."""
    number = publish(commons.story, commons.one, "A lamp")
    commons.story.wait(VOTING)
    commons.let(commons.two.do(PostComment, subject=f"proposal/{number}", text=TEXT))


def test_a_charter_s_change_reaches_no_open_case(commons: Commons) -> None:
    """A proposal is decided by the rule of the day on which it was opened, and by those who vote under that rule."""
    newcomer = admit(commons)
    number = publish(commons.story, commons.one, "A lamp")
    unanimity = replace(commons.state.charter.rules["ordinary"], quorum=(1, 1), seasoning_hours=24)
    commons.let(vote(commons.story, commons.one, number, 1))
    closes = commons.state.proposals[number].closes_at
    later = replace(commons.state, charter=replace(commons.state.charter, rules={"ordinary": unanimity}))
    assert is_eligible(later, later.members[newcomer.number], later.proposals[number])
    assert advance(later, closes).decisions[number].outcome == "adopted"
