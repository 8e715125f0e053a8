"""Stories of amending: what is entrenched, what two readings ask for, and how many it takes to change a rule."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from daso.errors import Error
from daso.kernel.amendment import AmendCharter
from daso.kernel.charter import DAY, HOUR
from daso.kernel.decision import CarryOutDecision
from daso.kernel.proposal import OpenProposal, PublishProposal
from daso.kernel.refusals import (
    AlreadyReadAgain,
    AmendingEntrenched,
    BeginningEntrenched,
    CharterUnsound,
    DecisionExpired,
    EffectNotAllowed,
    FoundationChanged,
    NotAFirstReading,
    NothingToAmend,
    PublicityEntrenched,
    ReadAgainFirst,
    ReadingDiffers,
    ReadingTooEarly,
    SettingChanged,
    SettingUnfit,
    UnknownSetting,
)
from daso.kernel.setting import Setting
from daso.kernel.transition import Envelope
from daso.testkit.person import Person
from vectors.story import CHARTER, Story, create_person, create_text, found, inaugurate, invite, vote

__all__ = ["adopt_twice", "amend", "open_amendment", "read", "tell_amending"]

WORDS = create_text("An amendment")


def amend(path: str, was: Setting, becomes: Setting) -> AmendCharter:
    """One change of the charter."""
    return AmendCharter(path=path, was=was, becomes=becomes)


def open_amendment(author: Person, *effects: AmendCharter, about: str = "") -> Envelope:
    """An amendment as somebody opens it: its first reading, or the second of the decision that it is about."""
    content = {"kind": "amendment", "form": "motion", "options": 2, "text": WORDS, "about": about}
    return author.do(OpenProposal, effects=effects, **content)


def read(story: Story, people: Sequence[Person], *effects: AmendCharter, about: str = "") -> int:
    """Let everybody adopt one reading of an amendment; return its number, the vote being over."""
    author, number = people[0], story.state.next_proposal
    story.let("open an amendment", open_amendment(author, *effects, about=about))
    rule = story.state.proposals[number].rule
    story.wait(rule.discussion_hours)
    story.let("publish the amendment", author.do(PublishProposal, proposal=number, text=WORDS))
    for person in people:
        story.let("for", vote(story, person, number, 1))
    story.wait(rule.voting_hours + rule.objection_hours)
    return number


def adopt_twice(story: Story, people: Sequence[Person], *effects: AmendCharter) -> int:
    """Let everybody adopt an amendment in both its readings; return the number of the second."""
    first = read(story, people, *effects)
    story.wait(story.state.charter.reading_hours)
    return read(story, people, *effects, about=f"decision/{first}")


def tell_amending() -> Story:
    """An amendment changes the charter after two readings; what is entrenched can't even be proposed."""
    story = Story("Amending")
    founders = found(story, replace(CHARTER, live_proposals=2))
    inaugurate(story, founders)
    _tell_impossible(story, founders[0])
    _tell_two_readings(story, founders)
    _tell_newcomer(story, founders)
    _tell_overtaken(story, founders)
    _tell_late(story, founders)
    return story


def _tell_impossible(story: Story, author: Person) -> None:
    """What nobody can change, and what would not be a charter, is refused when it is proposed."""
    charter, rule = story.state.charter, story.state.charter.rules["payment"]

    def propose(*effects: object, kind: str = "amendment", form: str = "motion", about: str = "") -> Envelope:
        content = {"kind": kind, "form": form, "options": 2, "text": WORDS, "about": about}
        return author.copy().do(OpenProposal, effects=effects, **content)

    sponsors = amend("sponsors", 2, 1)
    tries: tuple[tuple[str, Envelope, type[Error]], ...] = (
        ("fewer for an amendment", propose(amend("rules.amendment.share", (2, 3), (1, 2))), AmendingEntrenched),
        ("more for an amendment", propose(amend("rules.amendment.quorum", (1, 2), (2, 3))), AmendingEntrenched),
        ("no amendments any more", propose(amend("rules.amendment", rule, None)), AmendingEntrenched),
        ("readings closer together", propose(amend("reading_hours", 14 * DAY, 13 * DAY)), AmendingEntrenched),
        ("texts kept to members", propose(amend("texts", "public", "members")), PublicityEntrenched),
        ("another number of founders", propose(amend("founders", 3, 1)), BeginningEntrenched),
        ("another beginning", propose(amend("template", "employee-owned", "dao")), BeginningEntrenched),
        ("weight of a vote", propose(amend("weight", 1, 2)), UnknownSetting),
        ("a number of a rule that is none", propose(amend("rules.ordinary.weight", 1, 2)), UnknownSetting),
        ("a kind that there is not", propose(amend("rules.election.quorum", (1, 2), (0, 1))), UnknownSetting),
        ("all rules at once", propose(amend("rules", None, 1)), UnknownSetting),
        ("from a value that does not stand", propose(amend("sponsors", 3, 1)), SettingChanged),
        ("a number of rules outside them", propose(sponsors, amend("extensions", 2, 1)), UnknownSetting),
        ("a word for a number", propose(amend("sponsors", 2, "two")), SettingUnfit),
        ("a truth for a number", propose(amend("sponsors", 2, True)), SettingUnfit),
        ("nothing for a number", propose(amend("sponsors", 2, None)), SettingUnfit),
        ("more than there can be", propose(amend("sponsors", 2, 51)), SettingUnfit),
        ("the same again", propose(amend("sponsors", 2, 2)), NothingToAmend),
        ("nothing at all", propose(), NothingToAmend),
        ("nothing, as a choice", propose(form="choice"), NothingToAmend),
        ("a choice of charters", propose(sponsors, form="choice"), EffectNotAllowed),
        ("a policy", propose(sponsors, kind="policy"), EffectNotAllowed),
        ("no ordinary proposals", propose(amend("rules.ordinary", charter.rules["ordinary"], None)), CharterUnsound),
        ("sponsors that there are not", propose(amend("sponsors", 2, 4)), CharterUnsound),
        ("drafts that lapse at once", propose(amend("draft_hours", 30 * DAY, 1)), CharterUnsound),
        ("the second reading of nothing", propose(sponsors, about="decision/9"), NotAFirstReading),
        ("the second reading of a person", propose(sponsors, about="member/1"), NotAFirstReading),
    )
    for name, envelope, kind in tries:
        story.refuse(name, envelope, kind)


