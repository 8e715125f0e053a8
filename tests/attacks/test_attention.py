"""Somebody who counts on others not looking: at the last minute, on a weekend, behind decoys.

Every story is told to the real law; each ends with the article that stopped it.
"""

from __future__ import annotations

from msgspec.structs import replace

from daso.kernel.challenge import OpenChallenge
from daso.kernel.charter import HOUR, Kind, Rule
from daso.kernel.condition import AttachCondition
from daso.kernel.decision import CarryOutDecision, advance
from daso.kernel.membership import LeaveOrganisation, SponsorMember
from daso.kernel.pause import PauseDecisions
from daso.kernel.proposal import OpenProposal, PublishProposal, ReviseProposal
from daso.kernel.refusals import (
    AnnouncedLately,
    ChallengeRunning,
    CooldownRunning,
    DecisionsPaused,
    DecisionSuspended,
    InProbation,
    MemberLeft,
    NotTheAuthor,
    ProposalClosed,
    SponsorsMissing,
    StillInDiscussion,
    TextChanged,
    TooManyProposals,
)
from daso.kernel.sponsor import SponsorProposal
from daso.kernel.tally.tally import compute_tally
from daso.kernel.withdrawal import AnnouncePayment
from daso.keys.tampered import SignatureWrong
from daso.testkit.person import Person
from tests.attacks.stage import begin, get_words, stand
from vectors.stories.challenging import WHY, adopt, challenge, settle
from vectors.stories.vault import SMALL, VAULT
from vectors.stories.waiting import FULL, SITE, bring, open_motion
from vectors.story import Story, create_person, create_text, vote, welcome

LAST = HOUR // 60
"""The last minute before a close, in milliseconds."""


def strike(story: Story, people: list[Person], number: int, *choices: int) -> None:
    """Let all of these vote at once, in the last minute."""
    story.at = max(story.at, story.state.proposals[number].closes_at - LAST)
    for person in people:
        story.let("strike", vote(story, person, number, *choices), 1)


def test_a_swing_in_the_last_minute_is_answered() -> None:
    """Three who kept still turn the result a minute before the close: it is put off by half a day, the others answer,
    and after the second time nothing puts it off any more, so that nobody can keep a vote open for ever.
    """
    story, people = begin("A swing in the last minute")
    plotters, others = people[:3], people[3:]
    number = bring(story, people, "What the three would like")
    announced = story.state.proposals[number].closes_at
    for person in others[:2]:
        story.let("against", vote(story, person, number, 2))
    strike(story, plotters, number, 1)
    assert story.state.proposals[number].closes_at >= announced - LAST + 12 * HOUR
    story.at = announced + 1
    for person in others:
        story.let("the answer", vote(story, person, number, 2))
    closes = story.state.proposals[number].closes_at
    for choices in ((), (2,)):
        strike(story, others[:5], number, *choices)
        assert (story.state.proposals[number].extensions, story.state.proposals[number].closes_at) == (2, closes)
    late = story.refuse("a moment later", vote(story, plotters[0].copy(), number, 1), ProposalClosed, closes)
    stand(late, "proposal-closed", "no ballot is taken after it")
    assert advance(story.state, closes).decisions[number].outcome == "rejected"
    assert "Nobody wins by surprise" in get_words("voting")


def test_a_last_ballot_never_shortens_a_vote() -> None:
    """However often the lead changes early on, the close that was announced stays."""
    story, people = begin("Back and forth")
    number = bring(story, people, "A red door")
    closes = story.state.proposals[number].closes_at
    for choice in (1, 2, 1, 2):
        story.let("back and forth", vote(story, people[0], number, choice))
    assert story.state.proposals[number].closes_at == closes


def test_what_was_rejected_does_not_come_again_on_a_weekend() -> None:
    """What fell on Thursday is brought again on Friday night by a friend, under another title, by way of another draft
    that turns into it, and by one that had been lying ready: each of them waits for sixty days.
    """
    story, people = begin("A weekend")
    _, two, three, four, five, *_ = people
    site = open_motion("Some site", kind="policy", effects=(SITE,))
    ready = story.state.next_proposal
    story.let("lying ready", five.do(OpenProposal, **site))
    story.let("its sponsor", four.do(SponsorProposal, proposal=ready, text=create_text("Some site")))
    fallen = bring(story, people, "A second site", kind="policy", effects=(SITE,))
    for person in (two, three, four):
        story.let("against", vote(story, person, fallen, 2))
    story.at = story.state.proposals[fallen].closes_at + 24 * HOUR
    words = "What was rejected can't be brought again"
    again = two.copy().do(OpenProposal, **open_motion("A gift", kind="policy", effects=(SITE,)))
    stand(story.refuse("under another title", again, CooldownRunning), "cooldown-running", words)
    harmless = story.state.next_proposal
    story.let("a harmless draft", three.do(OpenProposal, **open_motion("Flowers", kind="policy")))
    turned = {"proposal": harmless, "options": 2, "text": create_text("Flowers and a site"), "effects": (SITE,)}
    stand(story.refuse("turned", three.copy().do(ReviseProposal, **turned), CooldownRunning), "cooldown-running", words)
    publish = five.copy().do(PublishProposal, proposal=ready, text=create_text("Some site"))
    stand(story.refuse("lying ready", publish, CooldownRunning), "cooldown-running", words)


