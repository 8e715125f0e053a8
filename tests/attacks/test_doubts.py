"""Puppets are let in and doubted, and somebody doubts people who are none, for how they vote.

Each attack is played against the real law. Each defence names the article of the charter that stands for it.
"""

from __future__ import annotations

from daso.kernel.challenge import OpenChallenge
from daso.kernel.charter import HOUR
from daso.kernel.clock import advance
from daso.kernel.membership import InviteMembers, SponsorMember
from daso.kernel.proposal import PublishProposal
from daso.kernel.queries import has_token
from daso.kernel.refusals import (
    AdmissionSettled,
    NotInElectorate,
    NotInProbation,
    ReplyAwaited,
    SponsorPaused,
    SponsorTooNew,
    WrongGround,
)
from daso.kernel.sponsor import SponsorProposal
from daso.testkit.person import Person
from tests.attacks.stage import begin, get_words, stand
from vectors.stories.challenging import WHY
from vectors.stories.doubts import doubt
from vectors.stories.waiting import FULL, bring
from vectors.story import Story, create_person, create_signer, vote, welcome

ORDINARY, EXPULSION = FULL.rules["ordinary"], FULL.rules["expulsion"]


def let_in(story: Story, inviter: Person, sponsor: Person, *names: str) -> list[Person]:
    """Invite and sponsor some, who are admitted at once."""
    people = [create_person(name) for name in names]
    welcome(story, inviter, *zip(names, people, strict=True))
    for person in people:
        story.let("", sponsor.do(SponsorMember, member=person.number))
        assert has_token(story.state.members[person.number])
    return people


def begin_vote(story: Story, by: Person, number: int) -> None:
    """Let the time for a reply pass, and somebody begin the vote."""
    story.wait(EXPULSION.reply_hours)
    story.let("", by.do(PublishProposal, proposal=number, text=WHY))


def test_puppets_do_not_vouch_for_one_another() -> None:
    """Of three puppets that two plotters let in one is doubted: the others have no say, what it voted is void, and the
    plotters bring nobody for half a year.
    """
    story, members = begin("Puppets")
    one, two, three, four, *_ = members
    puppet, other, _ = let_in(story, one, two, "puppet", "another", "a third")
    number = story.state.next_proposal
    story.let("", three.do(OpenChallenge, about=f"member/{puppet.number}", ground="not-a-person", text=WHY))
    signed = {"proposal": number, "text": WHY}
    stand(
        story.refuse("", other.copy().do(SponsorProposal, **signed), SponsorTooNew),
        "sponsor-too-new",
        "the same seasoning is asked as of voters",
    )
    story.let("", four.do(SponsorProposal, **signed))
    begin_vote(story, three, number)
    late = story.refuse("", vote(story, other.copy(), number, 2), NotInElectorate)
    assert late.code == "not-in-electorate"
    for member in members[2:]:
        story.let("", vote(story, member, number, 1))
    story.wait(EXPULSION.voting_hours - ORDINARY.discussion_hours - 24)
    lamp = bring(story, [four, three], "A lamp")
    story.let("", vote(story, puppet, lamp, 2))
    story.let("", vote(story, other, lamp, 2))
    story.wait(24)
    paused = one.copy().do(InviteMembers, keys=(create_signer("one more").key,))
    stand(story.refuse("", paused, SponsorPaused), "sponsor-paused", "invites and sponsors nobody for")
    after = advance(story.state, story.at)
    assert (after.members[puppet.number].fate, list(after.proposals[lamp].ballots)) == ("overturned", [other.number])
    assert "open ballots count no longer" in get_words("newcomers")


def test_a_newcomer_is_not_voted_out_for_a_vote() -> None:
    """Some who want a newcomer gone for voting against them find no ground, wait for a reply, lack the quorum, and must
    then leave the newcomer in peace.
    """
    story, members = begin("A grudge")
    one, two, *others = members
    (newcomer,) = let_in(story, one, two, "newcomer")
    about = {"about": f"member/{newcomer.number}", "text": WHY}
    stand(
        story.refuse("", others[0].copy().do(OpenChallenge, **about, ground="harm"), WrongGround),
        "wrong-ground",
        "on one of four grounds",
    )
    number = doubt(story, others, newcomer.number)
    early = others[0].copy().do(PublishProposal, proposal=number, text=WHY)
    stand(story.refuse("", early, ReplyAwaited), "reply-awaited", "sponsor")
    lamp = bring(story, [two, one], "A lamp")
    story.let("", vote(story, newcomer, lamp, 2))
    begin_vote(story, others[0], number)
    for grudge in others[:4]:
        story.let("", vote(story, grudge, number, 1))
    story.wait(EXPULSION.voting_hours)
    again = others[0].copy().do(OpenChallenge, **about, ground="unknown")
    stand(story.refuse("", again, AdmissionSettled), "admission-settled", "with the quorum of an expulsion")
    assert has_token(story.state.members[newcomer.number])
    until = story.state.members[newcomer.number].probation_until
    story.wait((until - story.at) // HOUR + 1)
    over = others[0].copy().do(OpenChallenge, **about, ground="unknown")
    stand(story.refuse("", over, NotInProbation), "not-in-probation", "While newcomers are in probation")
