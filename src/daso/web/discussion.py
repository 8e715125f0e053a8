"""The discussion of a subject as pages show it: threads two levels deep, wordings, reactions, flags, what is hidden.

Who wrote which comment the State knows; everything else is read from the log, entry by entry, and remembered. Read
next: `templates/talk.html`, which shows it; `pages/comment.py`, where a comment's own address leads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

import msgspec

from daso.clerk.register import Row
from daso.host import Hosted
from daso.host.texts import Words as Said
from daso.kernel.comment import REACTIONS, EditComment, PostComment, React, Reaction, Unreact, get_comment
from daso.kernel.moderation import FlagComment, HideComment, Moderation
from daso.kernel.queries import has_token
from daso.kernel.transition import AnyAct
from daso.web.listing import Pages, cut_page
from daso.web.markdown import link_mentions
from daso.web.reading import Person, Written, get_people, get_written, read_entry
from daso.web.visit import Visit
from daso.web.words import Words, say_reaction

__all__ = [
    "Comment",
    "Discussion",
    "Rows",
    "count_reactions",
    "find_page",
    "get_discussion",
    "get_talk_name",
    "list_numbers",
    "read_post",
    "read_time",
    "read_wordings",
    "sort_rows",
]

SIZE: Final = 40
"""Comments on a page."""


class ReactionAsShown(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of reaction to a comment: by how many, by whom, and whether the visitor is among them."""

    kind: str
    label: str
    count: int
    who: str
    is_mine: bool


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """What a comment said from a moment on."""

    at: int
    body: Written
    entry: str


class Flag(msgspec.Struct, frozen=True, kw_only=True):
    """A member's flag, with their public reason."""

    person: Person
    reason: Written
    entry: str


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a comment that was flagged, hidden or restored."""

    line: str
    is_hidden: bool
    flags: tuple[Flag, ...]
    decision: str
    """Address of the decision that hid or restored it; empty where none did."""
    reason: Written | None


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said, with all that belongs to it."""

    index: int
    person: Person
    at: int
    is_answer: bool
    answers: Person | None
    """To whom, where it answers another answer."""
    wordings: tuple[Wording, ...]
    """The first one first, the one that stands last."""
    source: str
    """The words as their author may edit them; empty for everybody else."""
    mentions: tuple[int, ...]
    reactions: tuple[ReactionAsShown, ...]
    verdict: Verdict | None
    may_flag: bool
    entry: str
    link: str

    @property
    def body(self) -> Written:
        """The words that stand."""
        return self.wordings[-1].body


class Discussion(msgspec.Struct, frozen=True, kw_only=True):
    """A page of what was said about a subject, and the way to the newest."""

    subject: str
    name: str
    """What its part of the page, and its parameter in addresses, is called."""
    title: str
    comments: tuple[Comment, ...]
    pages: Pages
    newest: str
    may_comment: bool
    is_asked_for: bool
    """Whether the address names this discussion, so that it is shown unfolded."""


def get_talk_name(subject: str) -> str:
    """What a subject's discussion is called on its page: a clause's has a name of its own beside the charter's."""
    noun, _, name = subject.partition("/")
    return f"talk-{name}" if noun == "clause" else "discussion"


def get_discussion(visit: Visit, subject: str) -> Discussion:
    """The discussion of a subject, as this visitor may read it."""
    order, name = list_numbers(visit, subject), get_talk_name(subject)
    cut, pages = cut_page(visit, order, SIZE, name)
    newest = max(order, default=0)
    return Discussion(
        subject=subject,
        name=name,
        title=visit.words.ngettext("Discussion ({count} comment)", "Discussion ({count} comments)", len(order)),
        comments=tuple(_get_comments(visit, cut)),
        pages=pages,
        newest=f"/o/{visit.hosted.slug}/comments/{newest}" if len(order) > 1 else "",
        may_comment=visit.member is not None and not visit.member.left_at,
        is_asked_for=f"{name}=" in visit.query,
    )


def find_page(visit: Visit, index: int) -> str:
    """The rest of the address of a comment on its subject's page: the page of the discussion, and the place on it."""
    subject = get_comment(visit.state, index).subject
    page = list_numbers(visit, subject).index(index) // SIZE + 1
    return f"?{urlencode({get_talk_name(subject): page})}#comment-{index}"


