"""Somebody who has one thing decided and means another, or votes with what others gave them.

Words that hide what will happen, payments to oneself, votes that were handed over, and emergencies that are none.
"""

from __future__ import annotations

from gettext import NullTranslations

from msgspec.structs import replace

from daso.kernel.ballot import CastBallot
from daso.kernel.charter import HOUR, Charter, Kind, Rule
from daso.kernel.decision import CarryOutDecision, advance
from daso.kernel.effect import AgreeOrigin, Effect
from daso.kernel.expulsion import ExpelMember
from daso.kernel.hub import EndHub, FoundHub, JoinHub
from daso.kernel.mandate import AcceptMandate
from daso.kernel.membership import LeaveOrganisation
from daso.kernel.pause import EndPause, PauseDecisions
from daso.kernel.payment import OrderPayment
from daso.kernel.proposal import OpenProposal, PublishProposal, ReviseProposal, compute_earliest
from daso.kernel.refusals import (
    AlreadyPublished,
    DecisionsPaused,
    EffectImpossible,
    EffectNotAllowed,
    HubNotNamed,
    NotInElectorate,
    PauseTooLong,
    SelfDealing,
    SponsorsMissing,
    TextChanged,
    UnknownSetting,
    WordsReused,
)
from daso.kernel.sponsor import SponsorProposal
from daso.kernel.transition import Envelope
from daso.keys.tampered import SignatureWrong
from daso.testkit.person import Person
from daso.web.words import DryRun, Words, compute_dry_run
from tests.attacks.stage import begin, get_words, stand
from vectors.stories.amending import amend, open_amendment
from vectors.stories.challenging import adopt, challenge, settle
from vectors.stories.mandates import MANDATE
from vectors.stories.waiting import FULL, SITE, bring, open_motion
from vectors.story import Story, create_text, vote

ANEW = "What is proposed otherwise is said in new words"

MINE = OrderPayment(amount=125_000, currency="EUR", text=create_text("For a roof"), payee=1)


def with_sponsors(sponsors: int) -> Charter:
    """The charter in which a payment takes so many sponsors."""
    return replace(FULL, rules={**FULL.rules, "payment": replace(FULL.rules["payment"], sponsors=sponsors)})


def try_out(story: Story, number: int) -> DryRun:
    """What members are shown of a proposal before they vote: the law's own dry run."""
    draft = story.state.proposals[number]
    return compute_dry_run(Words("en", NullTranslations(), story.at), story.state, draft.effects, number, {})


def test_nobody_is_paid_by_their_own_vote() -> None:
    """Where no sponsor is asked for, nobody proposes a payment to themselves; where one is, the payee has no vote on
    it, and none on a challenge of it either.
    """
    story, (one, *_) = begin("Alone", charter=with_sponsors(0))
    alone = one.copy().do(OpenProposal, **open_motion("A roof", kind="payment", effects=(MINE,)))
    stand(story.refuse("alone", alone, SelfDealing), "self-dealing", "proposes it only where others must sponsor it")
    story, people = begin("With a friend", charter=with_sponsors(1))
    one, *others = people
    number = bring(story, people, "A roof", kind="payment", effects=(MINE,))
    words = "only those vote whose token is old enough"
    stand(story.refuse("mine", vote(story, one.copy(), number, 1), NotInElectorate), "not-in-electorate", words)
    for person in others:
        story.let("for", vote(story, person, number, 1))
    story.at = story.state.proposals[number].closes_at
    contested = challenge(story, others, number)
    story.wait(48)
    story.let("begin", others[0].do(PublishProposal, proposal=contested, text=story.state.proposals[contested].text))
    story.refuse("nor here", vote(story, one.copy(), contested, 2), NotInElectorate)
    assert "A member who would be paid does not vote on it" in get_words("payments")


