"""Who voted how, with the entry and the receipt of every vote, and the reasons people gave.

Counts come first; of a large electorate the list is cut into pages and can be searched. Read next: `proposal.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

import msgspec

from daso.kernel.ballot import OBJECT
from daso.kernel.charter import has_hidden_counts
from daso.kernel.decision import Decision
from daso.kernel.proposal import Proposal
from daso.kernel.queries import is_eligible
from daso.web.listing import Pages, cut_page, fold
from daso.web.reading import Person, Vote, Written, get_people, get_written
from daso.web.told.moments import list_reminders
from daso.web.visit import Visit
from daso.web.words import say_choices

__all__ = ["Reason", "Voter", "Voters", "get_electorate", "get_reasons", "get_voters"]

VOTERS = 60
REASONS = 20
SEARCHABLE = 30
"""Electorates larger than this get a search field."""


class Reason(msgspec.Struct, frozen=True):
    """Why somebody voted as they did."""

    person: Person
    choice: str
    look: str
    body: Written
    entry: str


class Voter(msgspec.Struct, frozen=True):
    """A member of the electorate, and their vote if they cast one."""

    person: Person
    choice: str
    entry: str


class Voters(msgspec.Struct, frozen=True, kw_only=True):
    """Counts first, then the list."""

    line: str
    people: tuple[Voter, ...]
    pages: Pages
    has_search: bool
    sought: str
    is_open: bool


def get_electorate(visit: Visit, subject: Proposal | Decision) -> list[int]:
    """Everybody who may, or might have, voted, by number. It was fixed at the publication, so it never changes."""
    members = visit.state.members.values()
    return sorted(member.number for member in members if is_eligible(visit.state, member, subject))


def get_voters(
    visit: Visit, subject: Proposal | Decision, votes: Mapping[int, Vote], names: Sequence[str]
) -> Voters | None:
    """The electorate: who has voted first, then who has not."""
    if not subject.published_at:
        return None
    everybody = sorted(get_electorate(visit, subject), key=lambda number: (number not in votes, number))
    missing = sum(number not in votes for number in everybody)
    sought = parse_qs(visit.query).get("voter", [""])[0]
    shown = _find(visit, everybody, sought) if sought else everybody
    cut, pages = cut_page(visit, shown, VOTERS, "voters")
    people = get_people(visit, cut)
    return Voters(
        line=_say_counts(visit, subject, len(everybody) - missing, missing),
        people=tuple(_get_voter(visit, subject, people[number], votes.get(number), names) for number in cut),
        pages=pages,
        has_search=len(everybody) > SEARCHABLE,
        sought=sought,
        is_open=bool(sought) or pages.here > 1,
    )


def _say_counts(visit: Visit, subject: Proposal | Decision, voted: int, missing: int) -> str:
    words = visit.words
    done = words.ngettext("{count} member voted", "{count} members voted", voted)
    if isinstance(subject, Decision):
        return words._(
            "{done}, {missing}.", done=done, missing=words.ngettext("{count} did not", "{count} did not", missing)
        )
    still = words.ngettext("{count} has not yet", "{count} have not yet", missing)
    line = words._("{done}, {missing}.", done=done, missing=still)
    dates = [words.moment(at) for at in list_reminders(subject) if at > visit.now]
    if not dates or not missing:
        return line
    reminded = words._("Whoever has not voted is reminded: {dates}.", dates=words.list(dates))
    return f"{line} {reminded}"


def _find(visit: Visit, numbers: Sequence[int], sought: str) -> list[int]:
    """Those whose name contains what is sought."""
    names = visit.names(numbers)
    return [number for number in numbers if fold(sought) in fold(names[number])]


def _get_voter(
    visit: Visit, subject: Proposal | Decision, person: Person, vote: Vote | None, names: Sequence[str]
) -> Voter:
    if vote is None:
        is_over = isinstance(subject, Decision)
        return Voter(person, visit.words._("did not vote") if is_over else visit.words._("has not voted yet"), "")
    return Voter(person, _say_vote(visit, subject, names, vote), f"/o/{visit.hosted.slug}/entries/{vote.index}")


def _is_hidden(subject: Proposal | Decision) -> bool:
    return isinstance(subject, Proposal) and has_hidden_counts(subject.rule)


def _say_vote(visit: Visit, subject: Proposal | Decision, names: Sequence[str], vote: Vote) -> str:
    """What a ballot says; while counts are hidden, only that there is one."""
    if _is_hidden(subject):
        return visit.words._("has voted")
    return say_choices(visit.words, subject, names, vote.choices)


def get_reasons(
    visit: Visit, subject: Proposal | Decision, votes: Mapping[int, Vote], names: Sequence[str]
) -> tuple[list[Reason], Pages]:
    """The reasons that fit on a page, the latest first."""
    objects = subject.is_by_consent  # then objections have a place of their own
    given = [vote for vote in votes.values() if vote.reason and not (objects and vote.choices == OBJECT)]
    given.sort(key=lambda vote: -vote.index)
    cut, pages = cut_page(visit, given, REASONS, "reasons")
    people = get_people(visit, {vote.by for vote in cut})
    texts = visit.texts(vote.reason for vote in cut)
    reasons = [
        Reason(
            people[vote.by],
            _say_vote(visit, subject, names, vote),
            "open" if vote.choices == (1,) and subject.form == "motion" and not _is_hidden(subject) else "",
            get_written(visit, texts[vote.reason]),
            f"/o/{visit.hosted.slug}/entries/{vote.index}",
        )
        for vote in cut
    ]
    return reasons, pages
