"""Kill -9 in the middle of appends: what was acknowledged is there, and there is one history."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from daso.ledger import LogSource, audit_log, get_size
from daso.ledger.sqlite import SqliteLog
from tests.conformance.drivers import SIGNER

ROOT = Path(__file__).parents[2]


def start_worker(path: Path, acknowledgements: Path, name: str) -> subprocess.Popen[bytes]:
    """One more process that appends."""
    command = [sys.executable, "-m", "tests.conformance.appender", str(path), str(acknowledgements), name]
    return subprocess.Popen(command, cwd=ROOT)


def kill_amid_appends(path: Path, folder: Path, name: str, workers: int) -> list[Path]:
    """Let workers append, kill each at a moment of its own, return what they wrote down."""
    files = [folder / f"{name}-{worker}.acks" for worker in range(workers)]
    running = [start_worker(path, acks, f"{name}-{worker}") for worker, acks in enumerate(files)]
    for process, acks in zip(running, files, strict=True):
        while not acks.exists() or not acks.stat().st_size:
            assert process.poll() is None, "the worker ended by itself"
            time.sleep(0.002)
    for process in running:
        time.sleep(random.random() * 0.03)
        process.kill()
        process.wait()
    return files


def check_promises(path: Path, files: list[Path]) -> int:
    """Every acknowledged entry stands where it was acknowledged, under a checkpoint the log still continues."""
    log = SqliteLog(path, SIGNER)
    stored = list(log.read(0, get_size(log.head())))
    acks = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    for ack in acks:
        entries = [entry.encode() for entry in ack["entries"]]
        assert stored[ack["start"] : ack["start"] + len(entries)] == entries
    notes = [ack["note"] for ack in acks]
    assert set(notes) <= set(log.checkpoints())
    assert audit_log(LogSource(log), log.vkey, notes) == []
    log.close()
    return len(acks)


def test_killed_ten_times(tmp_path: Path) -> None:
    """A log whose writers are killed ten times has lost nothing and signed one history."""
    files: list[Path] = []
    for turn in range(10):
        files += kill_amid_appends(tmp_path / "log.db", tmp_path, str(turn), workers=2)
        assert check_promises(tmp_path / "log.db", files) >= len(files)


@pytest.mark.slow
def test_killed_two_hundred_times(tmp_path: Path) -> None:
    """A log whose four writers are killed two hundred times under load has lost nothing and signed one history."""
    for log in range(4):
        path, files = tmp_path / f"{log}.db", list[Path]()
        for turn in range(50):
            files += kill_amid_appends(path, tmp_path, f"{log}-{turn}", workers=4)
            assert check_promises(path, files) >= len(files)
