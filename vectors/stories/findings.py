"""Stories of scrutineers' findings: signed, counted, about what was decided, and by nobody else."""

from __future__ import annotations

from msgspec.structs import replace

from daso.kernel.decision import CarryOutDecision
from daso.kernel.finding import SCRUTINEERS, PublishFinding
from daso.kernel.refusals import NotAScrutineer, SequenceBroken, UnknownDecision, UnknownKey
from daso.kernel.scrutineer import EndScrutineer, NameScrutineer
from daso.kernel.transition import Envelope
from daso.keys.tampered import SignatureWrong
from daso.testkit.person import Person
from vectors.stories.carrying_out import decide
from vectors.story import Story, create_holder, create_text, found, inaugurate

__all__ = ["tell_findings"]


def tell_findings() -> Story:
    """A scrutineer is named, publishes two findings, and loses the access again."""
    story = Story("Findings")
    founders = found(story)
    inaugurate(story, founders)
    one, two, _ = founders
    scrutineer = Person(create_holder("scrutineer").signer, story.state.org, SCRUTINEERS + 1)
    first = decide(story, founders, "A scrutineer", NameScrutineer(key=scrutineer.signer.key, profile=""))
    finding = {"decision": first, "verdict": "sound", "text": create_text("I counted every ballot.")}
    story.refuse("not named yet", scrutineer.copy().do(PublishFinding, **finding), NotAScrutineer)
    story.let("carry it out", two.do(CarryOutDecision, proposal=first))
    _tell_false_findings(story, one, scrutineer, finding)
    story.let("a finding", scrutineer.do(PublishFinding, **finding))
    doubt = finding | {"verdict": "doubtful", "text": create_text("On second thoughts.")}
    story.let("another one", scrutineer.do(PublishFinding, **doubt))
    ended = decide(story, founders, "No more scrutineer", EndScrutineer(scrutineer=1))
    story.let("carry the end out", two.do(CarryOutDecision, proposal=ended))
    story.refuse("the access has ended", scrutineer.copy().do(PublishFinding, **finding), NotAScrutineer)
    return story


def _tell_false_findings(story: Story, member: Person, scrutineer: Person, finding: dict[str, object]) -> None:
    def publish(person: Person, **changes: object) -> Envelope:
        return person.copy().do(PublishFinding, **finding | changes)

    story.refuse("about nothing", publish(scrutineer, decision=99), UnknownDecision)
    story.refuse("by a member", publish(member), NotAScrutineer)
    act = publish(scrutineer).act
    story.refuse("out of order", scrutineer.sign(replace(act, seq=2)), SequenceBroken)
    story.refuse("with another key's number", replace(scrutineer.sign(act), key=2), UnknownKey)
    story.refuse("signed by a stranger", create_holder("stranger").sign(act), SignatureWrong)
