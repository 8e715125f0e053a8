"""How fast the law and the log run on this machine: `make bench`, or `make bench ARGS=5000` for more members.

An organisation is founded, grows and holds one vote, all with real signatures; then what a server or an auditor does
with that history is run, one part at a time. Nothing passes or fails here: the numbers are for people.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from msgspec.structs import replace

from daso.canon import encode, to_base64url
from daso.kernel.ballot import CastBallot
from daso.kernel.founding import CLAUSES, AffirmFoundation, Inaugurate, WriteClause, compute_foundation
from daso.kernel.membership import InviteMembers
from daso.kernel.proposal import OpenProposal, PublishProposal
from daso.kernel.state import State
from daso.kernel.templates import TEMPLATES
from daso.kernel.transition import Entry, Envelope, apply, decode_entry, replay
from daso.keys.sign import P256Signer
from daso.ledger import NoteSigner
from daso.ledger.sqlite import SqliteLog
from daso.testkit.person import Person

PARTY = 100
"""People invited in one act."""


class Story:
    """A log in the making: each deed is judged by the law, then written down, a second after the one before."""

    def __init__(self) -> None:
        self.entries: list[bytes] = []
        self._state: State | None = None

    @property
    def state(self) -> State:
        """Where the organisation stands now."""
        assert self._state is not None, "nobody has founded it yet"
        return self._state

    def tell(self, envelope: Envelope) -> None:
        """Let one deed happen."""
        at = len(self.entries) * 1000
        self._state = apply(self._state, envelope, at)
        self.entries.append(encode(Entry(at=at, envelope=envelope)))


def create_person(name: str) -> Person:
    """Make a person whose key follows from their name, so that every run tells the same story."""
    return Person(P256Signer.from_seed(name.encode()))


def found(story: Story, founder: Person) -> None:
    """Found an organisation that one person may begin and whom each inviter vouches for alone."""
    charter = TEMPLATES["mutual-aid"]
    charter = replace(charter, founders=1, sponsors=1, invitations=10_000)
    story.tell(founder.found(charter, bytes(32)))
    for clause in CLAUSES:
        story.tell(founder.do(WriteClause, clause=clause, text=f"What we say about {clause}."))
    foundation = compute_foundation(story.state.charter, story.state.clauses)
    story.tell(founder.do(AffirmFoundation, foundation=foundation))
    story.tell(founder.do(Inaugurate, foundation=foundation))


def invite(story: Story, founder: Person, size: int) -> Iterator[Person]:
    """Bring the organisation to its size, party by party."""
    while (first := story.state.next_member) <= size:
        numbers = range(first, min(first + PARTY, size + 1))
        invitations = {number: P256Signer.from_seed(f"invitation {number}".encode()) for number in numbers}
        story.tell(founder.do(InviteMembers, keys=[invitation.key for invitation in invitations.values()]))
        for number, invitation in invitations.items():
            person = create_person(f"member {number}")
            story.tell(person.join(founder.org, number, invitation, story.state.foundation))
            yield person


def write_history(size: int) -> list[bytes]:
    """Write the log of an organisation with so many members, in which each has voted once."""
    story, founder = Story(), create_person("founder")
    found(story, founder)
    members = [founder, *invite(story, founder, size)]
    text = to_base64url(bytes(32))
    story.tell(founder.do(OpenProposal, kind="ordinary", form="motion", options=2, text=text, effects=[]))
    story.tell(founder.do(PublishProposal, proposal=1, text=text))
    for member in members:
        story.tell(member.do(CastBallot, proposal=1, choices=[1], reason=""))
    return story.entries


def append_all(entries: list[bytes], at_once: int) -> None:
    """Append to a new log on disk, each call returning when its entries would survive a power cut."""
    with TemporaryDirectory(dir=".") as folder:  # the usual place for temporary files may be memory, not a disk
        log = SqliteLog(Path(folder) / "log.sqlite", NoteSigner.generate("bench.example/log"))
        for start in range(0, len(entries), at_once):
            log.append(entries[start : start + at_once], start)
        log.close()


def measure(what: str, amount: int, run: Callable[[], object]) -> None:
    """Run once, and print how much was done in a second."""
    started = perf_counter()
    run()
    seconds = perf_counter() - started
    print(f"{what:<58} {amount / seconds:>10,.0f} a second")


def main(size: int) -> None:
    """Write one history, then do with it what servers and auditors do."""
    history = write_history(size)
    entries = [decode_entry(entry) for entry in history]
    some = history[:1000]
    print(f"{size} members, {len(history)} entries, {sum(map(len, history)):,} bytes\n")
    measure("read entries from their bytes", len(history), lambda: [decode_entry(entry) for entry in history])
    measure("apply the law, signatures left out", len(entries), lambda: replay(entries, lambda _claim: None))
    measure(
        "audit: read, verify every signature, apply the law", len(history), lambda: replay(map(decode_entry, history))
    )
    measure("append durably, one entry at a time", len(some), lambda: append_all(some, 1))
    measure("append durably, 100 entries together", len(history), lambda: append_all(history, 100))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
