"""Members who do anything at any time, and an observer who sees that the law holds all the while.

`Society` has a rule for every kind of act; hypothesis chooses who does what, and whether it makes sense is the law's
affair. Read next: `counting_society.py`, which votes in every way, and `test_machine.py`, which lets it live.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from msgspec.structs import replace

from daso.canon import encode
from daso.errors import Error
from daso.kernel import key
from daso.kernel.act import Act
from daso.kernel.ballot import CastBallot
from daso.kernel.charter import HOUR
from daso.kernel.clock import advance
from daso.kernel.comment import REACTIONS, EditComment, PostComment, React, Unreact, find_comment
from daso.kernel.contract import BindContract, EndContract
from daso.kernel.decision import CarryOutDecision
from daso.kernel.effect import AgreeOrigin, Effect
from daso.kernel.founding import (
    CLAUSES,
    AffirmFoundation,
    AgreeClause,
    Inaugurate,
    WriteCharter,
    WriteClause,
    compute_clause_digest,
)
from daso.kernel.key import AddKey, RevokeKey
from daso.kernel.membership import InviteMembers, LeaveOrganisation, SponsorMember
from daso.kernel.moderation import FlagComment, HideComment, RestoreComment
from daso.kernel.proposal import OpenProposal, PublishProposal, ReviseProposal, WithdrawProposal
from daso.kernel.scrutineer import EndScrutineer, NameScrutineer
from daso.kernel.sponsor import SponsorProposal
from daso.kernel.state import State
from daso.kernel.transition import Entry, Envelope, apply, decode_entry
from daso.kernel.witness import EndWitness
from daso.keys.sign import P256Signer
from daso.testkit.person import Person, Signer
from tests.kernel.chartered import CHARTER
from tests.kernel.observer import Observer
from vectors.stories.witnesses import create_witness
from vectors.story import (
    START,
    Story,
    create_holder,
    create_person,
    create_signer,
    create_text,
    create_wallet_holder,
    found,
    inaugurate,
)

__all__ = ["Society", "some"]

EFFECTS: tuple[Effect, ...] = (
    AgreeOrigin(origin="https://second.example"),
    AgreeOrigin(origin="https://third.example"),
    NameScrutineer(key=create_signer("scrutineer").key, profile=""),
    EndScrutineer(scrutineer=1),
    create_witness("one.example/w"),
    create_witness("two.example/w"),
    EndWitness(witness=1),
    BindContract(chain=1, role="anchor", address="0x" + "5f" * 20),
    EndContract(contract=1),
)

some = st.integers(0, 11)
"""Somebody, some proposal, some key: taken round and round from however many there are."""

some_subjects = st.sampled_from(("charter", "clause/purpose", "proposal/1", "proposal/99"))

some_effects = st.lists(st.sampled_from(EFFECTS), max_size=2).map(tuple)


class Society(RuleBasedStateMachine):
    """An organisation from its founding on, in which everybody tries everything."""

    happened: ClassVar[set[str]] = set()
    """Kinds of acts that were ever accepted."""

    def __init__(self) -> None:
        super().__init__()
        self.at = START
        self.entries: list[bytes] = []
        self.people: list[Person] = []
        self.signers: dict[int, list[Signer]] = {}
        self.comments: list[int] = []
        self.links: list[tuple[int, P256Signer]] = []
        self.observer = Observer()
        self.state: State

    @initialize(door=st.sampled_from(("collective", "innovator")), begun=st.sampled_from((True, True, True, False)))
    def begin(self, door: Literal["collective", "innovator"], begun: bool) -> None:
        """Two people found it; it may have been inaugurated when the life begins."""
        story = Story("A society")
        self.people = found(story, CHARTER, (create_person("one"), create_holder("two")), door)
        if begun:
            inaugurate(story, self.people)
        self.state, self.entries, self.at = story.state, story.entries, story.at
        self.signers = {person.number: [person.signer] for person in self.people}
        self.observer.see(self.state)
        if not begun:
            self.write_charter(0, 1)

    def take(self, envelope: Envelope) -> bool:
        """Give an envelope to the law; see that a no changes nothing, and note a yes on the log."""
        data = encode(Entry(at=self.at, envelope=envelope))
        try:
            state = apply(self.state, decode_entry(data).envelope, self.at)
        except Error:
            self.observer.see_same(self.state)
            return False
        self.state = state
        if isinstance(envelope.act, PostComment):
            self.comments.append(len(self.entries))
        self.entries.append(data)
        self.happened.add(type(envelope.act).__name__)
        self.observer.see(state)
        return True

    def attempt(self, person: Person, act: type[Act], **fields: object) -> bool:
        """Let a person try an act; only what is accepted counts among their acts."""
        done = self.take(person.copy().do(act, **fields))
        person.seq += done
        return done

    def get_person(self, number: int) -> Person:
        """Somebody."""
        return self.people[number % len(self.people)]

    def get_author(self, who: int, proposal: int) -> Person:
        """Mostly the author of the proposal, sometimes somebody else."""
        live = self.state.proposals.get(proposal)
        if live is None or who == 0:
            return self.get_person(who)
        return next(person for person in self.people if person.number == live.author)

    def get_words(self, proposal: int) -> str:
        """The commitment to the words of a proposal, or to some where there is none."""
        live = self.state.proposals.get(proposal)
        return live.text if live else create_text("No proposal")

    def cast(self, person: Person, proposal: int, choices: tuple[int, ...]) -> None:
        """Let a person vote on the words as they stand."""
        text = self.get_words(proposal)
        self.attempt(person, CastBallot, proposal=proposal, text=text, choices=choices, reason="")

    @rule(hours=st.integers(0, 60), minutes=st.integers(0, 59))
    def wait(self, hours: int, minutes: int) -> None:
        """Time passes, and it makes no difference in how many steps."""
        later = self.at + hours * HOUR + minutes * 60_000
        between = (self.at + later) // 2
        assert advance(advance(self.state, between), later) == advance(self.state, later)
        self.at = later

    @rule(who=some, clause=st.sampled_from(CLAUSES), words=st.sampled_from(("So.", "Or so.")))
    def write(self, who: int, clause: str, words: str) -> None:
        """Somebody writes a clause."""
        self.attempt(self.get_person(who), WriteClause, clause=clause, text=words)

    @rule(who=some, sponsors=st.integers(0, 3))
    def write_charter(self, who: int, sponsors: int) -> None:
        """Somebody rewrites the charter."""
        self.attempt(self.get_person(who), WriteCharter, charter=replace(CHARTER, sponsors=sponsors))

    @rule()
    def agree_all(self) -> None:
        """What is missing is written, everybody agrees to every clause and affirms, and somebody inaugurates."""
        for missing in sorted(set(CLAUSES) - set(self.state.clauses.keys())):
            self.attempt(self.people[0], WriteClause, clause=missing, text="So be it.")
        for person in self.people:
            for name, clause in sorted(self.state.clauses.items()):
                self.attempt(person, AgreeClause, clause=name, text=compute_clause_digest(clause.text))
        for person in self.people:
            self.attempt(person, AffirmFoundation, foundation=self.observer.get_foundation(self.state))
        self.attempt(self.people[-1], Inaugurate, foundation=self.observer.get_foundation(self.state))

    @rule(who=some, count=st.integers(1, 2))
    def invite(self, who: int, count: int) -> None:
        """Somebody invites."""
        first = self.state.next_member
        links = [(number, create_signer(f"link {number}")) for number in range(first, first + count)]
        if self.attempt(self.get_person(who), InviteMembers, keys=tuple(link.key for _, link in links)):
            self.links += links

    @rule(which=some, how=st.sampled_from(("plain", "passkey", "wallet", "plain", "passkey", "taken", "foreign")))
    def join(self, which: int, how: str) -> None:
        """Somebody takes up an invitation, used or not, with a key of their own or not."""
        if not self.links:
            return
        number, link = self.links[which % len(self.links)]
        makers = {
            "plain": lambda: create_person(f"person {number}"),
            "passkey": lambda: create_holder(f"person {number}"),
            "wallet": lambda: create_wallet_holder(f"person {number}"),
            "taken": lambda: Person(self.people[0].signer),
            "foreign": lambda: create_holder(f"person {number}", "https://second.example"),
        }
        person = makers[how]()
        if self.take(person.join(self.state.org, number, link, self.state.standing)):
            self.people.append(person)
            self.signers[number] = [person.signer]

    @rule(who=some, whom=some)
    def sponsor(self, who: int, whom: int) -> None:
        """Somebody sponsors somebody."""
        self.attempt(self.get_person(who), SponsorMember, member=self.get_person(whom).number)

    @rule(who=some)
    def sponsor_newest(self, who: int) -> None:
        """Somebody sponsors whoever came last."""
        self.attempt(self.get_person(who), SponsorMember, member=self.people[-1].number)

    @rule(who=some, sure=st.integers(0, 3))
    def leave(self, who: int, sure: int) -> None:
        """Somebody leaves, if they really want to."""
        if not sure:
            self.attempt(self.get_person(who), LeaveOrganisation)

    @rule(who=some, taken=st.booleans())
    def add_key(self, who: int, taken: bool) -> None:
        """Somebody adds a key of theirs, or tries to add somebody else's, and then signs with it."""
        person = self.get_person(who)
        mine = self.signers[person.number]
        signer: Signer = self.people[0].signer if taken else create_signer(f"key {person.number} {len(mine)}")
        if self.attempt(person, AddKey, key=signer.key, label=""):
            mine.append(signer)
            person.signer, person.key_number = signer, len(mine)

    @rule(who=some, days=st.sampled_from((-1, 1, 30, 366, 367)), uses=st.sampled_from((False, False, True)))
    def add_light_key(self, who: int, days: int, uses: bool) -> None:
        """Somebody adds a light key, perhaps for too long, and perhaps tries to sign everything with it."""
        person = self.get_person(who)
        mine = self.signers[person.number]
        signer = create_signer(f"key {person.number} {len(mine)}")
        until = self.at + days * key.DAY
        if self.attempt(person, AddKey, key=signer.key, label="", scope="light", until=until):
            mine.append(signer)
            if uses:
                person.signer, person.key_number = signer, len(mine)

    @rule(who=some, which=some)
    def choose_key(self, who: int, which: int) -> None:
        """Somebody signs with another of their keys from now on, revoked or not."""
        person = self.get_person(who)
        mine = self.signers[person.number]
        person.key_number = which % len(mine) + 1
        person.signer = mine[person.key_number - 1]

    @rule(who=some, which=st.integers(1, 4))
    def revoke_key(self, who: int, which: int) -> None:
        """Somebody revokes a key."""
        self.attempt(self.get_person(who), RevokeKey, key=which)

    @rule(
        who=some,
        kind=st.sampled_from(("ordinary", "policy", "hub")),
        form=st.sampled_from(("motion", "motion", "choice")),
        options=st.sampled_from((2, 2, 3)),
        effects=some_effects,
    )
    def propose(self, who: int, kind: str, form: str, options: int, effects: Sequence[Effect]) -> None:
        """Somebody proposes."""
        content = {"kind": kind, "form": form, "options": options, "text": create_text(f"Proposal {who}")}
        self.attempt(self.get_person(who), OpenProposal, **content, effects=effects if kind == "policy" else ())

    @rule(who=some, proposal=st.integers(1, 6), effects=some_effects)
    def revise(self, who: int, proposal: int, effects: Sequence[Effect]) -> None:
        """Somebody revises a proposal."""
        content = {"options": 2, "text": create_text("A better proposal"), "effects": effects}
        self.attempt(self.get_author(who, proposal), ReviseProposal, proposal=proposal, **content)

    @rule(who=some, proposal=st.integers(1, 6), patient=st.booleans())
    def publish(self, who: int, proposal: int, patient: bool) -> None:
        """Somebody publishes a proposal, most likely its author, and perhaps after waiting long enough."""
        if proposal in self.state.proposals and patient:
            self.wait(1, 1)
        text = self.get_words(proposal)
        self.attempt(self.get_author(who, proposal), PublishProposal, proposal=proposal, text=text)

    @rule(proposal=st.integers(1, 6))
    def all_sponsor(self, proposal: int) -> None:
        """Everybody puts their name to a proposal, or co-signs a challenge."""
        for person in self.people:
            self.attempt(person, SponsorProposal, proposal=proposal, text=self.get_words(proposal))

    @rule(who=some, proposal=st.integers(1, 6), sure=st.integers(0, 3))
    def withdraw(self, who: int, proposal: int, sure: int) -> None:
        """Somebody withdraws a proposal, if they really want to."""
        if not sure:
            self.attempt(self.get_author(who, proposal), WithdrawProposal, proposal=proposal)

    @rule(who=some, proposal=st.integers(1, 6), choices=st.sampled_from(((1,), (1,), (2,), (3,), ())))
    def vote(self, who: int, proposal: int, choices: tuple[int, ...]) -> None:
        """Somebody votes."""
        self.cast(self.get_person(who), proposal, choices)

    @rule(proposal=st.integers(1, 6))
    def all_vote(self, proposal: int) -> None:
        """Everybody votes for a proposal."""
        for person in self.people:
            self.cast(person, proposal, (1,))

    @rule(who=some, proposal=st.integers(1, 6), other=st.integers(1, 6))
    def vote_on_other_words(self, who: int, proposal: int, other: int) -> None:
        """Nobody's vote on some words counts for others."""
        words, meant = self.get_words(proposal), self.get_words(other)
        voted = self.attempt(self.get_person(who), CastBallot, proposal=proposal, text=meant, choices=(1,), reason="")
        assert words == meant or not voted

    @rule(who=some, proposal=st.integers(1, 6))
    def carry_out(self, who: int, proposal: int) -> None:
        """Somebody carries out what was decided: exactly the effects that the dry run shows, and nothing more."""
        self.observer.foresee(self.state, proposal, self.at)
        if self.attempt(self.get_person(who), CarryOutDecision, proposal=proposal):
            self.observer.see_foreseen(self.state)

    @rule(who=some, effects=some_effects)
    def decide(self, who: int, effects: Sequence[Effect]) -> None:
        """Somebody sees a policy through from its opening to its end, and everybody is for it."""
        number = self.state.next_proposal
        self.propose(who, "policy", "motion", 2, effects)
        self.all_sponsor(number)
        self.publish(who, number, patient=True)
        self.all_vote(number)
        self.wait(25, 0)
        self.carry_out(who, number)

    def get_comment(self, which: int) -> int:
        """Some comment, or an entry that is none where there are none."""
        return self.comments[which % len(self.comments)] if self.comments else 1

    @rule(who=some, subject=some_subjects, which=some, answers=st.booleans(), mentions=st.sampled_from(((), (1, 2))))
    def comment(self, who: int, subject: str, which: int, answers: bool, mentions: tuple[int, ...]) -> None:
        """Somebody comments, perhaps in answer to a comment on this or another subject."""
        parent = self.get_comment(which) if answers else 0
        fields = {"subject": subject, "text": create_text("A comment"), "parent": parent, "mentions": mentions}
        self.attempt(self.get_person(who), PostComment, **fields)

    @rule(who=some, which=some)
    def edit(self, who: int, which: int) -> None:
        """Somebody edits a comment, which only its author can."""
        comment, person = self.get_comment(which), self.get_person(who)
        known = find_comment(self.state, comment)
        done = self.attempt(person, EditComment, comment=comment, text=create_text("Edited"))
        assert not done or (known is not None and known.author == person.number)

    @rule(who=some, which=some, reaction=st.sampled_from(REACTIONS), back=st.booleans())
    def react(self, who: int, which: int, reaction: str, back: bool) -> None:
        """Somebody reacts, or takes a reaction back."""
        kind = Unreact if back else React
        self.attempt(self.get_person(who), kind, comment=self.get_comment(which), reaction=reaction)

    @rule(who=some, which=some)
    def flag(self, who: int, which: int) -> None:
        """Somebody flags a comment."""
        self.attempt(self.get_person(who), FlagComment, comment=self.get_comment(which), reason=create_text("Why"))

    @rule(who=some, which=some, hide=st.booleans())
    def moderate(self, who: int, which: int, hide: bool) -> None:
        """Everybody decides to hide or restore a comment."""
        comment = self.get_comment(which)
        hiding = HideComment(comment=comment, reason=create_text("Why"))
        self.decide(who, [hiding if hide else RestoreComment(comment=comment)])

    @rule(which=some)
    def repeat(self, which: int) -> None:
        """Whatever was done once can't be done again with the same signature."""
        old = decode_entry(self.entries[which % len(self.entries)])
        assert not self.take(old.envelope)

    @rule(who=some, whom=some)
    def forge(self, who: int, whom: int) -> None:
        """Nobody's signature counts for anybody else."""
        forger, victim = self.get_person(who), self.get_person(whom).copy()
        if forger.number != victim.number:
            victim.signer = forger.signer
            assert not self.take(victim.do(PostComment, subject="charter", text=create_text("Forged")))

    def teardown(self) -> None:
        """In the end, whoever replays the log comes to the same State."""
        if self.entries:
            self.observer.see_replayed(self.state, self.entries)
