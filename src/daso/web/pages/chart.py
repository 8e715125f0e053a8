"""A result as bars: lengths in per cent, with the marks of threshold and quorum on the same scale.

The scale ends a little after the largest number on it, so that bars can be told apart at any turnout; the counts
and the marks are said in words beside it. Read next: `proposal.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from daso.kernel.tally.tally import Tally
from daso.web.words import say_option
from daso.web.words.language import Words

__all__ = ["Bar", "Chart", "Mark", "compute_chart"]


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
    """Bars and marks, ready to be drawn."""

    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]


def compute_chart(words: Words, tally: Tally, form: str, options: Sequence[str]) -> Chart:
    """The bars of a tally: every option in its order, then abstentions."""
    scale = max(1, *tally.counts, tally.abstained, tally.needed, tally.quorum) * 1.06
    bars = [
        Bar(
            label=say_option(words, form, options, number),
            count=words.number(count),
            width=_compute_width(count, scale),
            can_win=form == "choice" or number == 1,
            is_winner=tally.winner == number,
        )
        for number, count in enumerate(tally.counts, start=1)
    ]
    abstained = Bar(
        label=words._("Abstained"),
        count=words.number(tally.abstained),
        width=_compute_width(tally.abstained, scale),
        can_win=False,
        is_winner=False,
    )
    return Chart(bars=(*bars, abstained), marks=_compute_marks(words, tally, scale))


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
