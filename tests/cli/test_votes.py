"""Importing and comparing public votes from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from daso.cli import main
from tests.insight.records import write_votes


def test_import_and_compare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An invented record is imported, its odd row named, and compared for people and for programs."""
    path = write_votes(
        tmp_path,
        "ABC,p1,ann,1,1,2025-01-02",
        "ABC,p1,bob,1,1,2025-01-02",
        "ABC,p1,whale,10,2,2025-01-02",
        'ABC,p1,odd,1,"[1,2]",2025-01-02',
        "ABC,p2,ann,1,1,2025-01-03",
        "ABC,p2,bob,1,2,2025-01-03",
    )
    data = str(tmp_path / "data")
    assert main(["import", "votes", str(path), "--data", data]) == 0
    said = capsys.readouterr().out
    assert "ABC: 5 ballots of 3 wallets on 2 proposals." in said
    assert "row 5, odd: “[1,2]” is not one option" in said
    assert main(["compare", "votes", "--data", data, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {"proposal": "p1", "heads": 1, "tokens": 2, "differs": True},
        {"proposal": "p2", "heads": None, "tokens": None, "differs": False},
    ]
    assert main(["compare", "votes", "--data", data]) == 0
    said = capsys.readouterr().out
    assert "a tie of 1 and 2" in said
    assert "decide differently on 1 of 2 proposals" in said


def test_missing_columns_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file without its columns is refused by their names."""
    path = write_votes(tmp_path, header="voter,choice")
    assert main(["import", "votes", str(path), "--data", str(tmp_path / "data")]) == 2
    assert "no column symbol, proposal_id, voting_power, created" in capsys.readouterr().err


def test_nothing_to_compare(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nothing was replayed, the command says how to replay something."""
    assert main(["compare", "votes", "--data", str(copy)]) == 0
    assert "daso import votes" in capsys.readouterr().out
    assert main(["compare", "votes", "--data", str(copy), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_real_record(records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The public record, imported and compared by command, differs on its three known proposals."""
    path, data = records / "dao-votes" / "votes.csv", str(tmp_path / "data")
    assert main(["import", "votes", str(path), "--data", data]) == 0
    capsys.readouterr()
    assert main(["compare", "votes", "--data", data, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["proposal"][:10]: (row["heads"], row["tokens"]) for row in rows if row["differs"]} == {
        "0x5915e661": (1, 2),
        "0x675c9697": (1, 3),
        "0xf752b2db": (1, 2),
    }