def test_a_payee_is_not_put_in_afterwards() -> None:
    """A payment that others have sponsored turns into one to its author: they are asked again, everybody sees the payee
    before voting, and once people vote it can't be turned any more.
    """
    story, people = begin("Put in", charter=with_sponsors(1))
    one, two, *_ = people
    roofer = replace(MINE, payee=2)
    story.let("a roof", one.do(OpenProposal, **open_motion("A roof", kind="payment", effects=(roofer,))))
    story.let("sponsored", two.do(SponsorProposal, proposal=1, text=create_text("A roof")))
    turned = {"proposal": 1, "options": 2, "text": create_text("A roof, really"), "effects": (MINE,)}
    story.let("turned", one.do(ReviseProposal, **turned))
    story.wait(48)
    publish = {"proposal": 1, "text": turned["text"]}
    stand(
        story.refuse("unseen", one.copy().do(PublishProposal, **publish), SponsorsMissing),
        "sponsors-missing",
        "when the author revises, they are asked again",
    )
    assert "paid to Member 1" in try_out(story, 1).steps[0]
    story.let("sponsored again", two.do(SponsorProposal, **publish))
    story.let("published", one.do(PublishProposal, **publish))
    more = {**turned, "effects": (replace(MINE, amount=10**9),), "text": create_text("A roof!")}
    late = story.refuse("more", one.copy().do(ReviseProposal, **more), AlreadyPublished)
    stand(late, "already-published", "From then on it can't be changed")


def test_an_effect_does_not_hide_behind_words() -> None:
    """Whatever a proposal calls itself, everybody is shown what the law would do, and carrying out does just that."""
    story, people = begin("Flowers")
    one, two, *_ = people
    for kind, effect in (("ordinary", SITE), ("ordinary", MINE), ("policy", ExpelMember(member=2, ground="conduct"))):
        hidden = one.copy().do(OpenProposal, **open_motion("Flowers in the hall", kind=kind, effects=(effect,)))
        refusal = story.refuse("under a gentler rule", hidden, EffectNotAllowed)
        stand(refusal, "effect-not-allowed", "What a proposal would do must be what its kind may do")
    number = story.state.next_proposal
    effects: tuple[Effect, ...] = (SITE, AgreeOrigin(origin="https://third.example"))
    story.let("flowers", one.do(OpenProposal, **open_motion("Flowers in the hall", kind="policy", effects=effects)))
    shown = try_out(story, number)
    assert len(shown.steps) == 2
    assert [change[2] for change in shown.changes] == [
        "https://daso.example, https://second.example and https://third.example"
    ]
    text = create_text("Flowers in the hall")
    story.let("sponsored", two.do(SponsorProposal, proposal=number, text=text))
    story.wait(story.state.proposals[number].rule.discussion_hours)
    story.let("published", one.do(PublishProposal, proposal=number, text=text))
    for person in people:
        story.let("for", vote(story, person, number, 1))
    story.at = story.state.proposals[number].closes_at + 72 * HOUR
    story.let("carried out", two.do(CarryOutDecision, proposal=number))
    assert story.state.origins[1:] == ("https://second.example", "https://third.example")
    assert "exactly as shown before the vote" in get_words("carrying-out")


def test_a_name_given_to_one_thing_does_not_count_for_another() -> None:
    """Whoever keeps the words of a proposal and turns its effects is refused, in drafts and in votes: a signature that
    is still on its way would count for them.
    """
    rules: dict[Kind, Rule] = {**FULL.rules, "policy": replace(FULL.rules["policy"], method="consent", sponsors=0)}
    story, people = begin("On its way", charter=replace(FULL, rules=rules))
    one, two, *_ = people
    text, other = create_text("Flowers in the hall"), create_text("Flowers")
    story.let("flowers", one.do(OpenProposal, **open_motion("Flowers in the hall", kind="policy")))
    turned = {"proposal": 1, "options": 2, "text": text, "effects": (SITE,)}
    stand(story.refuse("turned", one.copy().do(ReviseProposal, **turned), WordsReused), "words-reused", ANEW)
    story.wait(story.state.proposals[1].rule.discussion_hours)
    story.let("published", one.do(PublishProposal, proposal=1, text=text))
    on_its_way = vote(story, two, 1, 1)
    stand(story.refuse("in the vote", one.copy().do(ReviseProposal, **turned), WordsReused), "words-reused", ANEW)
    story.let("harmless", one.do(ReviseProposal, proposal=1, options=2, text=other, effects=()))
    stand(story.refuse("and back", one.copy().do(ReviseProposal, **turned), WordsReused), "words-reused", ANEW)
    arrived = story.refuse("the vote arrives", on_its_way, TextChanged)
    stand(arrived, "text-changed", "nobody's name or vote for one thing can count for another")


