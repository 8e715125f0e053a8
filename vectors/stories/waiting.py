"""Stories of waiting: sponsors, the right of reply, late swings, objections, and cooldowns."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from daso.kernel.charter import HOUR, Charter
from daso.kernel.decision import CarryOutDecision
from daso.kernel.effect import AgreeOrigin
from daso.kernel.membership import SponsorMember
from daso.kernel.proposal import OpenProposal, PublishProposal, ReviseProposal
from daso.kernel.refusals import (
    AboutNothing,
    AlreadyPublished,
    CooldownRunning,
    NotConcerned,
    OwnProposal,
    ProposalClosed,
    RepliedAlready,
    SponsoredAlready,
    SponsorsComplete,
    SponsorsMissing,
    SponsorTooNew,
    StillInDiscussion,
    StillInObjection,
    TextChanged,
    WordsReused,
)
from daso.kernel.reply import ReplyToProposal
from daso.kernel.sponsor import SponsorProposal
from daso.kernel.templates import TEMPLATES
from daso.testkit.person import Person
from vectors.story import Story, create_person, create_text, found, inaugurate, vote, welcome

__all__ = ["FULL", "bring", "open_motion", "tell_sponsoring", "tell_swings"]

FULL: Charter = replace(TEMPLATES["employee-owned"], name="The lighthouse", founders=5, live_proposals=2)
"""A charter with all its waits: sponsors, objections, late swings, cooldowns, challenges."""

TEXT = create_text("A second site")
SITE = AgreeOrigin(origin="https://second.example")


def open_motion(words: str = "A second site", **changes: object) -> dict[str, object]:
    """The fields of a motion, and what is different about this one."""
    return {"kind": "ordinary", "form": "motion", "options": 2, "text": create_text(words), "effects": (), **changes}


def bring(story: Story, people: Sequence[Person], words: str, **changes: object) -> int:
    """Let the first of these open a motion, the others sponsor it as far as needed, and the first publish it."""
    number, text = story.state.next_proposal, create_text(words)
    author, *others = people
    story.let(f"open “{words}”", author.do(OpenProposal, **open_motion(words, **changes)))
    draft = story.state.proposals[number]
    for other in others[: draft.needed]:
        story.let("sponsor it", other.do(SponsorProposal, proposal=number, text=text))
    story.wait(max(draft.rule.discussion_hours, draft.rule.reply_hours if draft.about else 0))
    story.let("publish it", author.do(PublishProposal, proposal=number, text=text))
    return number


def tell_sponsoring() -> Story:
    """A policy needs a sponsor, who sponsors these words only; an expulsion waits for the reply of whom it concerns."""
    story = Story("Sponsoring")
    founders = found(story, FULL)
    inaugurate(story, founders)
    one, two, three, *_ = founders
    newcomer = create_person("newcomer")
    welcome(story, one, ("the newcomer", newcomer))
    story.let("who is sponsored", two.do(SponsorMember, member=newcomer.number))
    _tell_sponsors(story, one, two, newcomer)
    nobody = one.copy().do(OpenProposal, **open_motion(about="member/99"))
    story.refuse("about nobody", nobody, AboutNothing)
    nothing = one.copy().do(OpenProposal, **open_motion(about="decision/1"))
    story.refuse("about no decision yet", nothing, AboutNothing)
    _tell_reply(story, founders, three)
    return story


def _tell_sponsors(story: Story, author: Person, other: Person, newcomer: Person) -> None:
    story.let("open a policy", author.do(OpenProposal, **open_motion(kind="policy", effects=(SITE,))))
    sponsor = {"proposal": 1, "text": TEXT}
    story.refuse("one's own", author.copy().do(SponsorProposal, **sponsor), OwnProposal)
    story.refuse("a token too new", newcomer.copy().do(SponsorProposal, **sponsor), SponsorTooNew)
    story.let("sponsor it", other.do(SponsorProposal, **sponsor))
    story.refuse("twice", other.copy().do(SponsorProposal, **sponsor), SponsoredAlready)
    better = create_text("A second and better site")
    turned = {"proposal": 1, "options": 2, "text": TEXT, "effects": ()}
    story.refuse("something else in the same words", author.copy().do(ReviseProposal, **turned), WordsReused)
    revised = author.do(ReviseProposal, proposal=1, options=2, text=better, effects=(SITE,))
    story.let("its author revises, and the sponsor is asked again", revised)
    story.refuse("or in the words of yesterday", author.copy().do(ReviseProposal, **turned), WordsReused)
    story.refuse("the words of yesterday", other.copy().do(SponsorProposal, **sponsor), TextChanged)
    publish = {"proposal": 1, "text": better}
    story.wait(story.state.proposals[1].rule.discussion_hours)
    story.refuse("nobody's name is under it", author.copy().do(PublishProposal, **publish), SponsorsMissing)
    story.let("sponsor it again", other.do(SponsorProposal, **publish))


def _tell_reply(story: Story, founders: Sequence[Person], concerned: Person) -> None:
    """An expulsion has sponsors, a discussion and a reply; the first motion is published on the way."""
    one, two, _, four, five = founders
    better = create_text("A second and better site")
    story.refuse("enough have", four.copy().do(SponsorProposal, proposal=1, text=better), SponsorsComplete)
    story.let("publish the policy", one.do(PublishProposal, proposal=1, text=better))
    late = four.copy().do(SponsorProposal, proposal=1, text=better)
    story.refuse("sponsoring what is voted on", late, AlreadyPublished)
    words = create_text("Farewell")
    draft = open_motion("Farewell", about=f"member/{concerned.number}")
    story.let("open a motion about a member", two.do(OpenProposal, **draft))
    reply = {"proposal": 2, "text": create_text("I stay")}
    story.refuse("replying for another", four.copy().do(ReplyToProposal, **reply), NotConcerned)
    publish = two.copy().do(PublishProposal, proposal=2, text=words)
    story.refuse("before the discussion", publish, StillInDiscussion)
    revise = {"proposal": 2, "options": 2, "text": words, "effects": ()}
    story.let("who is concerned replies", concerned.do(ReplyToProposal, **reply))
    story.refuse("twice", concerned.copy().do(ReplyToProposal, **reply), RepliedAlready)
    story.let("revised, and so the reply may be given anew", two.do(ReviseProposal, **revise))
    again = concerned.do(ReplyToProposal, **reply)
    story.let("who is concerned replies again", again)
    story.wait(48)
    story.let("publish it", two.do(PublishProposal, proposal=2, text=words))
    for person in (five, four):
        story.let("against", vote(story, person, 2, 2))
    story.wait(story.state.proposals[2].rule.voting_hours)
    rerun = one.copy().do(OpenProposal, **open_motion("Goodbye", about=f"member/{concerned.number}"))
    story.refuse("the same again, in other words", rerun, CooldownRunning)
    story.refuse("a reply after the end", concerned.copy().do(ReplyToProposal, **reply), ProposalClosed)
    expulsion = open_motion("Goodbye", kind="expulsion", about=f"member/{concerned.number}")
    story.let("an expulsion is another matter", one.do(OpenProposal, **expulsion))
    number, goodbye = story.state.next_proposal - 1, create_text("Goodbye")
    for person in (two, four, five):
        story.let("sponsor it", person.do(SponsorProposal, proposal=number, text=goodbye))


def tell_swings() -> Story:
    """A late ballot that changes the result puts the close off; then come objections, and a cooldown for what fell."""
    story = Story("Swings")
    founders = found(story, FULL)
    inaugurate(story, founders)
    one, two, three, four, five = founders
    number = bring(story, founders, "A red door")
    closes = story.state.proposals[number].closes_at
    story.let("for", vote(story, two, number, 1))
    story.let("against", vote(story, three, number, 2), closes - 12 * HOUR - 1 - story.at)
    story.let("a late swing", vote(story, four, number, 1), 1)
    story.let("the answer", vote(story, five, number, 2))
    story.let("a second late swing", vote(story, one, number, 1), 3 * HOUR)
    story.let("a third puts nothing off", vote(story, five, number, 1), HOUR)
    story.wait(12)
    early = two.copy().do(CarryOutDecision, proposal=number)
    story.refuse("objections may still come", early, StillInObjection)
    story.wait(24)
    story.let("carry it out", two.do(CarryOutDecision, proposal=number))
    fallen = bring(story, founders, "A blue door")
    story.let("against", vote(story, three, fallen, 2))
    story.wait(story.state.proposals[fallen].rule.voting_hours)
    again = three.copy().do(OpenProposal, **open_motion("A blue door"))
    story.refuse("the very same words", again, CooldownRunning)
    about = f"decision/{number}"
    story.let("about the red door", two.do(OpenProposal, **open_motion("Less red", about=about)))
    story.wait(story.state.decisions[fallen].rule.cooldown_hours)
    story.let("after the cooldown", three.do(OpenProposal, **open_motion("A blue door")))
    _tell_effects_again(story, founders)
    return story


def _tell_effects_again(story: Story, founders: Sequence[Person]) -> None:
    """What the law would do counts, and not what its author calls it."""
    one, two, *_ = founders
    policy = {"kind": "policy", "effects": (SITE,)}
    story.let("a draft that is overtaken", two.do(OpenProposal, **open_motion("A site", **policy)))
    draft = story.state.next_proposal - 1
    fallen = bring(story, founders, "A second site", **policy)
    story.let("against", vote(story, two, fallen, 2))
    story.wait(story.state.proposals[fallen].rule.voting_hours)
    again = one.copy().do(OpenProposal, **open_motion("A gift", **policy))
    story.refuse("the same effects in other words", again, CooldownRunning)
    story.let("sponsor the draft", one.do(SponsorProposal, proposal=draft, text=create_text("A site")))
    overtaken = two.copy().do(PublishProposal, proposal=draft, text=create_text("A site"))
    story.refuse("nor can it be published", overtaken, CooldownRunning)
