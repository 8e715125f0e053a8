"""Somebody who would rather change the rules than win by them: step by step, by surprise, or under another name.

Every story is told to the real law; each ends with the article that stopped it.
"""

from __future__ import annotations

from gettext import NullTranslations

from msgspec.structs import replace

from daso.errors import Refusal
from daso.kernel.articles import ARTICLES
from daso.kernel.charter import DAY, HOUR
from daso.kernel.decision import CarryOutDecision, advance
from daso.kernel.proposal import ReviseProposal
from daso.kernel.refusals import (
    AmendingEntrenched,
    CharterUnsound,
    NothingToCarryOut,
    PublicityEntrenched,
    ReadAgainFirst,
    ReadingDiffers,
    ReadingTooEarly,
    SettingChanged,
    UnknownSetting,
)
from daso.testkit.person import Person
from daso.web.words import Words, compute_dry_run
from vectors.stories.amending import amend, open_amendment, read
from vectors.story import CHARTER, Story, create_person, create_text, found, inaugurate, publish, vote, welcome

CAPTORS = 6
"""Of eight members: enough for two thirds of all, and too few for four fifths."""


def tell(about: str) -> tuple[Story, list[Person]]:
    """Eight members, whose charter asks four fifths of all for a policy, and three quarters for an expulsion."""
    policy = replace(CHARTER.rules["policy"], of="members", share=(4, 5))
    story = Story(about)
    charter = replace(CHARTER, founders=8, rules={**CHARTER.rules, "policy": policy})
    members = found(story, charter)
    inaugurate(story, members)
    return story, members


def get_article(refusal: type[Refusal]) -> str:
    """What the charter page says where this no rests."""
    return " ".join(next(article for article in ARTICLES if article.id == refusal.article).templates)


def test_a_threshold_does_not_creep() -> None:
    """Two thirds may amend, and yet can't take a threshold of four fifths down, not even by one vote in a hundred."""
    story, members = tell("Threshold creep")
    step = amend("rules.policy.share", (4, 5), (79, 100))
    number = read(story, members[:CAPTORS], step)
    decision = advance(story.state, story.at).decisions[number]
    assert decision.tally
    assert (decision.outcome, decision.tally.needed) == ("rejected", 7)
    story.refuse("it was rejected", members[0].copy().do(CarryOutDecision, proposal=number), NothingToCarryOut)
    assert "no threshold can be lowered by fewer than it asks for" in get_article(AmendingEntrenched)


def test_a_threshold_is_not_raised_out_of_reach() -> None:
    """Nor can two thirds lock the others out by asking for all: what they ask for they must be themselves."""
    story, members = tell("A locked door")
    number = read(story, members[:CAPTORS], amend("rules.ordinary.quorum", (1, 5), (1, 2)), amend("flags", 3, 8))
    assert advance(story.state, story.at).decisions[number].outcome == "adopted"
    number = read(story, members[:CAPTORS], amend("rules.payment.quorum", (1, 4), (1, 1)))
    assert advance(story.state, story.at).decisions[number].outcome == "rejected"
    assert "none raised by fewer than it would ask for" in get_article(AmendingEntrenched)


def test_the_rule_of_amending_can_not_be_captured() -> None:
    """All members together could not make the next amendment easier, nor read in private, nor weigh a vote."""
    story, members = tell("Charter capture")
    author = members[0]
    amending = story.state.charter.rules["amendment"]
    for effect, refusal in (
        (amend("rules.amendment.share", (2, 3), (1, 2)), AmendingEntrenched),
        (amend("rules.amendment.of", "members", "votes"), AmendingEntrenched),
        (amend("rules.amendment.seasoning_hours", 90 * DAY, 0), AmendingEntrenched),
        (amend("rules.amendment", amending, None), AmendingEntrenched),
        (amend("reading_hours", 14 * DAY, 0), AmendingEntrenched),
        (amend("texts", "public", "members"), PublicityEntrenched),
        (amend("one_vote", True, False), UnknownSetting),
        (amend("delegation", False, True), UnknownSetting),
        (amend("leaving", True, False), UnknownSetting),
        (amend("rules.ordinary", story.state.charter.rules["ordinary"], None), CharterUnsound),
        (amend("rules.expulsion.share", (3, 4), (51, 100)), CharterUnsound),
    ):
        story.refuse(effect.path, open_amendment(author.copy(), effect), refusal)
    assert "Nobody can change, by whatever majority, how amendments are decided" in get_article(AmendingEntrenched)