def test_a_weekend_is_shorter_than_any_vote() -> None:
    """A resolution in wholly new words is new to the law; yet it is discussed and voted on for longer than a weekend,
    and the few who are awake are no quorum.
    """
    story, people = begin("In other words", members=11)
    one, two, *_ = people
    fallen = bring(story, people, "We close on Mondays")
    story.let("against", vote(story, two, fallen, 2))
    story.at = story.state.proposals[fallen].closes_at
    number = story.state.next_proposal
    text = create_text("No work after Sunday")
    story.let("in other words", one.do(OpenProposal, **open_motion("No work after Sunday")))
    early = story.refuse("at once", one.copy().do(PublishProposal, proposal=number, text=text), StillInDiscussion)
    stand(early, "still-in-discussion", "After the time for discussion")
    story.wait(48)
    story.let("later", one.do(PublishProposal, proposal=number, text=text))
    assert story.state.proposals[number].closes_at - story.at >= 5 * 24 * HOUR
    for person in (one, two):
        story.let("who is awake", vote(story, person, number, 1))
    ended = advance(story.state, story.state.proposals[number].closes_at).decisions[number]
    assert ended.tally
    assert (ended.outcome, ended.tally.reason) == ("rejected", "quorum")


def test_decoys_do_not_take_everybodys_time() -> None:
    """Whoever would bury one vote under many has one proposal at a time, and a lasting one only with a sponsor."""
    story, people = begin("Decoys", charter=replace(FULL, live_proposals=1))
    one, *_ = people
    story.let("a first decoy", one.do(OpenProposal, **open_motion("A decoy", kind="policy")))
    second = story.refuse("a second", one.copy().do(OpenProposal, **open_motion("Another")), TooManyProposals)
    stand(second, "too-many-proposals", "The most live proposals that a member may have")
    story.wait(story.state.proposals[1].rule.discussion_hours)
    alone = one.copy().do(PublishProposal, proposal=1, text=create_text("A decoy"))
    stand(story.refuse("alone", alone, SponsorsMissing), "sponsors-missing", "a proposal needs sponsors")


def test_a_twin_does_not_split_the_others() -> None:
    """Beside what six of ten want its opponents put a twin: by single votes their own would now lead, ranked it stays
    behind, for nothing is lost to a twin.
    """
    rule: Rule = FULL.rules["ordinary"]
    single = [(1,)] * 3 + [(2,)] * 3 + [(3,)] * 4
    leading = compute_tally(replace(rule, method="plurality"), "choice", 3, 10, single)
    assert leading.winner == 3, "the twins have split the six"
    ranked = [(1, 2, 3, 4)] * 3 + [(2, 1, 3, 4)] * 3 + [(3, 4, 1, 2)] * 4
    tally = compute_tally(rule, "ranked", 3, 10, ranked)
    assert (tally.winner, tally.order) == (1, ((1,), (2,), (3,), (4,)))
    assert "leaving things as they are is ranked among them" in get_words("voting")


def test_a_decoy_shields_nothing() -> None:
    """A friend's feeble motion about a decision is voted down, and starts the cooldown for motions about it; what would
    really change the decision, a condition or a challenge, can still be brought.
    """
    story, people = begin("A shield")
    one, two, three, *_ = people
    number = adopt(story, people, "A red door")
    about = f"decision/{number}"
    decoy = bring(story, [two, three], "Think about the door", about=about)
    story.let("against", vote(story, three, decoy, 2))
    story.at = story.state.proposals[decoy].closes_at
    again = one.copy().do(OpenProposal, **open_motion("Think harder", about=about))
    story.refuse("about the same", again, CooldownRunning)
    due = story.at + 40 * 24 * HOUR
    condition = AttachCondition(to=about, owner=1, due_at=due, text=create_text("Paint it twice"))
    story.let("a condition", one.do(OpenProposal, **open_motion("Paint it twice", effects=(condition,))))
    story.let("a challenge", one.do(OpenChallenge, about=about, ground="harm", text=create_text("It is loud")))
    assert story.state.decisions[number].challenge
    assert "Every member may challenge a decision" in get_words("challenging")


