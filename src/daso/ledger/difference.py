"""How the entries stored differ from the entries signed: changed, dropped, inserted, repeated, swapped, moved.

Both are given as leaf hashes. The two lists are aligned step by step: at a difference the nearest place is sought
where they agree again. That names every small tampering exactly and costs nothing where nothing differs.
Read next: `audit.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from daso.ledger.finding import Finding, find

__all__ = ["classify_difference"]

_HORIZON = 1 << 16
"""How far ahead agreement is sought; beyond it all the rest counts as changed."""
_CONVINCING = 8
"""How many entries in a row must agree for one way to read a difference to be as good as any other."""


class _Difference:
    """Signed entries that are not stored in their place, and stored ones that were not signed there."""

    def __init__(self) -> None:
        self.changed: dict[int, tuple[bytes, bytes]] = {}
        self.dropped: dict[int, bytes] = {}
        self.inserted: list[tuple[int, bytes]] = []

    def replace(self, index: int, signed: Sequence[bytes], stored: Sequence[bytes]) -> None:
        """Record that `stored` stands where `signed` should."""
        both = min(len(signed), len(stored))
        self.changed |= {index + at: (signed[at], stored[at]) for at in range(both)}
        self.dropped |= {index + at: signed[at] for at in range(both, len(signed))}
        self.inserted += [(index + both, leaf) for leaf in stored[both:]]


def classify_difference(signed: list[bytes], stored: list[bytes]) -> list[Finding]:
    """Name every difference between the leaf hashes of a signed log and those of the entries stored."""
    difference = _align(signed, stored)
    places = {leaf: index for index, leaf in enumerate(signed)}
    findings = [*_name_copies(difference, places), *_name_moves(difference, places)]
    findings += [_name_run("entry-changed", start, stop) for start, stop in _get_runs(sorted(difference.changed))]
    findings += [_name_run("entry-dropped", start, stop) for start, stop in _get_runs(sorted(difference.dropped))]
    for index in sorted({index for index, _ in difference.inserted}):
        count = sum(1 for place, _ in difference.inserted if place == index)
        findings.append(find("entry-inserted", index, count=_count_entries(count)))
    return sorted(findings, key=lambda finding: finding.index or 0)


def _align(signed: list[bytes], stored: list[bytes]) -> _Difference:
    difference = _Difference()
    here, there = 0, 0
    while here < len(signed) or there < len(stored):
        if signed[here : here + 1] == stored[there : there + 1]:
            here, there = here + 1, there + 1
            continue
        lost, gained = _find_agreement(signed, here, stored, there)
        difference.replace(here, signed[here : here + lost], stored[there : there + gained])
        here, there = here + lost, there + gained
    return difference


def _find_agreement(signed: list[bytes], here: int, stored: list[bytes], there: int) -> tuple[int, int]:
    """How many of each to pass over until both agree again, and where they have a choice, agree longest."""
    for step in range(1, _HORIZON):
        choices = [(step, step), (step, 0), (0, step)]
        if step == 1:
            choices.append((2, 2))  # neighbours swapped, rather than one dropped and put in again
        runs = [_count_agreement(signed, here + lost, stored, there + gained) for lost, gained in choices]
        if any(runs):
            return choices[runs.index(max(runs))]
    return len(signed) - here, len(stored) - there


def _count_agreement(signed: list[bytes], here: int, stored: list[bytes], there: int) -> int:
    """How many agree from here on, as far as it matters; the end of both lists agrees too."""
    for run in range(_CONVINCING):
        if signed[here + run : here + run + 1] != stored[there + run : there + run + 1]:
            return run
    return _CONVINCING


def _name_copies(difference: _Difference, places: dict[bytes, int]) -> Iterator[Finding]:
    """Signed entries that stand in the place of others; takes them out of `changed`."""
    for index, (was, now) in sorted(difference.changed.items()):
        other = places.get(now)
        if other is None or index not in difference.changed:
            continue
        del difference.changed[index]
        if difference.changed.get(other) == (now, was):
            del difference.changed[other]
            yield find("entry-swapped", index, other=other)
        else:
            yield find("entry-repeated", index, other=other)


def _name_moves(difference: _Difference, places: dict[bytes, int]) -> Iterator[Finding]:
    """Signed entries that were put in a second time, or taken out here and put in there."""
    unknown: list[tuple[int, bytes]] = []
    for index, leaf in difference.inserted:
        other = places.get(leaf)
        if other is None:
            unknown.append((index, leaf))
        elif difference.dropped.pop(other, None) is not None:
            yield find("entry-moved", other, other=index)
        else:
            yield find("entry-repeated", index, other=other)
    difference.inserted = unknown


def _get_runs(indexes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring indexes as (first, last)."""
    start = 0
    for at in range(1, len(indexes) + 1):
        if at == len(indexes) or indexes[at] != indexes[at - 1] + 1:
            yield indexes[start], indexes[at - 1]
            start = at


def _name_run(code: str, first: int, last: int) -> Finding:
    which = f"entry {first}" if first == last else f"entries {first} to {last}"
    return find(code, first, which=which)


def _count_entries(count: int) -> str:
    return "an entry" if count == 1 else f"{count} entries"
