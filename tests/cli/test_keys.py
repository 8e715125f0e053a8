"""Keys from the command line: made once, readable by their owner alone, never shown in full."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from daso.canon import from_base64url
from daso.cli import main


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of one's own, so that no real key is touched."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_key_is_made_shown_and_listed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A new key has a file that only its owner can read, and its public half is shown alike everywhere."""
    assert main(["key", "new", "bot"]) == 0
    public = capsys.readouterr().out.splitlines()[0]
    (path,) = home.rglob("bot.key")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(from_base64url(public)) == 64
    assert main(["key", "show", "bot"]) == 0
    assert capsys.readouterr().out.strip() == public
    assert main(["key", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"bot": public}


def test_secret_is_never_printed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No command shows the secret half."""
    for arguments in (["new"], ["show"], ["list"]):
        assert main(["key", *arguments]) == 0
    (path,) = home.rglob("default.key")
    assert json.loads(path.read_text())["secret"] not in capsys.readouterr().out


def test_key_is_never_overwritten(capsys: pytest.CaptureFixture[str]) -> None:
    """A second key of the same name is refused."""
    assert main(["key", "new"]) == 0
    assert main(["key", "new"]) == 2
    assert "never overwritten" in capsys.readouterr().err


def test_exposed_key_is_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A key that others on the machine can read is not used until that is mended."""
    path = home / "my.key"
    assert main(["key", "new", "--key", str(path)]) == 0
    path.chmod(0o644)
    assert main(["key", "show", "--key", str(path)]) == 2
    assert "chmod 600" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"secret":"x"}', '{"secret":"AAAA"}'])
def test_other_files_are_no_keys(home: Path, capsys: pytest.CaptureFixture[str], content: str) -> None:
    """A file that holds something else is named in a sentence."""
    path = home / "my.key"
    path.touch(mode=0o600)
    path.write_text(content)
    assert main(["key", "show", "--key", str(path)]) == 2
    assert "does not hold a key of daso" in capsys.readouterr().err
