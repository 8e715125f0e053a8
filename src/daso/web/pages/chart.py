"""A result as bars: lengths in per cent, with the marks of threshold and quorum on the same scale.

The scale ends a little after the largest number on it, so that bars can be told apart at any turnout; the counts
and the marks are said in words beside it. Read next: `proposal.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from daso.kernel.decision import Decision
from daso.kernel.proposal import Proposal
from daso.kernel.tally.tally import Tally
from daso.web.words import say_choices, say_option, say_status_quo
from daso.web.words.language import Words

__all__ = ["Bar", "Cell", "Chart", "Mark", "Ranking", "Row", "compute_charts", "compute_ranking"]


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One option. Those that can win carry the marks."""

    label: str
    count: str
    width: float
    can_win: bool
    is_winner: bool


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """What a winner needs."""

    kind: str
    at: float
    label: str


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """Bars and marks, ready to be drawn; a title where one result has several charts."""

    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    title: str = ""


class Cell(msgspec.Struct, frozen=True):
    """How many rank one above another; a win where more do so than the other way round."""

    count: str
    is_win: bool


class Row(msgspec.Struct, frozen=True):
    """One candidate, by its place in the order, against all in the same order."""

    place: str
    name: str
    cells: tuple[Cell, ...]


class Ranking(msgspec.Struct, frozen=True):
    """The order that follows from all ranks, and every pair it follows from."""

    order: tuple[str, ...]
    rows: tuple[Row, ...]


def compute_charts(words: Words, case: Proposal | Decision, tally: Tally, options: Sequence[str]) -> tuple[Chart, ...]:
    """The bars of a tally: supporters of every option in its order, then abstentions; before them the points."""
    support = _compute_support(words, case, tally, options)
    return (_compute_points(words, tally, options), support) if tally.points else (support,)


def _compute_support(words: Words, case: Proposal | Decision, tally: Tally, options: Sequence[str]) -> Chart:
    titles = {
        "ranked": words._("Who would rather have it than leave things as they are"),
        "approval": words._("Who approves"),
        "score": words._("Who gives it points"),
    }
    scale = max(1, *tally.counts, tally.abstained, tally.needed, tally.quorum) * 1.06
    bars = [
        Bar(
            label=say_option(words, "choice", options, number)
            if case.method
            else say_choices(words, case, options, (number,)),
            count=words.number(count),
            width=_compute_width(count, scale),
            can_win=case.form == "choice" or number == 1,
            is_winner=tally.winner == number,
        )
        for number, count in enumerate(tally.counts, start=1)
    ]
    abstained = Bar(
        label=words._("Stood aside") if case.is_by_consent else words._("Abstained"),
        count=words.number(tally.abstained),
        width=_compute_width(tally.abstained, scale),
        can_win=False,
        is_winner=False,
    )
    return Chart(bars=(*bars, abstained), marks=_compute_marks(words, tally, scale), title=titles.get(case.method, ""))


def _compute_points(words: Words, tally: Tally, options: Sequence[str]) -> Chart:
    scale = max(1, *tally.points) * 1.06
    bars = [
        Bar(
            label=say_option(words, "choice", options, number),
            count=words.number(points),
            width=_compute_width(points, scale),
            can_win=True,
            is_winner=tally.winner == number,
        )
        for number, points in enumerate(tally.points, start=1)
    ]
    return Chart(bars=tuple(bars), marks=(), title=words._("Points in all"))


def compute_ranking(words: Words, tally: Tally, options: Sequence[str]) -> Ranking | None:
    """The order of a ranked vote, the status quo among the options, with every two compared."""
    if not tally.order or not tally.votes:
        return None
    names = [say_option(words, "choice", options, number) for number in range(1, len(tally.counts) + 1)]
    names.append(say_status_quo(words))
    ranks = [(place, number - 1) for place, level in enumerate(tally.order, start=1) for number in level]
    rows = [
        Row(f"{place}.", names[one], tuple(_compute_cell(words, tally, one, other) for _, other in ranks))
        for place, one in ranks
    ]
    return Ranking(tuple(words.list([names[number - 1] for number in level]) for level in tally.order), tuple(rows))


def _compute_cell(words: Words, tally: Tally, one: int, other: int) -> Cell:
    count = tally.pairs[one][other]
    return Cell("–" if one == other else words.number(count), count > tally.pairs[other][one])


def _compute_width(count: int, scale: float) -> float:
    """Even a single vote can be seen."""
    return max(0.6, round(100 * count / scale, 2)) if count else 0


def _compute_marks(words: Words, tally: Tally, scale: float) -> tuple[Mark, ...]:
    marks = [
        Mark(
            kind="threshold",
            at=round(100 * tally.needed / scale, 2),
            label=words.ngettext("{count} vote needed", "{count} votes needed", tally.needed),
        )
    ]
    if tally.quorum:
        label = words.ngettext("quorum: {count} in favour", "quorum: {count} in favour", tally.quorum)
        marks.append(Mark(kind="quorum", at=round(100 * tally.quorum / scale, 2), label=label))
    return tuple(marks)
