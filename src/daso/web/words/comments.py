"""What is said about comments: reactions, and why one is hidden. Read next: `../discussion.py`, which shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from daso.web.words.language import N_

if TYPE_CHECKING:
    from daso.web.words.language import Words

__all__ = ["REACTION_WORDS", "say_reaction"]

REACTION_WORDS: Final[dict[str, str]] = {
    "thanks": N_("Thanks"),
    "agree": N_("I agree"),
    "question": N_("Question"),
    "concern": N_("Concern"),
    "insight": N_("Insight"),
}
"""Reactions as buttons and lists name them, in the order in which pages offer them."""


def say_reaction(words: Words, reaction: str) -> str:
    """A reaction in a word or two."""
    return words._(REACTION_WORDS[reaction])