@lru_cache(maxsize=100_000)
def _read_act(hosted: Hosted, index: int) -> AnyAct:
    """An entry never changes, so it is taken apart once."""
    return read_entry(hosted, index).envelope.act


def read_post(hosted: Hosted, index: int) -> PostComment:
    """What somebody said, at this entry."""
    act = _read_act(hosted, index)
    if not isinstance(act, PostComment):
        raise TypeError(f"entry {index} holds no comment")
    return act


def list_numbers(visit: Visit, subject: str) -> list[int]:
    """The comments in the order of reading: each that begins a thread, the oldest first, then all answers below it."""
    threads: dict[int, list[int]] = {}
    root_of: dict[int, int] = {}
    for row in visit.hosted.register.get_of_subject(subject):
        if row.act == "PostComment" and row.entry < visit.state.entries:  # the register may know more already
            parent = read_post(visit.hosted, row.entry).parent
            root_of[row.entry] = root = root_of[parent] if parent else row.entry
            threads.setdefault(root, []).append(row.entry)
    return [index for thread in threads.values() for index in thread]


class Rows(msgspec.Struct, frozen=True):
    """What was done with one comment, by kind of act."""

    edits: list[Row]
    reactions: list[Row]
    flags: list[Row]


def sort_rows(visit: Visit, indices: Sequence[int]) -> dict[int, Rows]:
    """What was done with each of these comments."""
    found = visit.hosted.register.get_of_subjects([f"comment/{index}" for index in indices])
    by_subject: defaultdict[str, list[Row]] = defaultdict(list)
    for row in found:
        by_subject[row.subject].append(row)
    return {
        index: Rows(
            [row for row in by_subject[f"comment/{index}"] if row.act == "EditComment"],
            [row for row in by_subject[f"comment/{index}"] if row.act in {"React", "Unreact"}],
            [row for row in by_subject[f"comment/{index}"] if row.act == "FlagComment"],
        )
        for index in indices
    }


def _get_comments(visit: Visit, indices: Sequence[int]) -> list[Comment]:
    rows = sort_rows(visit, indices)
    posts = {index: read_post(visit.hosted, index) for index in indices}
    numbers = {post.by for post in posts.values()}
    numbers |= {read_post(visit.hosted, post.parent).by for post in posts.values() if post.parent}
    numbers |= {number for post in posts.values() for number in post.mentions}
    numbers |= {row.by for one in rows.values() for row in (*one.reactions, *one.flags)}
    people = get_people(visit, numbers)
    return [_get_comment(visit, index, rows[index], people) for index in indices]


def _get_comment(visit: Visit, index: int, rows: Rows, people: Mapping[int, Person]) -> Comment:
    post = read_post(visit.hosted, index)
    moderation = visit.state.moderated.get(index)
    parent = read_post(visit.hosted, post.parent) if post.parent else None
    wordings = _get_wordings(visit, index, rows.edits, [people[number] for number in post.mentions])
    return Comment(
        index=index,
        person=people[post.by],
        at=_read_at(visit, index),
        is_answer=post.parent > 0,
        answers=people[parent.by] if parent and parent.parent else None,
        wordings=wordings,
        source=_get_source(visit, index, rows.edits) if visit.is_own(post.by) else "",
        mentions=post.mentions,
        reactions=_get_reactions(visit, rows.reactions, people),
        verdict=_get_verdict(visit, index, moderation, rows.flags, people) if moderation else None,
        may_flag=_may_flag(visit, post.by, moderation),
        entry=f"/o/{visit.hosted.slug}/entries/{index}",
        link=f"/o/{visit.hosted.slug}/comments/{index}",
    )


@lru_cache(maxsize=100_000)
def read_time(hosted: Hosted, index: int) -> int:
    """When an entry was taken in."""
    return read_entry(hosted, index).at


def _read_at(visit: Visit, index: int) -> int:
    return read_time(visit.hosted, index)


def read_wordings(visit: Visit, index: int, edits: Sequence[Row]) -> list[str]:
    """The commitments to a comment's words and to those that came in their place, in order."""
    acts = [_read_act(visit.hosted, row.entry) for row in edits]
    return [read_post(visit.hosted, index).text, *(act.text for act in acts if isinstance(act, EditComment))]


