"""The program as people meet it: help, errors in one sentence, exit codes, and a manual that is never stale."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from daso import __version__
from daso.cli import main
from daso.cli.manual import render_manual

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the real program in a process of its own."""
    command = [sys.executable, "-c", "import sys; from daso.cli import main; sys.exit(main())", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)


def test_help_is_plain_for_programs() -> None:
    """Help that goes into a pipe holds no colours and no frames, and names every command."""
    result = run("--help")
    assert result.returncode == 0
    assert "\x1b" not in result.stdout
    assert "╭" not in result.stdout
    assert all(f"\n  {name}: " in result.stdout for name in ("demo", "serve", "audit", "import", "act", "key"))


def test_help_imports_no_site() -> None:
    """Help answers at once, for nothing that a command needs is imported before it runs."""
    heavy = ("litestar", "sqlalchemy", "daso.host", "daso.web", "daso.testkit", "cryptography")
    code = f"import sys, daso.cli.program; print([name for name in {heavy} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """The program says its version."""
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip() == __version__


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["demo", "--port", "many"],
        ["act"],
        ["act", "Frobnicate", "--url", "http://localhost:1/o/x"],
        ["serve", "--data", "nowhere"],
        ["compare", "votes", "--data", "nowhere"],
        ["import", "votes", "nowhere.csv", "--data", "data"],
        ["export", "out", "--data", "nowhere", "--org", "x"],
        ["receipt", "check", "nowhere.txt"],
        ["audit", "nowhere"],
        ["audit", "ftp://example/"],
        ["key", "show", "--key", "nowhere.key"],
        ["key", "show", "../up"],
        ["erase", "x", "--data", "nowhere", "--org", "x"],
    ],
)
def test_expected_errors_are_a_sentence(arguments: list[str], tmp_path: Path) -> None:
    """What people get wrong ends in one line that says so, with exit code 2 and without a traceback."""
    result = run(*arguments, folder=tmp_path)
    said = (result.stderr or result.stdout).strip()
    assert result.returncode == 2
    assert len(said.splitlines()) == 1
    assert "Traceback" not in said


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the machine refuses a folder or a file, a sentence says which, and nobody is shown the program's inside."""
    (tmp_path / "file").write_text("in the way")
    assert main(["demo", "--data", str(tmp_path / "file" / "demo"), "--no-serve"]) == 2
    said = capsys.readouterr().err
    assert str(tmp_path / "file" / "demo") in said
    assert "Traceback" not in said


def test_manual_is_fresh() -> None:
    """docs/commands.md says what the commands say of themselves; remake it with python -m daso.cli.manual."""
    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == render_manual()


def test_every_command_has_an_example() -> None:
    """Each command's help ends its story with an example."""
    sections = render_manual().split("\n## daso ")[1:]
    assert len(sections) >= 13
    assert all("\nExample: daso " in section for section in sections)


def test_busy_port_is_said(tmp_path: Path) -> None:
    """A port that somebody else has is named in a sentence, before anything is built."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = str(door.getsockname()[1])
        result = run("demo", "--port", port, "--data", str(tmp_path / "data"))
    assert result.returncode == 2
    assert result.stderr.startswith(f"Port {port} can't be used")
    assert not (tmp_path / "data").exists()


def test_init_prepares_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A prepared folder can be served, and preparing it again changes nothing."""
    for _ in range(2):
        assert main(["init", str(tmp_path / "data")]) == 0
    assert "daso serve --data" in capsys.readouterr().out
    assert (tmp_path / "data" / "orgs").is_dir()
