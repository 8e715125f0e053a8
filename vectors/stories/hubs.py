"""Stories of hubs: founded, joined and left, dormant and alive again, named by proposals, reworded and ended by all."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from daso.kernel.challenge import OpenChallenge
from daso.kernel.charter import DAY, HOUR
from daso.kernel.decision import CarryOutDecision
from daso.kernel.expulsion import ExpelMember
from daso.kernel.hub import EndHub, FoundHub, JoinHub, LeaveHub, RewordHub, get_hub_status
from daso.kernel.key import AddKey
from daso.kernel.membership import LeaveOrganisation
from daso.kernel.proposal import OpenProposal, PublishProposal, ReviseProposal, compute_earliest
from daso.kernel.refusals import (
    EffectImpossible,
    EffectNotAllowed,
    HubEnded,
    HubNotNamed,
    HubStillDormant,
    HubUnsound,
    InHubAlready,
    KeyTooLight,
    NotAMember,
    NotInaugurated,
    NotInHub,
    UnknownHub,
    WrongMethod,
)
from daso.kernel.transition import Envelope
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

__all__ = ["BREAD", "decide_on_hub", "tell_hubs"]

BREAD = create_text("Bread: those who bake")
LIGHT = create_signer("a light key for hubs")


def decide_on_hub(story: Story, people: Sequence[Person], hub: int, *effects: object) -> int:
    """Let the first of these people propose about a hub, and all consent; return the number of the decision."""
    number, author, text = story.state.next_proposal, people[0], create_text(f"Decision {story.state.next_proposal}")
    content = {"kind": "hub", "form": "motion", "options": 2, "text": text, "effects": effects, "hub": hub}
    story.let(f"propose about hub {hub}", author.do(OpenProposal, **content))
    story.at = max(story.at, compute_earliest(story.state, story.state.proposals[number]))
    story.let("publish", author.do(PublishProposal, proposal=number, text=text))
    for person in people:
        story.let("consent", vote(story, person, number, 1))
    story.wait(story.state.proposals[number].rule.voting_hours)
    return number


def tell_hubs() -> Story:
    """Three hubs: one that lives and is ended, one that is dormant, and one that delivers by a day."""
    story = Story("Hubs")
    people = found(story, replace(CHARTER, founders=4, hub_members=2))
    early = people[0].copy().do(FoundHub, kind="skill", text=BREAD)
    story.refuse("a hub before the inauguration", early, NotInaugurated)
    inaugurate(story, people)
    _tell_founding(story, people)
    _tell_joining(story, people)
    _tell_light_key(story, people)
    _tell_concerned(story, people[0])
    _tell_rewording(story, people)
    _tell_leaving(story, people)
    _tell_ending(story, people[:3])
    return story


def _tell_founding(story: Story, people: Sequence[Person]) -> None:
    one, two, three, _ = people
    newcomer = create_person("newcomer")
    welcome(story, one, ("the newcomer", newcomer))
    story.refuse("a newcomer's hub", newcomer.copy().do(FoundHub, kind="skill", text=BREAD), NotAMember)
    for name, fields in (
        ("delivering by no day", {"kind": "execution"}),
        ("delivering by yesterday", {"kind": "execution", "due_at": story.at - DAY * HOUR}),
        ("a skill by a day", {"kind": "skill", "due_at": story.at + DAY * HOUR}),
    ):
        story.refuse(name, one.copy().do(FoundHub, text=BREAD, **fields), HubUnsound)
    story.let("a skill hub", one.do(FoundHub, kind="skill", text=BREAD))
    story.refuse(
        "a second while the first is dormant", one.copy().do(FoundHub, kind="skill", text=BREAD), HubStillDormant
    )
    story.let("a talent hub", two.do(FoundHub, kind="talent", text=create_text("Learning to bake")))
    due_at = story.at + 90 * DAY * HOUR
    story.let("an execution hub", three.do(FoundHub, kind="execution", text=create_text("The oven"), due_at=due_at))
    story.refuse("a newcomer joins no hub", newcomer.copy().do(JoinHub, hub=1), NotAMember)


def _tell_joining(story: Story, people: Sequence[Person]) -> None:
    one, two, three, four = people
    story.let("two joins, and it lives", two.do(JoinHub, hub=1))
    story.refuse("joining twice", two.copy().do(JoinHub, hub=1), InHubAlready)
    story.refuse("joining no hub", two.copy().do(JoinHub, hub=9), UnknownHub)
    story.refuse("leaving no hub", two.copy().do(LeaveHub, hub=9), UnknownHub)
    story.refuse("leaving what one is not in", four.copy().do(LeaveHub, hub=1), NotInHub)
    story.let("three joins", three.do(JoinHub, hub=1))
    story.let("three leaves", three.do(LeaveHub, hub=1))
    story.let("the talent hub is left by its founder", two.do(LeaveHub, hub=2))
    mending = {"kind": "talent", "text": create_text("Learning to mend")}
    story.refuse("which makes it no less dormant", two.copy().do(FoundHub, **mending), HubStillDormant)
    story.wait(30 * DAY)
    story.let("a month later another may be founded", two.do(FoundHub, **mending))
    story.let("and who founded one that lives", one.do(FoundHub, kind="skill", text=create_text("Accounts")))


def _tell_light_key(story: Story, people: Sequence[Person]) -> None:
    four = people[3]
    until = story.at + 30 * DAY * HOUR
    story.let("a light key", four.do(AddKey, key=LIGHT.key, label="", scope="light", until=until))
    light = four.copy()
    light.signer, light.key_number = LIGHT, 2
    story.refuse("founding is not light", light.copy().do(FoundHub, kind="skill", text=BREAD), KeyTooLight)
    story.let("joining is", light.do(JoinHub, hub=1))
    story.let("so is leaving", light.do(LeaveHub, hub=1))
    story.let("and joining again", light.do(JoinHub, hub=1))
    four.seq = light.seq


def _tell_concerned(story: Story, one: Person) -> None:
    """A proposal concerns a hub or none, says so anew when it is revised, and everybody votes on it."""
    number, text = story.state.next_proposal, create_text("A mixer")
    content = {"kind": "ordinary", "form": "motion", "options": 2, "text": text, "effects": ()}
    story.refuse("concerning no hub there is", one.copy().do(OpenProposal, **content, hub=9), UnknownHub)
    story.let("a proposal that concerns a hub", one.do(OpenProposal, **content, hub=1))
    revised = {"proposal": number, "options": 2, "text": text, "effects": ()}
    story.refuse("revised to concern none there is", one.copy().do(ReviseProposal, **revised, hub=9), UnknownHub)
    story.let("revised to concern another", one.do(ReviseProposal, **revised, hub=3))
    story.let("revised to concern none", one.do(ReviseProposal, **revised))
    story.let("revised to concern it again", one.do(ReviseProposal, **revised, hub=1))
    story.at = compute_earliest(story.state, story.state.proposals[number])
    story.let("publish", one.do(PublishProposal, proposal=number, text=text))
    if story.state.proposals[number].electorate != story.state.tokens:
        raise ValueError("a hub changes no electorate")
    story.wait(story.state.proposals[number].rule.voting_hours)


def _tell_rewording(story: Story, people: Sequence[Person]) -> None:
    """Its words are everybody's to change, and what was changed is given back when that is overturned."""
    one = people[0]
    cakes = RewordHub(hub=1, text=create_text("Bread and cakes"))

    def propose(*effects: object, kind: str = "hub", hub: int = 1, form: str = "motion") -> Envelope:
        content = {"kind": kind, "form": form, "options": 2, "text": create_text("Other words"), "effects": effects}
        return one.copy().do(OpenProposal, **content, hub=hub)

    for name, envelope, kind in (
        ("rewording by policy", propose(cakes, kind="policy"), EffectNotAllowed),
        ("rewording as a choice", propose(cakes, form="choice"), WrongMethod),
        ("rewording what the proposal does not name", propose(cakes, hub=0), HubNotNamed),
        ("ending another than it names", propose(EndHub(hub=3)), HubNotNamed),
        ("rewording no hub", propose(replace(cakes, hub=9), hub=9), EffectImpossible),
        ("a skill by a day", propose(replace(cakes, due_at=story.at + DAY * HOUR)), HubUnsound),
        ("delivering by no day", propose(replace(cakes, hub=3), hub=3), HubUnsound),
    ):
        story.refuse(name, envelope, kind)
    number = decide_on_hub(story, people, 1, cakes)
    story.let("it has other words", one.do(CarryOutDecision, proposal=number))
    later = replace(cakes, hub=3, due_at=story.state.hubs[3].due_at + 30 * DAY * HOUR)
    put_off = decide_on_hub(story, people, 3, later)
    story.let("the oven has more time", one.do(CarryOutDecision, proposal=put_off))
    _overturn(story, people, put_off)


