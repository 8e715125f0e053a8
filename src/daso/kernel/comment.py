"""Comments: members discuss proposals, clauses and the charter; the words stand beside the log and can be erased.

Of a comment the State keeps who wrote it and on what, so that nobody answers, edits or hides what is not there. Edits
and reactions change nothing in it; the log has them, and the pages find them there. Read next: `moderation.py`.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, NamedTuple

from msgspec import Meta
from msgspec.structs import replace

from daso.canon import Count
from daso.kernel.act import Act, Commitment, Number
from daso.kernel.queries import get_member
from daso.kernel.refusals import CommentHidden, NotYourComment, ParentElsewhere, UnknownComment, UnknownSubject

if TYPE_CHECKING:
    from daso.kernel.state import State

__all__ = [
    "REACTIONS",
    "Comment",
    "Drawer",
    "EditComment",
    "PostComment",
    "React",
    "Reaction",
    "Unreact",
    "find_comment",
    "get_comment",
    "is_hidden",
    "list_comments",
    "process_edit_comment",
    "process_post_comment",
    "process_react",
]

Reaction = Literal["thanks", "agree", "question", "concern", "insight"]
REACTIONS: tuple[Reaction, ...] = ("thanks", "agree", "question", "concern", "insight")
"""What can be said to a comment without words, in the order in which pages offer it."""


class Comment(NamedTuple):
    """What the law remembers of a comment, whose number is the index of its entry. No part ever changes."""

    number: int
    author: int
    subject: str


Drawer = tuple[tuple[int, int, str], ...]
"""Comments of entries that follow one another, in order. The State keeps them by the drawer: hundreds of thousands of
comments are then few values, which a server reads from its snapshot in a moment."""

_DRAWER = 256
"""How many entries share a drawer."""


class PostComment(Act, frozen=True, kw_only=True, tag="PostComment"):
    """I comment on a subject: ``proposal/7``, ``clause/purpose`` or ``charter``.

    `parent` is the comment that this one answers, by the index of its entry, or nought; `mentions` are the members
    whom it addresses.
    """

    is_light: ClassVar[bool] = True

    subject: Annotated[str, Meta(pattern=r"^(proposal/[1-9][0-9]{0,8}|clause/[a-z-]{1,20}|charter)$(?!\n)")]
    text: Commitment
    parent: Count = 0
    mentions: Annotated[tuple[Number, ...], Meta(max_length=20)] = ()


class EditComment(Act, frozen=True, kw_only=True, tag="EditComment"):
    """I put other words in the place of those of my comment, which is named by the index of its entry."""

    is_light: ClassVar[bool] = True

    comment: Number
    text: Commitment


class React(Act, frozen=True, kw_only=True, tag="React"):
    """I thank for a comment, agree with it, ask about it, am concerned, or find it an insight."""

    is_light: ClassVar[bool] = True

    comment: Number
    reaction: Reaction


class Unreact(Act, frozen=True, kw_only=True, tag="Unreact"):
    """I take back that reaction to a comment."""

    is_light: ClassVar[bool] = True

    comment: Number
    reaction: Reaction


def has_subject(state: State, subject: str) -> bool:
    """Whether there is something of this name to comment on."""
    noun, _, name = subject.partition("/")
    if noun == "proposal":
        return int(name) in state.proposals or int(name) in state.decisions
    return noun == "charter" or name in state.clauses


def find_comment(state: State, number: int) -> Comment | None:
    """The comment at this entry; None when the entry is none, or is not there."""
    drawer = state.comments.get(number // _DRAWER, ())
    place = bisect_left(drawer, (number,))
    return Comment(*drawer[place]) if place < len(drawer) and drawer[place][0] == number else None


def list_comments(state: State) -> list[Comment]:
    """Every comment there is, the oldest first."""
    return [Comment(*one) for _, drawer in sorted(state.comments.items()) for one in drawer]


def get_comment(state: State, number: int) -> Comment:
    """The comment at this entry; refused when the entry is none, or is not there."""
    comment = find_comment(state, number)
    if comment is None:
        raise UnknownComment(comment=number)
    return comment


def is_hidden(state: State, number: int) -> bool:
    """Whether a comment is hidden now."""
    moderation = state.moderated.get(number)
    return moderation is not None and moderation.hidden_at > 0


def _check_shown(state: State, number: int) -> None:
    if is_hidden(state, number):
        raise CommentHidden(comment=number)


def process_post_comment(state: State, act: PostComment, at: int) -> State:
    """Whoever has joined may comment, on proposals also after the vote, and on the foundation as well. A comment may
    answer another one on the same subject, and mention members by name.
    """
    if not has_subject(state, act.subject):
        raise UnknownSubject(subject=act.subject)
    for mentioned in act.mentions:
        get_member(state, mentioned)
    if act.parent:
        if get_comment(state, act.parent).subject != act.subject:
            raise ParentElsewhere(comment=act.parent, subject=act.subject)
        _check_shown(state, act.parent)
    number = state.entries
    drawer = (*state.comments.get(number // _DRAWER, ()), (number, act.by, act.subject))
    return replace(state, comments=state.comments.insert(number // _DRAWER, drawer))


def process_edit_comment(state: State, act: EditComment, at: int) -> State:
    """Only its author may edit a comment. It stays marked as edited, and every wording it had stays in its history."""
    comment = get_comment(state, act.comment)
    if comment.author != act.by:
        raise NotYourComment(comment=act.comment, author=comment.author)
    return state


def process_react(state: State, act: React | Unreact, at: int) -> State:
    """Whoever has joined may react to a comment: thanks, agree, question, concern, insight. Of each kind a member has
    one, however often they press, and may take it back.
    """
    get_comment(state, act.comment)
    _check_shown(state, act.comment)
    return state
