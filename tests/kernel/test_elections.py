"""Elections that others held and published: from their ballots our count comes to their order, place by place."""

from __future__ import annotations

import csv
import re
from difflib import get_close_matches
from pathlib import Path

import pytest

from daso.kernel.tally.ranked import compute_order, compute_pairs

YEARS = ("2017", "2018", "2020", "2022", "2024")


def read_ballots(folder: Path) -> tuple[list[str], list[tuple[int, ...]]]:
    """The candidates, and one tuple of ranks a voter; no opinion is unranked."""
    with (folder / "ballots.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    return head, [tuple(int(cell) if cell.isdigit() else 0 for cell in row) for row in rows]


def read_published(folder: Path, candidates: list[str]) -> list[str]:
    """The published order. Some years name people by their account; one spells a name otherwise than its ballots."""
    order: list[str] = []
    for line in (folder / "results.md").read_text(encoding="utf-8").splitlines():
        place = re.match(r"\d+\. +(?:\[.*\]\(https://github\.com/)?([^)]+)", line)
        if place and len(order) < len(candidates):
            order += get_close_matches(place[1], candidates, 1)
    return order


@pytest.mark.parametrize("year", YEARS)
def test_the_order_is_the_published_one(records: Path, year: str) -> None:
    """Whoever counted then and whoever counts now come to the same order of all candidates."""
    folder = records / "elections" / year
    if not folder.is_dir():
        pytest.skip(f"no public record of {year} here")
    candidates, ballots = read_ballots(folder)
    published = read_published(folder, candidates)
    assert sorted(published) == sorted(candidates)
    order = compute_order(compute_pairs(len(candidates), ballots))
    assert [[candidates[one - 1] for one in level] for level in order] == [[name] for name in published]


def test_every_record_is_counted(records: Path) -> None:
    """No election that lies there is left out."""
    folder = records / "elections"
    if not folder.is_dir():
        pytest.skip("no public records of elections here")
    assert {path.name for path in folder.iterdir()} <= set(YEARS)
