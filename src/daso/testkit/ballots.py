"""Reads a public record of votes: a CSV file, one row a ballot.

A row that can't be read as one option of one person on one day is set aside with its reason, and never guessed.
Read next: `replay.py`, which makes acts of the ballots.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from daso.errors import Misconfigured
from daso.insight import Unreadable
from daso.kernel.proposal import OPTIONS_LIMIT

__all__ = ["COLUMNS", "Ballot", "RecordUnfit", "Votes", "group_by_symbol", "read_votes"]

COLUMNS: Final = ("symbol", "proposal_id", "voter", "voting_power", "choice", "created")
_LONGEST: Final = 100
_LONGEST_NAMES: Final = {"symbol": 60, "proposal_id": 100, "voter": 80}
"""As long as the names may be that a log and its pages make of them."""

_WALLET: Final = re.compile(r"0x[0-9a-fA-F]{40}")
_AMOUNT: Final = re.compile(r"[0-9]{1,40}(\.[0-9]{0,80})?([eE][+-]?[0-9]{1,2})?", re.ASCII)
_OPTION: Final = re.compile(r"[1-9][0-9]?", re.ASCII)


class RecordUnfit(Misconfigured):
    """A file that is not a record of votes, or one beyond what can be replayed."""

    code = "record-unfit"
    message = "{path} can't be replayed: {why}."


class Ballot(msgspec.Struct, frozen=True):
    """A row that could be read."""

    symbol: str
    proposal: str
    voter: str
    power: str
    option: int
    day: date


class Votes(msgspec.Struct, frozen=True):
    """A whole file: its ballots in the order of days and rows, and the rows that could not be read, by symbol."""

    source: str
    digest: str
    ballots: tuple[Ballot, ...]
    unreadable: tuple[tuple[str, Unreadable], ...]


class _Unfit(Exception):
    """A cell that can't be read."""

    def __init__(self, found: str, why: str) -> None:
        super().__init__(found, why)
        self.found = found
        self.why = why


def read_votes(path: Path) -> Votes:
    """Read a file; raises what is wrong with it as a whole."""
    try:
        content = path.read_bytes()
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise RecordUnfit(path=str(path), why=f"it has no column {', '.join(missing)}")
        return _collect(path, hashlib.sha256(content).hexdigest(), reader)
    except OSError as error:
        raise RecordUnfit(path=str(path), why=error.strerror or str(error)) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise RecordUnfit(path=str(path), why=f"it is not a CSV file in UTF-8 ({error})") from error


def _collect(path: Path, digest: str, reader: csv.DictReader[str]) -> Votes:
    ballots, unreadable = [], []
    spellings: dict[str, str] = {}
    for row in reader:
        cells = {name: (row[name] or "").strip() for name in COLUMNS}
        try:
            ballots.append(_read_ballot(cells, spellings, has_more=None in row))
        except _Unfit as unfit:
            line, voter = reader.line_num, cells["voter"][:_LONGEST]
            why = Unreadable(row=line, voter=voter, found=unfit.found[:_LONGEST], why=unfit.why)
            unreadable.append((cells["symbol"], why))
    ballots.sort(key=lambda ballot: ballot.day)  # a stable sort: rows keep their order within the day
    return Votes(path.name, digest, tuple(ballots), tuple(unreadable))


def _read_ballot(cells: dict[str, str], spellings: dict[str, str], *, has_more: bool) -> Ballot:
    if has_more:
        raise _Unfit(", ".join(cells.values()), "the row has more cells than there are columns")
    for name, longest in _LONGEST_NAMES.items():
        is_plain = cells[name].isprintable() and unicodedata.is_normalized("NFC", cells[name])
        if not (0 < len(cells[name]) <= longest and is_plain):
            raise _Unfit(cells[name], f"not a {name.replace('_', ' ')} of up to {longest} characters in one line")
    if not _AMOUNT.fullmatch(cells["voting_power"]):
        raise _Unfit(cells["voting_power"], "not an amount of tokens")
    return Ballot(
        symbol=cells["symbol"],
        proposal=cells["proposal_id"],
        voter=_read_voter(cells["voter"], spellings),
        power=cells["voting_power"],
        option=_read_option(cells["choice"]),
        day=_read_day(cells["created"]),
    )


def _read_voter(voter: str, spellings: dict[str, str]) -> str:
    """A wallet's letters may be large or small; it stays the same wallet, in its first spelling."""
    return spellings.setdefault(voter.lower(), voter) if _WALLET.fullmatch(voter) else voter


def _read_option(choice: str) -> int:
    if not _OPTION.fullmatch(choice) or int(choice) > OPTIONS_LIMIT:
        raise _Unfit(choice, f"not one option, as a number from 1 to {OPTIONS_LIMIT}")
    return int(choice)


def _read_day(created: str) -> date:
    try:
        day = date.fromisoformat(created)
    except ValueError:
        raise _Unfit(created, "not a day, such as 2025-12-03") from None
    if not date(1990, 1, 1) <= day <= date(2200, 1, 1):
        raise _Unfit(created, "not a day between 1990 and 2200")
    return day


def group_by_symbol(votes: Votes) -> Iterator[tuple[str, list[Ballot], list[Unreadable]]]:
    """Each symbol with its ballots, and its unreadable rows; rows without a symbol are shown with all."""
    groups: dict[str, list[Ballot]] = {}
    for ballot in votes.ballots:
        groups.setdefault(ballot.symbol, []).append(ballot)
    for symbol, ballots in groups.items():
        yield symbol, ballots, [one for of, one in votes.unreadable if of in (symbol, "")]
