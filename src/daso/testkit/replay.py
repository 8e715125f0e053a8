"""Replays a public record of votes as signed acts: one organisation a symbol, one member a wallet, one ballot a row.

Nobody in the record signed any of this, so it is marked as a replay. Each wallet's key is made of the wallet and of
a secret that is thrown away afterwards: nobody can act for a wallet later. Days are all that the record knows of
time, so all ballots of a day are taken in at noon, in the order of their rows. Read next: `past.py`, and
`insight/compare.py`, for which this is done.
"""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from daso.canon import encode
from daso.host import Given, Profile, ProposalText, Text
from daso.insight import Record, RecordedProposal, Unreadable, encode_record, load_record
from daso.insight.record import RECORD
from daso.kernel.act import compute_commitment
from daso.kernel.ballot import CastBallot
from daso.kernel.charter import HOUR, Charter
from daso.kernel.founding import (
    CLAUSES,
    AffirmFoundation,
    Inaugurate,
    WriteClause,
    compute_foundation,
)
from daso.kernel.membership import InviteMembers
from daso.kernel.proposal import OpenProposal, Proposal, PublishProposal
from daso.kernel.templates import TEMPLATES
from daso.keys.sign import P256Signer
from daso.ledger import NoteSigner
from daso.testkit.ballots import Ballot, RecordUnfit, Votes, group_by_symbol, read_votes
from daso.testkit.calm import make_calm_rule
from daso.testkit.past import Deed, Past
from daso.testkit.person import Person

__all__ = ["Imported", "import_votes"]

_DAY: Final = 24 * HOUR
_INVITED_AT_ONCE: Final = 100
_KEPT_OPEN: Final = 10 * 366 * 24
_LONGEST_VOTE: Final = 366

Progress = Callable[[int, int], None]
"""Hears how many ballots are done, and of how many."""


class Imported(msgspec.Struct, frozen=True):
    """One organisation as it was imported."""

    org: str
    slug: str
    members: int
    record: Record


class _Case(msgspec.Struct, frozen=True):
    """What becomes of one proposal of the record: who opens it, as its number, and its ballots in order."""

    id: str
    number: int
    author: str
    options: int
    ballots: list[Ballot]

    @property
    def day(self) -> date:
        return self.ballots[0].day


def import_votes(path: Path, data: Path, origin: str, progress: Progress | None = None) -> list[Imported]:
    """Replay a file into a data folder, one organisation a symbol."""
    votes = read_votes(path)
    if not votes.ballots:
        raise RecordUnfit(path=str(path), why="it holds no ballot that can be read")
    _check_new(path, data, votes.digest)
    imported: list[Imported] = []
    done = 0
    for symbol, ballots, unreadable in group_by_symbol(votes):
        replay = _Replay(votes, symbol, ballots, origin)
        with replay.past:
            for count in replay.play():
                done += count
                if progress:
                    progress(done, len(votes.ballots))
            imported.append(replay.lay_down(data, unreadable))
    return imported


def _check_new(path: Path, data: Path, digest: str) -> None:
    for folder in sorted((data / "orgs").glob("*")):
        record = load_record(folder)
        if record and record.digest == digest:
            raise RecordUnfit(path=str(path), why=f"it was imported into {data} before")


