"""What comments led to: answers, thanks, one that was edited and one that was flagged, by the words of the comment.

Read next: `cases.py`, which lets them happen.
"""

from __future__ import annotations

from typing import Final

from daso.kernel.comment import Reaction

__all__ = ["ANSWERED", "EDITS", "FLAGS", "REACTIONS"]

_SPARE_KEY: Final = "I don’t understand it, so I asked Agatha. She says it is a spare key at the neighbours’."
_BY_HAND: Final = "Rolled by hand, 60 croissants are two hours. Whose two hours?"
_STANDS: Final = "Stands are nice, but they are also a little bit for us."

ANSWERED: Final[dict[str, str]] = {
    "Nobody collects a bicycle before six. Except Bartholomew.": "Before six as well?",
    "I can be quiet.": "Nobody collects a bicycle before six. Except Bartholomew.",
    "@Henrik Puddlecombe, twelve a year for the name.": "Does it cost anything as long as nothing moves?",
    "That is exactly what it is.": _SPARE_KEY,
    "I don’t mind it. There, I said it. I like it.": "I have recovered. I could do one Friday.",
    "So I keep my bells?": "This is better than mine. I wish I had asked everybody first.",
    "You keep your bells.": "So I keep my bells?",
    "The machine’s cleaning takes one. So we speak of one.": _BY_HAND,
    "I volunteer for zero.": "The machine’s cleaning takes one. So we speak of one.",
}
"""Which comment answers which."""

REACTIONS: Final[dict[str, tuple[tuple[Reaction, str], ...]]] = {
    "Nobody collects a bicycle before six. Except Bartholomew.": (("thanks", "elspeth"), ("agree", "osei")),
    "The children would mend twice as fast.": (("agree", "idris"), ("agree", "saoirse"), ("insight", "priya")),
    "I walk past that corner at half past four. I run past that corner.": (
        ("concern", "saoirse"),
        ("concern", "gwendolyn"),
        ("thanks", "tobias"),
    ),
    "The council pays half of the lamp if we pay the other half. I have it in writing.": (
        ("thanks", "gwendolyn"),
        ("insight", "beatrix"),
        ("question", "kwame"),
    ),
    _SPARE_KEY: (
        ("insight", "henrik"),
        ("thanks", "ottoline"),
    ),
    "You keep your bells.": (("thanks", "amara"), ("agree", "osei")),
}
"""Which reactions a comment got, and from whom."""

EDITS: Final[dict[str, str]] = {
    _STANDS: f"{_STANDS} I counted: 31 of 40 would stand before our own door.",
}
"""What its author made of a comment a while later."""

FLAGS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "My mother-in-law asks that whoever is drawn should know what they are doing.": (
        ("osei", "It is about the person who baked last Friday, and she reads this too. Say it to her instead."),
    ),
    "Some of us might weigh themselves before they weigh loaves.": (
        ("kwame", "This is not about bread."),
        ("hana", "He was new, and he asked a fair question."),
        ("marisol", "Not here, Dmitri. You are better than this."),
    ),
}
"""Who flagged a comment, and why; three hide it."""
