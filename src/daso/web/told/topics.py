"""What a member can choose about: what needs them, who speaks to them, each hub they are in, each kind of proposal.

What they choose for a hub goes before what they choose for a kind, and what they choose nothing for goes by its kind.
Read next: `reasons.py`, where every reason has its topic.
"""

from __future__ import annotations

from typing import Final

from daso.kernel.charter import KINDS
from daso.kernel.state import State
from daso.web.words import Words, say_kind
from daso.web.words.language import N_

__all__ = ["MENTIONS", "NEEDS", "compute_topics", "is_of_hub", "list_topics", "say_topic"]

NEEDS: Final = "needs"
MENTIONS: Final = "mentions"
_NAMES: Final[dict[str, str]] = {
    NEEDS: N_("What needs you: a vote about to close, somebody to sponsor, a draft of yours"),
    MENTIONS: N_("Who mentions you, or replies to you"),
}


def is_of_hub(topic: str) -> bool:
    """Whether a topic is a hub, for which a member need choose nothing."""
    return topic.startswith("hub/")


def compute_topics(state: State, member: int, kind: str, hub: int) -> tuple[str, ...]:
    """A proposal's topics for a member, the one that goes before first: its hub, if they are in it, and its kind."""
    of_kind = f"kind/{kind}"
    return (f"hub/{hub}", of_kind) if hub and member in state.hubs[hub].members else (of_kind,)


def list_topics(state: State, member: int) -> list[str]:
    """Every topic of a member, in the order people read them: of hubs, those that they are in and that have not ended;
    of kinds, those that the charter has rules for.
    """
    hubs = [n for n, hub in sorted(state.hubs.items()) if member in hub.members and not hub.ended_at]
    kinds = [kind for kind in KINDS if kind in state.charter.rules]
    return [*_NAMES, *(f"hub/{number}" for number in hubs), *(f"kind/{kind}" for kind in kinds)]


def say_topic(words: Words, topic: str) -> str:
    """A topic as the page names it; a hub is called by its own name there."""
    if topic in _NAMES:
        return words._(_NAMES[topic])
    return words._("Proposals and decisions: {kind}", kind=say_kind(words, topic.removeprefix("kind/")))
