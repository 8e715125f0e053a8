"""What a member can choose about: what needs them, who speaks to them, and each kind of proposal.

Read next: `reasons.py`, where every reason has its topic.
"""

from __future__ import annotations

from typing import Final

from daso.kernel.charter import KINDS, Charter
from daso.web.words import Words, say_kind
from daso.web.words.language import N_

__all__ = ["MENTIONS", "NEEDS", "compute_kind_topic", "list_topics", "say_topic"]

NEEDS: Final = "needs"
MENTIONS: Final = "mentions"
_NAMES: Final[dict[str, str]] = {
    NEEDS: N_("What needs you: a vote about to close, somebody to sponsor, a draft of yours"),
    MENTIONS: N_("Who mentions you, or replies to you"),
}


def compute_kind_topic(kind: str) -> str:
    """The topic of one kind of proposal."""
    return f"kind/{kind}"


def list_topics(charter: Charter) -> list[str]:
    """Every topic of an organisation, in the order people read them: of kinds, those that its charter has rules for."""
    return [*_NAMES, *(compute_kind_topic(kind) for kind in KINDS if kind in charter.rules)]


def say_topic(words: Words, topic: str) -> str:
    """A topic as the page names it."""
    if topic in _NAMES:
        return words._(_NAMES[topic])
    return words._("Proposals and decisions: {kind}", kind=say_kind(words, topic.removeprefix("kind/")))
