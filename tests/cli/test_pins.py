"""`daso act` remembers the key of each log it meets, and believes no other one afterwards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from daso.cli.pins import LogKeyChanged, LogKeyForeign, Pins, PinsUnreadable
from daso.ledger import NoteSigner
from tests.cli.conftest import BELL, Demo, get_state

ORG = "a" * 32


def make_vkey(org: str) -> str:
    """The key of some log of this organisation."""
    return NoteSigner.generate(f"vote.example/o/{org}").vkey


def test_the_first_key_is_remembered(demo: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first act tells where the key of the log is kept from now on, the second need not."""
    assert demo.act(7, "CastBallot", f"proposal={BELL}", "choices=1") == 0
    assert "The key of this organisation's log is remembered in" in capsys.readouterr().out
    known = json.loads((tmp_path / "known-logs.json").read_text())
    assert [key.split("+")[0] for key in known.values()] == [f"localhost:8000/o/{org}" for org in known]
    assert demo.act(7, "CastBallot", f"proposal={BELL}", "choices=2") == 0
    assert "remembered" not in capsys.readouterr().out


def test_another_key_stops_everything(demo: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """When the site shows another key than the one met first, nothing is signed or sent, and one sentence says so."""
    org = get_state(demo.data).org
    (tmp_path / "known-logs.json").write_text(json.dumps({org: make_vkey(org)}))
    before = get_state(demo.data).entries
    assert demo.act(7, "CastBallot", f"proposal={BELL}", "choices=1") != 0
    said = capsys.readouterr()
    assert "is not the one you met first" in said.err
    assert "CastBallot" not in said.out
    assert get_state(demo.data).entries == before


def test_a_key_belongs_to_one_organisation(tmp_path: Path) -> None:
    """The key of another organisation's log is not taken, and each organisation has its own."""
    pins, own, other = Pins(tmp_path), make_vkey(ORG), make_vkey("b" * 32)
    with pytest.raises(LogKeyForeign):
        pins.check(ORG, other)
    assert pins.check(ORG, own)
    assert pins.check("b" * 32, other)
    assert not pins.check(ORG, own)
    with pytest.raises(LogKeyChanged):
        pins.check(ORG, make_vkey(ORG))
    assert not Pins(tmp_path).check(ORG, own)


def test_what_can_not_be_kept_is_said(tmp_path: Path) -> None:
    """A broken file or a folder that is not there stops with a sentence, and nothing is guessed."""
    with pytest.raises(PinsUnreadable, match="can't be kept"):
        Pins(tmp_path / "nowhere").check(ORG, make_vkey(ORG))
    (tmp_path / "known-logs.json").write_text("{}}")
    with pytest.raises(PinsUnreadable, match="can't be kept"):
        Pins(tmp_path).check(ORG, make_vkey(ORG))
