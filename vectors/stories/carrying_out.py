"""Stories of carrying out: effects that happen together or not at all, scrutineers, sites, and expiry."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from daso.canon import to_base64url
from daso.kernel.decision import CarryOutDecision
from daso.kernel.effect import AgreeOrigin
from daso.kernel.key import AddKey
from daso.kernel.proposal import OpenProposal, PublishProposal
from daso.kernel.refusals import DecisionExpired, EffectImpossible, EffectNotAllowed, KeyTaken, UnknownOrigin
from daso.kernel.scrutineer import EndScrutineer, NameScrutineer
from daso.kernel.transition import Envelope
from daso.keys.tampered import NotAPoint
from daso.keys.verify import P256Key
from daso.testkit.person import Person
from vectors.story import (
    CHARTER,
    ORIGIN,
    Story,
    create_holder,
    create_signer,
    create_text,
    found,
    inaugurate,
    publish,
    vote,
)

__all__ = ["tell_carrying_out"]

SITE = AgreeOrigin(origin="https://second.example")
SCRUTINEER = NameScrutineer(key=create_signer("scrutineer").key, profile=create_text("A scrutineer's name"))


def decide(story: Story, people: Sequence[Person], words: str, *effects: object) -> int:
    """Let everybody adopt a policy with these effects; return its number, the vote being over."""
    number = publish(story, people[0], words, kind="policy", effects=effects)
    for person in people:
        story.let("for", vote(story, person, number, 1))
    story.wait(story.state.proposals[number].rule.voting_hours)
    return number


def tell_carrying_out() -> Story:
    """Policies name scrutineers and sites; what can't happen is refused at the opening and again at the end."""
    story = Story("Carrying out")
    charter = replace(CHARTER, live_proposals=2)
    founders = found(story, charter)
    inaugurate(story, founders)
    one, two, _ = founders
    _tell_impossible(story, one)
    named = decide(story, founders, "A scrutineer and a second site", SITE, SCRUTINEER)
    story.let("carry both out", two.do(CarryOutDecision, proposal=named))
    second = create_holder("second device", SITE.origin).signer.key
    story.let("a passkey of the second site counts now", one.do(AddKey, key=second, label=""))
    ended = decide(story, founders, "No more scrutineer", EndScrutineer(scrutineer=1))
    _tell_overtaken(story, founders)
    story.let("carry the end out", two.do(CarryOutDecision, proposal=ended))
    late = decide(story, founders, "A third site", AgreeOrigin(origin="https://third.example"))
    story.wait(story.state.charter.rules["policy"].carrying_out_hours)
    story.refuse("nobody did it in time", two.copy().do(CarryOutDecision, proposal=late), DecisionExpired)
    return story


def _tell_impossible(story: Story, author: Person) -> None:
    """What could not happen today is refused when it is proposed."""
    text = create_text("Impossible")

    def propose(*effects: object, kind: str = "policy", form: str = "motion") -> Envelope:
        return author.copy().do(OpenProposal, kind=kind, form=form, options=2, text=text, effects=effects)

    off_curve = P256Key(public=to_base64url(bytes(64)))
    foreign = create_holder("scrutineer", "https://elsewhere.example").signer.key
    for name, envelope, kind in (
        ("no effects for ordinary proposals", propose(SITE, kind="ordinary"), EffectNotAllowed),
        ("no effects for choices", propose(SITE, form="choice"), EffectNotAllowed),
        ("a site agreed on already", propose(AgreeOrigin(origin=ORIGIN)), EffectImpossible),
        ("a site twice", propose(SITE, SITE), EffectImpossible),
        ("ending nobody's access", propose(EndScrutineer(scrutineer=1)), EffectImpossible),
        ("ending access twice", propose(SCRUTINEER, *[EndScrutineer(scrutineer=1)] * 2), EffectImpossible),
        ("a member as scrutineer", propose(NameScrutineer(key=author.signer.key, profile="")), KeyTaken),
        ("one scrutineer twice", propose(SCRUTINEER, SCRUTINEER), KeyTaken),
        ("a scrutineer without a key", propose(NameScrutineer(key=off_curve, profile="")), NotAPoint),
        ("a scrutineer's passkey elsewhere", propose(NameScrutineer(key=foreign, profile="")), UnknownOrigin),
    ):
        story.refuse(name, envelope, kind)


def _tell_overtaken(story: Story, founders: Sequence[Person]) -> None:
    """Two policies with one effect: the second finds it done, and is refused as a whole."""
    two = founders[1]
    site, other = AgreeOrigin(origin="https://fourth.example"), AgreeOrigin(origin="https://fifth.example")
    draft = create_text("Two sites, overtaken in discussion")
    number = story.state.next_proposal
    opened = two.do(OpenProposal, kind="policy", form="motion", options=2, text=draft, effects=(other, site))
    story.let("open a third policy", opened)
    first, second = decide_together(story, founders, (site,), (other, site))
    story.let("carry the first out", two.do(CarryOutDecision, proposal=first))
    overtaken = two.copy().do(CarryOutDecision, proposal=second)
    story.refuse("the second finds it done", overtaken, EffectImpossible)
    moot = two.copy().do(PublishProposal, proposal=number, text=draft)
    story.refuse("the third can't be published", moot, EffectImpossible)


def decide_together(story: Story, people: Sequence[Person], *policies: Sequence[object]) -> list[int]:
    """Let everybody adopt several policies of member 1 at once; return their numbers, the votes being over."""
    author, first = people[0], story.state.next_proposal
    numbers = list(range(first, first + len(policies)))
    text = create_text("Two at once")
    for effects in policies:
        opened = author.do(OpenProposal, kind="policy", form="motion", options=2, text=text, effects=tuple(effects))
        story.let("open a policy", opened)
    story.wait(story.state.charter.rules["policy"].discussion_hours)
    for number in numbers:
        story.let("publish a policy", author.do(PublishProposal, proposal=number, text=text))
    for number in numbers:
        for person in people:
            story.let("for", vote(story, person, number, 1))
    story.wait(story.state.charter.rules["policy"].voting_hours)
    return numbers