def test_half_of_a_bundle_does_not_happen() -> None:
    """A bundle whose bitter part can't happen any more does not leave its sweet part behind: all of it, or nothing."""
    story, people = begin("A bundle")
    _, two, *_ = people
    bundle = (AgreeOrigin(origin="https://third.example"), SITE)
    number = adopt(story, people, "A bundle", kind="policy", effects=bundle)
    other = adopt(story, people, "One of it", kind="policy", effects=(SITE,))
    story.wait(72)
    story.let("the one", two.do(CarryOutDecision, proposal=other))
    refusal = story.refuse("the bundle", two.copy().do(CarryOutDecision, proposal=number), EffectImpossible)
    stand(refusal, "effect-impossible", "Its effects happen together")
    assert "https://third.example" not in story.state.origins


def test_a_vote_is_not_handed_over_by_a_mandate() -> None:
    """A mandate “votes for all of us” gives its holder nothing: nobody else's ballot, and no second one of theirs."""
    story, people = begin("A proxy")
    one, two, three, *_ = people
    proxy = replace(MANDATE, text=create_text("Votes for all of us"), holder=one.number)
    number = adopt(story, people, "A proxy", kind="mandate", effects=(proxy,))
    story.wait(24)
    story.let("given", two.do(CarryOutDecision, proposal=number))
    story.let("accepted", one.do(AcceptMandate, mandate=1))
    lamp = bring(story, people, "A lamp")
    for other in (two, three):
        story.refuse("for another", forge(story, one, other, lamp), SignatureWrong)
    story.let("once", vote(story, one, lamp, 1))
    story.let("and again", vote(story, one, lamp, 1))
    assert dict(story.state.proposals[lamp].ballots.items()) == {1: (1,)}
    assert "Nobody can vote for another" in get_words("one-vote")
    assert "gives no further vote" in get_words("mandates")


def forge(story: Story, forger: Person, victim: Person, number: int) -> Envelope:
    """A ballot in somebody's name, signed with another's key."""
    forged = victim.copy()
    forged.signer, forged.key_number = forger.signer, forger.key_number
    return vote(story, forged, number, 1)


def test_delegation_is_no_setting() -> None:
    """Nothing in a charter hands votes on or weighs them, so there is nothing that an amendment could turn into it."""
    story, (one, *_) = begin("A setting")
    for path in ("delegation", "rules.ordinary.weights", "votes", "rules.ordinary.delegates"):
        refusal = story.refuse(path, open_amendment(one.copy(), amend(path, 0, 1)), UnknownSetting)
        stand(refusal, "unknown-setting", "no amendment can even name them")
    assert not {"weight", "delegate", "proxy", "on_behalf_of"} & set(CastBallot.__struct_fields__)


def test_an_emergency_does_not_last() -> None:
    """A few adopt a pause by night; it is no longer than three days, no second one follows, what it held back loses
    none of its time, and meanwhile everybody votes, challenges and may leave.
    """
    story, people = begin("An emergency")
    one, two, *_, last = people
    site = adopt(story, people, "A second site", kind="policy", effects=(SITE,))
    story.wait(72)
    expires = advance(story.state, story.at).decisions[site].expires_at
    long = one.copy().do(OpenProposal, **open_motion("Longer", kind="pause", effects=(PauseDecisions(hours=73),)))
    stand(story.refuse("longer", long, PauseTooLong), "pause-too-long", "The longest pause")
    pause = adopt(story, people[:3], "By night", kind="pause", effects=(PauseDecisions(hours=72),))
    story.let("it begins", one.do(CarryOutDecision, proposal=pause))
    held = story.refuse("held back", two.copy().do(CarryOutDecision, proposal=site), DecisionsPaused)
    stand(held, "decisions-paused", "stop all carrying out")
    lamp = bring(story, people, "A lamp")
    story.let("a vote", vote(story, two, lamp, 1))
    story.let("leaving", last.do(LeaveOrganisation))
    story.wait(24)
    more = one.copy().do(OpenProposal, **open_motion("More", kind="pause", effects=(PauseDecisions(hours=1),)))
    soon = story.refuse("another", more, EffectImpossible)
    stand(soon, "effect-impossible", "Then any member may carry it out")
    assert "After a pause there is none for at least as long as the last one lasted" in get_words("pausing")
    story.at = expires + 71 * HOUR
    story.let("nothing is lost", two.do(CarryOutDecision, proposal=site))


