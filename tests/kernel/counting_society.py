"""The society of `machine.py`, whose members also rank, approve, give points, object and answer.

Read next: `test_machine.py`.
"""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from daso.kernel.ballot import CastBallot
from daso.kernel.objection import AnswerObjection
from daso.kernel.proposal import OpenProposal
from daso.testkit.strategies import way_ballots
from tests.kernel.machine import Society, some
from vectors.story import create_text

__all__ = ["CountingSociety"]


class CountingSociety(Society):
    """A society that counts in every way there is."""

    @rule(who=some, way=st.sampled_from(("ranked", "approval", "score")), options=st.integers(2, 3))
    def ask(self, who: int, way: str, options: int) -> None:
        """Somebody asks which of several, to be counted in some way."""
        content = {"kind": "ordinary", "form": "choice", "options": options, "text": create_text("Which?")}
        self.attempt(self.get_person(who), OpenProposal, **content, effects=(), method=way)

    @rule(who=some, proposal=st.integers(1, 6), data=st.data())
    def vote_in_its_form(self, who: int, proposal: int, data: st.DataObject) -> None:
        """Somebody votes in the form that the proposal asks for."""
        live = self.state.proposals.get(proposal)
        if live and live.method:
            cast = data.draw(way_ballots(live.way, live.options, 1))
            self.cast(self.get_person(who), proposal, cast[0] if cast else ())

    @rule(who=some, proposal=st.integers(1, 6))
    def object(self, who: int, proposal: int) -> None:
        """Somebody objects, or is against, and says why."""
        content = {"proposal": proposal, "text": self.get_words(proposal), "choices": (2,)}
        self.attempt(self.get_person(who), CastBallot, **content, reason=create_text("Because"))

    @rule(who=some, proposal=st.integers(1, 6), whom=some)
    def answer(self, who: int, proposal: int, whom: int) -> None:
        """Somebody answers an objection, most likely the author."""
        member, author = self.get_person(whom).number, self.get_author(who, proposal)
        answered = self.attempt(author, AnswerObjection, proposal=proposal, member=member, text=create_text("So"))
        if answered:
            assert member in self.state.proposals[proposal].answered
