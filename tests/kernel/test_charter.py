"""A charter under which nothing could be decided, or too few would decide, is refused."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from daso.kernel.charter import Charter, check_charter
from daso.kernel.founding import WriteCharter
from daso.kernel.refusals import CharterUnsound, NotTheInnovator
from daso.kernel.templates import TEMPLATES
from vectors.stories.founding import UNSOUND
from vectors.story import CHARTER, Story, found


@pytest.mark.parametrize("charter", UNSOUND.values(), ids=UNSOUND.keys())
def test_an_unsound_charter_is_refused(charter: Charter) -> None:
    """A charter that can't work is refused, whether an organisation begins with it or rewrites it while founding."""
    with pytest.raises(CharterUnsound):
        check_charter(charter)
    story = Story("Unsound")
    founders = found(story)
    story.refuse("", founders[1].copy().do(WriteCharter, charter=charter), CharterUnsound)


def test_each_flaw_has_its_own_words() -> None:
    """Whoever wrote an unsound charter is told which flaw it has."""
    sentences = set()
    for charter in UNSOUND.values():
        with pytest.raises(CharterUnsound, match=r"^[A-Z][^{}]*[.]$") as caught:
            check_charter(charter)
        sentences.add(caught.value.template)
    # Two shares, twice two names, what amendments take, how they are counted, and three more, share their words.
    assert len(sentences) == len(UNSOUND) - 9


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_templates_are_sound(name: str) -> None:
    """An organisation can begin with any template as it is."""
    check_charter(TEMPLATES[name])
    found(Story(f"Founded as {name}"), TEMPLATES[name])


def test_only_the_innovator_writes_the_charter() -> None:
    """Through the innovator's door a partner can't change the rules before buying in."""
    story = Story("An innovator")
    founders = found(story, door="innovator")
    quicker = replace(CHARTER, draft_hours=240)
    story.refuse("", founders[1].copy().do(WriteCharter, charter=quicker), NotTheInnovator)
    story.let("", founders[0].do(WriteCharter, charter=quicker))
    assert story.state.charter == quicker
