"""Members who amend their charter while they live under it; whether they may is the law's affair.

Read next: `offices.py`, the rest of their life.
"""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import rule
from msgspec.structs import replace

from daso.kernel.amendment import AmendCharter
from daso.kernel.charter import DAY
from daso.kernel.proposal import OpenProposal, ReviseProposal
from daso.kernel.refusals import UnknownSetting
from daso.kernel.setting import Setting, compute_setting
from daso.kernel.templates import TEMPLATES
from tests.kernel.machine import some
from tests.kernel.offices import Offices
from vectors.story import create_text

__all__ = ["AmendingSociety"]

_RULES: Final = TEMPLATES["mutual-aid"].rules

CHANGES: Final[tuple[tuple[str, Setting], ...]] = (
    ("sponsors", 1),
    ("sponsors", 2),
    ("live_proposals", 3),
    ("texts", "public"),
    ("texts", "members"),
    ("name", "Another name"),
    ("reading_hours", 72),
    ("reading_hours", 96),
    ("void_ballots", True),
    ("rules.ordinary.voting_hours", 12),
    ("rules.ordinary.of", "members"),
    ("rules.policy.share", (3, 4)),
    ("rules.policy.share", (1, 2)),
    ("rules.policy.discussion_hours", 2),
    ("rules.hub", replace(_RULES["hub"], method="majority")),
    ("rules.hub", None),
    ("rules.amendment.quorum", (0, 1)),
    ("rules.ordinary", None),
    ("founders", 1),
    ("cosignatures", 1),
    ("cosignatures", 2),
)

some_changes = st.lists(st.sampled_from(CHANGES), min_size=1, max_size=2)


class AmendingSociety(Offices):
    """A society that also amends its charter, in as many readings as it takes."""

    def build_effects(self, changes: list[tuple[str, Setting]]) -> tuple[AmendCharter, ...]:
        """The changes as effects that start from what stands."""
        return tuple(AmendCharter(path=path, was=self.get_standing(path), becomes=value) for path, value in changes)

    def get_standing(self, path: str) -> Setting:
        """What stands there; nothing where there is no such place just now."""
        try:
            return compute_setting(self.state.charter, path)
        except UnknownSetting:
            return None

    def open_amendment(self, who: int, effects: tuple[AmendCharter, ...], about: str = "") -> int:
        """Somebody opens a reading; the number that it has if the law says yes."""
        number = self.state.next_proposal
        content = {"kind": "amendment", "form": "motion", "options": 2, "text": create_text("An amendment")}
        self.attempt(self.get_person(who), OpenProposal, **content, effects=effects, about=about)
        return number

    def see_through(self, who: int, number: int) -> None:
        """A reading is published and everybody is for it."""
        self.publish(who, number, patient=True)
        self.all_vote(number)
        self.wait(24, 0)

    @rule(who=some, changes=some_changes, about=st.sampled_from(("", "", "decision/1", "decision/2")))
    def propose_amendment(self, who: int, changes: list[tuple[str, Setting]], about: str) -> None:
        """Somebody proposes an amendment, perhaps as the second reading of another decision."""
        self.open_amendment(who, self.build_effects(changes), about)

    @rule(who=some, proposal=st.integers(1, 6), changes=some_changes)
    def revise_amendment(self, who: int, proposal: int, changes: list[tuple[str, Setting]]) -> None:
        """Somebody revises a proposal into other changes of the charter."""
        content = {"options": 2, "text": create_text("Another amendment"), "effects": self.build_effects(changes)}
        self.attempt(self.get_author(who, proposal), ReviseProposal, proposal=proposal, **content)

    @rule(who=some, changes=some_changes, hours=st.sampled_from((71, 73, 100)))
    def amend(self, who: int, changes: list[tuple[str, Setting]], hours: int) -> None:
        """Somebody sees an amendment through both readings, and everybody is for it, unless they are too quick."""
        effects = self.build_effects(changes)
        first = self.open_amendment(who, effects)
        self.see_through(who, first)
        before = self.state.charter
        self.carry_out(who, first)
        assert self.state.charter == before, "one reading changes nothing"
        self.wait(hours, 0)
        second = self.open_amendment(who + 1, effects, f"decision/{first}")
        self.see_through(who + 1, second)
        self.carry_out(who, second)
        if self.state.charter != before:
            assert self.state.amendments[-1].decision == second
            assert hours * 60 >= 72 * 60 or before.reading_hours < 3 * DAY
