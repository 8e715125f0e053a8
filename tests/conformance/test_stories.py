"""A stranger's verifier accepts the logs that people will meet first: the demonstration's, and a replayed record's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from daso.cli import main
from daso.testkit.demo import SLUG, build_demo
from tests.conformance.go_verifier import verify_with_go
from tests.insight.records import write_votes


def export(data: Path, org: str, out: Path) -> Path:
    """The folder that `daso export` writes."""
    assert main(["export", str(out), "--data", str(data), "--org", org]) == 0
    return out


def test_go_accepts_the_demonstration(tmp_path: Path) -> None:
    """Go verifies every entry and checkpoint of the demonstration's log."""
    build_demo(tmp_path / "data", date(2026, 3, 1))
    assert verify_with_go(export(tmp_path / "data", SLUG, tmp_path / "out")).startswith("sound: 19")


def test_go_accepts_a_replayed_record(tmp_path: Path) -> None:
    """Go verifies the log of an imported record."""
    rows = [f"ABC,p{1 + n % 3},wallet{n % 40},{n},{1 + n % 2},2025-01-{1 + n // 30:02}" for n in range(120)]
    record = write_votes(tmp_path, *rows)
    assert main(["import", "votes", str(record), "--data", str(tmp_path / "data")]) == 0
    assert verify_with_go(export(tmp_path / "data", "abc", tmp_path / "out")).startswith("sound: ")


def test_go_accepts_the_real_record(records: Path, tmp_path: Path) -> None:
    """Go verifies both logs that the real record of two organisations makes."""
    votes = records / "dao-votes" / "votes.csv"
    assert main(["import", "votes", str(votes), "--data", str(tmp_path / "data")]) == 0
    for org in ("uni", "ldo"):
        assert verify_with_go(export(tmp_path / "data", org, tmp_path / org)).startswith("sound: ")
