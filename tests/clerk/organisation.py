"""A small organisation that tests set up, tamper with and audit: five people, two votes, a revoked key, a passkey.

Everything repeats: keys follow from names, and time goes on by a fixed step. Read next: `tampering.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from daso.canon import encode, to_base64url
from daso.clerk import export_all
from daso.kernel.ballot import CastBallot
from daso.kernel.charter import HOUR
from daso.kernel.comment import PostComment
from daso.kernel.decision import CarryOutDecision
from daso.kernel.founding import CLAUSES, AffirmFoundation, Inaugurate, WriteClause, compute_foundation
from daso.kernel.key import AddKey, RevokeKey
from daso.kernel.membership import InviteMembers
from daso.kernel.proposal import OpenProposal, PublishProposal
from daso.kernel.state import State
from daso.kernel.templates import TEMPLATES
from daso.kernel.transition import Entry, Envelope, apply
from daso.kernel.witness import NameWitness
from daso.keys.sign import P256Signer
from daso.ledger import CosignedLog, Log, NoteSigner
from daso.ledger.memory import MemoryLog
from daso.testkit.authenticator import SoftwarePasskey
from daso.testkit.calm import make_calm
from daso.testkit.person import Person, Signer

__all__ = ["ORIGIN", "STEP", "TEXT", "Story", "create_story", "publish"]

ORIGIN = "https://coop.example"
STEP = 60_000
TEXT = to_base64url(bytes(32))
_BATCH = 7


class Story:
    """A log in the making: each deed is judged by the law, then written down, a minute after the one before."""

    def __init__(self) -> None:
        self.entries: list[bytes] = []
        self.people: list[Person] = []
        self.now = STEP
        self._state: State | None = None

    @property
    def state(self) -> State:
        """Where the organisation stands now."""
        assert self._state is not None
        return self._state

    def tell(self, envelope: Envelope, later: int = STEP) -> int:
        """Let one deed happen; return the index of its entry."""
        self._state = apply(self._state, envelope, self.now + later)
        self.now += later
        self.entries.append(encode(Entry(at=self.now, envelope=envelope)))
        return len(self.entries) - 1

    def found(self, signer: Signer, live_proposals: int = 3, cosignatures: int = 0) -> Person:
        """Found an organisation that one person may begin, and in which invitations are quick."""
        founder = Person(signer)
        charter = replace(
            make_calm(TEMPLATES["mutual-aid"]),
            founders=1,
            sponsors=1,
            live_proposals=live_proposals,
            cosignatures=cosignatures,
        )
        self.tell(founder.found(charter, bytes(32), origins=(ORIGIN,)))
        for clause in CLAUSES:
            self.tell(founder.do(WriteClause, clause=clause, text=f"What we say about {clause}."))
        foundation = compute_foundation(self.state.charter, self.state.clauses)
        self.tell(founder.do(AffirmFoundation, foundation=foundation))
        self.tell(founder.do(Inaugurate, foundation=foundation))
        self.people.append(founder)
        return founder

    def welcome(self, *signers: Signer) -> None:
        """Let the founder invite people, who join at once."""
        founder = self.people[0]
        invitations = [P256Signer.from_seed(signer.key.public.encode()) for signer in signers]
        first = self.state.next_member
        self.tell(founder.do(InviteMembers, keys=tuple(one.key for one in invitations)))
        for number, (signer, invitation) in enumerate(zip(signers, invitations, strict=True), start=first):
            person = Person(signer)
            self.tell(person.join(founder.org, number, invitation, self.state.foundation))
            self.people.append(person)

    def name(self, *witnesses: NameWitness) -> None:
        """Let everybody name witnesses, and wait as long as that takes."""
        rule, number = self.state.charter.rules["policy"], self.state.next_proposal
        author, text = self.people[0], {"proposal": number, "text": TEXT}
        self.now += rule.seasoning_hours * HOUR
        content = {"form": "motion", "options": 2, "text": TEXT, "effects": witnesses}
        self.tell(author.do(OpenProposal, kind="policy", **content))
        self.tell(author.do(PublishProposal, **text), (rule.discussion_hours + 1) * HOUR)
        for person in self.people:
            self.vote(person, number, 1)
        self.tell(author.do(CarryOutDecision, proposal=number), (rule.voting_hours + rule.objection_hours + 1) * HOUR)

    def propose(self, author: Person) -> int:
        """Open a motion and publish it; return its number."""
        number = self.state.next_proposal
        self.tell(author.do(OpenProposal, kind="ordinary", form="motion", options=2, text=TEXT, effects=()))
        self.tell(author.do(PublishProposal, proposal=number, text=TEXT))
        return number

    def vote(self, person: Person, proposal: int, *choices: int) -> int:
        """Let somebody vote."""
        return self.tell(person.do(CastBallot, proposal=proposal, text=TEXT, choices=choices, reason=""))

    def comment(self, person: Person) -> int:
        """Let somebody comment on the charter."""
        return self.tell(person.do(PostComment, subject="charter", text=TEXT))


def create_story(*witnesses: NameWitness) -> Story:
    """Tell the whole story: founding, joining, a vote that closes, a revoked key, and a vote still open.

    Where witnesses are given, they are named in between, and the charter asks for one of them.
    """
    story = Story()
    founder = story.found(P256Signer.from_seed(b"founder"), cosignatures=1 if witnesses else 0)
    story.welcome(*(P256Signer.from_seed(b"member %d" % n) for n in range(2, 5)), SoftwarePasskey(b"phone", ORIGIN))
    if witnesses:
        story.name(*witnesses)
    first = story.propose(founder)
    for person, choice in zip(story.people, (1, 1, 2, 1, 1), strict=True):
        story.vote(person, first, choice)
    revoker = story.people[1]
    story.tell(revoker.do(AddKey, key=P256Signer.from_seed(b"new laptop").key, label=""))
    story.tell(revoker.do(RevokeKey, key=1))
    revoker.signer, revoker.key_number = P256Signer.from_seed(b"new laptop"), 2
    story.now += 25 * HOUR
    second = story.propose(story.people[2])
    for person in (founder, story.people[2], story.people[4]):
        story.vote(person, second, 1)
    for person in story.people:
        story.comment(person)
    return story


def publish(
    entries: list[bytes], state: State, signer: NoteSigner, folder: Path, cosign: Callable[[str], str] | None = None
) -> Log:
    """Write these entries as the files of a log that signs whatever it is given, in several appends.

    `cosign` gives the lines that witnesses put under each note.
    """
    log = MemoryLog(signer)
    for start in range(0, len(entries), _BATCH):
        log.append(entries[start : start + _BATCH], start)
    shown = CosignedLog(log, lambda notes: {note: cosign(note) for note in notes} if cosign else {})
    export_all(shown, state, signer, folder)
    return shown
