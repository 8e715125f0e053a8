"""`daso copy` moves an organisation's log between a file and a database, every byte as it was, and is sound there."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from daso.cli import main
from daso.host import Host
from daso.host.ledger import LedgerUnnamed, is_elsewhere
from daso.ledger import Log, NoteSigner, get_size
from daso.ledger.copy import copy_log
from daso.ledger.log import Signer
from daso.ledger.postgres import PostgresLog
from daso.ledger.sqlite import SqliteLog
from tests.cli.conftest import get_state
from tests.postgres.cluster import get_cluster

SLUG = "crumb-and-spoke"


@pytest.fixture
def ledger() -> str:
    """An empty place in a database."""
    return get_cluster().make_place()


def get_folder(data: Path) -> Path:
    """The demonstration's own folder."""
    (folder,) = (data / "orgs").iterdir()
    return folder


def get_signer(data: Path) -> NoteSigner:
    """The key of the demonstration's log."""
    return NoteSigner.parse((get_folder(data) / "log.key").read_text().strip())


def read_export(out: Path) -> dict[str, str]:
    """The digest of every file of an export but what the log's key states anew."""
    files = (path for path in out.rglob("*") if path.is_file())
    return {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def export(data: Path, out: Path) -> dict[str, str]:
    """Export the demonstration."""
    assert main(["export", str(out), "--data", str(data), "--org", SLUG]) == 0
    return read_export(out)


def test_there_and_back(copy: Path, tmp_path: Path, ledger: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log moved to a database and back is served from either, and every exported byte of it stays the same."""
    before, folder = export(copy, tmp_path / "before"), get_folder(copy)
    assert main(["copy", str(copy), ledger, "--org", SLUG]) == 0
    assert is_elsewhere(folder)
    assert not (folder / "log.sqlite").exists()
    monkeypatch.setenv("DASO_LEDGER", ledger)
    for derived in ("register.sqlite", "snapshot"):
        (folder / derived).unlink(missing_ok=True)
    assert export(copy, tmp_path / "moved") == before
    assert main(["audit", str(tmp_path / "moved")]) == 0
    assert main(["copy", ledger, str(copy)]) == 0
    assert not is_elsewhere(folder)
    monkeypatch.delenv("DASO_LEDGER")
    assert export(copy, tmp_path / "back") == before
    assert main(["audit", str(tmp_path / "back")]) == 0


def test_a_moved_log_grows_on(copy: Path, ledger: str) -> None:
    """After the move the organisation goes on in the database, under the same key."""
    assert main(["copy", str(copy), ledger]) == 0
    with closing(Host(copy, ledger=ledger)) as host:
        hosted = host.open(SLUG)
        head = hosted.log.append([b"more"], hosted.size)
    with closing(PostgresLog(ledger, get_signer(copy))) as log:
        assert log.head() == head


def test_a_database_that_nobody_names(copy: Path, ledger: str) -> None:
    """A log that is in a database is never begun a second time as a file."""
    assert main(["copy", str(copy), ledger]) == 0
    with closing(Host(copy)) as host, pytest.raises(LedgerUnnamed, match="DASO_LEDGER"):
        host.open(SLUG)
    assert not (get_folder(copy) / "log.sqlite").exists()


def test_to_a_file_of_its_own(copy: Path, tmp_path: Path, ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A log's file goes to a database and out again into another file, without any data folder."""
    file, again = get_folder(copy) / "log.sqlite", tmp_path / "again.sqlite"
    assert main(["copy", str(file), ledger]) == 0
    assert main(["copy", ledger, str(again), "--org", get_folder(copy).name]) == 0
    assert "every byte as it was" in capsys.readouterr().out
    with closing(SqliteLog(file)) as old, closing(SqliteLog(again)) as new:
        assert read_all(old) == read_all(new)


def read_all(log: Log) -> tuple[list[bytes], list[str]]:
    """All that a log holds."""
    return list(log.read(0, get_size(log.head()))), list(log.checkpoints())


class Pulled(Exception):
    """Somebody pulled the plug."""


def test_broken_off(copy: Path, ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A copy that was broken off in the middle goes on where it ended; one that is whole is verified and left."""
    file = get_folder(copy) / "log.sqlite"
    open_target = make_opener(ledger)

    def pull(done: int, total: int) -> None:
        if done > total // 2:
            raise Pulled

    with closing(SqliteLog(file)) as log, pytest.raises(Pulled):
        copy_log(log, open_target, pull)
    with closing(PostgresLog(ledger, get_signer(copy))) as half, closing(SqliteLog(file)) as whole:
        assert 0 < get_size(half.head()) < get_size(whole.head())
    assert main(["copy", str(file), ledger]) == 0
    assert "100 %" in capsys.readouterr().err
    assert main(["copy", str(file), ledger]) == 0
    with closing(PostgresLog(ledger, get_signer(copy))) as there, closing(SqliteLog(file)) as here:
        assert read_all(there) == read_all(here)


def make_opener(ledger: str) -> Callable[[Signer], Log]:
    """Opens the log at the other place."""

    def open_target(signer: Signer) -> Log:
        return PostgresLog(ledger, signer)

    return open_target


def test_another_history_is_left_alone(copy: Path, ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A place that holds another history of the log, a longer one, or one with another key, is left as it is."""
    file, signer = get_folder(copy) / "log.sqlite", get_signer(copy)
    with closing(PostgresLog(ledger, signer)) as log:
        head = log.append([b"another beginning"], 0)
    assert main(["copy", str(file), ledger]) == 2
    assert "another history" in capsys.readouterr().err
    with closing(PostgresLog(ledger, signer)) as log:
        assert log.head() == head
    longer = get_cluster().make_place()
    assert main(["copy", str(file), longer]) == 0
    with closing(PostgresLog(longer, signer)) as log:
        log.append([b"more"], get_size(log.head()))
    assert main(["copy", str(copy), longer]) == 2
    assert not is_elsewhere(get_folder(copy))
    foreign = get_cluster().make_place()
    PostgresLog(foreign, NoteSigner.generate(signer.name)).close()
    assert main(["copy", str(file), foreign]) == 2
    assert get_state(copy).entries


def test_an_unsound_log_is_not_copied(copy: Path, ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A log whose entries do not lead to its checkpoints ends the copy with exit code 1, and is not moved."""
    with closing(sqlite3.connect(get_folder(copy) / "log.sqlite")) as db:
        db.execute("UPDATE entries SET bytes = CAST(bytes || ' ' AS BLOB) WHERE number = 301")
        db.commit()
    assert main(["copy", str(copy), ledger]) == 1
    assert "do not lead to what it signed" in capsys.readouterr().err
    assert not is_elsewhere(get_folder(copy))


def test_a_served_folder_is_not_moved(copy: Path, ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    """While somebody serves the folder its log stays where it is, for an act might be left behind."""
    with closing(Host(copy)):
        assert main(["copy", str(copy), ledger]) == 2
    assert "Stop the server" in capsys.readouterr().err
    assert not is_elsewhere(get_folder(copy))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["{copy}", "{copy}"], "One of the two must be a database"),
        (["{copy}", "{ledger}", "--org", "nobody"], "0 logs by that name"),
        (["{ledger}", "{tmp}/out.sqlite"], "0 logs by that name"),
        (["{tmp}/nothing.sqlite", "{ledger}"], "no such file"),
        (["{ledger}", "postgresql://daso:hunter2@localhost/daso"], "can be read by everybody"),
        (["{copy}", "postgresql://daso@localhost:1/daso"], "does not answer"),
        (["{copy}", "postgresql://daso@a@b/daso"], "can't be read"),
    ],
)
def test_what_can_not_be_done(
    arguments: list[str],
    sentence: str,
    copy: Path,
    ledger: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What can't be copied is refused with exit code 2 and a sentence, and nothing is changed."""
    words = [one.format(copy=copy, ledger=ledger, tmp=copy.parent) for one in arguments]
    assert main(["copy", *words]) == 2
    said = "".join(capsys.readouterr())
    assert sentence in said
    assert "hunter2" not in said
    assert not is_elsewhere(get_folder(copy))


@pytest.mark.parametrize(
    ("ledger", "sentence"),
    [
        ("postgresql://daso:hunter2@localhost:1/daso", "does not answer"),
        ("postgresql://daso:hunter2@x@localhost/daso", "can't be read"),
        ("mysql://daso:hunter2@localhost/daso", "begins with postgresql://"),
    ],
)
def test_serve_says_at_once_what_is_wrong(ledger: str, sentence: str, tmp_path: Path) -> None:
    """A ledger that can't be used ends `daso serve` with one sentence, without its password."""
    assert main(["init", str(tmp_path)]) == 0
    command = [sys.executable, "-m", "daso.cli", "serve", "--data", str(tmp_path), "--port", "0"]
    done = subprocess.run(
        command, env=os.environ | {"DASO_LEDGER": ledger}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "hunter2" not in json.dumps([done.stdout, done.stderr])
    typed = subprocess.run([*command, "--ledger", ledger], capture_output=True, text=True, check=False)
    assert typed.returncode == 2
    assert "hunter2" not in typed.stderr
