"""Hubs for pages: what they are called, who is in them, and which ones a proposal can concern.

Read next: `pages/hubs.py`, where they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from daso.host.texts import HubText
from daso.kernel.hub import Hub
from daso.web.visit import Visit
from daso.web.words.hubs import say_hub_name

__all__ = ["HubLink", "get_hub_choices", "get_hub_link", "get_hub_links", "list_hubs_of", "read_hub_names"]


class HubLink(msgspec.Struct, frozen=True):
    """A hub where it is only named."""

    number: int
    name: str
    href: str


def read_hub_names(visit: Visit, hubs: Iterable[Hub]) -> dict[int, str]:
    """What hubs are called, by number; by their number alone where their words can't be read."""
    all_of_them = list(hubs)
    texts = visit.texts(hub.text for hub in all_of_them)
    said = {hub.number: text.name if isinstance(text := texts[hub.text], HubText) else "" for hub in all_of_them}
    return {number: say_hub_name(visit.words, number, name) for number, name in said.items()}


def get_hub_links(visit: Visit, hubs: Iterable[Hub]) -> list[HubLink]:
    """These hubs by name, each with its page, in the same order."""
    all_of_them = list(hubs)
    names = read_hub_names(visit, all_of_them)
    path = f"/o/{visit.hosted.slug}/hubs"
    return [HubLink(hub.number, names[hub.number], f"{path}/{hub.number}") for hub in all_of_them]


def get_hub_link(visit: Visit, number: int) -> HubLink | None:
    """The hub with this number; None for nought."""
    return get_hub_links(visit, [visit.state.hubs[number]])[0] if number else None


def list_hubs_of(visit: Visit, member: int) -> list[Hub]:
    """The hubs that a member is in, but for those that have ended."""
    return [hub for _, hub in sorted(visit.state.hubs.items()) if member in hub.members and not hub.ended_at]


def get_hub_choices(visit: Visit) -> list[HubLink]:
    """The hubs that a proposal can concern: the visitor's own first, then by name."""
    mine = visit.member.number if visit.member else 0
    running = [hub for _, hub in sorted(visit.state.hubs.items()) if not hub.ended_at]
    links = get_hub_links(visit, running)
    inside = {hub.number for hub in running if mine in hub.members}
    return sorted(links, key=lambda link: (link.number not in inside, link.name.casefold(), link.number))
