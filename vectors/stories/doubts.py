"""A story of doubts: a newcomer's admission is challenged and upheld, then challenged again and overturned."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from daso.kernel.challenge import OpenChallenge
from daso.kernel.charter import HOUR
from daso.kernel.membership import InviteMembers, SponsorMember
from daso.kernel.newcomer import AdmissionGround
from daso.kernel.proposal import PublishProposal
from daso.kernel.refusals import (
    AdmissionChallenged,
    AdmissionSettled,
    MemberLeft,
    NotInProbation,
    ReplyAwaited,
    SponsorPaused,
    SponsorTooNew,
    UnknownMember,
    WrongGround,
)
from daso.kernel.reply import ReplyToProposal
from daso.kernel.sponsor import SponsorProposal
from daso.testkit.person import Person
from vectors.stories.challenging import WHY, settle
from vectors.stories.waiting import FULL, bring
from vectors.story import Story, create_person, create_signer, create_text, found, inaugurate, vote, welcome

__all__ = ["doubt", "tell_doubts"]


def doubt(story: Story, people: Sequence[Person], member: int, ground: AdmissionGround = "unknown") -> int:
    """Let the first challenge an admission and the others sign as far as needed; return the challenge's number."""
    number, (first, *others) = story.state.next_proposal, people
    story.let("challenge the admission", first.do(OpenChallenge, about=f"member/{member}", ground=ground, text=WHY))
    for other in others[: story.state.proposals[number].needed]:
        story.let("co-sign", other.do(SponsorProposal, proposal=number, text=WHY))
    return number


def tell_doubts() -> Story:
    """The newcomer votes and replies while they are doubted; when it turns out who they are, all that ends."""
    story = Story("Doubts")
    expulsion = replace(FULL.rules["expulsion"], challengers=30, cooldown_hours=240, late_hours=0)
    founders = found(story, replace(FULL, rules={**FULL.rules, "expulsion": expulsion}))
    inaugurate(story, founders)
    one, two, three, *_ = founders
    newcomer, other = create_person("newcomer"), create_person("other")
    welcome(story, three, ("the newcomer", newcomer), ("the other", other))
    for person in (newcomer, other):
        story.let("who is sponsored", two.do(SponsorMember, member=person.number))
    about = {"about": f"member/{newcomer.number}", "ground": "second-token", "text": WHY}
    for name, changes, kind in (
        ("for a decision's ground", {"ground": "harm"}, WrongGround),
        ("for what they did", {"about": "decision/1"}, WrongGround),
        ("a founder's admission", {"about": "member/4"}, NotInProbation),
        ("nobody's admission", {"about": "member/99"}, UnknownMember),
    ):
        story.refuse(name, one.copy().do(OpenChallenge, **about | changes), kind)
    number = story.state.next_proposal
    rival = story.state.next_proposal + 1
    story.let("challenge the admission", two.do(OpenChallenge, **about))
    story.let("another collects as well", one.do(OpenChallenge, **about | {"ground": "unknown"}))
    signed = {"proposal": number, "text": WHY}
    story.refuse("too new to sign", other.copy().do(SponsorProposal, **signed), SponsorTooNew)
    for person in founders[2:4]:
        story.let("co-sign", person.do(SponsorProposal, **signed))
    story.refuse("one is enough", founders[4].copy().do(OpenChallenge, **about), AdmissionChallenged)
    story.refuse(
        "and so for the rival", founders[4].copy().do(SponsorProposal, proposal=rival, text=WHY), AdmissionChallenged
    )
    early = founders[4].copy().do(PublishProposal, **signed)
    story.refuse("the newcomer is heard first", early, ReplyAwaited)
    reply = newcomer.do(ReplyToProposal, proposal=number, text=create_text("Come and see me"))
    story.let("the newcomer replies", reply)
    settle(story, founders, number, 2)
    story.refuse("upheld, and so not again at once", founders[4].copy().do(OpenChallenge, **about), AdmissionSettled)
    _tell_overturned(story, founders, newcomer, about)
    return story


def _tell_overturned(story: Story, founders: list[Person], newcomer: Person, about: dict[str, str]) -> None:
    """Challenged on the last days of the probation, overturned when it is over."""
    one, two, three, four, five = founders
    remaining = story.state.members[newcomer.number].probation_until - story.at
    story.wait(remaining // HOUR - 24)
    number = doubt(story, [four, five, three], newcomer.number, "second-token")
    meanwhile = bring(story, [one, two, three], "A vote that is open meanwhile", kind="ordinary")
    story.let("the newcomer votes there", vote(story, newcomer, meanwhile, 2))
    settle(story, founders, number, 1)
    story.refuse("they act no more", newcomer.copy().do(ReplyToProposal, proposal=number, text=WHY), MemberLeft)
    for sponsor in (two, three):
        invites = sponsor.copy().do(InviteMembers, keys=(create_signer("another friend").key,))
        story.refuse("those who sponsored them answer", invites, SponsorPaused)
    story.refuse("nobody is left to doubt", one.copy().do(OpenChallenge, **about), NotInProbation)
    story.let("life goes on", one.do(InviteMembers, keys=(create_signer("a neighbour").key,)))
