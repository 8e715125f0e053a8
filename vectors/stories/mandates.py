"""Stories of mandates: given by name or by election, accepted, reported on, resigned, recalled, and over in time."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from daso.kernel.charter import DAY
from daso.kernel.decision import CarryOutDecision
from daso.kernel.mandate import AcceptMandate, EndMandate, GrantMandate, ReportMandate, ResignMandate
from daso.kernel.membership import LeaveOrganisation
from daso.kernel.proposal import OpenProposal, PublishProposal
from daso.kernel.refusals import (
    EffectImpossible,
    EffectNotAllowed,
    MandateAccepted,
    MandateOver,
    MandateUnsound,
    MemberLeft,
    NotTheHolder,
    UnknownMandate,
    UnknownMember,
)
from daso.kernel.transition import Envelope
from daso.testkit.person import Person
from vectors.story import CHARTER, Story, create_text, found, inaugurate, vote

__all__ = ["MANDATE", "adopt", "elect", "tell_mandates"]

MANDATE = GrantMandate(text=create_text("Keeps the lamp"), hours=30 * DAY, report_hours=10 * DAY, holder=2)
REPORT = create_text("The lamp burns")


def adopt(story: Story, people: Sequence[Person], *effects: object, kind: str = "mandate") -> int:
    """Let the first of these people propose a motion with these effects, and all adopt it; return its number."""
    return _decide(story, people, {"kind": kind, "form": "motion", "options": 2, "effects": effects}, 1)


def elect(story: Story, people: Sequence[Person], mandate: GrantMandate, winner: int) -> int:
    """Let all elect this candidate, counted from 1; return the number of the decision."""
    content = {"kind": "mandate", "form": "choice", "options": len(mandate.candidates), "effects": (mandate,)}
    return _decide(story, people, content, winner)


def _decide(story: Story, people: Sequence[Person], content: dict[str, object], choice: int) -> int:
    number, text, author = story.state.next_proposal, create_text(f"Decision {story.state.next_proposal}"), people[0]
    story.let("propose", author.do(OpenProposal, text=text, **content))
    rule = story.state.proposals[number].rule
    story.wait(rule.discussion_hours)
    story.let("publish", author.do(PublishProposal, proposal=number, text=text))
    for person in people:
        story.let(f"option {choice}", vote(story, person, number, choice))
    story.wait(rule.voting_hours + rule.objection_hours)
    return number


def tell_mandates() -> Story:
    """One mandate is held to its end, one is elected and resigned, one is recalled, and one leaves with its holder."""
    story = Story("Mandates")
    founders = found(story, replace(CHARTER, founders=4))
    inaugurate(story, founders)
    one, two, _, four = founders
    _tell_unsound(story, one)
    given = adopt(story, founders, MANDATE)
    story.let("the mandate is given", one.do(CarryOutDecision, proposal=given))
    _tell_holding(story, one, two)
    elected = elect(story, founders, replace(MANDATE, holder=0, candidates=(4, 3)), 2)
    story.let("the winner is named", one.do(CarryOutDecision, proposal=elected))
    loser = four.copy().do(AcceptMandate, mandate=2)
    story.refuse("whoever lost the election is not the holder", loser, NotTheHolder)
    story.let("the winner declines", founders[2].do(ResignMandate, mandate=2))
    story.refuse("a mandate that is over", founders[2].copy().do(AcceptMandate, mandate=2), MandateOver)
    _tell_recall(story, founders)
    return story


def _tell_unsound(story: Story, author: Person) -> None:
    """What no mandate can be is refused when it is proposed."""
    text = create_text("Unsound")

    def propose(*effects: object, kind: str = "mandate", form: str = "motion", options: int = 2) -> Envelope:
        return author.copy().do(OpenProposal, kind=kind, form=form, options=options, text=text, effects=effects)

    nobody, pair = replace(MANDATE, holder=0), replace(MANDATE, holder=0, candidates=(2, 3))
    for name, envelope, kind in (
        ("a mandate by policy", propose(MANDATE, kind="policy"), EffectNotAllowed),
        ("two mandates in one election", propose(pair, pair, form="choice"), EffectNotAllowed),
        ("a recall as a choice", propose(EndMandate(mandate=1), form="choice"), EffectNotAllowed),
        ("a mandate too long", propose(replace(MANDATE, hours=367 * DAY)), MandateUnsound),
        ("a mandate for nobody", propose(nobody), MandateUnsound),
        ("candidates in a motion", propose(pair), MandateUnsound),
        ("a holder in an election", propose(replace(pair, holder=2), form="choice"), MandateUnsound),
        ("more options than candidates", propose(pair, form="choice", options=3), MandateUnsound),
        ("a candidate twice", propose(replace(pair, candidates=(2, 2)), form="choice"), MandateUnsound),
        ("a holder who is nobody", propose(replace(MANDATE, holder=9)), UnknownMember),
        ("a candidate who is nobody", propose(replace(pair, candidates=(2, 9)), form="choice"), UnknownMember),
        ("a recall of nothing", propose(EndMandate(mandate=1)), EffectImpossible),
    ):
        story.refuse(name, envelope, kind)


def _tell_holding(story: Story, other: Person, holder: Person) -> None:
    """Accepted, reported on in time and late, and over when its term is."""
    story.refuse("accepting another's", other.copy().do(AcceptMandate, mandate=1), NotTheHolder)
    story.refuse("accepting nothing", other.copy().do(AcceptMandate, mandate=9), UnknownMandate)
    early = holder.copy().do(ReportMandate, mandate=1, text=REPORT)
    story.refuse("a report before accepting", early, NotTheHolder)
    story.let("accept", holder.do(AcceptMandate, mandate=1))
    story.refuse("accepting twice", holder.copy().do(AcceptMandate, mandate=1), MandateAccepted)
    story.wait(9 * DAY)
    story.let("report in time", holder.do(ReportMandate, mandate=1, text=REPORT))
    story.let("report again before the next time begins", holder.do(ReportMandate, mandate=1, text=REPORT))
    story.refuse("reporting on another's", other.copy().do(ReportMandate, mandate=1, text=REPORT), NotTheHolder)
    story.wait(16 * DAY)
    story.let("report late", holder.do(ReportMandate, mandate=1, text=REPORT))
    story.wait(6 * DAY)
    story.refuse("resigning after the term", holder.copy().do(ResignMandate, mandate=1), MandateOver)
    story.let("a last report after the end", holder.do(ReportMandate, mandate=1, text=REPORT))


def _tell_recall(story: Story, founders: Sequence[Person]) -> None:
    """A recalled holder may still report; a winner who left holds nothing; who leaves holds nothing any more."""
    one, two, three, four = founders
    given = adopt(story, founders, MANDATE, replace(MANDATE, holder=4))
    story.let("two mandates at once", two.do(CarryOutDecision, proposal=given))
    story.let("accept", two.do(AcceptMandate, mandate=3))
    recalled = adopt(story, founders, EndMandate(mandate=3))
    story.let("the mandate is recalled", one.do(CarryOutDecision, proposal=recalled))
    story.refuse("resigning what was recalled", two.copy().do(ResignMandate, mandate=3), MandateOver)
    story.let("a last report", two.do(ReportMandate, mandate=3, text=REPORT))
    again = one.copy().do(
        OpenProposal,
        kind="mandate",
        form="motion",
        options=2,
        text=REPORT,
        effects=(EndMandate(mandate=3),),
    )
    story.refuse("a second recall", again, EffectImpossible)
    elected = elect(story, founders, replace(MANDATE, holder=0, candidates=(4, 3)), 1)
    story.let("the winner leaves", four.do(LeaveOrganisation))
    story.refuse("nobody can be named", three.copy().do(CarryOutDecision, proposal=elected), MemberLeft)
