"""The charter changes by what was read twice, is never captured, and what is open keeps its rules."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from daso.errors import Refusal
from daso.kernel.amendment import AmendCharter, compute_amending_rule
from daso.kernel.charter import DAY, HOUR, KINDS, Charter, Rule, check_charter
from daso.kernel.decision import CarryOutDecision, advance
from daso.kernel.founding import compute_foundation
from daso.kernel.membership import LeaveOrganisation, SponsorMember
from daso.kernel.proposal import OpenProposal, PublishProposal, ReviseProposal, WithdrawProposal
from daso.kernel.refusals import DecisionExpired
from daso.kernel.setting import compute_amended, compute_original, compute_setting
from daso.kernel.tally.tally import compute_tally
from daso.testkit.strategies import amendments, charters, rules
from tests.kernel.conftest import Commons
from vectors.stories.amending import adopt_twice, amend, open_amendment, read
from vectors.story import CHARTER, Story, create_person, create_text, found, inaugurate, publish, vote, welcome

ORDINARY = CHARTER.rules["ordinary"]


def test_the_way_back_is_the_beginning(commons: Commons) -> None:
    """Whoever undoes the amendments one by one comes to the very charter that was inaugurated."""
    people = [commons.one, commons.two, commons.three]
    for becomes in ((1, 4), (1, 3)):
        standing = commons.state.charter.rules["ordinary"].quorum
        number = adopt_twice(commons.story, people, amend("rules.ordinary.quorum", standing, becomes))
        commons.let(commons.two.do(CarryOutDecision, proposal=number))
    state = commons.state
    assert state.charter.rules["ordinary"].quorum == (1, 3)
    assert [one.becomes for one in state.amendments] == [(1, 4), (1, 3)]
    original = compute_original(state.charter, state.amendments)
    assert compute_foundation(original, state.clauses) == state.foundation != state.standing
    assert compute_foundation(state.charter, state.clauses) == state.standing


def test_open_cases_keep_their_rules(commons: Commons) -> None:
    """A proposal in discussion and one being voted on end as they began, whatever the charter says meanwhile."""
    people = [commons.one, commons.two, commons.three]
    amendment = adopt_twice(
        commons.story,
        people,
        amend("rules.ordinary.voting_hours", ORDINARY.voting_hours, 1),
        amend("draft_hours", 30 * DAY, 20 * DAY),
        amend("rules.ordinary.quorum", (1, 5), (1, 2)),
    )
    open_one = publish(commons.story, commons.two, "Being voted on")
    text = create_text("In discussion")
    draft = commons.state.next_proposal
    content = {"form": "motion", "options": 2, "text": text, "effects": ()}
    commons.let(commons.three.do(OpenProposal, kind="ordinary", **content))
    before = {number: commons.state.proposals[number] for number in (open_one, draft)}
    commons.let(commons.one.do(CarryOutDecision, proposal=amendment))
    assert {number: commons.state.proposals[number] for number in before} == before
    del content["form"]
    commons.let(commons.three.do(ReviseProposal, proposal=draft, **content))
    revised = commons.state.proposals[draft]
    assert (revised.rule, revised.closes_at) == (ORDINARY, revised.revised_at + 30 * DAY * HOUR)
    commons.let(vote(commons.story, commons.one, open_one, 1))
    closed = advance(commons.state, before[open_one].closes_at).decisions[open_one]
    assert (closed.outcome, closed.rule) == ("adopted", ORDINARY)


@pytest.mark.parametrize(
    ("effect", "share", "quorum"),
    [
        (amend("rules.ordinary.quorum", (1, 5), (0, 1)), (2, 3), (1, 2)),
        (amend("rules.expulsion.share", (3, 4), (2, 3)), (3, 4), (1, 2)),
        (amend("rules.expulsion.of", "members", "votes"), (3, 4), (1, 2)),
        (amend("expulsions", 5, 100), (3, 4), (1, 2)),
        (amend("rules.expulsion", CHARTER.rules["expulsion"], None), (3, 4), (1, 2)),
        (amend("rules.policy.share", (2, 3), (9, 10)), (9, 10), (1, 2)),
        (amend("rules.policy.quorum", (1, 3), (4, 5)), (2, 3), (4, 5)),
        (amend("name", "The lighthouse", "The tower"), (2, 3), (1, 2)),
    ],
)
def test_a_threshold_guards_itself(
    commons: Commons, effect: AmendCharter, share: tuple[int, int], quorum: tuple[int, int]
) -> None:
    """Whoever would change a threshold needs at least as many as it asks for, before and after."""
    number = commons.state.next_proposal
    commons.let(open_amendment(commons.one, effect))
    rule = commons.state.proposals[number].rule
    assert (rule.share, rule.quorum, rule.of) == (share, quorum, "members")


def test_a_revision_is_as_hard_as_what_it_changes(commons: Commons) -> None:
    """An amendment that is revised towards a higher threshold takes more votes, and fewer when it is revised back."""
    plain, hard = amend("flags", 3, 4), amend("expulsions", 5, 100)
    commons.let(open_amendment(commons.one, plain))
    for effect, share in ((hard, (3, 4)), (plain, (2, 3))):
        content = {"options": 2, "text": create_text(f"Otherwise: {share}"), "effects": (effect,)}
        commons.let(commons.one.do(ReviseProposal, proposal=1, **content))
        assert commons.state.proposals[1].rule.share == share


@given(before=charters(), kind=st.sampled_from([kind for kind in KINDS if kind != "amendment"]), rule=rules())
def test_no_rule_changes_by_less_than_itself(before: Charter, kind: str, rule: Rule) -> None:
    """Whatever changes in a rule, as many must agree as it asked for, and as it is going to ask for."""
    amending = CHARTER.rules["amendment"]
    after = compute_amended(before, f"rules.{kind}", rule)
    hard = compute_amending_rule(amending, before, after)
    assert hard.of == "members"
    for one in (amending, *(charter.rules[kind] for charter in (before, after) if charter.rules.get(kind))):  # type: ignore[call-overload,index] # hypothesis draws kinds as texts
        if before != after or one == amending:
            assert hard.share[0] * one.share[1] >= one.share[0] * hard.share[1]
            assert hard.quorum[0] * one.quorum[1] >= one.quorum[0] * hard.quorum[1]
            assert hard.seasoning_hours >= one.seasoning_hours
            assert hard.sponsors >= one.sponsors


@given(charter=charters(), effect=amendments())
def test_a_change_does_what_it_says_or_is_refused(charter: Charter, effect: AmendCharter) -> None:
    """After a change its place holds just the value it names, and undoing it gives the charter back."""
    try:
        standing = compute_setting(charter, effect.path)
        amended = compute_amended(charter, effect.path, effect.becomes)
    except Refusal:
        return
    assert compute_setting(amended, effect.path) == effect.becomes
    assert compute_amended(amended, effect.path, standing) == charter


@settings(max_examples=20)
@given(charter=charters(), ballots=st.lists(st.sampled_from(((1,), (2,), ())), max_size=30))
def test_no_charter_reaches_what_is_entrenched(charter: Charter, ballots: list[tuple[int, ...]]) -> None:
    """Under any charter at all, each ballot weighs one, there is no way to hand it on, and everybody may leave."""
    for rule in charter.rules.values():
        tally = compute_tally(rule, "motion", 2, len(ballots), ballots)
        assert tally.counts == (ballots.count((1,)), ballots.count((2,)))
        assert tally.abstained == ballots.count(())
    story = Story("Any charter")
    founders = found(story, replace(charter, invitations=10, invitation_hours=24))
    inaugurate(story, founders)
    story.let("leave", founders[-1].do(LeaveOrganisation))
    assert story.state.members[founders[-1].number].left_at == story.at
    settings_ = {*Charter.__struct_fields__, *Rule.__struct_fields__}
    assert not [name for name in sorted(settings_) if any(word in name for word in ("weight", "delegat", "transfer"))]


def test_only_seasoned_members_read(commons: Commons) -> None:
    """Both readings are voted on by those who held a token long enough, each at its own publication."""
    people = [commons.one, commons.two, commons.three]
    first = read(commons.story, people, amend("flags", 3, 4))
    commons.story.wait(commons.state.charter.reading_hours)
    second = read(commons.story, people, amend("flags", 3, 4), about=f"decision/{first}")
    state = advance(commons.state, commons.story.at)
    assert state.decisions[first].rule.seasoning_hours == state.decisions[second].rule.seasoning_hours == 90 * DAY
    assert state.decisions[second].published_at > state.decisions[first].published_at


def test_an_applicant_keeps_what_they_affirmed(commons: Commons) -> None:
    """Whoever joined when two sponsors sufficed needs two, though the charter asks newcomers for three meanwhile."""
    people = [commons.one, commons.two, commons.three]
    number = adopt_twice(commons.story, people, amend("sponsors", 2, 3))
    welcome(commons.story, commons.one, ("before", create_person("before")))
    commons.let(commons.one.do(CarryOutDecision, proposal=number))
    welcome(commons.story, commons.one, ("after", create_person("after")))
    for applicant in (4, 5):
        commons.let(commons.two.do(SponsorMember, member=applicant))
    assert commons.state.members[4].token_at
    assert not commons.state.members[5].token_at


def test_a_draft_in_the_way_stops_nobody(commons: Commons) -> None:
    """A second reading that somebody sits on, or withdraws, leaves the way open for others."""
    people = [commons.two, commons.one, commons.three]
    change = amend("flags", 3, 4)
    first = read(commons.story, people, change)
    commons.story.wait(commons.state.charter.reading_hours)
    about = f"decision/{first}"
    number = commons.state.next_proposal
    commons.let(open_amendment(commons.three, change, about=about))
    commons.let(commons.three.do(WithdrawProposal, proposal=number))
    commons.let(open_amendment(commons.three, change, about=about))
    second = read(commons.story, people, change, about=about)
    commons.let(commons.one.do(CarryOutDecision, proposal=second))
    assert commons.state.charter.flags == 4


def test_a_reading_can_be_published_until_the_first_expires(commons: Commons) -> None:
    """A second reading that was opened in time still has to be put to the vote in time."""
    people = [commons.one, commons.two, commons.three]
    change = amend("flags", 3, 4)
    first = read(commons.story, people, change)
    expires = advance(commons.state, commons.story.at).decisions[first].expires_at
    number = commons.state.next_proposal
    opened = open_amendment(commons.two, change, about=f"decision/{first}")
    commons.story.let("", opened, expires - commons.story.at - 8 * DAY * HOUR)
    text = commons.state.proposals[number].text
    published = commons.two.do(PublishProposal, proposal=number, text=text)
    commons.refuse(published, DecisionExpired, expires)
    commons.let(published, expires - commons.story.at - 1)


def test_an_old_charter_is_as_sound_as_ever() -> None:
    """A charter from before amendments has no way to amend, and everything else."""
    old = replace(CHARTER, rules={"ordinary": ORDINARY}, reading_hours=0)
    check_charter(old)
    story = Story("An old charter")
    founders = found(story, old)
    inaugurate(story, founders)
    assert story.state.standing == story.state.foundation
