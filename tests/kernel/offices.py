"""A society that also gives mandates, draws lots, orders payments and pauses: everybody tries everything.

Read first: `machine.py`, `counting_society.py`.
"""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from daso.canon import compute_digest, to_base64url
from daso.kernel.lot import CommitLot, DeclineLot, DrawLot, GrantByLot, RevealLot, compute_lot_commitment
from daso.kernel.mandate import AcceptMandate, EndMandate, GrantMandate, ReportMandate, ResignMandate
from daso.kernel.pause import EndPause, PauseDecisions
from daso.kernel.payment import ConfirmPayment, OrderPayment
from daso.kernel.proposal import OpenProposal
from daso.kernel.withdrawal import AnnouncePayment
from tests.kernel.counting_society import CountingSociety
from tests.kernel.machine import some
from vectors.stories.vault import SMALL, VAULT
from vectors.story import create_text

__all__ = ["Offices"]

some_mandates = st.integers(1, 4)


class Offices(CountingSociety):
    """Members who decide on mandates, hold them, and give them back."""

    def agree(self, who: int, kind: str, *effects: object, form: str = "motion", options: int = 2) -> None:
        """Somebody sees a decision through from its opening to its end, and everybody is for the first option."""
        number = self.state.next_proposal
        content = {"kind": kind, "form": form, "options": options, "text": create_text("A proposal")}
        if self.attempt(self.get_person(who), OpenProposal, **content, effects=effects):
            self.all_sponsor(number)
            self.publish(who, number, patient=True)
            self.all_vote(number)
            self.wait(25, 0)
            self.carry_out(who, number)

    def get_holder(self, who: int, mandate: int) -> int:
        """Mostly the place of the mandate's holder among the people, sometimes somebody else's."""
        known = self.state.mandates.get(mandate)
        places = [place for place, one in enumerate(self.people) if known and one.number == known.holder]
        return places[0] if places and who else who

    @rule(who=some, holder=some, hours=st.integers(1, 200), report_hours=st.integers(0, 60))
    def give(self, who: int, holder: int, hours: int, report_hours: int) -> None:
        """Everybody gives somebody a mandate."""
        number = self.get_person(holder).number
        text = create_text("A mandate")
        self.agree(who, "mandate", GrantMandate(text=text, hours=hours, report_hours=report_hours, holder=number))

    @rule(who=some, first=some, second=some)
    def elect(self, who: int, first: int, second: int) -> None:
        """Everybody elects the first of two candidates, who may be one and the same and then are refused."""
        candidates = (self.get_person(first).number, self.get_person(second).number)
        mandate = GrantMandate(text=create_text("A mandate"), hours=48, candidates=candidates)
        self.agree(who, "mandate", mandate, form="choice")

    @rule(who=some, mandate=some_mandates)
    def recall(self, who: int, mandate: int) -> None:
        """Everybody recalls a holder."""
        self.agree(who, "mandate", EndMandate(mandate=mandate))

    @rule(who=some, mandate=some_mandates)
    def accept(self, who: int, mandate: int) -> None:
        """Somebody accepts, most likely the holder."""
        self.attempt(self.get_person(self.get_holder(who, mandate)), AcceptMandate, mandate=mandate)

    @rule(who=some, mandate=some_mandates, sure=st.integers(0, 2))
    def resign(self, who: int, mandate: int, sure: int) -> None:
        """Somebody resigns, if they really want to."""
        if not sure:
            self.attempt(self.get_person(self.get_holder(who, mandate)), ResignMandate, mandate=mandate)

    @rule(who=some, mandate=some_mandates)
    def report(self, who: int, mandate: int) -> None:
        """Somebody reports."""
        person = self.get_person(self.get_holder(who, mandate))
        self.attempt(person, ReportMandate, mandate=mandate, text=create_text("A report"))

    @rule(who=some, payee=some, outside=st.booleans())
    def pay(self, who: int, payee: int, outside: bool) -> None:
        """Everybody orders a payment."""
        number = 0 if outside else self.get_person(payee).number
        text = create_text("A payment")
        self.agree(who, "payment", OrderPayment(amount=100, currency="EUR", text=text, payee=number))

    @rule(who=some, payment=st.integers(1, 3))
    def confirm(self, who: int, payment: int) -> None:
        """Somebody confirms a payment."""
        self.attempt(self.get_person(who), ConfirmPayment, payment=payment)

    @rule(who=some, vault=st.integers(1, 3))
    def announce(self, who: int, vault: int) -> None:
        """Somebody announces a small payment."""
        self.attempt(self.get_person(who), AnnouncePayment, **(SMALL | {"vault": vault}))

    @rule(who=some)
    def bind_vault(self, who: int) -> None:
        """Everybody binds a vault, and somebody announces a small payment from it."""
        self.decide(who, [VAULT])
        self.announce(who, len(self.state.contracts))

    @rule(who=some, hours=st.integers(1, 73))
    def pause(self, who: int, hours: int) -> None:
        """Everybody pauses all carrying out."""
        self.agree(who, "pause", PauseDecisions(hours=hours))

    @rule(who=some)
    def go_on(self, who: int) -> None:
        """Everybody ends the pause."""
        self.agree(who, "pause", EndPause())

    @rule(who=some, size=st.integers(1, 3), gives=st.booleans())
    def draw(self, who: int, size: int, gives: bool) -> None:
        """Everybody has some drawn, for a panel or for a mandate each."""
        text = create_text("A lot")
        panel = DrawLot(size=size, text=text, commit_hours=12, reveal_hours=12)
        grant = GrantByLot(size=size, text=text, hours=48, commit_hours=12, reveal_hours=12)
        self.agree(who, "mandate", grant if gives else panel)

    def get_secret(self, number: int) -> str:
        """The one secret that a member has for all draws."""
        return to_base64url(compute_digest("daso/vectors", str(number).encode()))

    def commit(self, place: int, lot: int) -> bool:
        """Let somebody commit to their secret."""
        person = self.get_person(place)
        commitment = compute_lot_commitment(person.org, lot, person.number, self.get_secret(person.number))
        return self.attempt(person, CommitLot, lot=lot, commitment=commitment)

    def reveal(self, place: int, lot: int) -> None:
        """Let somebody reveal their secret."""
        person = self.get_person(place)
        self.attempt(person, RevealLot, lot=lot, secret=self.get_secret(person.number))

    @rule(lot=st.integers(1, 3), silent=some)
    def take_part(self, lot: int, silent: int) -> None:
        """Everybody commits, somebody perhaps declines, and all but one perhaps reveal."""
        for place in range(len(self.people)):
            self.commit(place, lot)
        if silent % 3 == 0:
            self.attempt(self.get_person(silent), DeclineLot, lot=lot)
        self.wait(12, 0)
        for place in range(len(self.people)):
            if place != silent:
                self.reveal(place, lot)
        self.wait(12, 0)

    @rule(who=some, lot=st.integers(1, 3), early=st.booleans())
    def meddle(self, who: int, lot: int, early: bool) -> None:
        """Somebody commits, or reveals, whenever they like."""
        if early:
            self.commit(who, lot)
        else:
            self.reveal(who, lot)
