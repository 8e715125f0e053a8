"""Stories of challenging and mitigating: decisions are suspended, upheld, overturned, undone, bound to conditions."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from daso.kernel.challenge import OpenChallenge
from daso.kernel.charter import HOUR
from daso.kernel.comment import PostComment
from daso.kernel.condition import AttachCondition, ReportCondition
from daso.kernel.decision import CarryOutDecision
from daso.kernel.effect import AgreeOrigin
from daso.kernel.membership import LeaveOrganisation
from daso.kernel.moderation import HideComment, RestoreComment
from daso.kernel.proposal import OpenProposal, PublishProposal, ReviseProposal, WithdrawProposal
from daso.kernel.refusals import (
    ChallengeFixed,
    ChallengeRunning,
    ConditionMet,
    ConditionOpen,
    CooldownRunning,
    DecisionOverturned,
    DecisionSuspended,
    EffectImpossible,
    NoChallenges,
    NothingToCarryOut,
    NothingToChallenge,
    NotTheOwner,
    ReplyAwaited,
    SponsorsMissing,
    TooManyChallenges,
    UnknownCondition,
    UnknownProposal,
)
from daso.kernel.reply import ReplyToProposal
from daso.kernel.scrutineer import EndScrutineer, NameScrutineer
from daso.kernel.sponsor import SponsorProposal
from daso.kernel.witness import EndWitness
from daso.testkit.person import Person
from vectors.stories.waiting import FULL, bring, open_motion
from vectors.stories.witnesses import create_witness
from vectors.story import (
    Story,
    create_holder,
    create_text,
    found,
    inaugurate,
    vote,
)

__all__ = ["WHY", "adopt", "challenge", "settle", "tell_challenging", "tell_mitigating", "tell_undoing"]

WHY = create_text("It does harm")


def adopt(story: Story, people: Sequence[Person], words: str, **changes: object) -> int:
    """Let all of these adopt a motion of the first; return its number, the vote being over and nobody objecting."""
    number = bring(story, people, words, **changes)
    rule = story.state.proposals[number].rule
    for person in people:
        story.let("for", vote(story, person, number, 1))
    story.wait(rule.voting_hours)
    return number


def challenge(story: Story, people: Sequence[Person], decision: int) -> int:
    """Let the first challenge a decision and the others sign as far as needed; return the challenge's number."""
    number, (first, *others) = story.state.next_proposal, people
    story.let("challenge it", first.do(OpenChallenge, about=f"decision/{decision}", ground="harm", text=WHY))
    for other in others[: story.state.proposals[number].needed]:
        story.let("co-sign", other.do(SponsorProposal, proposal=number, text=WHY))
    return number


def settle(story: Story, people: Sequence[Person], number: int, choice: int) -> None:
    """Let the time for a reply pass, the last of these begin the vote, and all of them give this verdict."""
    story.wait(story.state.proposals[number].rule.reply_hours)
    story.let("begin the vote on it", people[-1].do(PublishProposal, proposal=number, text=WHY))
    for person in people:
        story.let("the verdict", vote(story, person, number, choice))
    story.wait(story.state.proposals[number].rule.voting_hours)


def _begin(about: str, percent: int = 40) -> tuple[Story, list[Person]]:
    """Five founders whose charter asks two of them for a challenge; pauses can't be challenged."""
    rules = {kind: replace(rule, challengers=percent) for kind, rule in FULL.rules.items()}
    rules["pause"] = replace(rules["pause"], challengers=0)
    story = Story(about)
    founders = found(story, replace(FULL, rules=rules))
    inaugurate(story, founders)
    return story, founders