def test_an_emergency_is_ended_by_those_who_wake_up() -> None:
    """In the morning the others contest the pause: it is over with the verdict, or as soon as they decide to end it."""
    story, people = begin("The morning")
    one, *others = people
    pause = adopt(story, people[:3], "By night", kind="pause", effects=(PauseDecisions(hours=72),))
    story.let("it begins", one.do(CarryOutDecision, proposal=pause))
    ended = adopt(story, others, "Enough", kind="pause", effects=(EndPause(),))
    story.let("and ends", others[0].do(CarryOutDecision, proposal=ended))
    site = adopt(story, others, "A second site", kind="policy", effects=(SITE,))
    story.wait(40 * 24)
    again = adopt(story, people[:3], "By night, again", kind="pause", effects=(PauseDecisions(hours=72),))
    story.let("it begins again", one.do(CarryOutDecision, proposal=again))
    contested = challenge(story, others, again)
    settle(story, others, contested, 1)
    story.let("the verdict has ended it", others[0].do(CarryOutDecision, proposal=site))
    assert "what it did is undone at once" in get_words("challenging")


def gather(story: Story, people: list[Person]) -> None:
    """Let the first of these found a hub, and the others join it."""
    number = len(story.state.hubs) + 1
    story.let("found", people[0].do(FoundHub, kind="skill", text=create_text("The treasury")))
    for person in people[1:]:
        story.let("join", person.do(JoinHub, hub=number))


def test_a_circle_is_no_chamber() -> None:
    """Three who are the whole of a hub decide nothing by it: all nine are asked, and each has one vote as ever."""
    story, people = begin("A circle")
    gather(story, people[:3])
    number, text = story.state.next_proposal, create_text("What the treasury says, goes")
    content = {"kind": "ordinary", "form": "motion", "options": 2, "text": text, "effects": ()}
    story.let("propose", people[0].do(OpenProposal, **content, hub=1))
    story.at = compute_earliest(story.state, story.state.proposals[number])
    state = story.let("publish", people[0].do(PublishProposal, proposal=number, text=text))
    assert state.proposals[number].electorate == len(people)
    for place, person in enumerate(people[:7]):
        story.let("vote", vote(story, person, number, 1 if place < 3 else 2))
    ended = advance(story.state, story.state.proposals[number].closes_at).decisions[number]
    assert ended.outcome == "rejected"
    assert ended.tally is not None
    assert ended.tally.counts == (3, 4)
    assert "gives no further vote, and no power" in get_words("hubs")


def test_a_hub_is_ended_behind_its_back() -> None:
    """What would end a hub says so to those who are in it, and can't be hidden in a proposal about something else."""
    story, people = begin("Behind their backs")
    gather(story, people[:3])
    gather(story, people[3:6])
    content = {"kind": "hub", "form": "motion", "options": 2, "text": create_text("Tidying up")}
    for hub in (0, 2):
        ending = people[8].copy().do(OpenProposal, **content, effects=(EndHub(hub=1),), hub=hub)
        stand(story.refuse("", ending, HubNotNamed), "hub-not-named", "says which hub it concerns")
    by_policy = people[8].copy().do(OpenProposal, **content | {"kind": "policy"}, effects=(EndHub(hub=1),), hub=1)
    story.refuse("", by_policy, EffectNotAllowed)
