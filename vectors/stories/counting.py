"""Stories of counting: options ranked, approved and given points; consent, objections and answers; an early close.

Read next: `tally.py`, for what ballots add up to.
"""

from __future__ import annotations

from msgspec.structs import replace

from daso.kernel.ballot import CastBallot
from daso.kernel.decision import CarryOutDecision
from daso.kernel.objection import AnswerObjection
from daso.kernel.proposal import OpenProposal, PublishProposal, ReviseProposal
from daso.kernel.refusals import (
    AlreadyPublished,
    NoObjection,
    NothingToCarryOut,
    NotTheAuthor,
    ProposalClosed,
    ReasonMissing,
    TextChanged,
    WrongChoice,
    WrongMethod,
)
from daso.kernel.templates import TEMPLATES
from daso.kernel.transition import Envelope
from daso.testkit.person import Person
from vectors.story import CHARTER, Story, create_text, found, inaugurate, publish, vote

__all__ = ["tell_consent", "tell_counting"]

RULES = TEMPLATES["employee-owned"].rules
ORDINARY = replace(RULES["ordinary"], early=True, objection_hours=0, late_hours=0, sponsors=0)
HUB = replace(RULES["hub"], share=(2, 3), objection_hours=0, late_hours=0, sponsors=0)
PLAIN = replace(ORDINARY, choices=("approval",), early=False)
Choices = tuple[tuple[int, ...], ...]
BALLOTS: dict[str, tuple[Choices, Choices]] = {
    "ranked": (((1, 2, 0, 3), (1, 2, 3, 3), (), (4, 3, 2, 1)), ((1,), (1, 2, 3), (1, 2, 3, 5))),
    "approval": (((1, 2), (2,), (), (2, 3)), ((0,), (2, 1), (1, 1), (3, 4))),
    "score": (((5, 0, 1), (4, 5, 0), (), (0, 0, 0), (4, 3, 3)), ((5,), (6, 0, 0), (5, 0, 1, 0))),
}
"""By way of counting: ballots that count, and ballots that have not its form."""

REASON, ANSWER = create_text("It would cost too much"), create_text("It costs less than it saves")


def _begin(about: str) -> tuple[Story, list[Person]]:
    story = Story(about)
    charter = replace(CHARTER, founders=5, rules={"ordinary": ORDINARY, "policy": PLAIN, "hub": HUB})
    founders = found(story, charter)
    inaugurate(story, founders)
    return story, founders


def _open(author: Person, method: str, **changes: object) -> Envelope:
    text = create_text(f"Which of three? ({method})")
    fields = {"kind": "ordinary", "form": "choice", "options": 3, "text": text, "effects": (), "method": method}
    return author.do(OpenProposal, **fields | changes)


def _ask(story: Story, author: Person, method: str) -> int:
    """A choice of three, published."""
    number = story.state.next_proposal
    story.let(f"open a choice counted by {method}", _open(author, method))
    story.wait(ORDINARY.discussion_hours)
    text = story.state.proposals[number].text
    story.let("publish it", author.do(PublishProposal, proposal=number, text=text))
    return number


def tell_counting() -> Story:
    """Choices are ranked, approved and given points; a motion closes early; ballots in a wrong form are refused."""
    story, founders = _begin("Counting")
    one, two, *_ = founders
    for name, envelope in {
        "a motion can't be ranked": _open(one.copy(), "ranked", form="motion", options=2),
        "nor scored where the charter doesn't say so": _open(one.copy(), "score", kind="policy"),
        "nor can a choice be made by consent": _open(one.copy(), "", kind="hub"),
    }.items():
        story.refuse(name, envelope, WrongMethod)
    for method, (cast, wrong) in BALLOTS.items():
        _tell_way(story, founders, method, cast, wrong)
    number = publish(story, two, "Close early")
    late = vote(story, founders[3].copy(), number, 2)
    for person in founders[:3]:
        story.let("for it", vote(story, person, number, 1))
    story.refuse("all others together could not prevent it", late, ProposalClosed)
    story.let("so it can be carried out at once", founders[4].do(CarryOutDecision, proposal=number))
    return story


