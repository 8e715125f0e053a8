"""A society that contests what it decides: sponsors, replies, challenges, verdicts, conditions.

Read next: `test_machine.py`, which lets it live.
"""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from daso.kernel.challenge import GROUNDS, OpenChallenge
from daso.kernel.charter import HOUR
from daso.kernel.condition import AttachCondition, ReportCondition
from daso.kernel.reply import ReplyToProposal
from daso.kernel.sponsor import SponsorProposal
from tests.kernel.machine import Society, some
from vectors.story import create_text

__all__ = ["ContestingSociety"]

numbers = st.integers(1, 8)


class ContestingSociety(Society):
    """A society whose members put their names to proposals, and contest decisions."""

    @rule(who=some, proposal=numbers)
    def sponsor_proposal(self, who: int, proposal: int) -> None:
        """Somebody sponsors a proposal, or co-signs a challenge."""
        text = self.get_words(proposal)
        self.attempt(self.get_person(who), SponsorProposal, proposal=proposal, text=text)

    @rule(who=some, proposal=numbers)
    def reply(self, who: int, proposal: int) -> None:
        """Somebody replies, most often without being concerned."""
        self.attempt(self.get_person(who), ReplyToProposal, proposal=proposal, text=create_text("But"))

    @rule(who=some, decision=numbers, ground=st.sampled_from(GROUNDS))
    def challenge(self, who: int, decision: int, ground: str) -> None:
        """Somebody challenges a decision, or what is none."""
        fields = {"about": f"decision/{decision}", "ground": ground, "text": create_text("Why")}
        self.attempt(self.get_person(who), OpenChallenge, **fields)

    @rule(who=some, decision=numbers, overturn=st.booleans(), replies=st.booleans())
    def contest(self, who: int, decision: int, overturn: bool, replies: bool) -> None:
        """Everybody signs a challenge, and sees it through to its verdict."""
        number = self.state.next_proposal
        self.challenge(who, decision, "harm")
        self.all_sponsor(number)
        if replies:
            for person in self.people:
                self.attempt(person, ReplyToProposal, proposal=number, text=create_text("But"))
        self.publish(who, number, patient=True)
        for person in self.people:
            self.cast(person, number, (1,) if overturn else (2,))
        self.wait(24, 0)

    @rule(
        who=some, owner=st.integers(1, 4), number=numbers, before=st.booleans(), replaces=st.sampled_from((0, 0, 1, 2))
    )
    def mitigate(self, who: int, owner: int, number: int, before: bool, replaces: int) -> None:
        """Everybody decides on a condition for a decision, or for what is still voted on."""
        asked = AttachCondition(
            to=f"decision/{number}",
            owner=owner,
            due_at=self.at + 72 * HOUR,
            text=create_text("A condition"),
            before=before,
            replaces=replaces,
        )
        self.decide(who, [asked])

    @rule(who=some, proposal=numbers, condition=st.integers(1, 2))
    def report(self, who: int, proposal: int, condition: int) -> None:
        """Somebody reports that a condition is met."""
        text = create_text("Done")
        self.attempt(self.get_person(who), ReportCondition, proposal=proposal, condition=condition, text=text)
