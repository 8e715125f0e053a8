"""Every no, in the reader's language: hours as days, moments as dates.

Read next: `daso/errors.py`, where the English sentences and their fields are kept apart for this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from daso.web.words.deeds import say_clause
from daso.web.words.language import compute_message
from daso.web.words.settings import say_path
from daso.web.words.ways import COUNTINGS, say_way

if TYPE_CHECKING:
    from daso.errors import Error, Field
    from daso.web.words.language import Words

__all__ = ["say_refusal"]


def say_refusal(words: Words, error: Error) -> str:
    """The error's sentence, with its fields as people say them."""
    fields = {name: _say_field(words, name, value) for name, value in error.fields.items()}
    return words._(compute_message(error.template), **fields)


def _say_field(words: Words, name: str, value: Field) -> str:
    if isinstance(value, int):
        match name:
            case "hours":
                return words.duration(value)
            case "until" | "at" | "last":
                return words.moment(value)
            case "count" | "limit" | "needed":
                return words.number(value)
        return str(value)
    if name == "path":
        return say_path(words, value)
    if name == "method":
        return say_way(words, value) if value in COUNTINGS else words._("consent")
    return say_clause(words, value) if name == "clause" else words._(value) if name in {"kind", "reason"} else value
