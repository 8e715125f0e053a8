"""A history of any length for measuring: an organisation that grows, votes and talks at an even pace, all signed.

However long it becomes, every stretch of it is made of the same acts in the same proportions, so the price of an act
can be compared between a thousand and a million. Time goes on by itself; keys follow from numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from msgspec.structs import replace

from daso.canon import encode, to_base64url
from daso.kernel.ballot import CastBallot
from daso.kernel.charter import HOUR
from daso.kernel.comment import PostComment
from daso.kernel.founding import CLAUSES, AffirmFoundation, Inaugurate, WriteClause, compute_foundation
from daso.kernel.membership import InviteMembers
from daso.kernel.proposal import OpenProposal, PublishProposal
from daso.kernel.state import State
from daso.kernel.templates import TEMPLATES
from daso.kernel.transition import Entry, Envelope, apply
from daso.keys.sign import P256Signer
from daso.ledger import Log, NoteSigner, get_size
from daso.testkit.calm import make_calm
from daso.testkit.person import Person

__all__ = ["SIGNER", "History", "fill"]

SIGNER = NoteSigner.generate("bench.example/log")
_SEASON = 500
"""Acts in which three people join and one proposal is voted on."""
_STEP = 25 * HOUR // _SEASON
_TEXT = to_base64url(bytes(32))
_AT_ONCE = 100
"""Acts under one checkpoint."""


class History:
    """Tells one act after the other; `state` is where the organisation stands after the last."""

    def __init__(self) -> None:
        self._state: State | None = None
        self._now = _STEP
        self._people: list[Person] = []

    @property
    def state(self) -> State:
        """Where the organisation stands."""
        if self._state is None:
            raise LookupError("nothing has happened yet")
        return self._state

    def tell(self) -> Iterator[bytes]:
        """Entries without end."""
        yield from self._found()
        while True:
            yield from self._live_a_season()

    def gather(self, members: int) -> Iterator[bytes]:
        """Found, and let so many join and one proposal open: the entries before a vote of everybody."""
        yield from self._found()
        while len(self._people) < members:
            yield from self._welcome(min(100, members - len(self._people)))
        yield from self._propose()

    def vote(self, count: int) -> Iterator[Envelope]:
        """So many ballots on the open proposal, in turns; they are signed, and not yet judged."""
        for turn in range(count):
            voter = self._people[turn % len(self._people)]
            yield voter.do(CastBallot, proposal=1, text=_TEXT, choices=(1 + turn % 2,), reason="")

    def _add(self, envelope: Envelope) -> bytes:
        self._now += _STEP
        self._state = apply(self._state, envelope, self._now, lambda _claim: None)
        return encode(Entry(at=self._now, envelope=envelope))

    def _found(self) -> Iterator[bytes]:
        founder = Person(P256Signer.from_seed(b"founder"))
        self._people.append(founder)
        charter = replace(make_calm(TEMPLATES["mutual-aid"]), founders=1, sponsors=1, dormancy_hours=0)
        yield self._add(founder.found(charter, bytes(32)))
        for clause in CLAUSES:
            yield self._add(founder.do(WriteClause, clause=clause, text=f"What we say about {clause}."))
        foundation = compute_foundation(self.state.charter, self.state.clauses)
        yield self._add(founder.do(AffirmFoundation, foundation=foundation))
        yield self._add(founder.do(Inaugurate, foundation=foundation))

    def _live_a_season(self) -> Iterator[bytes]:
        yield from self._welcome(3)
        number = self.state.next_proposal
        yield from self._propose()
        for turn in range(_SEASON - 26):
            voter = self._people[(number * 7919 + turn) % len(self._people)]
            yield self._add(voter.do(CastBallot, proposal=number, text=_TEXT, choices=(1 + turn % 2,), reason=""))
        for turn in range(20):
            speaker = self._people[(number + turn) % len(self._people)]
            yield self._add(speaker.do(PostComment, subject=f"proposal/{number}", text=_TEXT))

    def _propose(self) -> Iterator[bytes]:
        number = self.state.next_proposal
        author = self._people[number % len(self._people)]
        yield self._add(author.do(OpenProposal, kind="ordinary", form="motion", options=2, text=_TEXT, effects=()))
        yield self._add(author.do(PublishProposal, proposal=number, text=_TEXT))

    def _welcome(self, count: int) -> Iterator[bytes]:
        founder, first = self._people[0], self.state.next_member
        numbers = range(first, first + count)
        invitations = [P256Signer.from_seed(b"invitation %d" % number) for number in numbers]
        yield self._add(founder.do(InviteMembers, keys=tuple(one.key for one in invitations)))
        for number, invitation in zip(numbers, invitations, strict=True):
            person = Person(P256Signer.from_seed(b"member %d" % number))
            yield self._add(person.join(founder.org, number, invitation, self.state.foundation))
            self._people.append(person)


def fill(log: Log, entries: Iterator[bytes], size: int) -> None:
    """Append entries until the log holds so many, a hundred under each checkpoint."""
    while (held := get_size(log.head())) < size:
        log.append(list(islice(entries, min(_AT_ONCE, size - held))), held)