def tell_challenging() -> Story:
    """A decision is challenged before it takes effect and upheld; then again, and overturned."""
    story, founders = _begin("Challenging")
    one, two, three, four, five = founders
    nothing = two.copy().do(OpenChallenge, about="decision/1", ground="facts", text=WHY)
    story.refuse("nothing there", nothing, NothingToChallenge)
    number = adopt(story, founders, "A red door")
    about = {"about": f"decision/{number}", "ground": "harm", "text": WHY}
    story.let("challenge it", two.do(OpenChallenge, **about))
    first = story.state.next_proposal - 1
    story.refuse("a second by the same", two.copy().do(OpenChallenge, **about), TooManyChallenges)
    revised = {"proposal": first, "options": 2, "text": create_text("Worse"), "effects": ()}
    story.refuse("a challenge stays as it is", two.copy().do(ReviseProposal, **revised), ChallengeFixed)
    alone = two.copy().do(PublishProposal, proposal=first, text=WHY)
    story.refuse("too few have signed", alone, SponsorsMissing)
    story.let("another collects as well", three.do(OpenChallenge, **about | {"ground": "procedure"}))
    story.let("and thinks better of it", three.do(WithdrawProposal, proposal=first + 1))
    story.let("and once more", three.do(OpenChallenge, **about | {"ground": "charter"}))
    story.let("co-sign the first", four.do(SponsorProposal, proposal=first, text=WHY))
    _tell_running(story, founders, number, first)
    settle(story, founders, first, 2)
    story.refuse("verdicts aren't carried out", one.copy().do(CarryOutDecision, proposal=first), NothingToCarryOut)
    again = four.copy().do(OpenChallenge, **about)
    story.refuse("upheld, and so not again at once", again, CooldownRunning)
    late = five.copy().do(SponsorProposal, proposal=first + 2, text=WHY)
    story.refuse("nor by another challenge", late, CooldownRunning)
    of_verdict = four.copy().do(OpenChallenge, **about | {"about": f"decision/{first}"})
    story.refuse("a verdict stands", of_verdict, NothingToChallenge)
    story.wait(FULL.rules["ordinary"].cooldown_hours)
    second = challenge(story, founders, number)
    settle(story, founders, second, 1)
    overturned = one.copy().do(CarryOutDecision, proposal=number)
    story.refuse("overturned for good", overturned, DecisionOverturned)
    story.refuse("nothing left to challenge", four.copy().do(OpenChallenge, **about), NothingToChallenge)
    _tell_lapse(story, founders)
    return story


def _tell_running(story: Story, founders: Sequence[Person], number: int, first: int) -> None:
    one, two, three, _, five = founders
    story.refuse("suspended", one.copy().do(CarryOutDecision, proposal=number), DecisionSuspended)
    other = {"about": f"decision/{number}", "ground": "facts", "text": WHY}
    story.refuse("one is enough", five.copy().do(OpenChallenge, **other), ChallengeRunning)
    both = five.copy().do(SponsorProposal, proposal=first + 2, text=WHY)
    story.refuse("and so for the other one", both, ChallengeRunning)
    back = two.copy().do(WithdrawProposal, proposal=first)
    story.refuse("signed, it belongs to everybody", back, ChallengeFixed)
    early = five.copy().do(PublishProposal, proposal=first, text=WHY)
    story.refuse("its author is heard first", early, ReplyAwaited)
    reply = one.do(ReplyToProposal, proposal=first, text=create_text("Red is seen from afar"))
    story.let("its author replies", reply)
    story.let("discuss it", three.do(PostComment, subject=f"proposal/{first}", text=create_text("Is it?")))


def _tell_lapse(story: Story, founders: Sequence[Person]) -> None:
    """Nobody begins the vote: the challenge lapses, and the decision has as much time as before."""
    one = founders[0]
    number = adopt(story, founders, "A blue door")
    challenge(story, founders[1:], number)
    story.wait(story.state.charter.draft_hours)
    story.let("what is no longer challenged is carried out", one.do(CarryOutDecision, proposal=number))
    short = adopt(story, founders, "For a day", kind="pause")
    kept = founders[1].copy().do(OpenChallenge, about=f"decision/{short}", ground="harm", text=WHY)
    story.refuse("by the charter, it can't be", kept, NoChallenges)
    left = adopt(story, founders, "A green door")
    story.wait(24 + FULL.rules["ordinary"].carrying_out_hours)
    expired = founders[1].copy().do(OpenChallenge, about=f"decision/{left}", ground="harm", text=WHY)
    story.refuse("expired by itself", expired, NothingToChallenge)


def tell_undoing() -> Story:
    """What was carried out is challenged and overturned: the law undoes what it can, and says what it can't."""
    story, founders = _begin("Undoing")
    one, two, *_ = founders
    comment = story.state.entries
    story.let("somebody comments", two.do(PostComment, subject="charter", text=create_text("Hm")))
    site, other = AgreeOrigin(origin="https://second.example"), AgreeOrigin(origin="https://third.example")
    named = NameScrutineer(key=create_holder("scrutineer", site.origin).signer.key, profile="")
    hidden = HideComment(comment=comment, reason=create_text("Why"))
    seen = create_witness("one.example/w")
    first = adopt(story, founders, "Sites and a scrutineer", kind="policy", effects=(site, named, other, hidden, seen))
    story.wait(72)
    story.let("carry it out", one.do(CarryOutDecision, proposal=first))
    restored = RestoreComment(comment=comment)
    second = adopt(
        story,
        founders,
        "Back again",
        kind="policy",
        effects=(EndScrutineer(scrutineer=1), EndWitness(witness=1), restored),
    )
    story.wait(72)
    story.let("carry that out", one.do(CarryOutDecision, proposal=second))
    settle(story, founders, challenge(story, founders[1:], second), 1)
    story.let("and discuss it", two.do(PostComment, subject="charter", text=create_text("So it is as before")))
    settle(story, founders, challenge(story, founders[1:], first), 1)
    story.let("discuss that", two.do(PostComment, subject="charter", text=create_text("And before that")))
    return story