def _get_wordings(visit: Visit, index: int, edits: Sequence[Row], mentioned: Sequence[Person]) -> tuple[Wording, ...]:
    commitments = read_wordings(visit, index, edits)
    texts = visit.texts(commitments)
    entries = [index, *(row.entry for row in edits)]
    return tuple(
        Wording(
            at=_read_at(visit, entry),
            body=_mention(get_written(visit, texts[commitment]), mentioned),
            entry=f"/o/{visit.hosted.slug}/entries/{entry}",
        )
        for entry, commitment in zip(entries, commitments, strict=True)
    )


def _mention(written: Written, people: Sequence[Person]) -> Written:
    return Written(link_mentions(written.html, {one.name: one.href for one in people}), written.absence)


def _get_source(visit: Visit, index: int, edits: Sequence[Row]) -> str:
    text = visit.text(read_wordings(visit, index, edits)[-1])
    return text.body if isinstance(text, Said) else ""


def count_reactions(hosted: Hosted, rows: Sequence[Row]) -> dict[Reaction, list[int]]:
    """Who reacted how, from the lines of the register about a comment: of each kind and member the last act counts."""
    given: dict[Reaction, dict[int, None]] = {kind: {} for kind in REACTIONS}
    for row in rows:
        act = _read_act(hosted, row.entry)
        if isinstance(act, React):
            given[act.reaction].setdefault(row.by)
        elif isinstance(act, Unreact):
            given[act.reaction].pop(row.by, None)
    return {kind: list(members) for kind, members in given.items()}


def _get_reactions(visit: Visit, rows: Sequence[Row], people: Mapping[int, Person]) -> tuple[ReactionAsShown, ...]:
    mine = visit.member.number if visit.member else 0
    return tuple(
        ReactionAsShown(
            kind=kind,
            label=say_reaction(visit.words, kind),
            count=len(members),
            who=visit.words.list([people[by].name for by in members]),
            is_mine=mine in members,
        )
        for kind, members in count_reactions(visit.hosted, rows).items()
    )


def _may_flag(visit: Visit, author: int, moderation: Moderation | None) -> bool:
    member = visit.member
    if member is None or member.number == author or member.left_at:
        return False
    if moderation and (moderation.hidden_at or moderation.decision or member.number in moderation.flags):
        return False
    return has_token(member) or not visit.state.inaugurated_at


def _get_verdict(
    visit: Visit, index: int, moderation: Moderation, rows: Sequence[Row], people: Mapping[int, Person]
) -> Verdict:
    reasons = {row.by: act.reason for row in rows if isinstance(act := _read_act(visit.hosted, row.entry), FlagComment)}
    texts = visit.texts(reasons.values())
    path = f"/o/{visit.hosted.slug}"
    flags = tuple(
        Flag(
            person=people[row.by],
            reason=get_written(visit, texts[reasons[row.by]]),
            entry=f"{path}/entries/{row.entry}",
        )
        for row in rows
    )
    return Verdict(
        line=_say_verdict(visit.words, moderation),
        is_hidden=moderation.hidden_at > 0,
        flags=flags,
        decision=f"{path}/proposals/{moderation.decision}" if moderation.decision else "",
        reason=_get_reason(visit, index, moderation),
    )


def _get_reason(visit: Visit, index: int, moderation: Moderation) -> Written | None:
    """The reason that the decision gave which hid the comment."""
    decision = visit.state.decisions.get(moderation.decision)
    if decision is None or not moderation.hidden_at:
        return None
    effects = [one for one in decision.effects if isinstance(one, HideComment) and one.comment == index]
    return get_written(visit, visit.text(effects[0].reason)) if effects else None


def _say_verdict(words: Words, moderation: Moderation) -> str:
    count = len(moderation.flags)
    if moderation.hidden_at and moderation.decision:
        return words._("Hidden by decision {number}.", number=moderation.decision)
    if moderation.hidden_at:
        return words.ngettext(
            "Hidden since {date}: {count} member flagged it.",
            "Hidden since {date}: {count} members flagged it.",
            count,
            date=words.date(moderation.hidden_at),
        )
    if moderation.decision:
        return words._("Restored by decision {number}: flags can’t hide it again.", number=moderation.decision)
    flagged = words.ngettext("{count} member has flagged it.", "{count} members have flagged it.", count)
    if not moderation.needed:
        return f"{flagged} {words._('Only a decision hides a comment here.')}"
    hides = words.ngettext("{count} flag would hide it.", "{count} flags would hide it.", moderation.needed)
    return f"{flagged} {hides}"
