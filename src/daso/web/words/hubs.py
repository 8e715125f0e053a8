"""Hubs in words: their kinds, how each stands, and what decisions do to them. Read next: `effects.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from daso.kernel.hub import EndHub, Hub, HubKind, HubStatus, RewordHub, get_hub_status
from daso.web.words.language import N_

if TYPE_CHECKING:
    from daso.kernel.state import State
    from daso.web.words.language import Words

__all__ = ["HUB_KIND_WORDS", "describe_hubs", "say_hub_effect", "say_hub_kind", "say_hub_name", "say_hub_status"]

HUB_KIND_WORDS: Final[dict[HubKind, tuple[str, str]]] = {
    "skill": (N_("Skill"), N_("people who can do something")),
    "talent": (N_("Talent"), N_("people who want to grow in something")),
    "execution": (N_("Execution"), N_("people who deliver something by a day")),
}
"""Each kind of hub: its name, and whom it brings together."""

_STATUSES: Final[dict[HubStatus, str]] = {"alive": N_("alive"), "dormant": N_("dormant"), "ended": N_("ended")}


def say_hub_kind(words: Words, kind: HubKind) -> str:
    """The name of a kind of hub."""
    return words._(HUB_KIND_WORDS[kind][0])


def say_hub_status(words: Words, status: HubStatus) -> str:
    """How a hub stands, in a word."""
    return words._(_STATUSES[status])


def say_hub_name(words: Words, number: int, name: str) -> str:
    """What a hub is called; its number where that can't be read."""
    return name or words._("Hub {number}", number=number)


def say_hub_effect(words: Words, effect: RewordHub | EndHub, names: Mapping[str, str]) -> str:
    """What a decision does to a hub, as a promise."""
    number = effect.hub
    if isinstance(effect, EndHub):
        return words._("Hub {number} ends. Nobody joins it any more, and its page stays.", number=number)
    name = names.get(effect.text, "")
    said = (
        words._("Hub {number} is called “{name}”, with another purpose.", number=number, name=name)
        if name
        else words._("Hub {number} gets another name and purpose.", number=number)
    )
    if not effect.due_at:
        return said
    return f"{said} {words._('It delivers by {day}.', day=words.date(effect.due_at))}"


def describe_hubs(words: Words, state: State, names: Mapping[str, str]) -> str:
    """The hubs that there are, in a line."""
    return words.list(
        [_describe(words, hub, names) for _, hub in sorted(state.hubs.items()) if get_hub_status(state, hub) != "ended"]
    ) or words._("none")


def _describe(words: Words, hub: Hub, names: Mapping[str, str]) -> str:
    name = say_hub_name(words, hub.number, names.get(hub.text, ""))
    return words._("{name} (by {day})", name=name, day=words.date(hub.due_at)) if hub.due_at else name