def _tell_two_readings(story: Story, founders: Sequence[Person]) -> None:
    """The first reading changes nothing, the second what the first said, and no later than it can."""
    one, two, three = founders
    quorum = amend("rules.ordinary.quorum", (1, 5), (1, 4))
    rule = story.state.charter.rules["pause"]
    effects = (quorum, amend("rules.pause", rule, None), amend("void_ballots", False, True))
    first = read(story, founders, *effects)
    again = f"decision/{first}"
    story.refuse("once is not enough", two.copy().do(CarryOutDecision, proposal=first), ReadAgainFirst)
    story.refuse("too early", open_amendment(two.copy(), *effects, about=again), ReadingTooEarly)
    story.wait(story.state.charter.reading_hours)
    story.refuse("other changes", open_amendment(two.copy(), quorum, about=again), ReadingDiffers)
    draft = story.state.next_proposal
    story.let("a second reading that nobody publishes", open_amendment(one, *effects, about=again))
    second = read(story, [two, one, three], *effects, about=again)
    story.refuse("a third", open_amendment(two.copy(), *effects, about=again), AlreadyReadAgain)
    late = one.copy().do(PublishProposal, proposal=draft, text=WORDS)
    story.refuse("the other second reading comes too late", late, AlreadyReadAgain)
    subject = f"decision/{second}"
    story.refuse("a second of the second", open_amendment(two.copy(), *effects, about=subject), NotAFirstReading)
    story.refuse("the first still does nothing", two.copy().do(CarryOutDecision, proposal=first), ReadAgainFirst)
    story.let("carry out what was read twice", two.do(CarryOutDecision, proposal=second))


def _tell_newcomer(story: Story, founders: Sequence[Person]) -> None:
    """Whoever joins affirms the charter as it stands now, not as it was."""
    number, link = invite(story, founders[0], "a newcomer")["a newcomer"]
    newcomer = create_person("a newcomer")
    old = newcomer.join(story.state.org, number, link, story.state.foundation)
    story.refuse("the charter as it was is not the charter", old, FoundationChanged)
    newcomer = create_person("a newcomer")
    story.let("the newcomer joins", newcomer.join(story.state.org, number, link, story.state.standing))


def _tell_overtaken(story: Story, founders: Sequence[Person]) -> None:
    """Of two amendments of one number the slower finds another value there, and changes nothing."""
    one, two, _ = founders
    hours = story.state.charter.reading_hours
    first = read(story, founders, amend("flags", 3, 4))
    other = read(story, founders, amend("flags", 3, 5), amend("invitations", 40, 20))
    story.wait(hours)
    slower = read(story, [two, one], amend("flags", 3, 5), amend("invitations", 40, 20), about=f"decision/{other}")
    quicker = read(story, founders, amend("flags", 3, 4), about=f"decision/{first}")
    story.let("carry out the quicker", one.do(CarryOutDecision, proposal=quicker))
    story.refuse("the slower", one.copy().do(CarryOutDecision, proposal=slower), SettingChanged)


def _tell_late(story: Story, founders: Sequence[Person]) -> None:
    """A first reading expires like every decision, and then there is no second."""
    change = amend("flags", 4, 6)
    first = read(story, founders, change)
    ends = story.state.decisions.get(first)
    story.at = ends.expires_at - HOUR if ends else story.at + 90 * DAY * HOUR
    story.wait(1)
    late = open_amendment(founders[0].copy(), change, about=f"decision/{first}")
    story.refuse("too late", late, DecisionExpired)
