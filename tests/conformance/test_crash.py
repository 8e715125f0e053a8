"""Kill -9 in the middle of appends, and the server under them: what was acknowledged is there, in one history."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from daso.ledger import LogSource, audit_log
from tests.conformance.drivers import DURABLE, OPEN
from tests.postgres.cluster import get_cluster

ROOT = Path(__file__).parents[2]


class Acknowledgement(msgspec.Struct):
    """One line of what `appender.py` writes down."""

    start: int
    entries: list[str]
    note: str


@contextmanager
def appending(driver: str, folder: Path, name: str, workers: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Let workers append to the log of a folder, each until it is killed; all are by the end."""
    files = [folder / f"{name}-{worker}.acks" for worker in range(workers)]
    command = [sys.executable, "-m", "tests.conformance.appender", driver, str(folder)]
    running = [subprocess.Popen([*command, str(acks), f"{acks.stem}"], cwd=ROOT) for acks in files]
    try:
        for process, acks in zip(running, files, strict=True):
            while not acks.exists() or not acks.stat().st_size:
                assert process.poll() is None, "the worker ended by itself"
                time.sleep(0.002)
        yield running
    finally:
        for process in running:
            process.kill()
            process.wait()


def read_acknowledgements(folder: Path) -> list[Acknowledgement]:
    """Everything that workers wrote down so far; a line cut off in the middle was not written."""
    decoder = msgspec.json.Decoder(Acknowledgement)
    lines = [line for file in folder.glob("*.acks") for line in file.read_bytes().split(b"\n")[:-1]]
    return [decoder.decode(line) for line in lines]


def check_acknowledged(driver: str, folder: Path) -> None:
    """The log opens, and every acknowledged entry stands where it was acknowledged."""
    acks = read_acknowledgements(folder)
    log = OPEN[driver](folder)
    assert acks
    for ack in acks:
        entries = [entry.encode() for entry in ack.entries]
        assert list(log.read(ack.start, ack.start + len(entries))) == entries
    log.close()


def check_history(driver: str, folder: Path) -> None:
    """The log is sound, and continues every checkpoint that was ever handed out."""
    log = OPEN[driver](folder)
    notes = [ack.note for ack in read_acknowledgements(folder)]
    assert set(notes) <= set(log.checkpoints())
    assert audit_log(LogSource(log), log.vkey, notes) == []
    log.close()


def live_through(driver: str, folder: Path, turns: int, workers: int) -> None:
    """Kill all workers again and again on one log, and hold the log to all that it acknowledged."""
    OPEN[driver](folder).close()
    for turn in range(turns):
        with appending(driver, folder, str(turn), workers) as running:
            for process in running:
                time.sleep(random.random() * 0.03)
                process.kill()
        check_acknowledged(driver, folder)
    check_history(driver, folder)


@pytest.mark.parametrize("driver", DURABLE)
def test_killed_ten_times(driver: str, tmp_path: Path) -> None:
    """A log whose writers are killed ten times has lost nothing and signed one history."""
    live_through(driver, tmp_path, turns=10, workers=2)


@pytest.mark.slow
@pytest.mark.parametrize("driver", DURABLE)
def test_killed_two_hundred_times(driver: str, tmp_path: Path) -> None:
    """Logs whose four writers are killed two hundred times under load have lost nothing and signed one history each."""
    for log in range(4):
        (tmp_path / str(log)).mkdir()
        live_through(driver, tmp_path / str(log), turns=50, workers=4)


def cut_connections() -> None:
    """Take their connections away from all who have one."""
    get_cluster().execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'daso'")


def restart_server() -> None:
    """Stop the server as a power cut would, and start it again."""
    get_cluster().restart()


@pytest.mark.parametrize(("strike", "turns"), [(cut_connections, 12), (restart_server, 4)])
def test_the_database_fails_under_load(strike: Callable[[], None], turns: int, tmp_path: Path) -> None:
    """Writers whose connections are cut, or whose server crashes, go on, and nothing acknowledged is lost."""
    OPEN["postgres"](tmp_path).close()
    with appending("postgres", tmp_path, "load", workers=3) as running:
        for _ in range(turns):
            before = len(read_acknowledgements(tmp_path))
            strike()
            while len(read_acknowledgements(tmp_path)) <= before + 3:
                assert [process.poll() for process in running] == [None] * 3
                time.sleep(0.01)
    check_acknowledged("postgres", tmp_path)
    check_history("postgres", tmp_path)
