"""Mandates are for a time, are answered for, end by recall, and give nobody any power."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import daso.kernel
from daso.errors import Refusal
from daso.kernel.charter import DAY, HOUR
from daso.kernel.decision import CarryOutDecision
from daso.kernel.mandate import (
    AcceptMandate,
    EndMandate,
    Mandate,
    ReportMandate,
    ResignMandate,
    compute_report_due,
    compute_settled,
    get_mandate_status,
)
from daso.kernel.persistent import HashTrieMap
from daso.kernel.refusals import MandateOver
from daso.kernel.state import State
from daso.kernel.transition import AnyAct, Entry, apply, decode_entry
from tests.kernel.conftest import Commons
from vectors.make import STORIES
from vectors.stories.mandates import MANDATE, REPORT, adopt, elect, tell_mandates

KERNEL = Path(daso.kernel.__path__[0])

CONCERNED = {"mandate.py", "state.py", "transition.py"}
"""Files of the law that may name the register of mandates: its own, where it is kept, and where it begins empty."""


@pytest.fixture
def held(commons: Commons) -> Commons:
    """Member 2 holds mandate 1."""
    number = adopt(commons.story, [commons.one, commons.two, commons.three], MANDATE)
    commons.let(commons.one.do(CarryOutDecision, proposal=number))
    commons.let(commons.two.do(AcceptMandate, mandate=1))
    return commons


def test_nobody_elsewhere_asks_who_holds_a_mandate() -> None:
    """No file of the law but the mandates' own reads them, so none can allow anybody anything for holding one."""
    readers = {
        path.name
        for path in sorted(KERNEL.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr == "mandates")
        or (isinstance(node, ast.Name) and node.id.startswith("get_mandate"))
    }
    assert readers <= CONCERNED


def judge(state: State, entry: Entry) -> State | str:
    """What becomes of an act: the State that follows but for its mandates, or the code of the refusal."""
    try:
        return replace(apply(state, entry.envelope, entry.at), mandates=HashTrieMap())
    except Refusal as refusal:
        return refusal.code


def is_about_mandates(state: State, act: AnyAct) -> bool:
    """Whether an act is about a mandate that there must be: its holder's own, or its recall."""
    case = state.proposals.get(getattr(act, "proposal", 0)) or state.decisions.get(getattr(act, "proposal", 0))
    effects = getattr(act, "effects", case.effects if case else ())
    is_recall = any(isinstance(effect, EndMandate) for effect in effects)
    return is_recall or isinstance(act, AcceptMandate | ResignMandate | ReportMandate)


@pytest.mark.parametrize("name", sorted(STORIES))
def test_without_mandates_everything_else_is_the_same(name: str) -> None:
    """Had nobody ever held a mandate, every act that is not about one would have had the very same consequences."""
    state: State | None = None
    for data in STORIES[name]().entries:
        entry = decode_entry(data)
        if state and not is_about_mandates(state, entry.envelope.act):
            assert judge(replace(state, mandates=HashTrieMap()), entry) == judge(state, entry)
        state = apply(state, entry.envelope, entry.at)


def test_no_office_outlives_its_term(held: Commons) -> None:
    """A mandate that nobody ended is over at the millisecond at which its term is, and can't be kept or resigned."""
    mandate = held.state.mandates[1]
    assert mandate.ends_at == mandate.granted_at + 30 * DAY * HOUR
    assert get_mandate_status(held.state, mandate, mandate.ends_at - 1) == "held"
    assert get_mandate_status(held.state, mandate, mandate.ends_at) == "expired"
    held.refuse(held.two.copy().do(ResignMandate, mandate=1), MandateOver, mandate.ends_at)
    held.let(held.two.do(ResignMandate, mandate=1), mandate.ends_at - 1 - held.story.at)


def test_a_winner_holds_what_was_voted_on(commons: Commons) -> None:
    """Whoever wins an election is offered the mandate; nobody holds it before accepting."""
    people = [commons.one, commons.two, commons.three]
    number = elect(commons.story, people, replace(MANDATE, holder=0, candidates=(3, 1)), 2)
    state = commons.let(commons.three.do(CarryOutDecision, proposal=number))
    assert state.mandates[1].holder == 1
    assert get_mandate_status(state, state.mandates[1], state.at) == "offered"
    state = commons.let(commons.one.do(AcceptMandate, mandate=1))
    assert get_mandate_status(state, state.mandates[1], state.at) == "held"


def test_every_status_is_told() -> None:
    """In the story of mandates one expires, one is resigned, one recalled, and one leaves with its holder."""
    state = tell_mandates().state
    told = [get_mandate_status(state, mandate, state.at) for _, mandate in sorted(state.mandates.items())]
    assert told == ["expired", "resigned", "recalled", "left"]


@given(
    report_hours=st.integers(1, 40), hours=st.integers(1, 100), waits=st.lists(st.integers(1, 30 * HOUR), max_size=8)
)
def test_a_late_report_puts_off_no_other(report_hours: int, hours: int, waits: list[int]) -> None:
    """However reports come, the next is due on one of the dates that were set, and one report settles one of them."""
    mandate = Mandate(
        number=1,
        decision=1,
        text="",
        holder=1,
        report_hours=report_hours,
        granted_at=0,
        ends_at=hours * HOUR,
        accepted_at=1,
    )
    dates = [*range(1 + report_hours * HOUR, mandate.ends_at, report_hours * HOUR), mandate.ends_at]
    at = 1
    for wait in waits:
        due = compute_report_due(mandate)
        assert due == (dates[mandate.reports] if mandate.reports < len(dates) else 0)
        at += wait
        mandate = settle(mandate, at)
        assert at < mandate.ends_at or not compute_report_due(mandate)


def settle(mandate: Mandate, at: int) -> Mandate:
    """The mandate after a report at this moment."""
    return replace(mandate, reported_at=at, reports=compute_settled(mandate, at))


def test_reports_are_counted_by_their_dates(held: Commons) -> None:
    """A report in its time settles its date, a second one before the next time settles nothing more."""
    first = compute_report_due(held.state.mandates[1])
    assert first == held.state.mandates[1].accepted_at + 10 * DAY * HOUR
    held.let(held.two.do(ReportMandate, mandate=1, text=REPORT))
    state = held.let(held.two.do(ReportMandate, mandate=1, text=REPORT))
    assert compute_report_due(state.mandates[1]) == first + 10 * DAY * HOUR
