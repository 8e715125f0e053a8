"""Heads against tokens: who wins a replayed vote when everybody counts for one, and who when every token does.

Heads are counted by the law itself; tokens are added up exactly, as fractions, from the record beside the log.
Read next: `record.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import msgspec

from daso.insight.record import Record
from daso.kernel.ballot import CastBallot
from daso.kernel.decision import get_tally
from daso.kernel.state import State
from daso.kernel.transition import Entry

__all__ = ["Row", "compute_comparison", "compute_leading"]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One proposal counted both ways. `counts` and `sums` are by option; `heads_lead` and `tokens_lead` name the
    options with the most, several when they are level, none when nobody voted.
    """

    proposal: str
    number: int
    counts: tuple[int, ...]
    sums: tuple[Fraction, ...]
    heads_lead: tuple[int, ...]
    tokens_lead: tuple[int, ...]

    @property
    def heads(self) -> int | None:
        """The option that wins by heads; None for a tie."""
        return self.heads_lead[0] if len(self.heads_lead) == 1 else None

    @property
    def tokens(self) -> int | None:
        """The option that wins by tokens; None for a tie."""
        return self.tokens_lead[0] if len(self.tokens_lead) == 1 else None

    @property
    def differs(self) -> bool:
        """Whether heads and tokens decide differently."""
        return self.heads_lead != self.tokens_lead


def compute_comparison(state: State, entries: Iterable[Entry], record: Record) -> list[Row]:
    """Each proposal of the record in its order, counted by heads and by tokens from the ballots on the log."""
    choices: dict[tuple[int, int], tuple[int, ...]] = {}
    for entry in entries:
        act = entry.envelope.act
        if isinstance(act, CastBallot):
            choices[act.proposal, act.by] = act.choices
    rows = []
    for recorded in record.proposals:
        counts = _get_counts(state, recorded.number)
        sums = [Fraction(0)] * len(counts)
        for member, power in recorded.powers.items():
            for option in choices.get((recorded.number, member), ()):
                sums[option - 1] += Fraction(power)
        row = Row(
            proposal=recorded.id,
            number=recorded.number,
            counts=counts,
            sums=tuple(sums),
            heads_lead=compute_leading(counts),
            tokens_lead=compute_leading(sums),
        )
        rows.append(row)
    return rows


def compute_leading(amounts: Sequence[int] | Sequence[Fraction]) -> tuple[int, ...]:
    """The options, counted from one, that have the most; none when all have nothing."""
    most = max(amounts, default=0)
    return tuple(option for option, amount in enumerate(amounts, start=1) if amount == most and most > 0)


def _get_counts(state: State, number: int) -> tuple[int, ...]:
    decision = state.decisions.get(number)
    tally = decision.tally if decision else get_tally(state.proposals[number])
    return tally.counts if tally else ()
