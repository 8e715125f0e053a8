"""Objections to what is decided by consent, each with its reason and the author's answer.

Read next: `templates/objections.html`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import msgspec

from daso.host import Hosted
from daso.kernel.ballot import OBJECT
from daso.kernel.decision import Decision
from daso.kernel.objection import AnswerObjection
from daso.kernel.proposal import Proposal
from daso.web.reading import Person, Vote, Written, get_people, get_written, read_entry
from daso.web.visit import Visit

__all__ = ["Objection", "get_objections", "read_answers"]


class Answer(msgspec.Struct, frozen=True):
    """What the author said to an objection."""

    index: int
    member: int
    text: str


class Objection(msgspec.Struct, frozen=True, kw_only=True):
    """Who objects, why, and the answer, if there is one."""

    person: Person
    reason: Written
    entry: str
    answer: Written | None
    answer_entry: str
    may_answer: bool


@lru_cache(maxsize=10_000)
def _read_answer(hosted: Hosted, index: int) -> Answer:
    act = read_entry(hosted, index).envelope.act
    if not isinstance(act, AnswerObjection):
        raise TypeError(f"entry {index} answers no objection")
    return Answer(index, act.member, act.text)


def read_answers(visit: Visit, number: int) -> dict[int, Answer]:
    """The author's last answer to each member, since the proposal was last revised."""
    rows = visit.hosted.register.get_of_subject(f"proposal/{number}")
    revised = max((row.entry for row in rows if row.act == "ReviseProposal"), default=0)
    answers = [_read_answer(visit.hosted, r.entry) for r in rows if r.act == "AnswerObjection" and r.entry > revised]
    return {answer.member: answer for answer in answers}


def get_objections(visit: Visit, subject: Proposal | Decision, votes: Mapping[int, Vote]) -> list[Objection]:
    """The objections that stand, those without an answer first."""
    if not subject.is_by_consent or not subject.published_at:
        return []
    standing = [vote for vote in votes.values() if vote.choices == OBJECT]
    answers = read_answers(visit, subject.number) if standing else {}
    standing.sort(key=lambda vote: (vote.by in answers, vote.index))
    people = get_people(visit, {vote.by for vote in standing})
    texts = visit.texts([*(vote.reason for vote in standing), *(answer.text for answer in answers.values())])
    path, is_author = f"/o/{visit.hosted.slug}/entries", visit.is_own(subject.author)
    found = []
    for vote in standing:
        answer = answers.get(vote.by)
        found.append(
            Objection(
                person=people[vote.by],
                reason=get_written(visit, texts[vote.reason]),
                entry=f"{path}/{vote.index}",
                answer=get_written(visit, texts[answer.text]) if answer else None,
                answer_entry=f"{path}/{answer.index}" if answer else "",
                may_answer=is_author and isinstance(subject, Proposal),
            )
        )
    return found
