"""Mandates in words: what granting and recalling one does, and how each stands. Read next: `effects.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from daso.kernel.lot import DrawLot, GrantByLot
from daso.kernel.mandate import EndMandate, GrantMandate, Mandate, MandateStatus, compute_report_due, get_mandate_status
from daso.web.words.language import N_

if TYPE_CHECKING:
    from daso.kernel.state import State
    from daso.web.words.language import Words

__all__ = [
    "describe_mandates",
    "say_mandate_effect",
    "say_mandate_status",
    "say_mandate_title",
    "say_member",
    "say_report",
]

_STATUSES: Final[dict[MandateStatus, str]] = {
    "unnamed": N_("nobody is named yet"),
    "offered": N_("offered, not accepted yet"),
    "held": N_("held"),
    "resigned": N_("given back"),
    "recalled": N_("recalled"),
    "left": N_("ended when its holder left"),
    "expired": N_("over: its term has ended"),
}


def say_mandate_status(words: Words, status: MandateStatus) -> str:
    """How a mandate stands, in a few words."""
    return words._(_STATUSES[status])


def say_member(words: Words, number: int, names: Mapping[str, str]) -> str:
    """A member by name, or by number where the name can't be read."""
    return names.get(f"member/{number}") or words._("Member {number}", number=number)


def say_mandate_title(words: Words, text: str, names: Mapping[str, str]) -> str:
    """What a mandate is called."""
    return words._("“{title}”", title=names[text]) if text in names else words._("a mandate")


def say_grant(words: Words, effect: GrantMandate, names: Mapping[str, str]) -> str:
    """What granting a mandate does, as a promise."""
    title, term = say_mandate_title(words, effect.text, names), words.duration(effect.hours)
    if effect.candidates:
        candidates = words.list([say_member(words, number, names) for number in effect.candidates])
        said = words._(
            "Whoever wins is offered the mandate {title} for {term}. Candidates: {candidates}.",
            title=title,
            term=term,
            candidates=candidates,
        )
    else:
        holder = say_member(words, effect.holder, names)
        said = words._("{holder} is offered the mandate {title} for {term}.", holder=holder, title=title, term=term)
    if not effect.report_hours:
        return said
    return f"{said} {words._('A report is due every {term}.', term=words.duration(effect.report_hours))}"


def say_mandate_effect(
    words: Words, effect: GrantMandate | EndMandate | GrantByLot | DrawLot, names: Mapping[str, str]
) -> str:
    """An effect that gives or takes a mandate, or draws a lot, as a promise."""
    match effect:
        case GrantMandate():
            return say_grant(words, effect, names)
        case EndMandate(mandate=number):
            return words._("Mandate {number} is taken back and ends at once.", number=number)
    return say_draw(words, effect, names)


def say_draw(words: Words, effect: DrawLot | GrantByLot, names: Mapping[str, str]) -> str:
    """What opening a lot does, as a promise."""
    windows = words._(
        "Members commit to secrets for {commit}, then reveal them for {reveal}.",
        commit=words.duration(effect.commit_hours),
        reveal=words.duration(effect.reveal_hours),
    )
    if isinstance(effect, DrawLot):
        purpose = names.get(effect.text) or words._("a panel")
        drawn = words.ngettext(
            "{count} member is drawn by lot: {purpose}.",
            "{count} members are drawn by lot: {purpose}.",
            effect.size,
            purpose=purpose,
        )
        return f"{drawn} {windows}"
    drawn = words.ngettext(
        "{count} member is drawn by lot and offered the mandate {title} for {term}.",
        "{count} members are drawn by lot, and each is offered the mandate {title} for {term}.",
        effect.size,
        title=say_mandate_title(words, effect.text, names),
        term=words.duration(effect.hours),
    )
    return f"{drawn} {windows}"


def say_report(words: Words, mandate: Mandate) -> str:
    """When the next report is due, or for how long it has been; empty where none is due any more."""
    due = compute_report_due(mandate)
    if not due:
        return ""
    if due <= words.now:
        return words._("A report is overdue: it was due on {day}.", day=words.date(due))
    return words._("The next report is due on {day}.", day=words.date(due))


def describe_mandates(words: Words, state: State, names: Mapping[str, str]) -> str:
    """Who holds what now, in a line."""
    held = [
        words._(
            "{title} ({holder})",
            title=say_mandate_title(words, one.text, names),
            holder=say_member(words, one.holder, names) if one.holder else words._("whoever wins"),
        )
        for _, one in sorted(state.mandates.items())
        if get_mandate_status(state, one, words.now) in ("unnamed", "offered", "held")
    ]
    return words.list(held) or words._("none")