def tell_mitigating() -> Story:
    """A decision is bound to a condition, which its owner meets; another owner leaves, and is replaced."""
    story, founders = _begin("Mitigating")
    one, two, three, *_ = founders
    number = adopt(story, founders, "A louder horn")
    due = story.at + 60 * 24 * HOUR
    quiet = AttachCondition(to=f"decision/{number}", owner=2, due_at=due, text=create_text("Not by night"), before=True)
    _tell_unfit(story, one, quiet)
    first = adopt(story, founders, "Not by night", effects=(quiet,))
    story.wait(24)
    story.let("carry the mitigation out", one.do(CarryOutDecision, proposal=first))
    waiting = one.copy().do(CarryOutDecision, proposal=number)
    story.refuse("it waits for its condition", waiting, ConditionOpen)
    report = {"proposal": number, "condition": 1, "text": create_text("A clock is built in")}
    story.refuse("not its owner", three.copy().do(ReportCondition, **report), NotTheOwner)
    story.refuse("no such condition", two.copy().do(ReportCondition, **report | {"condition": 2}), UnknownCondition)
    story.refuse("of nothing", two.copy().do(ReportCondition, **report | {"proposal": 99}), UnknownProposal)
    story.let("its owner reports", two.do(ReportCondition, **report))
    story.refuse("twice", two.copy().do(ReportCondition, **report), ConditionMet)
    story.let("carry it out", one.do(CarryOutDecision, proposal=number))
    again = replace(quiet, due_at=story.at + 90 * 24 * HOUR)
    too_late = one.copy().do(OpenProposal, **open_motion("Before", effects=(again,)))
    story.refuse("it can't wait any more", too_late, EffectImpossible)
    _tell_replaced(story, founders)
    return story


def _tell_unfit(story: Story, author: Person, quiet: AttachCondition) -> None:
    """What could not be attached today is refused when it is proposed."""
    for name, effect in {
        "an owner that nobody is": replace(quiet, owner=99),
        "due already": replace(quiet, due_at=story.at),
        "replacing nothing": replace(quiet, replaces=1),
    }.items():
        unfit = author.copy().do(OpenProposal, **open_motion(name, effects=(effect,)))
        story.refuse(name, unfit, EffectImpossible)
    nothing = replace(quiet, to="decision/99")
    unfit = author.copy().do(OpenProposal, **open_motion("nothing", effects=(nothing,)))
    story.refuse("on nothing", unfit, UnknownProposal)


def _tell_replaced(story: Story, founders: Sequence[Person]) -> None:
    one, two, three, four, five = founders
    policy = story.state.next_proposal
    text = create_text("A policy")
    opened = five.do(OpenProposal, **open_motion("A policy", kind="policy"))
    story.let("open a policy", opened)
    held = AttachCondition(to=f"proposal/{policy}", owner=4, due_at=story.at + 2000 * HOUR, text=text, before=True)
    weak = one.copy().do(OpenProposal, **open_motion("Hold it back", effects=(held,)))
    story.refuse("an ordinary majority doesn't hold a policy back", weak, EffectImpossible)
    loose = replace(held, before=False)
    second = adopt(story, founders, "A condition on what is discussed", effects=(loose,))
    story.wait(24)
    story.let("carry it out", one.do(CarryOutDecision, proposal=second))
    itself = two.do(OpenProposal, **open_motion("Itself"))
    story.let("open a draft", itself)
    draft = story.state.next_proposal - 1
    selfish = replace(loose, to=f"proposal/{draft}")
    revised = {"proposal": draft, "options": 2, "text": create_text("Itself, too"), "effects": (selfish,)}
    story.refuse("a condition on itself", two.copy().do(ReviseProposal, **revised), EffectImpossible)
    story.let("its owner leaves", four.do(LeaveOrganisation))
    later = replace(loose, owner=3, replaces=1, due_at=story.at + 3000 * HOUR)
    third = adopt(story, [one, two, three, five], "Another owner", effects=(later,))
    story.wait(24)
    story.let("carry that out", one.do(CarryOutDecision, proposal=third))
    settle(story, [one, two, three, five], challenge(story, [two, three, five], third), 1)
    gone = replace(later, replaces=0, to=f"decision/{third}")
    moot = one.copy().do(OpenProposal, **open_motion("moot", effects=(gone,)))
    story.refuse("on what was overturned", moot, EffectImpossible)
