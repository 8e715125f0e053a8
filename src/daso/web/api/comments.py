"""What was said about a subject, for programs. Read next: `../discussion.py`, which shows it to people."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar.params import QueryParameter

from daso.host.texts import Words
from daso.kernel.comment import Reaction
from daso.kernel.moderation import Moderation
from daso.web.api.answers import After, Limit, Slice, cut_slice
from daso.web.api.asking import read
from daso.web.discussion import (
    Rows,
    count_reactions,
    list_numbers,
    read_post,
    read_time,
    read_wordings,
    sort_rows,
)
from daso.web.visit import Visit, VisitHere

__all__ = ["get_comments"]


class CommentAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A comment, by the index of its entry.

    `texts` are the commitments to its wordings, the one that stands last; `words` are the latter's where the reader may
    read them. `parent` is the comment it answers, or nought. `moderation` is there once it was flagged or decided on.
    """

    number: int
    subject: str
    by: int
    at: int
    parent: int
    mentions: tuple[int, ...]
    texts: tuple[str, ...]
    words: str | None
    reactions: dict[Reaction, list[int]]
    moderation: Moderation | None


@read("/api/orgs/{slug:str}/comments", tags=["comments"])
def get_comments(
    visit: VisitHere,
    subject: Annotated[str, QueryParameter(max_length=40, description="such as proposal/7, clause/purpose or charter")],
    after: After = 0,
    limit: Limit = 100,
) -> Slice[CommentAnswer]:
    """The comments on a subject, the oldest first."""
    chosen, following = cut_slice(sorted(list_numbers(visit, subject)), after, limit)
    rows = sort_rows(visit, chosen)
    return Slice([describe_comment(visit, number, rows[number]) for number in chosen], following)


def describe_comment(visit: Visit, number: int, rows: Rows) -> CommentAnswer:
    """One comment with all that was done with it."""
    post = read_post(visit.hosted, number)
    texts = read_wordings(visit, number, rows.edits)
    said = visit.text(texts[-1])
    return CommentAnswer(
        number=number,
        subject=post.subject,
        by=post.by,
        at=read_time(visit.hosted, number),
        parent=post.parent,
        mentions=post.mentions,
        texts=tuple(texts),
        words=said.body if isinstance(said, Words) else None,
        reactions=count_reactions(visit.hosted, rows.reactions),
        moderation=visit.state.moderated.get(number),
    )
