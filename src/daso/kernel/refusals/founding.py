"""Refusals on the way to the inauguration, and of charters nothing could be decided by."""

from __future__ import annotations

from daso.errors import Refusal

__all__ = [
    "CharterUnsound",
    "ClauseChanged",
    "ClausesMissing",
    "FoundationChanged",
    "FoundationLocked",
    "NotAffirmed",
    "NotAgreed",
    "NotInaugurated",
    "NotTheInnovator",
    "TooFewFounders",
    "UnknownClause",
]


class FoundationLocked(Refusal):
    code = "foundation-locked"
    article = "locked"
    message = "The ideas-issue and the charter are locked since the inauguration and can't be rewritten."


class NotInaugurated(Refusal):
    code = "not-inaugurated"
    article = "founding"
    message = "The organisation is still being founded. This is possible once it has been inaugurated."


class NotTheInnovator(Refusal):
    code = "not-the-innovator"
    article = "founding"
    message = (
        "Through the innovator's door the ideas-issue and charter are written by member 1. Comment on them instead."
    )


class ClauseChanged(Refusal):
    code = "clause-changed"
    article = "founding"
    message = "The clause “{clause}” has been rewritten meanwhile. Read it again before you agree."


class UnknownClause(Refusal):
    code = "unknown-clause"
    article = "founding"
    message = "The clause “{clause}” has not been written yet. Write it first."


class FoundationChanged(Refusal):
    code = "foundation-changed"
    article = "founding"
    message = "What you affirmed is not the ideas-issue and charter as they stand. Read them again, then affirm."


class ClausesMissing(Refusal):
    code = "clauses-missing"
    article = "founding"
    message = "Not every clause of the ideas-issue is written yet; missing: {missing}."


class NotAgreed(Refusal):
    code = "not-agreed"
    article = "founding"
    message = "Not everybody agrees to the clause “{clause}” yet; {count} founders are missing."


class NotAffirmed(Refusal):
    code = "not-affirmed"
    article = "founding"
    message = "Not everybody has affirmed the ideas-issue and charter yet; {count} founders are missing."


class TooFewFounders(Refusal):
    code = "too-few-founders"
    article = "founding"
    message = "The charter asks for {needed} founders, and there are {count}. Invite more people."


class CharterUnsound(Refusal):
    code = "charter-unsound"
    article = "locked"
    message = "Nothing could be decided by this charter."
