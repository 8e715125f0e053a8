"""Stories of expulsion: what a charter must ask for, whom it may reach, what remains, and how sponsors answer."""

from __future__ import annotations

from msgspec.structs import replace

from daso.kernel.challenge import OpenChallenge
from daso.kernel.charter import DAY
from daso.kernel.decision import CarryOutDecision
from daso.kernel.expulsion import ExpelMember, Ground
from daso.kernel.membership import InviteMembers, SponsorMember
from daso.kernel.proposal import OpenProposal, WithdrawProposal
from daso.kernel.refusals import (
    AdmissionsStand,
    EffectImpossible,
    MemberLeft,
    ProposalClosed,
    SponsorPaused,
    WrongSubject,
)
from daso.testkit.person import Person
from vectors.story import (
    CHARTER,
    Story,
    create_person,
    create_signer,
    create_text,
    found,
    inaugurate,
    publish,
    vote,
    welcome,
)

__all__ = ["tell_expulsion"]


def tell_expulsion() -> Story:
    """A puppet with a sponsor is found out and expelled, its open ballot ends, and the sponsors answer."""
    story = Story("Expulsion")
    unchallenged = {**CHARTER.rules, "expulsion": replace(CHARTER.rules["expulsion"], challengers=0)}
    founders = found(story, replace(CHARTER, founders=5, void_ballots=True, rules=unchallenged))
    inaugurate(story, founders)
    one, two, three, *_ = founders
    puppet = create_person("puppet")
    welcome(story, three, ("the puppet", puppet))
    story.let("a second sponsor", two.do(SponsorMember, member=puppet.number))
    doubted = one.copy().do(OpenChallenge, about="member/6", ground="second-token", text=create_text("Out"))
    story.refuse("by this charter only an expulsion ends it", doubted, AdmissionsStand)
    _tell_impossible(story, one)
    number = decide(story, founders, puppet, "second-token")
    _tell_carried_out(story, founders, puppet, number)
    return story


def decide(story: Story, founders: list[Person], member: Person, ground: Ground) -> int:
    """Let the founders adopt the expulsion of somebody; return its number, the objection period being over."""
    effect = ExpelMember(member=member.number, ground=ground)
    words = f"Expel member {member.number}"
    number = publish(story, founders[0], words, kind="expulsion", effects=(effect,))
    for founder in founders:
        story.let("for", vote(story, founder, number, 1))
    rule = story.state.proposals[number].rule
    story.wait(rule.voting_hours + rule.objection_hours)
    return number


def _tell_impossible(story: Story, author: Person) -> None:
    motion = {"kind": "expulsion", "form": "motion", "options": 2, "text": create_text("Out")}
    nobody = ExpelMember(member=7, ground="conduct")
    links = author.do(InviteMembers, keys=(create_signer("friend").key,))
    story.let("invite somebody who never comes", links)
    welcome(story, author, ("an applicant", create_person("applicant")))
    applicant = ExpelMember(member=8, ground="conduct")
    for name, effect, about, kind in (
        ("about somebody else", nobody, "member/2", WrongSubject),
        ("somebody who waits for sponsors", applicant, "member/8", EffectImpossible),
    ):
        propose = author.copy().do(OpenProposal, **motion, effects=(effect,), about=about)
        story.refuse(name, propose, kind)


def _tell_carried_out(story: Story, founders: list[Person], puppet: Person, number: int) -> None:
    one, two, three, four, _ = founders
    draft = {"kind": "ordinary", "form": "motion", "options": 2, "text": create_text("More puppets"), "effects": ()}
    story.let("the puppet keeps its rights till the end", puppet.do(OpenProposal, **draft))
    mine = story.state.next_proposal - 1
    open_vote = publish(story, two, "A vote that is open meanwhile")
    story.let("the puppet votes", vote(story, puppet, open_vote, 2))
    story.let("carry it out", four.do(CarryOutDecision, proposal=number))
    story.refuse("it acts no more", vote(story, puppet.copy(), open_vote, 1), MemberLeft)
    publishing = four.copy().do(WithdrawProposal, proposal=mine)
    story.refuse("its draft has lapsed", publishing, ProposalClosed)
    for sponsor in (two, three):
        invites = sponsor.copy().do(InviteMembers, keys=(create_signer("another friend").key,))
        story.refuse("its sponsors answer", invites, SponsorPaused)
    again = {"kind": "expulsion", "form": "motion", "options": 2, "text": create_text("And one more")}
    effect = ExpelMember(member=three.number, ground="conduct")
    about = f"member/{three.number}"
    propose = one.copy().do(OpenProposal, **again, effects=(effect,), about=about)
    story.refuse("one in thirty days", propose, EffectImpossible)
    story.wait(30 * DAY)
    story.let("a month later", one.do(OpenProposal, **again, effects=(effect,), about=about))
