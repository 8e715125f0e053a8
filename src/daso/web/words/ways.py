"""Ways of counting in words: what each one asks of a member, and what a ballot says.

Read next: `results.py`, for what all ballots come to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from daso.web.words.language import N_

if TYPE_CHECKING:
    from daso.kernel.decision import Decision
    from daso.kernel.proposal import Proposal
    from daso.web.words.language import Words

__all__ = ["COUNTINGS", "say_choices", "say_option", "say_status_quo", "say_way"]

COUNTINGS: dict[str, tuple[str, str]] = {
    "": (N_("One option each"), N_("Each vote names one option.")),
    "ranked": (
        N_("Ranking"),
        N_("Each vote puts the options in order, and leaving things as they are among them; alike options don’t harm."),
    ),
    "approval": (N_("Approval"), N_("Each vote ticks every option that is fine; what most people tick wins.")),
    "score": (N_("Points"), N_("Each vote gives every option 0 to 5 points; most points win.")),
}
"""Ways of counting a choice: their names, and what they ask of a member."""


def say_way(words: Words, method: str) -> str:
    """A way of counting, by its name in the law; empty for one option a vote."""
    return words._(COUNTINGS[method][0])


def say_status_quo(words: Words) -> str:
    """What stands beside the options wherever they are ranked."""
    return words._("Leave things as they are")


def say_option(words: Words, form: str, options: Sequence[str], number: int) -> str:
    """An option by its number: for and against in a motion, its name in a choice; nought abstains."""
    if number == 0:
        return words._("Abstain")
    if form == "verdict" and number in (1, 2):
        return words._("Overturn it") if number == 1 else words._("Uphold it")
    if form == "motion":
        return words._("For") if number == 1 else words._("Against")
    if number <= len(options) and options[number - 1]:
        return options[number - 1]
    return words._("Option {number}", number=number)


def say_choices(words: Words, case: Proposal | Decision, options: Sequence[str], choices: Sequence[int]) -> str:
    """What a ballot says, in the form of its case's way of counting."""
    if case.is_by_consent:
        said = (words._("Stand aside"), words._("Consent"), words._("Objection"))
        return said[choices[0] if choices else 0]
    if not choices:
        return words._("Abstain")
    names = [say_option(words, "choice", options, number) for number in range(1, case.options + 1)]
    match case.way:
        case "ranked":
            return _say_ranks(words, [*names, say_status_quo(words)], choices)
        case "score":
            return " · ".join(f"{name}: {words.number(points)}" for name, points in zip(names, choices, strict=False))
        case "approval":
            return words.list([names[number - 1] for number in choices])
    return say_option(words, case.form, options, choices[0])


def _say_ranks(words: Words, names: Sequence[str], ranks: Sequence[int]) -> str:
    """The candidates in the ballot's order, counted anew without gaps; those unranked are left out."""
    levels = sorted({rank for rank in ranks if rank})
    lines = [words.list([name for name, rank in zip(names, ranks, strict=False) if rank == level]) for level in levels]
    return " · ".join(f"{place}. {line}" for place, line in enumerate(lines, start=1)) or words._("Nothing ranked")
