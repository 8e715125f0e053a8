"""Hubs are joined and left freely, give nobody any power, and belong to nobody."""

from __future__ import annotations

import ast
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import daso.kernel
from daso.canon import decode_as, encode
from daso.errors import Refusal
from daso.kernel.charter import HOUR
from daso.kernel.decision import CarryOutDecision
from daso.kernel.effect import apply_effects
from daso.kernel.hub import (
    EndHub,
    FoundHub,
    JoinHub,
    LeaveHub,
    RewordHub,
    get_hub_status,
    leave_hubs,
    process_join_hub,
    process_leave_hub,
    undo_end_hub,
    undo_reword_hub,
)
from daso.kernel.membership import LeaveOrganisation
from daso.kernel.persistent import HashTrieMap
from daso.kernel.proposal import OpenProposal, PublishProposal, ReviseProposal
from daso.kernel.refusals import HubNotNamed, InHubAlready, NotInHub
from daso.kernel.snapshot import decode_state, encode_state
from daso.kernel.state import State
from daso.kernel.transition import AnyAct, Entry, apply, decode_entry
from tests.kernel.conftest import Commons
from vectors.make import STORIES
from vectors.stories.hubs import BREAD, decide_on_hub, tell_hubs
from vectors.story import create_text

KERNEL = Path(daso.kernel.__path__[0])

CONCERNED = {"hub.py", "state.py", "transition.py"}
"""Files of the law that may name the hubs: their own, where they are kept, and where there are none yet."""

WORDS = create_text("Cakes")


@pytest.fixture
def gathered(commons: Commons) -> Commons:
    """Member 1 has founded hub 1, and member 2 has joined it."""
    commons.let(commons.one.do(FoundHub, kind="skill", text=BREAD))
    commons.let(commons.two.do(JoinHub, hub=1))
    return commons


def test_nobody_elsewhere_asks_who_is_in_a_hub() -> None:
    """No file of the law but the hubs' own reads them, so none can allow or weigh anything for being in one."""
    readers = {
        path.name
        for path in sorted(KERNEL.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr == "hubs")
        or (isinstance(node, ast.Name) and node.id.startswith("get_hub"))
    }
    assert readers <= CONCERNED


def judge(state: State, entry: Entry) -> State | str:
    """What becomes of an act: the State that follows but for who is in which hub, or the code of the refusal."""
    try:
        after = apply(state, entry.envelope, entry.at)
    except Refusal as refusal:
        return refusal.code
    return replace(after, hubs=HashTrieMap())


def empty_hubs(state: State) -> State:
    """The State with every hub that there is, and nobody in any."""
    for member in sorted(state.members.keys()):
        state = leave_hubs(state, member)
    return state


def is_about_hubs(act: AnyAct) -> bool:
    """Whether an act is of founding, joining or leaving a hub, for which it matters who is in it."""
    return isinstance(act, FoundHub | JoinHub | LeaveHub)


@pytest.mark.parametrize("name", sorted(STORIES))
def test_who_is_in_a_hub_changes_nothing_else(name: str) -> None:
    """Had nobody been in any hub, every other act, votes among them, would have had the same consequences."""
    state: State | None = None
    for data in STORIES[name]().entries:
        entry = decode_entry(data)
        if state and not is_about_hubs(entry.envelope.act):
            assert judge(empty_hubs(state), entry) == judge(state, entry)
        state = apply(state, entry.envelope, entry.at)


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 3)), max_size=12))
def test_members_come_and_go(deeds: list[tuple[bool, int]]) -> None:
    """Whoever joined last without leaving is in a hub, whatever the order, and it lives with as many as it takes."""
    state, inside = STATE, set(STATE.hubs[1].members)
    for joins, member in deeds:
        try:
            if joins:
                state = process_join_hub(state, JoinHub(org=state.org, by=member, seq=1, hub=1), state.at)
                assert member not in inside
                inside.add(member)
            else:
                state = process_leave_hub(state, LeaveHub(org=state.org, by=member, seq=1, hub=1), state.at)
                inside.remove(member)
        except InHubAlready:
            assert member in inside
        except NotInHub:
            assert member not in inside
        assert set(state.hubs[1].members) == inside
        status = get_hub_status(state, state.hubs[1])
        assert status == ("alive" if len(inside) >= max(1, state.charter.hub_members) else "dormant")
        assert decode_state(encode_state(state)) == state


def _gather() -> State:
    story = tell_hubs()
    state = None
    for data in story.entries:
        entry = decode_entry(data)
        state = apply(state, entry.envelope, entry.at)
        if state.hubs and 2 in state.hubs[1].members:
            return state
    raise AssertionError("nobody has joined")


