"""What a proposal of the story would do, in the story's own terms: people by first names, dates in days, plain words.

`write_effect` makes the law's effect of each. Read next: `trust.py`, where most of them happen.
"""

from __future__ import annotations

from typing import assert_never

import msgspec

from daso.host import Words
from daso.host.texts import MandateText
from daso.kernel.admission import AdmitMember
from daso.kernel.amendment import AmendCharter
from daso.kernel.condition import AttachCondition
from daso.kernel.effect import Effect
from daso.kernel.lot import GrantByLot
from daso.kernel.mandate import GrantMandate
from daso.kernel.pause import PauseDecisions
from daso.kernel.payment import OrderPayment
from daso.kernel.setting import Setting
from daso.testkit.demo.stage import DAY, Stage, find_number

__all__ = ["CURRENCY", "Admit", "Amend", "Attach", "Doing", "Draw", "Elect", "Pause", "Pay", "write_effect"]

CURRENCY = "PUD"
"""Puddlestone pounds, which no bank knows."""


class Elect(msgspec.Struct, frozen=True, kw_only=True):
    """Give a mandate to whichever of the candidates wins; reports are due every so many days."""

    words: MandateText
    days: int
    reports: int
    candidates: tuple[str, ...]


class Draw(msgspec.Struct, frozen=True, kw_only=True):
    """Give a mandate to so many who are drawn by lot."""

    words: MandateText
    size: int
    days: int
    reports: int
    commit_hours: int
    reveal_hours: int


class Pay(msgspec.Struct, frozen=True, kw_only=True):
    """Order a payment, to a member or to somebody outside."""

    amount: int
    words: str
    payee: str = ""


class Attach(msgspec.Struct, frozen=True, kw_only=True):
    """Attach a condition to the proposal with this title; `due` counts days from the end of the story."""

    to: str
    owner: str
    due: float
    words: str
    before: bool = False


class Admit(msgspec.Struct, frozen=True):
    """Admit somebody who has joined."""

    name: str


class Amend(msgspec.Struct, frozen=True):
    """Change one place of the charter."""

    path: str
    was: Setting
    becomes: Setting


class Pause(msgspec.Struct, frozen=True):
    """Let nothing be carried out for so many hours."""

    hours: int


Doing = Elect | Draw | Pay | Attach | Admit | Amend | Pause


def write_effect(stage: Stage, doing: Doing) -> Effect:
    """The effect, with its words written for the next act."""
    match doing:
        case Elect(words=words, days=days, reports=reports):
            candidates = tuple(map(find_number, doing.candidates))
            text, hours = stage.write(words), 24 * days
            return GrantMandate(text=text, hours=hours, report_hours=24 * reports, candidates=candidates)
        case Draw():
            return _write_lot(stage, doing)
        case Pay(payee=payee):
            number = find_number(payee) if payee else 0
            return OrderPayment(
                amount=doing.amount, currency=CURRENCY, text=stage.write(Words(body=doing.words)), payee=number
            )
        case Attach():
            return _write_condition(stage, doing)
        case Admit(name=name):
            return AdmitMember(member=find_number(name))
        case Amend(path=path, was=was, becomes=becomes):
            return AmendCharter(path=path, was=was, becomes=becomes)
        case Pause(hours=hours):
            return PauseDecisions(hours=hours)
        case _:
            assert_never(doing)


def _write_lot(stage: Stage, draw: Draw) -> GrantByLot:
    return GrantByLot(
        size=draw.size,
        text=stage.write(draw.words),
        hours=24 * draw.days,
        report_hours=24 * draw.reports,
        commit_hours=draw.commit_hours,
        reveal_hours=draw.reveal_hours,
    )


def _write_condition(stage: Stage, attach: Attach) -> AttachCondition:
    number = stage.numbers[attach.to]
    noun = "decision" if number in stage.state.decisions else "proposal"
    return AttachCondition(
        to=f"{noun}/{number}",
        owner=find_number(attach.owner),
        due_at=int(stage.end + attach.due * DAY),
        text=stage.write(Words(body=attach.words)),
        before=attach.before,
    )
