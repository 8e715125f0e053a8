"""The durable driver: opening, other writers, a store that was tampered with, and disks that fail."""

from __future__ import annotations

import json
import resource
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from daso.errors import Tampered
from daso.ledger import Log, LogSource, RaceLost, audit_log, get_size
from daso.ledger.log import LogReadOnly, StoreTampered
from daso.ledger.sqlite import (
    LogBusy,
    LogDamaged,
    LogDiskFailing,
    LogDiskFull,
    LogUnwritable,
    NotThisLog,
    SqliteLog,
)
from tests.conformance.drivers import SIGNER
from tests.ledger.builders import grow, make_entries, make_signer

ROOT = Path(__file__).parents[2]
ENTRIES = make_entries(700)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed log of 700 entries."""
    log = grow(SqliteLog(tmp_path / "log.db", SIGNER), ENTRIES, [1, 255, 300])
    log.close()
    return tmp_path / "log.db"


def tamper(path: Path, statement: str, *values: str) -> None:
    """Go behind the log's back."""
    db = sqlite3.connect(path)
    db.execute(statement, values)
    db.commit()
    db.close()


def is_sound(log: Log) -> bool:
    """Whether the audit finds nothing."""
    return audit_log(LogSource(log), log.vkey, log.checkpoints()) == []


def test_open_to_read(path: Path) -> None:
    """A log can be opened without its key, and then only be read."""
    log = SqliteLog(path)
    assert log.vkey == SIGNER.vkey
    assert list(log.read(0, 700)) == ENTRIES
    with pytest.raises(LogReadOnly, match="Open it with the key"):
        log.append([b"x"], 700)
    log.close()


def test_not_this_log(path: Path, tmp_path: Path) -> None:
    """A path or key that is not the log's is refused before anything is written."""
    with pytest.raises(NotThisLog, match="no such file"):
        SqliteLog(tmp_path / "missing.db")
    assert not (tmp_path / "missing.db").exists()
    with pytest.raises(NotThisLog, match="its key is"):
        SqliteLog(path, make_signer("other.example/log"))
    tamper(tmp_path / "other.db", "CREATE TABLE something (x)")
    with pytest.raises(NotThisLog, match="something else"):
        SqliteLog(tmp_path / "other.db", SIGNER)
    with pytest.raises(LogUnwritable, match="its folder exists"):
        SqliteLog(tmp_path / "no folder" / "log.db", SIGNER)


def test_two_writers_take_turns(path: Path) -> None:
    """Two processes may append to one file: the slower one loses the race, catches up and goes on."""
    one, other = SqliteLog(path, SIGNER), SqliteLog(path, SIGNER)
    for size in range(700, 1300, 60):
        one.append(make_entries(30, "one"), size)
        with pytest.raises(RaceLost):
            other.append(make_entries(30, "late"), size)
        other.append(make_entries(30, "other"), size + 30)
        assert get_size(one.head()) == size + 60
    assert is_sound(one)
    one.close()
    other.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tiles SET hashes = zeroblob(length(hashes)) WHERE level = 0 AND number = 2",
        "UPDATE tiles SET hashes = zeroblob(length(hashes)) WHERE level = 1",
        "DELETE FROM tiles WHERE level = 0 AND number = 2",
        "DELETE FROM entries WHERE number = 699",
        "INSERT INTO entries VALUES (700, 'more')",
        "DELETE FROM checkpoints WHERE size = 700",
        "DELETE FROM checkpoints",
        "UPDATE checkpoints SET size = 701 WHERE size = 700",
        "INSERT INTO checkpoints SELECT 701, note FROM checkpoints WHERE size = 700",
        "UPDATE checkpoints SET note = (SELECT note FROM checkpoints WHERE size = 256) WHERE size = 700",
    ],
)
def test_tampered_store(path: Path, statement: str) -> None:
    """A store that does not agree with its last checkpoint is not opened, so nothing is signed on top of it."""
    tamper(path, statement)
    with pytest.raises(StoreTampered, match="Do not append"):
        SqliteLog(path, SIGNER)


