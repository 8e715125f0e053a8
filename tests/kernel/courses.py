"""A society that sees things through: chance alone seldom brings a mandate to its report, or a lot to its draw.

Read first: `offices.py`, `contest.py`.
"""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from daso.kernel.ballot import CastBallot
from daso.kernel.charter import HOUR
from daso.kernel.condition import AttachCondition, ReportCondition
from daso.kernel.lot import DeclineLot, DrawLot
from daso.kernel.mandate import AcceptMandate, GrantMandate, ReportMandate
from daso.kernel.objection import AnswerObjection
from daso.kernel.payment import ConfirmPayment, OrderPayment
from daso.kernel.proposal import OpenProposal
from tests.kernel.contest import ContestingSociety
from tests.kernel.machine import some
from tests.kernel.offices import Offices
from vectors.story import create_text

__all__ = ["SeeingThrough"]


class SeeingThrough(ContestingSociety, Offices):
    """Members who do the next step, and the one after it."""

    @rule(who=some, objector=some, comes_round=st.booleans())
    def consent(self, who: int, objector: int, comes_round: bool) -> None:
        """Somebody asks for consent, somebody objects, is answered, and perhaps comes round."""
        number = self.state.next_proposal
        text = create_text("A hub")
        author, other = self.get_person(who), self.get_person(objector)
        self.attempt(author, OpenProposal, kind="hub", form="motion", options=2, text=text, effects=())
        self.publish(who, number, patient=True)
        self.all_vote(number)
        against = {"proposal": number, "text": text, "choices": (2,), "reason": create_text("Because")}
        self.attempt(other, CastBallot, **against)
        answer = {"proposal": number, "member": other.number, "text": create_text("But")}
        if self.attempt(author, AnswerObjection, **answer) and comes_round:
            self.cast(other, number, (1,))

    @rule(who=some, holder=some, days=st.integers(1, 3))
    def hold(self, who: int, holder: int, days: int) -> None:
        """Everybody gives somebody a mandate, who accepts it and reports."""
        person, number = self.get_person(holder), len(self.state.mandates) + 1
        text = create_text("A mandate")
        self.agree(who, "mandate", GrantMandate(text=text, hours=100, report_hours=24, holder=person.number))
        if self.attempt(person, AcceptMandate, mandate=number):
            self.wait(24 * days, 0)
            self.attempt(person, ReportMandate, mandate=number, text=create_text("All is well"))

    @rule(who=some, size=st.integers(1, 3), declines=some, silent=some)
    def draw_lots(self, who: int, size: int, declines: int, silent: int) -> None:
        """Everybody has a panel drawn; one declines, one perhaps withholds a secret."""
        number = len(self.state.lots) + 1
        panel = DrawLot(size=size, text=create_text("A lot"), commit_hours=12, reveal_hours=12)
        self.agree(who, "mandate", panel)
        if number not in self.state.lots:
            return
        for place in range(len(self.people)):
            self.commit(place, number)
        self.attempt(self.get_person(declines), DeclineLot, lot=number)
        self.wait(12, 0)
        for place in range(len(self.people)):
            if place != silent:
                self.reveal(place, number)
        self.wait(12, 0)

    @rule(who=some, owner=some, before=st.booleans())
    def meet(self, who: int, owner: int, before: bool) -> None:
        """Everybody binds what was adopted to a condition, and its owner reports that it is met."""
        target = self.state.next_proposal
        self.agree(who, "ordinary")
        if target not in self.state.decisions:
            return
        person, text = self.get_person(owner), create_text("A condition")
        about, due_at = f"decision/{target}", self.at + 72 * HOUR
        self.agree(
            who, "ordinary", AttachCondition(to=about, owner=person.number, due_at=due_at, text=text, before=before)
        )
        self.attempt(person, ReportCondition, proposal=target, condition=1, text=create_text("Done"))

    @rule(who=some, payee=some)
    def be_paid(self, who: int, payee: int) -> None:
        """Everybody orders a payment, and the payee confirms that it came."""
        person, number = self.get_person(payee), len(self.state.payments) + 1
        text = create_text("For bread")
        self.agree(who, "payment", OrderPayment(amount=100, currency="EUR", text=text, payee=person.number))
        self.attempt(person, ConfirmPayment, payment=number)

    @rule(who=some)
    def think_better(self, who: int) -> None:
        """Somebody proposes, says it better, and takes it back before it is voted on."""
        number = self.state.next_proposal
        self.propose(who, "ordinary", "motion", 2, ())
        self.revise(1, number, ())
        self.withdraw(who, number, sure=0)

    @rule(who=some, other=some, third=some)
    def quarrel(self, who: int, other: int, third: int) -> None:
        """Somebody comments, edits it, and is flagged by two."""
        self.comment(who, "charter", 0, answers=False, mentions=())
        last = len(self.comments) - 1
        self.edit(who, last)
        for place in (other, third):
            self.flag(place, last)

    @rule(who=some, first=some, second=some)
    def bring_in(self, who: int, first: int, second: int) -> None:
        """Somebody invites a newcomer, who joins and is sponsored by others."""
        self.invite(who, 1)
        self.join(len(self.links) - 1, "plain")
        for place in (first, second):
            self.sponsor_newest(place)
