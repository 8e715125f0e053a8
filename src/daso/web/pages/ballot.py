"""The visitor's own ballot, in the form of the case's way of counting.

Read next: `templates/ballot.html`, which shows it; `static/js/ballots.js`, which makes it an act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from daso.kernel.decision import Decision
from daso.kernel.proposal import Proposal
from daso.kernel.queries import has_token, is_eligible
from daso.kernel.tally.score import POINTS_LIMIT
from daso.web.reading import Vote
from daso.web.visit import Visit
from daso.web.words import say_choices, say_option, say_status_quo
from daso.web.words.language import N_, Words

__all__ = ["Ballot", "get_ballot"]

HINTS = {
    "ranked": N_("1 is what you like best. Equal numbers are fine; what you leave open is compared with nothing."),
    "approval": N_("Tick all that you agree with."),
    "score": N_("0 is nothing, 5 is best."),
    "consent": N_("Consent if you can live with it. Object if it would do harm, and say which: it must be answered."),
}
"""How to fill in a ballot, where that does not go without saying."""


class Option(msgspec.Struct, frozen=True):
    """One line of a ballot: what it names, and what the visitor has chosen there."""

    value: str
    label: str
    chosen: int


class Ballot(msgspec.Struct, frozen=True, kw_only=True):
    """The visitor's own ballot. `steps` are the ranks or points there are for each option."""

    way: str
    options: tuple[Option, ...]
    steps: tuple[int, ...]
    is_abstaining: bool
    hint: str
    mine: str
    entry: str
    button: str


def get_ballot(
    visit: Visit, subject: Proposal | Decision, names: Sequence[str], votes: Mapping[int, Vote]
) -> Ballot | None:
    """The ballot of a visitor who may vote on this now."""
    member = visit.member
    if not isinstance(subject, Proposal) or not subject.published_at or member is None:
        return None
    if not has_token(member) or not is_eligible(visit.state, member, subject):
        return None
    words, cast = visit.words, votes.get(member.number)
    way = "consent" if subject.is_by_consent else subject.way
    candidates = subject.options + 1
    steps = {"ranked": range(1, candidates + 1), "score": range(POINTS_LIMIT + 1)}.get(way, range(0))
    said = say_choices(words, subject, names, cast.choices) if cast else ""
    return Ballot(
        way=way,
        options=tuple(_get_options(words, subject, names, cast.choices if cast else None)),
        steps=tuple(steps),
        is_abstaining=cast is not None and not cast.choices,
        hint=words._(HINTS[way]) if way in HINTS else "",
        mine=words._("You voted: {choice}.", choice=said) if cast else "",
        entry=f"/o/{visit.hosted.slug}/entries/{cast.index}" if cast else "",
        button=words._("Change my vote") if cast else words._("Cast my vote"),
    )


def _get_options(
    words: Words, subject: Proposal, names: Sequence[str], choices: tuple[int, ...] | None
) -> list[Option]:
    numbers = range(1, subject.options + 1)
    labels = [say_option(words, subject.form, names, number) for number in numbers]
    match subject.way:
        case "ranked":
            ranks = choices or (0,) * (subject.options + 1)
            labels.append(say_status_quo(words))
            return [Option("", label, rank) for label, rank in zip(labels, ranks, strict=True)]
        case "score":
            points = choices or (-1,) * subject.options
            return [Option(str(n), label, given) for n, label, given in zip(numbers, labels, points, strict=True)]
        case "approval":
            return [Option(str(n), labels[n - 1], int(n in (choices or ()))) for n in numbers]
    one = [Option(str(n), say_choices(words, subject, names, (n,)), int(choices == (n,))) for n in numbers]
    return [*one, Option("", say_choices(words, subject, names, ()), int(choices == ()))]
