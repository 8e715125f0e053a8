"""Stories of deciding: proposals from their opening to their end, ballots, electorates, and closes by the clock."""

from __future__ import annotations

from msgspec.structs import replace

from daso.kernel.ballot import CastBallot
from daso.kernel.comment import PostComment
from daso.kernel.decision import CarryOutDecision
from daso.kernel.membership import LeaveOrganisation, SponsorMember
from daso.kernel.proposal import OpenProposal, PublishProposal, ReviseProposal, WithdrawProposal
from daso.kernel.refusals import (
    AlreadyPublished,
    MemberLeft,
    NotAMember,
    NothingToCarryOut,
    NotInElectorate,
    NotPublished,
    NotTheAuthor,
    ProposalClosed,
    StillInDiscussion,
    TextChanged,
    TooManyProposals,
    UnknownKind,
    UnknownProposal,
    UnknownSubject,
    WrongChoice,
    WrongOptions,
)
from daso.testkit.person import Person
from vectors.story import CHARTER, Story, create_person, create_text, found, inaugurate, publish, vote, welcome

__all__ = ["tell_deciding", "tell_electorate"]

FIRST, SECOND = create_text("Paint it red"), create_text("Paint it red and white")


def _propose(**changes: object) -> dict[str, object]:
    """The fields of a plain motion, and what is different about this one."""
    return {"kind": "ordinary", "form": "motion", "options": 2, "text": FIRST, "effects": (), **changes}


def tell_deciding() -> Story:
    """One proposal is discussed, revised, published and voted on; others are withdrawn, lapse, or are rejected."""
    story = Story("Deciding")
    charter = replace(CHARTER, founders=5, rules={"ordinary": CHARTER.rules["ordinary"]})
    founders = found(story, charter)
    inaugurate(story, founders)
    author, other, *_ = founders
    policy = author.copy().do(OpenProposal, **_propose(kind="policy"))
    story.refuse("a kind the charter has no rule for", policy, UnknownKind)
    three = author.copy().do(OpenProposal, **_propose(options=3))
    story.refuse("a motion of three", three, WrongOptions)
    story.let("open a motion", author.do(OpenProposal, **_propose()))
    second = author.copy().do(OpenProposal, **_propose())
    story.refuse("a second live proposal", second, TooManyProposals)
    _tell_discussion(story, author, other)
    _tell_vote(story, founders)
    _tell_other_ends(story, founders)
    return story


def _tell_discussion(story: Story, author: Person, other: Person) -> None:
    story.let("discuss it", other.do(PostComment, subject="proposal/1", text=create_text("White as well?")))
    story.refuse("discussing nothing", other.copy().do(PostComment, subject="proposal/2", text=FIRST), UnknownSubject)
    revise = {"proposal": 1, "options": 2, "text": SECOND, "effects": ()}
    story.refuse("revising another's", other.copy().do(ReviseProposal, **revise), NotTheAuthor)
    story.refuse("revising nothing", author.copy().do(ReviseProposal, **revise | {"proposal": 2}), UnknownProposal)
    story.refuse("revising into three", author.copy().do(ReviseProposal, **revise | {"options": 3}), WrongOptions)
    story.refuse("withdrawing another's", other.copy().do(WithdrawProposal, proposal=1), NotTheAuthor)
    early = author.copy().do(PublishProposal, proposal=1, text=FIRST)
    story.refuse("publishing too early", early, StillInDiscussion)
    story.refuse("voting too early", vote(story, other.copy(), 1, 1), NotPublished)
    story.refuse("carrying out too early", other.copy().do(CarryOutDecision, proposal=1), NothingToCarryOut)
    story.wait(40)
    story.let("revise it", author.do(ReviseProposal, **revise))
    changed = author.copy().do(PublishProposal, proposal=1, text=FIRST)
    story.refuse("publishing the text of yesterday", changed, TextChanged)
    story.wait(40)
    again = author.copy().do(PublishProposal, proposal=1, text=SECOND)
    story.refuse("the discussion began anew", again, StillInDiscussion)
    story.wait(8)
    story.refuse("publishing another's", other.copy().do(PublishProposal, proposal=1, text=SECOND), NotTheAuthor)
    story.let("publish it", author.do(PublishProposal, proposal=1, text=SECOND))
    for name, envelope in {
        "revising what is voted on": author.copy().do(ReviseProposal, **revise),
        "withdrawing what is voted on": author.copy().do(WithdrawProposal, proposal=1),
        "publishing twice": author.copy().do(PublishProposal, proposal=1, text=SECOND),
    }.items():
        story.refuse(name, envelope, AlreadyPublished)


