"""A story: an organisation's log in the making, told deed by deed, with what the law refused on the way.

The same people, keys and hours in every run, so that the vectors are the same bytes wherever they are made. The tests
of the law tell stories too. Read next: `stories/founding.py`, the first one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from msgspec.structs import replace

from daso.canon import compute_digest, encode
from daso.errors import Error, Refusal
from daso.kernel.act import compute_commitment
from daso.kernel.admission import AdmitMember
from daso.kernel.ballot import CastBallot
from daso.kernel.charter import HOUR, Charter
from daso.kernel.expulsion import ExpelMember
from daso.kernel.founding import (
    CLAUSES,
    AffirmFoundation,
    AgreeClause,
    Inaugurate,
    WriteClause,
    compute_clause_digest,
    compute_foundation,
)
from daso.kernel.membership import InviteMembers
from daso.kernel.proposal import OpenProposal, PublishProposal, compute_earliest
from daso.kernel.snapshot import compute_state_digest
from daso.kernel.state import State
from daso.kernel.templates import TEMPLATES
from daso.kernel.transition import Entry, Envelope, apply, decode_entry
from daso.keys.sign import P256Signer, WalletSigner
from daso.testkit.authenticator import SoftwarePasskey
from daso.testkit.calm import make_calm
from daso.testkit.person import Person

__all__ = [
    "CHARTER",
    "MINUTE",
    "ORIGIN",
    "START",
    "Story",
    "create_holder",
    "create_person",
    "create_signer",
    "create_text",
    "create_wallet",
    "create_wallet_holder",
    "found",
    "inaugurate",
    "invite",
    "publish",
    "vote",
    "welcome",
]

START: Final = 1_767_225_600_000
"""The first moment of 2026, when every story begins."""

MINUTE: Final = 60_000

ORIGIN: Final = "https://daso.example"

CHARTER: Final = make_calm(replace(TEMPLATES["employee-owned"], name="The lighthouse"))

Step = dict[str, object]


def create_signer(name: str) -> P256Signer:
    """The plain key that belongs to a name."""
    return P256Signer.from_seed(f"vectors {name}".encode())


def create_person(name: str) -> Person:
    """Somebody who signs with a plain key."""
    return Person(create_signer(name))


def create_holder(name: str, origin: str = ORIGIN) -> Person:
    """Somebody who signs with a passkey."""
    return Person(SoftwarePasskey(f"vectors {name}".encode(), origin))


def create_wallet(name: str) -> WalletSigner:
    """The wallet that belongs to a name."""
    return WalletSigner.from_seed(f"vectors {name}".encode())


def create_wallet_holder(name: str) -> Person:
    """Somebody who signs with a wallet."""
    return Person(create_wallet(name))


def create_text(words: str) -> str:
    """The commitment to some words, with a salt that anybody can repeat."""
    return compute_commitment(compute_digest("daso/vectors", words.encode())[:16], words)


class Story:
    """A log in the making: `let` deeds happen, and `refuse` others, which leave no trace on the log."""

    def __init__(self, about: str, at: int = START) -> None:
        self.about = about
        self.at = at
        self.entries: list[bytes] = []
        self.steps: list[Step] = []
        self.refused: list[Step] = []
        self._state: State | None = None

    @property
    def state(self) -> State:
        """Where the organisation stands."""
        if self._state is None:
            raise ValueError("nobody has founded it yet")
        return self._state

    @property
    def foundation(self) -> str:
        """The digest of ideas-issue and charter as they stand."""
        return compute_foundation(self.state.charter, self.state.clauses)

    def wait(self, hours: int) -> None:
        """Let time pass."""
        self.at += hours * HOUR

    def let(self, name: str, envelope: Envelope, after: int = MINUTE) -> State:
        """Let a deed happen, a minute after the one before, and write it down."""
        at = self.at + after
        data = encode(Entry(at=at, envelope=envelope))
        self._state = apply(self._state, decode_entry(data).envelope, at)
        self.at = at
        self.entries.append(data)
        digest = compute_state_digest(self._state).hex()
        self.steps.append({"name": name, "entry": data.decode(), "state": digest})
        return self._state

    def refuse(self, name: str, envelope: Envelope, kind: type[Error], at: int | None = None) -> Error:
        """Try a deed that must fail in just this way; nothing about the organisation changes."""
        entry = Entry(at=self.at + MINUTE if at is None else at, envelope=envelope)
        data = encode(entry)
        try:
            apply(self._state, decode_entry(data).envelope, entry.at)
        except Error as error:
            if type(error) is not kind:
                raise
            then = {"article": error.article, "refusal": error.code} if isinstance(error, Refusal) else {}
            then = then or {"tampered": error.code}
            given = len(self.steps)
            self.refused.append(
                {"name": name, "given": given, "entry": data.decode(), "then": then | {"fields": error.fields}}
            )
            return error
        raise ValueError(f"“{name}” was not refused")

    def render(self) -> dict[str, object]:
        """The story as its file holds it."""
        return {"about": self.about, "steps": self.steps, "refused": self.refused}


def invite(story: Story, inviter: Person, *names: str) -> dict[str, tuple[int, P256Signer]]:
    """Invite people at once: for each name its number, and the secret key that its link would contain."""
    first = story.state.next_member
    links = {name: (number, create_signer(f"link for {name}")) for number, name in enumerate(names, start=first)}
    keys = tuple(link.key for _, link in links.values())
    story.let(f"invite {', '.join(names)}", inviter.do(InviteMembers, keys=keys))
    return links


def welcome(story: Story, inviter: Person, *people: tuple[str, Person]) -> None:
    """Invite people at once, and let each of them join."""
    links = invite(story, inviter, *(name for name, _ in people))
    for name, person in people:
        number, link = links[name]
        story.let(f"{name} joins", person.join(story.state.org, number, link, story.state.standing))


def found(
    story: Story,
    charter: Charter = CHARTER,
    people: Sequence[Person] = (),
    door: Literal["collective", "innovator"] = "collective",
    origins: tuple[str, ...] = (ORIGIN,),
) -> list[Person]:
    """Begin founding; return the founders. Unless given, they are as many as the charter asks for."""
    founders = list(people) or [create_person(f"founder {number}") for number in range(1, charter.founders + 1)]
    salt = compute_digest("daso/vectors", story.about.encode())
    story.let("founder 1 begins", founders[0].found(charter, salt, door, origins))
    if founders[1:]:
        welcome(story, founders[0], *((f"founder {n}", person) for n, person in enumerate(founders[1:], start=2)))
    return founders


def inaugurate(story: Story, founders: Sequence[Person]) -> None:
    """Write, agree, affirm and inaugurate: from here on there are members."""
    for clause in CLAUSES:
        story.let(f"write {clause}", founders[0].do(WriteClause, clause=clause, text=f"Our {clause}."))
        if story.state.door == "collective":
            for number, founder in enumerate(founders[1:], start=2):
                text = compute_clause_digest(f"Our {clause}.")
                story.let(f"founder {number} agrees to {clause}", founder.do(AgreeClause, clause=clause, text=text))
    foundation = story.foundation
    for number, founder in enumerate(founders, start=1):
        story.let(f"founder {number} affirms", founder.do(AffirmFoundation, foundation=foundation))
    story.let("the inauguration", founders[0].do(Inaugurate, foundation=foundation))


def publish(story: Story, author: Person, words: str, *, kind: str = "ordinary", effects: Sequence[object] = ()) -> int:
    """Open a motion, discuss it as long as the charter asks, and publish it; return its number."""
    number, text = story.state.next_proposal, create_text(words)
    content = {"kind": kind, "form": "motion", "options": 2, "text": text, "effects": tuple(effects)}
    opened = author.do(OpenProposal, **content, about=_find_about(effects))
    story.let(f"open “{words}”", opened)
    story.at = max(story.at, compute_earliest(story.state, story.state.proposals[number]))
    story.let(f"publish “{words}”", author.do(PublishProposal, proposal=number, text=text))
    return number


def _find_about(effects: Sequence[object]) -> str:
    """The member whom effects reach, as a proposal names what it is about."""
    reached = [effect.member for effect in effects if isinstance(effect, AdmitMember | ExpelMember)]
    return f"member/{reached[0]}" if reached else ""


def vote(story: Story, person: Person, proposal: int, *choices: int, reason: str = "") -> Envelope:
    """A ballot on a live proposal, in the words that stand there."""
    text = story.state.proposals[proposal].text
    return person.do(CastBallot, proposal=proposal, text=text, choices=choices, reason=reason)