def test_a_challenge_does_not_stall_for_ever() -> None:
    """A challenge that nobody means is signed only to stop a decision: any member begins the vote on it, the decision
    goes on with all its time, it can't be challenged again for a while, and nobody runs two challenges at once.
    """
    rules: dict[Kind, Rule] = {kind: replace(rule, challengers=20) for kind, rule in FULL.rules.items()}
    story, people = begin("Stalling", charter=replace(FULL, rules=rules))
    one, two, *others = people
    number = adopt(story, people, "A red door")
    stall = challenge(story, [one, two], number)
    held = story.refuse("meanwhile", two.copy().do(CarryOutDecision, proposal=number), DecisionSuspended)
    stand(held, "decision-suspended", "the decision is suspended")
    second = {"about": f"decision/{number}", "ground": "facts", "text": WHY}
    twice = story.refuse("a second", two.copy().do(OpenChallenge, **second), ChallengeRunning)
    stand(twice, "challenge-running", "No other challenge runs meanwhile")
    settle(story, others, stall, 2)
    again = one.copy().do(OpenChallenge, **second)
    stand(story.refuse("again", again, CooldownRunning), "cooldown-running", "can't be brought again")
    story.let("it goes on", two.do(CarryOutDecision, proposal=number))


def test_somebody_elses_draft_is_not_hurried() -> None:
    """Nobody puts another's draft to the vote before they are ready, or in words that they have left behind."""
    story, (one, two, *_) = begin("Hurried")
    story.let("a draft", one.do(OpenProposal, **open_motion("A red door")))
    text = create_text("A red door")
    hurry = two.copy().do(PublishProposal, proposal=1, text=text)
    stand(story.refuse("hurry", hurry, NotTheAuthor), "not-the-author", "its author may publish it")
    better = create_text("A green door")
    story.let("revised", one.do(ReviseProposal, proposal=1, options=2, text=better, effects=()))
    story.wait(48)
    old = one.copy().do(PublishProposal, proposal=1, text=text)
    stand(story.refuse("the old words", old, TextChanged), "text-changed", "Its author may revise a proposal")


def create_vault(about: str) -> tuple[Story, list[Person]]:
    """Members who have bound a vault."""
    story, people = begin(about)
    number = adopt(story, people, "A vault", kind="policy", effects=(VAULT,))
    story.wait(72)
    story.let("bind it", people[0].do(CarryOutDecision, proposal=number))
    return story, people


def test_small_payments_do_not_come_by_the_dozen() -> None:
    """A member who would tire out those who veto announces one payment a day, and friends whom they bring in for it
    announce none; nor does the plotter's key announce anything in another's name, or after they have left.
    """
    story, people = create_vault("Small payments by the dozen")
    plotter, sponsor, victim = people[:3]
    story.let("the first", plotter.do(AnnouncePayment, **SMALL))
    for hours in (1, 8, 14):
        story.wait(hours)
        stand(story.refuse("", plotter.copy().do(AnnouncePayment, **SMALL), AnnouncedLately), "announced-lately", "24")
    friend, number = create_person("friend"), story.state.next_member
    welcome(story, plotter, ("a friend", friend))
    story.let("sponsored", sponsor.do(SponsorMember, member=number))
    early = story.refuse("", friend.copy().do(AnnouncePayment, **SMALL), InProbation)
    stand(early, "in-probation", "during their probation")
    forged = victim.copy()
    forged.signer = plotter.signer
    story.refuse("in another's name", forged.do(AnnouncePayment, **SMALL), SignatureWrong)
    story.let("the plotter leaves", plotter.do(LeaveOrganisation))
    story.wait(48)
    stand(story.refuse("", plotter.copy().do(AnnouncePayment, **SMALL), MemberLeft), "member-left", "leave")
    assert [one.by for _, one in sorted(story.state.withdrawals.items())] == [plotter.number]


def test_a_leak_is_stopped_in_an_emergency() -> None:
    """When keys were stolen and small payments trickle out, a pause lets nobody announce another."""
    story, people = create_vault("A leak")
    story.let("the first", people[3].do(AnnouncePayment, **SMALL))
    number = bring(story, people, "Stop everything", kind="pause", effects=(PauseDecisions(hours=72),))
    rule = story.state.proposals[number].rule
    for person in people:
        story.let("for", vote(story, person, number, 1))
    story.wait(rule.voting_hours + rule.objection_hours)
    story.let("pause", people[1].do(CarryOutDecision, proposal=number))
    for person in people[3:5]:
        stopped = story.refuse("", person.copy().do(AnnouncePayment, **SMALL), DecisionsPaused)
        stand(stopped, "decisions-paused", "In an emergency")