def _tell_vote(story: Story, founders: list[Person]) -> None:
    one, two, three, four, five = founders
    red = one.copy().do(CastBallot, proposal=1, text=FIRST, choices=(1,), reason="")
    story.refuse("for the words of yesterday", red, TextChanged)
    blue = one.copy().do(CastBallot, proposal=1, text=create_text("Paint it blue"), choices=(1,), reason="")
    story.refuse("for words that were never there", blue, TextChanged)
    story.refuse("an option there is not", vote(story, two.copy(), 1, 3), WrongChoice)
    story.let("for", vote(story, one, 1, 1))
    story.let("against", vote(story, two, 1, 2, reason=create_text("Red fades")))
    story.let("abstain", vote(story, three, 1))
    story.let("for, too", vote(story, four, 1, 1))
    story.let("a change of mind", vote(story, two, 1, 1, reason=create_text("Red it is")))
    closes_at = story.state.proposals[1].closes_at
    late = vote(story, five.copy(), 1, 2)
    story.refuse("at the close", late, ProposalClosed, closes_at)
    last = vote(story, five, 1, 2)
    story.let("a moment before the close", last, closes_at - 1 - story.at)
    story.wait(1)
    story.let("comment after the vote", five.do(PostComment, subject="proposal/1", text=create_text("Fair enough")))
    story.refuse("revising what is decided", one.copy().do(WithdrawProposal, proposal=1), ProposalClosed)
    story.let("carry it out", five.do(CarryOutDecision, proposal=1))
    story.refuse("carrying out twice", one.copy().do(CarryOutDecision, proposal=1), NothingToCarryOut)
    story.refuse("carrying out nothing", one.copy().do(CarryOutDecision, proposal=9), UnknownProposal)


def _tell_other_ends(story: Story, founders: list[Person]) -> None:
    one, two, three, four, _ = founders
    story.let("open a draft", one.do(OpenProposal, **_propose()))
    story.let("withdraw it", one.do(WithdrawProposal, proposal=2))
    story.let("open another draft", one.do(OpenProposal, **_propose()))
    number = publish(story, two, "A red boat")
    story.let("against the boat", vote(story, three, number, 2))
    story.wait(story.state.charter.draft_hours)
    lapsed = one.copy().do(PublishProposal, proposal=3, text=FIRST)
    story.refuse("a draft has lapsed", lapsed, ProposalClosed)
    story.refuse("carrying out what was rejected", two.copy().do(CarryOutDecision, proposal=number), NothingToCarryOut)
    choice = four.do(OpenProposal, **_propose(form="choice", options=3))
    story.let("open a choice of three", choice)
    story.wait(48)
    story.let("publish the choice", four.do(PublishProposal, proposal=5, text=FIRST))
    story.refuse("a fourth option", vote(story, one.copy(), 5, 4), WrongChoice)
    for person, option in ((one, 3), (two, 3), (three, 1)):
        story.let(f"option {option}", vote(story, person, 5, option))
    story.wait(story.state.charter.rules["ordinary"].voting_hours)
    story.let("the third option wins", two.do(CarryOutDecision, proposal=5))


def tell_electorate() -> Story:
    """The electorate is who held a token just before; who comes, goes or ripens afterwards changes nothing."""
    story = Story("The electorate")
    founders = found(story)
    inaugurate(story, founders)
    one, two, three = founders
    early, late, applicant = create_person("early"), create_person("late"), create_person("applicant")
    welcome(story, one, ("early", early), ("late", late), ("the applicant", applicant))
    story.let("early is sponsored", two.do(SponsorMember, member=early.number))
    ordinary = publish(story, one, "A new lamp")
    sponsors = two.do(SponsorMember, member=late.number)
    story.let("late is sponsored in the very same millisecond", sponsors, 0)
    story.let("early votes", vote(story, early, ordinary, 1))
    story.refuse("late doesn't", vote(story, late.copy(), ordinary, 1), NotInElectorate)
    story.refuse("nor does an applicant", vote(story, applicant.copy(), ordinary, 1), NotAMember)
    story.let("a founder votes", vote(story, three, ordinary, 1))
    story.let("and leaves", three.do(LeaveOrganisation))
    story.refuse("who left can't change their vote", vote(story, three.copy(), ordinary, 1), MemberLeft)
    policy = publish(story, two, "A second lamp", kind="policy")
    story.refuse("a token must ripen for a policy", vote(story, early.copy(), policy, 2), NotInElectorate)
    story.let("the founders vote", vote(story, one, policy, 2))
    story.wait(story.state.charter.rules["policy"].seasoning_hours)
    policy = publish(story, one, "A third lamp", kind="policy")
    story.let("when it has ripened it counts", vote(story, early, policy, 2))
    return story
