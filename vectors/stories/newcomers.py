"""Stories of newcomers: how many come at a time, their probation, admission by a vote, and who has gone quiet."""

from __future__ import annotations

from daso.kernel.admission import AdmitMember
from daso.kernel.charter import DAY
from daso.kernel.comment import PostComment
from daso.kernel.decision import CarryOutDecision
from daso.kernel.membership import InviteMembers, SponsorMember
from daso.kernel.proposal import OpenProposal
from daso.kernel.refusals import (
    EffectImpossible,
    InProbation,
    NotAMember,
    NotAnApplicant,
    NotInElectorate,
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

__all__ = ["tell_newcomers"]

NAMES = ("first", "second", "third", "fourth")


def tell_newcomers() -> Story:
    """Three founders may admit two in a month; a third waits, and a fourth is admitted by a vote."""
    story = Story("Newcomers")
    founders = found(story, CHARTER)
    inaugurate(story, founders)
    one, two, three = founders
    people = [create_person(name) for name in NAMES]
    welcome(story, one, *zip(NAMES, people, strict=True))
    for name, person in zip(NAMES[:3], people[:3], strict=True):
        story.let(f"sponsor the {name}", two.do(SponsorMember, member=person.number))
    first, _, third, fourth = people
    story.refuse("sponsoring who waits", three.copy().do(SponsorMember, member=third.number), NotAnApplicant)
    early = third.copy().do(OpenProposal, kind="ordinary", form="motion", options=2, text=create_text("Me"), effects=())
    story.refuse("who waits decides nothing", early, NotAMember)
    _tell_probation(story, first, fourth)
    _tell_vote(story, founders, fourth)
    story.wait(30 * DAY)
    speaks = third.do(PostComment, subject="charter", text=create_text("Here I am"))
    story.let("admitted by the clock, the third speaks", speaks)
    _tell_dormancy(story, one, three)
    return story


def _tell_probation(story: Story, first: Person, fourth: Person) -> None:
    """In probation one neither invites nor sponsors."""
    invites = first.copy().do(InviteMembers, keys=(create_signer("friend of the first").key,))
    story.refuse("inviting in probation", invites, InProbation)
    sponsors = first.copy().do(SponsorMember, member=fourth.number)
    story.refuse("sponsoring in probation", sponsors, InProbation)


def _tell_vote(story: Story, founders: list[Person], fourth: Person) -> None:
    """Whom too few sponsor may be admitted by a vote, and waits for room like everybody."""
    one, two, three = founders
    admit = AdmitMember(member=fourth.number)

    words = create_text("Let them in")
    motion = {"kind": "admission", "form": "motion", "options": 2, "text": words}
    propose = one.copy().do(OpenProposal, **motion, effects=(AdmitMember(member=2),), about="member/2")
    story.refuse("admitting a member", propose, EffectImpossible)
    story.refuse("about nobody", one.copy().do(OpenProposal, **motion, effects=(admit,)), WrongSubject)
    number = publish(story, one, "Let the fourth in", kind="admission", effects=(admit,))
    for person in (one, two, three):
        story.let("for", vote(story, person, number, 1))
    story.wait(story.state.proposals[number].rule.voting_hours + 2 * DAY)
    story.let("carry it out", two.do(CarryOutDecision, proposal=number))


def _tell_dormancy(story: Story, author: Person, sleeper: Person) -> None:
    """Who did nothing for a year is left out of the vote, and counted in again after any act."""
    story.wait(story.state.charter.dormancy_hours)
    number = publish(story, author, "Whom shall we wait for?")
    story.refuse("asleep when it was published", vote(story, sleeper.copy(), number, 1), NotInElectorate)
    story.let("a sign of life", sleeper.do(PostComment, subject="charter", text=create_text("Good morning")))
    story.refuse("too late for this vote", vote(story, sleeper.copy(), number, 1), NotInElectorate)
    story.wait(story.state.charter.rules["ordinary"].voting_hours)
    number = publish(story, author, "And now?")
    story.let("in time for the next", vote(story, sleeper, number, 1))
