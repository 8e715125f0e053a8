"""A society that also gathers in hubs: everybody founds, joins, leaves, and proposes about them.

Read first: `machine.py`, `offices.py`.
"""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from daso.kernel.charter import HOUR
from daso.kernel.hub import HUB_KINDS, EndHub, FoundHub, HubKind, JoinHub, LeaveHub, RewordHub
from daso.kernel.proposal import OpenProposal, ReviseProposal
from tests.kernel.machine import some
from tests.kernel.offices import Offices
from vectors.story import create_text

__all__ = ["Gatherers"]

some_hubs = st.integers(1, 3)


class Gatherers(Offices):
    """Members who come together and go apart."""

    @rule(who=some, kind=st.sampled_from(HUB_KINDS), hours=st.integers(-1, 300))
    def gather(self, who: int, kind: HubKind, hours: int) -> None:
        """Somebody founds a hub, perhaps to deliver by a day that is past, or that it should not have."""
        due_at = self.at + hours * HOUR if kind == "execution" or not hours else 0
        self.attempt(self.get_person(who), FoundHub, kind=kind, text=create_text("A hub"), due_at=due_at)

    @rule(who=some, hub=some_hubs)
    def join_hub(self, who: int, hub: int) -> None:
        """Somebody joins a hub."""
        self.attempt(self.get_person(who), JoinHub, hub=hub)

    @rule(who=some, hub=some_hubs)
    def leave_hub(self, who: int, hub: int) -> None:
        """Somebody leaves a hub, most likely not being in it."""
        self.attempt(self.get_person(who), LeaveHub, hub=hub)

    @rule(who=some, other=some, kind=st.sampled_from(("skill", "talent")))
    def gather_and_part(self, who: int, other: int, kind: HubKind) -> None:
        """Somebody founds a hub, another joins it, and the founder leaves it to them."""
        number = len(self.state.hubs) + 1
        if self.attempt(self.get_person(who), FoundHub, kind=kind, text=create_text("A hub")):
            self.attempt(self.get_person(other), JoinHub, hub=number)
            self.attempt(self.get_person(who), LeaveHub, hub=number)

    @rule(who=some, hub=st.integers(0, 3), other=st.integers(0, 3))
    def concern(self, who: int, hub: int, other: int) -> None:
        """Somebody proposes about a hub, and then about another or none."""
        person, number = self.get_person(who), self.state.next_proposal
        content = {"options": 2, "text": create_text("About a hub"), "effects": ()}
        if self.attempt(person, OpenProposal, kind="ordinary", form="motion", hub=hub, **content):
            self.attempt(person, ReviseProposal, proposal=number, hub=other, **content)

    @rule(who=some, hub=some_hubs, named=some_hubs, ends=st.booleans(), words=st.sampled_from(("So", "Or so")))
    def decide_on_hub(self, who: int, hub: int, named: int, ends: bool, words: str) -> None:
        """Everybody rewords or ends a hub, if the proposal says which."""
        number, known = self.state.next_proposal, self.state.hubs.get(hub)
        due_at = self.at + 500 * HOUR if known and known.kind == "execution" else 0
        effect = EndHub(hub=hub) if ends else RewordHub(hub=hub, text=create_text(words), due_at=due_at)
        content = {"kind": "hub", "form": "motion", "options": 2, "text": create_text(f"Hub {hub}")}
        if self.attempt(self.get_person(who), OpenProposal, **content, effects=(effect,), hub=named):
            self.publish(who, number, patient=True)
            self.all_vote(number)
            self.wait(25, 0)
            self.carry_out(who, number)
