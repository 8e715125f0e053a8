"""An organisation of three to try things on."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from daso.errors import Error
from daso.kernel.state import State
from daso.kernel.transition import Envelope
from daso.testkit.person import Person
from vectors.story import Story, found, inaugurate


@dataclass
class Commons:
    """Three members, and the story that their log tells."""

    story: Story
    one: Person
    two: Person
    three: Person

    @property
    def state(self) -> State:
        """Where the organisation stands."""
        return self.story.state

    def let(self, envelope: Envelope, after: int = 60_000) -> State:
        """Let a deed happen."""
        return self.story.let("", envelope, after)

    def refuse(self, envelope: Envelope, kind: type[Error], at: int | None = None) -> Error:
        """See a deed refused in just this way, and nothing changed."""
        return self.story.refuse("", envelope, kind, at)


@pytest.fixture
def commons() -> Commons:
    """Three members, inaugurated a minute ago."""
    story = Story("Three members")
    founders = found(story)
    inaugurate(story, founders)
    return Commons(story, *founders)
