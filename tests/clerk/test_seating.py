"""Who had which seat and when is found from the log alone, whatever gave or took a vote-token: an act, or the clock."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from daso.chain.members import Seat
from daso.clerk.vault import compute_seats, find_seats, follow_seating
from daso.kernel.comment import PostComment
from daso.kernel.membership import SponsorMember
from vectors.stories.challenging import settle
from vectors.stories.doubts import doubt
from vectors.stories.waiting import FULL
from vectors.story import ORIGIN, Story, create_holder, create_text, found, inaugurate, welcome


def tell(*, ends_with_act: bool) -> Story:
    """Five founders admit a first newcomer, whose admission a verdict overturns, and a second when their turn comes."""
    story = Story("Seats")
    founders = found(story, replace(FULL, admissions=1), [create_holder(f"founder {n}") for n in range(5)])
    inaugurate(story, founders)
    first, second = create_holder("first"), create_holder("second")
    welcome(story, founders[0], ("first", first), ("second", second))
    for person in (first, second):
        story.let("", founders[1].do(SponsorMember, member=person.number))
    settle(story, founders, doubt(story, founders[2:], first.number), 1)
    story.wait(24 * 30)
    if ends_with_act:
        story.let("", founders[0].do(PostComment, subject="charter", text=create_text("Much later")))
    return story


@pytest.mark.parametrize("ends_with_act", [False, True])
def test_the_clock_gives_and_takes_seats(*, ends_with_act: bool) -> None:
    """A verdict takes a seat and a turn that comes gives one, at moments when nobody acts, or ever acts again."""
    entries = tell(ends_with_act=ends_with_act).entries
    lists: list[tuple[Seat, ...]] = []
    for _, state in follow_seating(entries):
        seats = compute_seats(state, ORIGIN)
        if not lists or lists[-1] != seats:
            lists.append(seats)
    assert [sum(seat is not None for seat in seats) for seats in lists] == [0, 5, 6, 5, 6]
    assert (lists[-1][5], len(lists[-1])) == (None, 7)
    for seats in lists[1:]:
        assert find_seats(entries, ORIGIN, lambda given, seats=seats: given == seats) == seats  # type: ignore[misc] # the loop's own
