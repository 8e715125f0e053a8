"""Kill -9 in the middle of appends: what was acknowledged is there, and there is one history."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from daso.ledger import LogSource, audit_log
from daso.ledger.sqlite import SqliteLog
from tests.conformance.drivers import SIGNER

ROOT = Path(__file__).parents[2]


class Acknowledgement(msgspec.Struct):
    """One line of what `appender.py` writes down."""

    start: int
    entries: list[str]
    note: str


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


def read_acknowledgements(files: list[Path]) -> list[Acknowledgement]:
    """Everything that workers wrote down."""
    decoder = msgspec.json.Decoder(Acknowledgement)
    return [decoder.decode(line) for file in files for line in file.read_bytes().splitlines()]


def check_acknowledged(path: Path, acks: list[Acknowledgement]) -> None:
    """The log opens, and every acknowledged entry stands where it was acknowledged."""
    log = SqliteLog(path, SIGNER)
    assert acks
    for ack in acks:
        entries = [entry.encode() for entry in ack.entries]
        assert list(log.read(ack.start, ack.start + len(entries))) == entries
    log.close()


def check_history(path: Path, acks: list[Acknowledgement]) -> None:
    """The log is sound, and continues every checkpoint that was ever handed out."""
    log = SqliteLog(path, SIGNER)
    notes = [ack.note for ack in acks]
    assert set(notes) <= set(log.checkpoints())
    assert audit_log(LogSource(log), log.vkey, notes) == []
    log.close()


def live_through(path: Path, folder: Path, turns: int, workers: int) -> None:
    """Kill all workers again and again on one log, and hold the log to all that it acknowledged."""
    every: list[Acknowledgement] = []
    for turn in range(turns):
        acks = read_acknowledgements(kill_amid_appends(path, folder, f"{path.stem}-{turn}", workers))
        check_acknowledged(path, acks)
        every += acks
    check_acknowledged(path, every)
    check_history(path, every)


def test_killed_ten_times(tmp_path: Path) -> None:
    """A log whose writers are killed ten times has lost nothing and signed one history."""
    live_through(tmp_path / "log.db", tmp_path, turns=10, workers=2)


@pytest.mark.slow
def test_killed_two_hundred_times(tmp_path: Path) -> None:
    """Logs whose four writers are killed two hundred times under load have lost nothing and signed one history each."""
    for log in range(4):
        live_through(tmp_path / f"{log}.db", tmp_path, turns=50, workers=4)
