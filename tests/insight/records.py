"""Small invented records of votes, as the files that people import."""

from __future__ import annotations

from pathlib import Path

__all__ = ["HEADER", "write_votes"]

HEADER = "symbol,proposal_id,voter,voting_power,choice,created"


def write_votes(folder: Path, *rows: str, header: str = HEADER) -> Path:
    """Write a CSV file with these rows below the header."""
    path = folder / "votes.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path