STATE = _gather()
"""Four members, two of whom are in hub 1."""


def test_a_charter_asks_for_members(gathered: Commons) -> None:
    """A hub is dormant with fewer members than the charter asks for, and an empty one is whatever it asks for."""
    hub = gathered.state.hubs[1]
    for asked, status in ((0, "alive"), (2, "alive"), (3, "dormant")):
        state = replace(gathered.state, charter=replace(gathered.state.charter, hub_members=asked))
        assert get_hub_status(state, hub) == status
        assert get_hub_status(state, replace(hub, members=HashTrieMap())) == "dormant"


def test_leaving_the_organisation_leaves_its_hubs(gathered: Commons) -> None:
    """Who is no member any more is in no hub, and the hub stays."""
    state = gathered.let(gathered.two.do(LeaveOrganisation))
    assert list(state.hubs[1].members) == [1]
    assert get_hub_status(state, state.hubs[1]) == "dormant"


def test_a_founder_owns_nothing(gathered: Commons) -> None:
    """Its founder changes no word of a hub but by a decision of all, and it goes on when they leave it."""
    people = [gathered.one, gathered.two, gathered.three]
    gathered.let(gathered.one.do(LeaveHub, hub=1))
    number = decide_on_hub(gathered.story, people, 1, RewordHub(hub=1, text=WORDS))
    assert gathered.state.hubs[1].text == BREAD
    state = gathered.let(gathered.three.do(CarryOutDecision, proposal=number))
    assert (state.hubs[1].text, state.hubs[1].founder, list(state.hubs[1].members)) == (WORDS, 1, [2])
    assert [one.decision for one in state.hubs[1].wordings] == [0, number]


def test_everybody_votes_on_what_concerns_a_hub(gathered: Commons) -> None:
    """The electorate of a proposal about a hub is everybody, and whoever is not in it votes like whoever is."""
    content = {"kind": "ordinary", "form": "motion", "options": 2, "text": WORDS, "effects": ()}
    gathered.let(gathered.one.do(OpenProposal, **content, hub=1))
    gathered.story.wait(gathered.state.proposals[1].rule.discussion_hours)
    state = gathered.let(gathered.one.do(PublishProposal, proposal=1, text=WORDS))
    assert (state.proposals[1].electorate, state.proposals[1].hub) == (3, 1)


def test_a_revision_says_the_hub_again(gathered: Commons) -> None:
    """What is revised concerns the hub that the revision names, and what would end one must go on naming it."""
    ending = (EndHub(hub=1),)
    content = {"options": 2, "text": WORDS, "effects": ending}
    gathered.let(gathered.one.do(OpenProposal, kind="hub", form="motion", **content, hub=1))
    gathered.refuse(gathered.one.copy().do(ReviseProposal, proposal=1, **content), HubNotNamed)
    state = gathered.let(gathered.one.do(ReviseProposal, proposal=1, **content | {"effects": (), "text": BREAD}))
    assert state.proposals[1].hub == 0


def test_older_proposals_keep_their_bytes() -> None:
    """A proposal that concerns no hub has the very bytes that it had before there were hubs."""
    act = OpenProposal(org="0" * 32, by=1, seq=2, kind="ordinary", form="motion", options=2, text=WORDS, effects=())
    data = encode(act)
    assert b"hub" not in data
    assert decode_as(msgspec.json.Decoder(OpenProposal), data).hub == 0


def test_decisions_about_hubs_are_undone(gathered: Commons) -> None:
    """What is overturned never was: a hub has its other words, former or later, and goes on."""
    state, at = gathered.state, gathered.state.at
    reworded = apply_effects(state, (RewordHub(hub=1, text=WORDS),), 7, at)
    back = undo_reword_hub(reworded, RewordHub(hub=1, text=WORDS), 7, at)
    assert back == state
    later = apply_effects(reworded, (RewordHub(hub=1, text=BREAD),), 8, at)
    without = undo_reword_hub(later, RewordHub(hub=1, text=WORDS), 7, at)
    assert without is not None
    assert without.hubs[1].text == BREAD
    assert undo_reword_hub(without, RewordHub(hub=1, text=BREAD), 8, at) == state
    ended = apply_effects(reworded, (EndHub(hub=1),), 9, at)
    wordless = undo_reword_hub(ended, RewordHub(hub=1, text=WORDS), 7, at)
    assert wordless is not None
    assert undo_end_hub(wordless, EndHub(hub=1), 9, at + HOUR) == state
    assert undo_end_hub(ended, EndHub(hub=1), 9, at + HOUR) == reworded