def _tell_way(story: Story, founders: list[Person], method: str, cast: Choices, wrong: Choices) -> None:
    number = _ask(story, founders[0], method)
    for choices in wrong:
        story.refuse(f"not in the form of {method}", vote(story, founders[1].copy(), number, *choices), WrongChoice)
    for person, choices in zip(founders, cast, strict=False):
        story.let(f"{method}: {list(choices)}", vote(story, person, number, *choices))
    story.wait(ORDINARY.voting_hours)
    story.let("carry out what won", founders[1].do(CarryOutDecision, proposal=number))


def tell_consent() -> Story:
    """Objections need a reason, and an answer or a revision; without either nothing is adopted."""
    story, founders = _begin("Consent")
    one, two, three, four, five = founders
    number = publish(story, one, "A hub of gardeners", kind="hub")
    bare = vote(story, two.copy(), number, 2)
    story.refuse("an objection without a reason", bare, ReasonMissing)
    answer = {"proposal": number, "member": two.number, "text": ANSWER}
    story.refuse("answering nobody", one.copy().do(AnswerObjection, **answer), NoObjection)
    story.let("object", vote(story, two, number, 2, reason=REASON))
    story.refuse("another's answer", three.copy().do(AnswerObjection, **answer), NotTheAuthor)
    story.let("consent", vote(story, three, number, 1))
    story.let("answer the objection", one.do(AnswerObjection, **answer))
    story.let("object again", vote(story, two, number, 2, reason=create_text("And it is too far")))
    better = create_text("A hub of gardeners, for less")
    revision = {"proposal": number, "options": 2, "text": better, "effects": ()}
    story.let("take up the objection: the vote begins anew", one.do(ReviseProposal, **revision))
    text = create_text("A hub of gardeners")
    old = three.copy().do(CastBallot, proposal=number, text=text, choices=(1,), reason="")
    story.refuse("for the words before", old, TextChanged)
    for person in (two, three, four):
        story.let("consent", vote(story, person, number, 1))
    story.let("stand aside", vote(story, five, number))
    story.wait(HUB.voting_hours)
    story.let("carry it out", two.do(CarryOutDecision, proposal=number))
    _tell_unanswered(story, founders)
    return story


def _tell_unanswered(story: Story, founders: list[Person]) -> None:
    one, two, three, four, five = founders
    number = publish(story, two, "A hub of smiths", kind="hub")
    for person in (one, three, four):
        story.let("consent", vote(story, person, number, 1))
    story.let("object", vote(story, five, number, 2, reason=REASON))
    story.wait(HUB.voting_hours)
    carry = one.copy().do(CarryOutDecision, proposal=number)
    story.refuse("an objection was not answered", carry, NothingToCarryOut)
    number = publish(story, two, "A hub of weavers", kind="hub")
    for person, choice in ((one, 1), (three, 1), (four, 2), (five, 2)):
        story.let("consent or object", vote(story, person, number, choice, reason=REASON if choice == 2 else ""))
    for person in (four, five):
        answer = two.do(AnswerObjection, proposal=number, member=person.number, text=ANSWER)
        story.let("answer, without convincing", answer)
    story.wait(HUB.voting_hours)
    carry = one.copy().do(CarryOutDecision, proposal=number)
    story.refuse("too few consent", carry, NothingToCarryOut)
    plain = publish(story, three, "A plain motion")
    story.let("against a plain motion", vote(story, one, plain, 2))
    answer = three.copy().do(AnswerObjection, proposal=plain, member=one.number, text=ANSWER)
    story.refuse("a vote against is no objection", answer, NoObjection)
    revision = {"proposal": plain, "options": 2, "text": REASON, "effects": ()}
    story.refuse("nor can it be taken up", three.copy().do(ReviseProposal, **revision), AlreadyPublished)
