"""An organisation on a real host in a folder of its own, with a clock that moves when a test says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from daso.canon import encode, to_base64url
from daso.host import Given, Host, Hosted, Submitted
from daso.kernel.act import Act, compute_commitment
from daso.kernel.ballot import CastBallot
from daso.kernel.charter import Charter
from daso.kernel.decision import CarryOutDecision
from daso.kernel.effect import Effect
from daso.kernel.founding import CLAUSES, AffirmFoundation, Inaugurate, WriteClause, compute_foundation
from daso.kernel.membership import InviteMembers
from daso.kernel.proposal import OpenProposal, PublishProposal
from daso.kernel.scrutineer import NameScrutineer
from daso.kernel.state import State
from daso.kernel.templates import TEMPLATES
from daso.kernel.transition import Envelope
from daso.keys.sign import P256Signer
from daso.testkit.calm import make_calm
from daso.testkit.person import Person, Signer

__all__ = ["CHARTER", "HOUR", "ORIGIN", "Clock", "Founded", "Text", "begin", "commit", "found", "open_host", "send"]

HOUR = 3_600_000
ORIGIN = "http://daso.test.local"
CHARTER = replace(make_calm(TEMPLATES["mutual-aid"]), name="Wheel & Whisk")
"""Two founders, one sponsor, votes of a day that need no discussion first."""

Text = Mapping[str, object]


@dataclass
class Clock:
    """The time in UTC milliseconds, as the test has it."""

    now: int = 1_800_000_000_000

    def __call__(self) -> int:
        """Tell the time."""
        return self.now

    def advance(self, hours: float) -> None:
        """Let time pass."""
        self.now += int(hours * HOUR)


def open_host(data: Path, clock: Clock | None = None) -> Host:
    """Open a host at the address that all tests use."""
    return Host(data, ORIGIN, clock or Clock())


def commit(text: Text, salt: bytes = bytes(16)) -> tuple[str, Given]:
    """Give a text's commitment, and the text as it is sent."""
    written = encode(text).decode()
    return compute_commitment(salt, written), Given(salt, written)


def send(given: Given) -> dict[str, str]:
    """Write a text as the API takes it."""
    return {"salt": to_base64url(given.salt), "text": given.text}


@dataclass
class Founded:
    """An organisation with its members, who have the numbers 1, 2 and so on."""

    host: Host
    hosted: Hosted
    people: list[Person] = field(default_factory=list)

    @property
    def state(self) -> State:
        """The State at this moment."""
        return self.hosted.get_state(self.host.clock())

    def send(self, envelope: Envelope, *texts: Given, credential: str = "") -> Submitted:
        """Take in an envelope."""
        return self.hosted.submit(encode(envelope), texts, credential)

    def do(self, number: int, act: type[Act], **fields: object) -> Submitted:
        """Let a member do an act."""
        return self.send(self.people[number - 1].do(act, **fields))

    def say(self, number: int, act: type[Act], name: str, words: Text, **fields: object) -> str:
        """Let a member do an act whose field `name` commits to these words; gives the commitment."""
        commitment, given = commit(words, bytes([self.state.entries % 256]) * 16)
        self.send(self.people[number - 1].do(act, **{name: commitment}, **fields), given)
        return commitment

    def join(self, signer: Signer, name: str = "", email: str = "", credential: str = "") -> Person:
        """Let somebody take up an invitation of member 1."""
        key = P256Signer.generate()
        number = self.state.next_member
        self.do(1, InviteMembers, keys=(key.key,))
        person = Person(signer)
        profile, given = commit({"email": email, "name": name}, number.to_bytes(16, "big")) if name else ("", None)
        envelope = person.join(self.hosted.org, number, key, affirms=self.state.foundation, profile=profile)
        self.send(envelope, *([given] if given else []), credential=credential)
        self.people.append(person)
        return person

    def inaugurate(self) -> None:
        """Write, affirm and inaugurate."""
        for clause in CLAUSES:
            self.do(1, WriteClause, clause=clause, text=f"Our {clause}.")
        foundation = compute_foundation(self.state.charter, self.state.clauses)
        for number in range(1, len(self.people) + 1):
            self.do(number, AffirmFoundation, foundation=foundation)
        self.do(1, Inaugurate, foundation=foundation)

    def propose(self, number: int = 1, title: str = "New ovens", **fields: object) -> int:
        """Let a member open a proposal; gives its number."""
        text = {"body": "Because.", "options": [], "title": title}
        known: dict[str, object] = {"kind": "ordinary", "form": "motion", "options": 2, "effects": ()}
        self.say(number, OpenProposal, "text", text, **(known | fields))
        return self.state.next_proposal - 1

    def publish(self, proposal: int) -> None:
        """Let its author publish a proposal."""
        draft = self.state.proposals[proposal]
        self.do(draft.author, PublishProposal, proposal=proposal, text=draft.text)

    def vote(self, number: int, proposal: int, *choices: int) -> Submitted:
        """Let a member vote on the words as they stand."""
        text = self.state.proposals[proposal].text
        return self.do(number, CastBallot, proposal=proposal, text=text, choices=choices, reason="")

    def name_scrutineer(self, clock: Clock, signer: Signer) -> None:
        """Let the members name a scrutineer."""
        self.decide(clock, NameScrutineer(key=signer.key, profile=""))

    def decide(self, clock: Clock, *effects: Effect) -> None:
        """Let the members adopt a policy with these effects, and carry it out."""
        proposal = self.propose(kind="policy", title="A policy", effects=effects)
        clock.advance(self.state.charter.rules["policy"].discussion_hours)
        self.publish(proposal)
        for number in range(1, len(self.people) + 1):
            self.vote(number, proposal, 1)
        clock.advance(self.state.charter.rules["policy"].voting_hours)
        self.do(1, CarryOutDecision, proposal=proposal)


def begin(signer: Signer, charter: Charter = CHARTER, name: str = "Ada") -> tuple[Person, Envelope, Given]:
    """Make the founding act of an organisation, with its founder's name."""
    person = Person(signer)
    profile, given = commit({"email": "", "name": name})
    return person, person.found(charter, bytes(32), door="innovator", origins=(ORIGIN,), profile=profile), given


def found(host: Host, charter: Charter = CHARTER, members: int = 2, seed: str = "a") -> Founded:
    """Found an organisation with this many members, inaugurated."""
    founder, envelope, given = begin(P256Signer.from_seed(f"{seed}/1".encode()), charter)
    hosted, _ = host.found(encode(envelope), [given])
    founded = Founded(host, hosted, [founder])
    for number in range(2, members + 1):
        founded.join(P256Signer.from_seed(f"{seed}/{number}".encode()), name=f"Member {number}")
    founded.inaugurate()
    assert isinstance(host.clock, Clock)
    host.clock.advance(1)
    return founded
