"""Words are their author's, hidden by nobody alone; and a light key says words and nothing more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from daso.errors import Refusal
from daso.kernel.act import Act
from daso.kernel.comment import (
    REACTIONS,
    EditComment,
    PostComment,
    React,
    Unreact,
    find_comment,
    get_comment,
    list_comments,
)
from daso.kernel.founding import WriteCharter
from daso.kernel.hub import JoinHub, LeaveHub
from daso.kernel.key import DAY, KEYS_LIMIT, AddKey, RevokeKey
from daso.kernel.moderation import FlagComment
from daso.kernel.refusals import AlreadyFlagged, CommentHidden, KeyEnded, KeyTooLight, NotAMember, TooManyKeys
from daso.kernel.transition import apply
from daso.testkit.person import Person
from daso.testkit.strategies import acts, get_act_kinds
from tests.kernel.conftest import Commons
from vectors.story import CHARTER, Story, create_person, create_signer, create_text, found, inaugurate, welcome

TEXT = create_text("A word")


def gather(flags: int, people: int = 5) -> tuple[Story, list[Person], int]:
    """Some members under a charter with this number of flags, and the first one's comment."""
    story = Story(f"{people} members, {flags} flags")
    members = found(story, replace(CHARTER, flags=flags), [create_person(f"flagger {n}") for n in range(people)])
    inaugurate(story, members)
    comment = story.state.entries
    story.let("a comment", members[0].do(PostComment, subject="charter", text=TEXT))
    return story, members, comment


@given(flags=st.integers(0, 5), order=st.lists(st.integers(0, 4), max_size=12))
def test_the_charters_number_hides(flags: int, order: list[int]) -> None:
    """A comment is hidden by the flag of just the charter's number of different members, whoever flags how often."""
    story, members, comment = gather(flags)
    flagged: set[int] = set()
    for who in order:
        envelope = members[who].copy().do(FlagComment, comment=comment, reason=TEXT)
        if flags and len(flagged) == flags:
            story.refuse("", envelope, CommentHidden)
        elif who in flagged:
            story.refuse("", envelope, AlreadyFlagged)
        else:
            story.let("", members[who].do(FlagComment, comment=comment, reason=TEXT))
            flagged.add(who)
        moderation = story.state.moderated[comment]
        assert set(moderation.flags) == {who + 1 for who in flagged}
        assert bool(moderation.hidden_at) == (flags > 0 and len(flagged) >= flags)


@given(who=st.lists(st.tuples(st.integers(0, 4), st.sampled_from(REACTIONS), st.booleans()), max_size=8))
def test_edits_and_reactions_change_no_comment(who: list[tuple[int, str, bool]]) -> None:
    """Whoever edits or reacts, a comment keeps its author and its subject, and only its author can edit."""
    story, members, comment = gather(2)
    before = get_comment(story.state, comment)
    for person, reaction, back in who:
        member = members[person]
        story.let("", member.do(Unreact if back else React, comment=comment, reaction=reaction))
        try:
            edited = apply(story.state, member.copy().do(EditComment, comment=comment, text=TEXT), story.at)
        except Refusal:
            assert person != 0
        else:
            assert person == 0
            assert get_comment(edited, comment) == before
        assert get_comment(story.state, comment) == before == (comment, 1, "charter")


def test_an_amended_number_reaches_no_open_case() -> None:
    """How many flags hide a comment is settled when it is flagged first."""
    charter = replace(CHARTER, flags=3)
    story = Story("A charter in the making")
    one, two, three = found(story, charter)
    early, late = story.state.entries, story.state.entries + 1
    for _ in range(2):
        story.let("", one.do(PostComment, subject="charter", text=TEXT))
    story.let("", two.do(FlagComment, comment=early, reason=TEXT))
    story.let("", one.do(WriteCharter, charter=replace(charter, flags=1)))
    story.let("", three.do(FlagComment, comment=early, reason=TEXT))
    story.let("", three.do(FlagComment, comment=late, reason=TEXT))
    assert [story.state.moderated[number].hidden_at > 0 for number in (early, late)] == [False, True]