def test_a_crowd_let_in_for_it_does_not_vote() -> None:
    """Friends who are let in for an amendment count in neither of its readings."""
    story, members = tell("A crowd for an amendment")
    friends = [create_person(f"friend {number}") for number in range(3)]
    welcome(story, members[0], *((f"friend {number}", friend) for number, friend in enumerate(friends)))
    first = read(story, members, amend("flags", 3, 4))
    story.wait(story.state.charter.reading_hours)
    second = read(story, members, amend("flags", 3, 4), about=f"decision/{first}")
    decisions = advance(story.state, story.at).decisions
    assert [decisions[number].tally.electorate for number in (first, second)] == [8, 8]  # type: ignore[union-attr] # both were voted on


def test_a_weekend_is_too_short() -> None:
    """One reading changes nothing, and the second can't follow while people are away."""
    story, members = tell("A coup on a weekend")
    change = amend("pause_hours", 72, 720)
    first = read(story, members, change)
    again = open_amendment(members[1].copy(), change, about=f"decision/{first}")
    story.refuse("once", members[1].copy().do(CarryOutDecision, proposal=first), ReadAgainFirst)
    story.refuse("the next morning", again, ReadingTooEarly, story.at + 12 * HOUR)
    assert "voted on twice" in get_article(ReadingTooEarly)


def test_the_second_reading_says_what_the_first_said() -> None:
    """Harmless the first time, harmful the second: the second reading is refused when opened, and when revised."""
    story, members = tell("Slipped in")
    harmless, harmful = amend("flags", 3, 4), amend("expulsions", 5, 100)
    first = read(story, members, harmless)
    story.wait(story.state.charter.reading_hours)
    about = f"decision/{first}"
    for effects in ((harmful,), (harmless, harmful)):
        story.refuse("slipped in", open_amendment(members[1].copy(), *effects, about=about), ReadingDiffers)
    number = story.state.next_proposal
    story.let("the same", open_amendment(members[1], harmless, about=about))
    text = create_text("The same")
    content = {"proposal": number, "options": 2, "text": text, "effects": (harmful,)}
    story.refuse("revised", members[1].copy().do(ReviseProposal, **content), ReadingDiffers)


def test_words_that_say_something_else_change_nothing() -> None:
    """However friendly the words, the page shows what the law would change, number by number, and only that happens."""
    story, members = tell("A friendly amendment")
    effect = amend("expulsions", 5, 100)
    story.let("“More flowers in the hall”", open_amendment(members[0], effect))
    draft = story.state.proposals[1]
    words = Words("en", NullTranslations(), story.at)
    shown = compute_dry_run(words, story.state, draft.effects, draft.number, {})
    assert shown.changes == (("Expulsions in thirty days, in percent of all members", "5", "100"),)
    assert draft.rule.share == (3, 4), "it guards expulsions, so it takes as many as an expulsion"


def test_a_change_under_the_table_finds_another_value() -> None:
    """An amendment that was read when a number was harmless does nothing once the number has changed."""
    story, members = tell("Overtaken")
    lower, raise_ = amend("vouchers", 3, 2), amend("vouchers", 3, 5)
    first, other = read(story, members, lower), read(story, members, raise_)
    story.wait(story.state.charter.reading_hours)
    slow, quick = (
        read(story, members, effect, about=f"decision/{number}") for effect, number in ((lower, first), (raise_, other))
    )
    story.let("the quicker", members[0].do(CarryOutDecision, proposal=quick))
    story.refuse("the slower", members[0].copy().do(CarryOutDecision, proposal=slow), SettingChanged)


def test_an_open_case_is_out_of_reach() -> None:
    """Whoever sees that they are losing can't change the rule of the vote that is under way."""
    story, members = tell("While the votes come in")
    change = amend("rules.ordinary.quorum", (1, 5), (1, 2))
    first = read(story, members, change)
    story.wait(story.state.charter.reading_hours)
    second = read(story, members, change, about=f"decision/{first}")
    number = publish(story, members[1], "What they would rather stop")
    story.let("for", vote(story, members[1], number, 1))
    story.let("for", vote(story, members[2], number, 1))
    story.let("carry the amendment out", members[0].do(CarryOutDecision, proposal=second))
    ended = advance(story.state, story.state.proposals[number].closes_at).decisions[number]
    assert (ended.outcome, ended.rule.quorum) == ("adopted", (1, 5))
    assert "keeps the rule under which it was opened" in get_article(SettingChanged)
