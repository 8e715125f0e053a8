"""Every single deed at every place of a short log, told exactly; and what cannot be told, told roughly."""

from __future__ import annotations

from itertools import product

import pytest

from daso.ledger.difference import classify_difference
from tests.ledger.builders import make_entries

SIZE = 12
SIGNED = make_entries(SIZE)
PAIRS = list(product(range(SIZE), range(SIZE)))


def tell(stored: list[bytes]) -> list[tuple[str, int | None]]:
    """The deeds, as code and place."""
    return [(finding.code, finding.index) for finding in classify_difference(SIGNED, stored)]


@pytest.mark.parametrize("at", range(SIZE))
def test_one_entry(at: int) -> None:
    """One entry changed, dropped or put in is told as just that."""
    assert tell(SIGNED) == []
    assert tell([*SIGNED[:at], b"x", *SIGNED[at + 1 :]]) == [("entry-changed", at)]
    assert tell([*SIGNED[:at], *SIGNED[at + 1 :]]) == [("entry-dropped", at)]
    assert tell([*SIGNED[:at], b"x", *SIGNED[at:]]) == [("entry-inserted", at)]


@pytest.mark.parametrize(("one", "other"), [(one, other) for one, other in PAIRS if one != other])
def test_two_places(one: int, other: int) -> None:
    """Two entries swapped, one put over another, a copy put in, or one moved: each is told as one deed."""
    swapped = list(SIGNED)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    assert tell(swapped) == [("entry-swapped", min(one, other))]
    overwritten = list(SIGNED)
    overwritten[one] = SIGNED[other]
    assert tell(overwritten) == [("entry-repeated", one)]
    copied = [*SIGNED[:other], SIGNED[one], *SIGNED[other:]]
    assert tell(copied) == [("entry-repeated", other)]
    moved = list(SIGNED)
    moved.insert(other, moved.pop(one))
    assert tell(moved) == [("entry-moved", one) if abs(one - other) > 1 else ("entry-swapped", min(one, other))]


def test_neighbours_are_told_together() -> None:
    """A stretch of entries with one fate is one finding."""
    assert tell(SIGNED[:3] + SIGNED[7:]) == [("entry-dropped", 3)]
    assert tell([*SIGNED[:3], b"x", b"y", *SIGNED[5:]]) == [("entry-changed", 3)]
    assert tell([*SIGNED[:3], b"x", b"y", *SIGNED[3:]]) == [("entry-inserted", 3)]
    assert tell([]) == [("entry-dropped", 0)]


def test_two_unlike_logs() -> None:
    """Two logs with nothing in common are told to have nothing in common."""
    assert tell(make_entries(SIZE + 3, "of another log")) == [("entry-changed", 0), ("entry-inserted", SIZE)]