def test_whoever_waits_for_sponsors_speaks_but_does_not_flag(commons: Commons) -> None:
    """A newcomer without a vote-token comments and reacts; flagging takes the token."""
    newcomer = create_person("newcomer")
    welcome(commons.story, commons.one, ("newcomer", newcomer))
    comment = commons.state.entries
    commons.let(newcomer.do(PostComment, subject="charter", text=TEXT))
    commons.let(newcomer.do(React, comment=comment, reaction="thanks"))
    commons.refuse(newcomer.do(FlagComment, comment=comment, reason=TEXT), NotAMember)


LIGHT = {PostComment, EditComment, React, Unreact, JoinHub, LeaveHub}


def test_what_is_light() -> None:
    """Words, reactions, and coming to hubs and going are light, and nothing else is."""
    assert {kind for kind in get_act_kinds() if kind.is_light} == LIGHT


def lend(commons: Commons, days: int = 30) -> Person:
    """Member 1, as their telephone speaks for them."""
    signer = create_signer("telephone")
    until = commons.story.at + 60_000 + days * DAY
    commons.let(commons.one.do(AddKey, key=signer.key, label="", scope="light", until=until))
    light = commons.one.copy()
    light.signer, light.key_number = signer, 2
    return light


@given(act=acts().filter(lambda act: type(act) not in LIGHT))
def test_a_light_key_signs_nothing_of_weight(act: Act) -> None:
    """Whatever act is not light, and whatever it says, a light key's signature on it is refused."""
    story = Story("A telephone")
    members = found(story)
    inaugurate(story, members)
    light = lend(Commons(story, *members))
    signed = light.sign(replace(act, org=light.org, by=light.number, seq=light.seq))  # type: ignore[arg-type] # any act
    with pytest.raises(Refusal) as refused:
        apply(story.state, signed, story.at)
    is_no_member_s = type(act).__name__ in {"FoundOrganisation", "JoinOrganisation", "PublishFinding"}
    assert isinstance(refused.value, KeyTooLight) != is_no_member_s


def test_a_light_key_ends_to_the_millisecond(commons: Commons) -> None:
    """A light key signs until the moment of its end, and not at it."""
    light = lend(commons, days=1)
    until = commons.state.members[1].keys[1].until
    late = light.copy().do(PostComment, subject="charter", text=TEXT)
    commons.refuse(late, KeyEnded, until)
    commons.let(late, until - 1 - commons.story.at)


def test_light_keys_count_while_they_work(commons: Commons) -> None:
    """Light keys take up places among a member's keys, and free them by ending."""
    one, until = commons.one, commons.story.at + DAY
    for number in range(2, KEYS_LIMIT + 1):
        key = create_signer(f"light {number}").key
        commons.let(one.do(AddKey, key=key, label="", scope="light", until=until))
    more = create_signer("one more").key
    commons.refuse(one.copy().do(AddKey, key=more, label=""), TooManyKeys)
    commons.story.wait(24)
    commons.let(one.do(AddKey, key=more, label=""))
    commons.let(one.do(RevokeKey, key=2))


@given(st.lists(st.integers(0, 40), max_size=12))
def test_every_comment_is_found_again(gaps: list[int]) -> None:
    """However far apart comments stand on the log, each is found under its entry, and nothing else is."""
    story, members, _ = gather(0)
    for gap in gaps:
        for _ in range(gap):
            story.let("", members[1].do(React, comment=list_comments(story.state)[0].number, reaction="agree"))
        story.let("", members[0].do(PostComment, subject="charter", text=TEXT))
    known = {one.number: one for one in list_comments(story.state)}
    assert len(known) == len(gaps) + 1
    assert [find_comment(story.state, number) for number in range(story.state.entries + 300)] == [
        known.get(number) for number in range(story.state.entries + 300)
    ]
