"""Refusals of commenting, and of hiding what others said."""

from __future__ import annotations

from daso.errors import Refusal

__all__ = [
    "AlreadyFlagged",
    "CommentHidden",
    "CommentSettled",
    "NotYourComment",
    "ParentElsewhere",
    "UnknownComment",
    "UnknownSubject",
]


class UnknownSubject(Refusal):
    code = "unknown-subject"
    article = "discussing"
    message = "There is nothing called “{subject}” to comment on."


class UnknownComment(Refusal):
    code = "unknown-comment"
    article = "discussing"
    message = "Entry {comment} is no comment. Choose one of those on the page."


class ParentElsewhere(Refusal):
    code = "parent-elsewhere"
    article = "discussing"
    message = "Comment {comment} is not about “{subject}”. Answer it where it stands."


class NotYourComment(Refusal):
    code = "not-your-comment"
    article = "discussing"
    message = "Only its author, member {author}, can edit comment {comment}. Answer it instead."


class CommentHidden(Refusal):
    code = "comment-hidden"
    article = "discussing"
    message = "Comment {comment} is hidden. A policy decision can restore it; until then there is nothing to add to it."


class AlreadyFlagged(Refusal):
    code = "already-flagged"
    article = "discussing"
    message = "You have flagged comment {comment} already. One flag a member counts."


class CommentSettled(Refusal):
    code = "comment-settled"
    article = "discussing"
    message = "Decision {proposal} restored comment {comment}. Flags can't hide it again; a further decision can."