def test_tampered_while_open(path: Path) -> None:
    """A log that another process has meddled with under our hands is verified again before anything is signed."""
    log, other = SqliteLog(path, SIGNER), SqliteLog(path, SIGNER)
    other.append([b"fine"], 700)
    other.close()
    tamper(path, "UPDATE tiles SET hashes = zeroblob(length(hashes)) WHERE level = 0 AND number = 2")
    with pytest.raises(StoreTampered, match="another root"):
        log.append([b"x"], 701)
    assert get_size(log.head()) == 701
    log.close()


def test_forged_checkpoint(path: Path) -> None:
    """A store whose last checkpoint another key signed is not opened."""
    other = grow(SqliteLog(path.with_name("other.db"), make_signer(salt="other")), ENTRIES, ())
    head = other.head()
    assert head is not None
    other.close()
    tamper(path, "UPDATE checkpoints SET note = ? WHERE size = 700", head.note)
    with pytest.raises(Tampered, match="no valid signature"):
        SqliteLog(path, SIGNER)


def test_missing_entries_are_not_skipped(path: Path) -> None:
    """A hole in the store is an error for whoever reads over it, never a shorter answer."""
    tamper(path, "DELETE FROM entries WHERE number = 40")
    log = SqliteLog(path, SIGNER)
    with pytest.raises(StoreTampered, match="missing"):
        list(log.read(0, 100))
    log.close()


def test_opened_while_another_writes(path: Path) -> None:
    """However long other processes write, one that opens the log need not wait for them."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    log = SqliteLog(path, SIGNER, patience=0)
    assert get_size(log.head()) == 700
    other.execute("ROLLBACK")
    assert get_size(log.append([b"now"], 700)) == 701
    log.close()
    other.close()


def test_founded_by_many_at_once(tmp_path: Path) -> None:
    """However many open a new file together, it becomes one log."""
    with ThreadPoolExecutor(8) as pool:
        logs = list(pool.map(lambda _: SqliteLog(tmp_path / "new.db", SIGNER), range(8)))
    for size, log in enumerate(logs):
        assert get_size(log.append([b"%d" % size], size)) == size + 1
    assert is_sound(logs[0])
    for log in logs:
        log.close()


def test_busy(path: Path) -> None:
    """While another process holds the write lock an append waits as long as told, then says so; readers go on."""
    log = SqliteLog(path, SIGNER, patience=0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LogBusy, match="try again"):
        log.append([b"x"], 700)
    assert list(log.read(699, 700)) == ENTRIES[699:]
    other.execute("ROLLBACK")
    other.close()
    assert log.append([b"x"], 700).checkpoint.size == 701
    log.close()


def test_damaged_file(path: Path) -> None:
    """A file of other bytes is called damaged, with what to do."""
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(LogDamaged, match="restore it from an export"):
        SqliteLog(path, SIGNER)


def test_no_page_left(path: Path) -> None:
    """When the file may not grow, nothing is appended and nothing lost, and room makes it go on."""
    log = SqliteLog(path, SIGNER)
    (db,) = log._idle
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LogDiskFull, match="Free some space"):
        log.append([bytes(16_000)] * 100, 700)
    assert get_size(log.head()) == 700
    assert log.append([bytes(16_000)] * 100, 700).checkpoint.size == 800
    assert is_sound(log)
    log.close()


def test_failing_disk(path: Path) -> None:
    """When the system refuses a write for a reason of its own, that is said, and nothing acknowledged is lost."""
    log = SqliteLog(path, SIGNER)
    log.append([b"acknowledged"], 700)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, hard))
    try:
        with pytest.raises(LogDiskFailing, match="Look after the disk"):
            log.append([bytes(16_000)] * 100, 701)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(log.read(700, 800)) == [b"acknowledged"]
    assert log.append([bytes(16_000)] * 100, 701).checkpoint.size == 801
    assert is_sound(log)
    log.close()


def test_small_disk(tmp_path: Path) -> None:
    """On a real disk that is full, or that may not be written, each error has its name and the log stays sound."""
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rm", "true"], check=False).returncode:
        pytest.skip("a disk can be mounted only where unprivileged name spaces are allowed (unshare -rm)")
    command = ["unshare", "-rm", sys.executable, "-m", "tests.conformance.small_disk", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    story = json.loads(done.stdout)
    assert (story["full"], story["after_making_room"]) == (LogDiskFull.code, "none")
    assert story["read_only"] == LogUnwritable.code
    assert story["held"] == story["held_again"] > 0
    assert story["grown"] == story["held"] + 30
    assert story["findings"] == []
