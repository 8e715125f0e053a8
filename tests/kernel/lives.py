"""A society in which people also come by a vote, are expelled, lose their keys, and are looked at from outside.

Read first: `offices.py`.
"""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from daso.kernel.admission import AdmitMember
from daso.kernel.challenge import OpenChallenge
from daso.kernel.expulsion import ExpelMember
from daso.kernel.finding import SCRUTINEERS, PublishFinding
from daso.kernel.newcomer import ADMISSION_GROUNDS
from daso.kernel.proposal import OpenProposal
from daso.kernel.recovery import CompleteRecovery, VetoRecovery, VouchForMember
from daso.kernel.scrutineer import NameScrutineer
from daso.testkit.person import Person
from tests.kernel.machine import some
from tests.kernel.offices import Offices
from vectors.story import create_signer, create_text

__all__ = ["Lives"]

SCRUTINEER = create_signer("scrutineer")

verdicts = st.sampled_from(("sound", "doubtful", "unsound"))

grounds = st.sampled_from(("not-a-person", "second-token", "unknown", "conduct"))


class Lives(Offices):
    """Members whose standing others decide about."""

    def __init__(self) -> None:
        super().__init__()
        self.findings = 1
        self.lost: dict[int, int] = {}
        """How many new keys were made for each member."""

    def settle(self, who: int, kind: str, effect: AdmitMember | ExpelMember) -> None:
        """Somebody sees a decision about somebody through, and everybody is for it."""
        number = self.state.next_proposal
        content = {"kind": kind, "form": "motion", "options": 2, "text": create_text("About somebody")}
        about = f"member/{effect.member}"
        if self.attempt(self.get_person(who), OpenProposal, **content, effects=(effect,), about=about):
            self.publish(who, number, patient=True)
            self.all_vote(number)
            self.wait(24, 0)
            self.carry_out(who, number)

    @rule(who=some, whom=some, ground=grounds, sure=st.booleans())
    def expel(self, who: int, whom: int, ground: str, sure: bool) -> None:
        """Everybody expels somebody, if they really want to."""
        if sure:
            self.settle(who, "expulsion", ExpelMember(member=self.get_person(whom).number, ground=ground))  # type: ignore[arg-type] # one of the grounds

    @rule(who=some)
    def admit(self, who: int) -> None:
        """Everybody admits whoever came last."""
        self.settle(who, "admission", AdmitMember(member=self.people[-1].number))

    @rule(who=some, whom=some, other=st.booleans())
    def vouch(self, who: int, whom: int, other: bool) -> None:
        """Somebody vouches for a new key of somebody."""
        number = self.get_person(whom).number
        key = create_signer(f"new key {number} {self.lost.get(number, 0) + other}").key
        self.attempt(self.get_person(who), VouchForMember, member=number, key=key)

    @rule(who=some, voucher=some)
    def veto(self, who: int, voucher: int) -> None:
        """Somebody says no, for whom others have vouched, as a rule."""
        self.vouch(voucher, who, other=False)
        self.attempt(self.get_person(who), VetoRecovery)

    @rule(who=some, whom=some, patient=st.booleans())
    def complete(self, who: int, whom: int, patient: bool) -> None:
        """Somebody completes a recovery, perhaps after waiting long enough."""
        person = self.get_person(whom)
        if patient and person.number in self.state.recoveries:
            self.wait(24, 0)
        if self.attempt(self.get_person(who), CompleteRecovery, member=person.number):
            self.take_new_key(person)

    @rule(who=some, whom=some)
    def recover(self, who: int, whom: int) -> None:
        """Everybody vouches, time passes, and the person signs with the new key."""
        for place in range(len(self.people)):
            self.vouch(place, whom, other=False)
        self.complete(who, whom, patient=True)

    def take_new_key(self, person: Person) -> None:
        """The person signs with the key they were given."""
        public = self.state.members[person.number].keys[-1].key.public
        made = (
            create_signer(f"new key {person.number} {count}") for count in range(self.lost.get(person.number, 0) + 2)
        )
        signer = next(one for one in made if one.key.public == public)
        self.lost[person.number] = self.lost.get(person.number, 0) + 2
        self.signers[person.number].append(signer)
        person.signer, person.key_number = signer, len(self.signers[person.number])

    @rule(who=some, ground=st.sampled_from(ADMISSION_GROUNDS), overturn=st.booleans())
    def doubt(self, who: int, ground: str, overturn: bool) -> None:
        """Somebody comes, is sponsored by all, votes, and is doubted until there is a verdict."""
        self.invite(who, 1)
        self.join(len(self.links) - 1, "plain")
        for sponsor in range(len(self.people)):
            self.sponsor_newest(sponsor)
        number, newest = self.state.next_proposal, self.people[-1]
        fields = {"about": f"member/{newest.number}", "ground": ground, "text": create_text("Who are they?")}
        if self.attempt(self.get_person(who), OpenChallenge, **fields):
            self.all_sponsor(number)
            self.publish(who, number, patient=True)
            for person in self.people:
                self.cast(person, number, (1,) if overturn else (2,))
            self.wait(25, 0)

    @rule(decision=st.integers(1, 6), verdict=verdicts)
    def find(self, decision: int, verdict: str) -> None:
        """A scrutineer, named or not, publishes a finding."""
        scrutineer = Person(SCRUTINEER, self.state.org, SCRUTINEERS + 1)
        scrutineer.seq = self.findings
        fields = {"decision": decision, "verdict": verdict, "text": create_text("A finding")}
        self.findings += self.take(scrutineer.do(PublishFinding, **fields))

    @rule(who=some, verdict=verdicts)
    def scrutinise(self, who: int, verdict: str) -> None:
        """Everybody names a scrutineer, whose first finding is about that very decision."""
        number = self.state.next_proposal
        self.agree(who, "policy", NameScrutineer(key=SCRUTINEER.key, profile=""))
        self.find(number, verdict)
