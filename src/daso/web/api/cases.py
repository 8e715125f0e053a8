"""What there is to know of one proposal besides itself, for programs: who voted and who did not, what would happen,
objections and their answers, findings, and everything that was done with it. Read next: `offices.py`.
"""

from __future__ import annotations

import msgspec
from litestar.params import FromPath

from daso.host.texts import Words
from daso.kernel.ballot import OBJECT
from daso.kernel.charter import has_hidden_counts
from daso.kernel.effect import Effect
from daso.kernel.finding import SCRUTINEERS, Verdict
from daso.kernel.proposal import Proposal
from daso.web.api.answers import After, Limit, Slice, cut_slice
from daso.web.api.asking import read
from daso.web.pages.findings import read_finding
from daso.web.pages.objections import read_answers
from daso.web.pages.proposal import find_subject, say_effects_title, try_out
from daso.web.pages.voters import get_electorate
from daso.web.reading import read_votes
from daso.web.told.moments import list_reminders
from daso.web.visit import Visit, VisitHere
from daso.web.words import say_deed

__all__ = [
    "get_ballots",
    "get_case_findings",
    "get_case_history",
    "get_case_objections",
    "get_dry_run",
    "get_missing",
    "read_words",
]


class DryRunAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What `effects` would do today, or did: `title` says which. `steps` are sentences in their order.

    `changes` are what differs afterwards: what, as it is, as it would be. `refusal` says why it could not happen today.
    """

    title: str
    effects: tuple[Effect, ...]
    steps: tuple[str, ...]
    changes: tuple[tuple[str, str, str], ...]
    refusal: str


@read("/api/orgs/{slug:str}/proposals/{number:int}/dry-run", tags=["proposals"])
def get_dry_run(visit: VisitHere, number: FromPath[int]) -> DryRunAnswer:
    """What happens if it is adopted and carried out: the law, tried out on the organisation as it stands."""
    subject = find_subject(visit, number)
    run = try_out(visit, subject)
    return DryRunAnswer(
        title=say_effects_title(visit, subject),
        effects=subject.effects,
        steps=run.steps,
        changes=run.changes,
        refusal=run.refusal,
    )


class BallotAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A member's ballot that counts, and its entry. `choices` is null while the rule hides counts; nothing abstains.

    `reason` is the commitment to why, `words` are its words where this reader may read them.
    """

    member: int
    entry: int
    at: int
    choices: tuple[int, ...] | None
    reason: str
    words: str | None


@read("/api/orgs/{slug:str}/proposals/{number:int}/ballots", tags=["proposals"])
def get_ballots(visit: VisitHere, number: FromPath[int], after: After = 0, limit: Limit = 100) -> Slice[BallotAnswer]:
    """Who voted how, by member number: of each the ballot that counts."""
    subject = find_subject(visit, number)
    is_hidden = isinstance(subject, Proposal) and has_hidden_counts(subject.rule)
    votes = read_votes(visit, number)
    chosen, following = cut_slice(sorted(votes), after, limit)
    words = read_words(visit, [votes[member].reason for member in chosen])
    ballots = [
        BallotAnswer(
            member=vote.by,
            entry=vote.index,
            at=vote.at,
            choices=None if is_hidden else vote.choices,
            reason=vote.reason,
            words=words[vote.reason],
        )
        for vote in (votes[member] for member in chosen)
    ]
    return Slice(ballots, following)


class MissingAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How many voted, who of the electorate has not, and when the latter are reminded while it is open."""

    voted: int
    missing: list[int]
    reminders: list[int]


@read("/api/orgs/{slug:str}/proposals/{number:int}/missing", tags=["proposals"])
def get_missing(visit: VisitHere, number: FromPath[int]) -> MissingAnswer:
    """Who has not voted, by member number. Nobody needs to remind them: this site does so at these times."""
    subject = find_subject(visit, number)
    electorate = get_electorate(visit, subject) if subject.published_at else []
    votes = read_votes(visit, number)
    missing = [member for member in electorate if member not in votes]
    return MissingAnswer(voted=len(electorate) - len(missing), missing=missing, reminders=list_reminders(subject))


class ObjectionAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An objection that stands, and the author's answer; `answer_entry` is null where there is none."""

    member: int
    entry: int
    reason: str
    words: str | None
    answer_entry: int | None
    answer: str
    answer_words: str | None


@read("/api/orgs/{slug:str}/proposals/{number:int}/objections", tags=["proposals"])
def get_case_objections(visit: VisitHere, number: FromPath[int]) -> list[ObjectionAnswer]:
    """The objections where consent is asked, each with its reason and the author's answer."""
    subject = find_subject(visit, number)
    standing = [vote for vote in read_votes(visit, number).values() if vote.choices == OBJECT]
    if not subject.is_by_consent:
        return []
    answers = read_answers(visit, number)
    words = read_words(visit, [*(one.reason for one in standing), *(one.text for one in answers.values())])
    found = []
    for vote in sorted(standing, key=lambda one: one.by):
        answer = answers.get(vote.by)
        found.append(
            ObjectionAnswer(
                member=vote.by,
                entry=vote.index,
                reason=vote.reason,
                words=words[vote.reason],
                answer_entry=answer.index if answer else None,
                answer=answer.text if answer else "",
                answer_words=words[answer.text] if answer else None,
            )
        )
    return found


class FindingAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a scrutineer, by their number as such, found about a decision."""

    scrutineer: int
    entry: int
    at: int
    verdict: Verdict
    text: str
    words: str | None


@read("/api/orgs/{slug:str}/proposals/{number:int}/findings", tags=["proposals"])
def get_case_findings(visit: VisitHere, number: FromPath[int]) -> list[FindingAnswer]:
    """Every finding that scrutineers have signed about a decision, the oldest first."""
    find_subject(visit, number)
    rows = [row for row in visit.hosted.register.get_of_subject(f"proposal/{number}") if row.act == "PublishFinding"]
    acts = [read_finding(visit.hosted, row.entry) for row in rows]
    words = read_words(visit, [act.text for act in acts])
    return [
        FindingAnswer(
            scrutineer=row.by - SCRUTINEERS,
            entry=row.entry,
            at=row.at,
            verdict=act.verdict,
            text=act.text,
            words=words[act.text],
        )
        for row, act in zip(rows, acts, strict=True)
    ]


class HistoryAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A deed about a proposal: which act, by which member, and what it did in words."""

    entry: int
    at: int
    by: int
    act: str
    says: str


@read("/api/orgs/{slug:str}/proposals/{number:int}/history", tags=["proposals"])
def get_case_history(
    visit: VisitHere, number: FromPath[int], after: After = 0, limit: Limit = 100
) -> Slice[HistoryAnswer]:
    """Everything that members did with it, the oldest first; ballots and comments too. `after` is an entry."""
    find_subject(visit, number)
    rows = {row.entry: row for row in visit.hosted.register.get_of_subject(f"proposal/{number}")}
    chosen, following = cut_slice(list(rows), after, limit)
    deeds = [
        HistoryAnswer(
            entry=row.entry, at=row.at, by=row.by, act=row.act, says=say_deed(visit.words, row.act, row.subject)
        )
        for row in (rows[entry] for entry in chosen)
    ]
    return Slice(deeds, following)


def read_words(visit: Visit, commitments: list[str]) -> dict[str, str | None]:
    """The words behind commitments, null where this reader may not read them or there are none."""
    texts = visit.texts(commitments)
    return {commitment: text.body if isinstance(text, Words) else None for commitment, text in texts.items()}