def _overturn(story: Story, people: Sequence[Person], decision: int) -> None:
    """A challenge concerns the same hub as its decision."""
    number, text = story.state.next_proposal, create_text("It harms")
    story.let("challenge", people[1].do(OpenChallenge, about=f"decision/{decision}", ground="harm", text=text))
    story.at = max(story.at, compute_earliest(story.state, story.state.proposals[number]))
    story.let("the verdict is put to the vote", people[2].do(PublishProposal, proposal=number, text=text))
    for person in people:
        story.let("overturn", vote(story, person, number, 1))
    story.wait(story.state.proposals[number].rule.voting_hours)


def _tell_leaving(story: Story, people: Sequence[Person]) -> None:
    """Who leaves the organisation, or is expelled, leaves its hubs."""
    one, two, three, four = people
    story.let("four leaves the organisation", four.do(LeaveOrganisation))
    expelling = ExpelMember(member=two.number, ground="conduct")
    with_two = publish(story, one, "Two goes", kind="expulsion", effects=(expelling,))
    for person in (one, two, three):
        story.let("expel", vote(story, person, with_two, 1))
    story.wait(story.state.proposals[with_two].rule.voting_hours)
    story.let("two is expelled", one.do(CarryOutDecision, proposal=with_two))
    if get_hub_status(story.state, story.state.hubs[1]) != "dormant":
        raise ValueError("one member is not enough")
    story.let("three joins, and it lives again", three.do(JoinHub, hub=1))


def _tell_ending(story: Story, people: Sequence[Person]) -> None:
    """By a decision a hub ends, whoever is in it; and goes on when that is overturned."""
    one, _, three = people
    number = decide_on_hub(story, (one, three), 1, EndHub(hub=1))
    story.let("it ends", three.do(CarryOutDecision, proposal=number))
    story.refuse("joining what has ended", three.copy().do(JoinHub, hub=1), HubEnded)
    content = {"kind": "ordinary", "form": "motion", "options": 2, "text": create_text("Why?"), "effects": ()}
    story.refuse("concerning what has ended", one.copy().do(OpenProposal, **content, hub=1), HubEnded)
    ending = {"kind": "hub", "form": "motion", "options": 2, "text": create_text("Twice"), "effects": (EndHub(hub=1),)}
    story.refuse("ending it twice", one.copy().do(OpenProposal, **ending, hub=1), EffectImpossible)
    story.let("leaving what has ended", three.do(LeaveHub, hub=1))