class _Replay:
    """One organisation on its way from the record to the log."""

    def __init__(self, votes: Votes, symbol: str, ballots: list[Ballot], origin: str) -> None:
        self._votes = votes
        self._symbol = symbol
        self._ballots = ballots
        self._secret = secrets.token_bytes(32)
        self._persons = {voter: Person(self._make_key(voter)) for voter in dict.fromkeys(b.voter for b in ballots)}
        self._voting_days = _count_voting_days(votes.source, ballots)
        self._cases = _plan(ballots, list(self._persons), self._voting_days)
        self._founding = self._found()
        org = self._founding[0].act.org
        self.past = Past(org, NoteSigner.generate(f"{urlsplit(origin).netloc}/o/{org}"))

    def play(self) -> Iterator[int]:
        """Found, let everybody join, then open, publish and vote, day by day; tells after each how many voted."""
        start = _compute_midnight(self._ballots[0].day)
        self.past.take_in_all(start - 2 * _DAY, [self._founding, *self._write_clauses()])
        self.past.take_in_all(start - 2 * _DAY, self._inaugurate())
        self.past.take_in_all(start - _DAY, self._join_all(self.past.state.foundation))
        opening = {day: list(cases) for day, cases in groupby(self._cases, lambda case: case.day)}
        numbers = {case.id: case.number for case in self._cases}
        for day, group in groupby(self._ballots, lambda ballot: ballot.day):
            ballots = list(group)
            midnight = _compute_midnight(day)
            self.past.take_in_all(midnight, self._open_all(opening.get(day, [])))
            live = self.past.state.proposals
            votes = [self._cast(ballot, live[numbers[ballot.proposal]]) for ballot in ballots]
            self.past.take_in_all(midnight + 12 * HOUR, votes)
            yield len(ballots)

    def lay_down(self, data: Path, unreadable: list[Unreadable]) -> Imported:
        """Store it, with the record beside the log."""
        record = Record(
            source=self._votes.source,
            digest=self._votes.digest,
            symbol=self._symbol,
            ballots=len(self._ballots),
            unreadable=tuple(unreadable),
            proposals=tuple(self._describe(case) for case in self._cases),
        )
        stem = re.sub(r"[^a-z0-9]+", "-", self._symbol.lower()).strip("-")[:40] or "record"
        slug = self.past.lay_down(data, stem, {RECORD: encode_record(record)})
        return Imported(self.past.org, slug, len(self._persons), record)

    def _describe(self, case: _Case) -> RecordedProposal:
        powers = {self._persons[ballot.voter].number: ballot.power for ballot in case.ballots}
        return RecordedProposal(number=case.number, id=case.id, powers=powers)

    def _make_key(self, voter: str) -> P256Signer:
        return P256Signer.from_seed(self._secret + voter.encode())

    def _found(self) -> Deed:
        voter, founder = next(iter(self._persons.items()))
        given = _write(Profile(name=voter, email=""))
        salt = secrets.token_bytes(32)
        return founder.found(self._write_charter(), salt, "innovator", profile=_commit(given)), [given]

    def _write_clauses(self) -> Iterator[Deed]:
        founder = next(iter(self._persons.values()))
        purpose = f"To show how the votes in {self._votes.source} end when every wallet counts for one."
        for name in CLAUSES:
            text = purpose if name == "purpose" else "The record does not say."
            yield founder.do(WriteClause, clause=name, text=text), []

    def _inaugurate(self) -> list[Deed]:
        founder = next(iter(self._persons.values()))
        foundation = compute_foundation(self.past.state.charter, self.past.state.clauses)
        return [(founder.do(act, foundation=foundation), []) for act in (AffirmFoundation, Inaugurate)]

    def _write_charter(self) -> Charter:
        """Plurality without a quorum, for as long as the longest vote of the record lasted."""
        dao = TEMPLATES["dao"]
        rule = replace(
            make_calm_rule(dao.rules["ordinary"]),
            method="plurality",
            quorum=(0, 1),
            discussion_hours=0,
            voting_hours=24 * self._voting_days,
            carrying_out_hours=_KEPT_OPEN,
        )
        return replace(
            dao,
            name=f"{self._symbol}, replayed",
            founders=1,
            invitations=_INVITED_AT_ONCE,
            live_proposals=_count_live(self._cases, self._voting_days),
            rules={"ordinary": rule},
        )

    def _join_all(self, foundation: str) -> Iterator[Deed]:
        """Everybody but the founder, a hundred invitations at a time."""
        (_, founder), *others = self._persons.items()
        for start in range(0, len(others), _INVITED_AT_ONCE):
            invited = others[start : start + _INVITED_AT_ONCE]
            keys = [self._make_key(f"invitation/{voter}") for voter, _ in invited]
            yield founder.do(InviteMembers, keys=tuple(key.key for key in keys)), []
            for number, ((voter, person), key) in enumerate(zip(invited, keys, strict=True), start=start + 2):
                given = _write(Profile(name=voter, email=""))
                yield person.join(self.past.org, number, key, foundation, _commit(given)), [given]

    def _open_all(self, cases: list[_Case]) -> Iterator[Deed]:
        for case in cases:
            author = self._persons[case.author]
            given = _write(self._render(case))
            text = _commit(given)
            yield (
                author.do(OpenProposal, kind="ordinary", form="choice", options=case.options, text=text, effects=()),
                [given],
            )
            yield author.do(PublishProposal, proposal=case.number, text=text), []

    def _render(self, case: _Case) -> ProposalText:
        short = case.id if len(case.id) <= 24 else f"{case.id[:10]}…{case.id[-4:]}"
        return ProposalText(
            title=f"{self._symbol} {short}",
            body=f"Replayed from {self._votes.source}, where it is called `{case.id}`. The record holds the choices "
            "and not their words.",
            options=tuple(f"Option {number}" for number in range(1, case.options + 1)),
        )

    def _cast(self, ballot: Ballot, proposal: Proposal) -> Deed:
        words = {"proposal": proposal.number, "text": proposal.text}
        return self._persons[ballot.voter].do(CastBallot, **words, choices=(ballot.option,), reason=""), []


def _write(text: Text) -> Given:
    return Given(secrets.token_bytes(16), encode(text).decode())


def _commit(given: Given) -> str:
    return compute_commitment(given.salt, given.text)


def _compute_midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000


def _group_by_proposal(ballots: list[Ballot]) -> dict[str, list[Ballot]]:
    groups: dict[str, list[Ballot]] = {}
    for ballot in ballots:
        groups.setdefault(ballot.proposal, []).append(ballot)
    return groups


def _count_voting_days(source: str, ballots: list[Ballot]) -> int:
    """Days for which the longest vote of the record was open."""
    longest = max((group[-1].day - group[0].day).days for group in _group_by_proposal(ballots).values()) + 1
    if longest > _LONGEST_VOTE:
        raise RecordUnfit(path=source, why=f"a vote in it lasts {longest} days, and the law allows {_LONGEST_VOTE}")
    return longest


def _plan(ballots: list[Ballot], voters: list[str], voting_days: int) -> list[_Case]:
    """Number the proposals, and let each be opened by somebody who votes on it and has no other one open, if any."""
    cases: list[_Case] = []
    for number, (name, group) in enumerate(_group_by_proposal(ballots).items(), start=1):
        busy = Counter(case.author for case in cases if (group[0].day - case.day).days < voting_days)
        candidates = dict.fromkeys([*(ballot.voter for ballot in group), *voters])
        author = min(candidates, key=lambda voter: busy[voter])
        options = max(2, *(ballot.option for ballot in group))
        cases.append(_Case(name, number, author, options, group))
    return cases


def _count_live(cases: list[_Case], voting_days: int) -> int:
    """The most proposals that one author ever has open at once: one, unless the record has more of them than voters."""
    return max(
        sum(other.author == case.author and 0 <= (case.day - other.day).days < voting_days for other in cases)
        for case in cases
    )
