"""A society that also gives mandates: everybody tries everything with them, whether it makes sense or not.

Read first: `machine.py`.
"""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from daso.kernel.mandate import AcceptMandate, EndMandate, GrantMandate, ReportMandate, ResignMandate
from daso.kernel.proposal import OpenProposal
from tests.kernel.machine import Society, some
from vectors.story import create_text

__all__ = ["Offices"]

some_mandates = st.integers(1, 4)


class Offices(Society):
    """Members who decide on mandates, hold them, and give them back."""

    def agree(self, who: int, kind: str, *effects: object, form: str = "motion", options: int = 2) -> None:
        """Somebody sees a decision through from its opening to its end, and everybody is for the first option."""
        number = self.state.next_proposal
        content = {"kind": kind, "form": form, "options": options, "text": create_text("A proposal")}
        if self.attempt(self.get_person(who), OpenProposal, **content, effects=effects):
            self.publish(who, number, patient=True)
            self.all_vote(number)
            self.wait(24, 0)
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
