"""Kill -9 in the middle of everything: what a member was told is true afterwards, and there is one history."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from daso.canon import from_base64url
from daso.clerk import Clerk, Evidence, Verifiers, audit_organisation
from daso.ledger import LogSource
from daso.ledger.sqlite import SqliteLog
from tests.clerk.loaded_clerk import SIGNER, create_log

ROOT = Path(__file__).parents[2]


class Acknowledgement(msgspec.Struct):
    """One line of what `loaded_clerk.py` writes down."""

    index: int
    entry: str
    receipt: str


def kill_under_load(folder: Path, turn: int) -> list[Acknowledgement]:
    """Let a clerk work, kill it at some moment, and return what it had acknowledged by then."""
    path = folder / f"{turn}.acks"
    command = [sys.executable, "-m", "tests.clerk.loaded_clerk", str(folder), str(path)]
    with subprocess.Popen(command, cwd=ROOT) as process:
        while not path.exists() or not path.stat().st_size:
            assert process.poll() is None, "the clerk ended by itself"
            time.sleep(0.002)
        time.sleep(random.random() * 0.1)
        process.kill()
    decoder = msgspec.json.Decoder(Acknowledgement)
    return [decoder.decode(line) for line in path.read_bytes().splitlines()]


def check_acknowledged(folder: Path, acks: list[Acknowledgement], verifiers: Verifiers) -> None:
    """A clerk starts again, from its last snapshot or without; what was acknowledged stands where it was said to."""
    log = SqliteLog(folder / "log.sqlite", SIGNER)
    clerk = Clerk(log, snapshot_path=folder / "snapshot", verifiers=verifiers)
    assert acks
    for ack in acks:
        assert list(log.read(ack.index, ack.index + 1)) == [from_base64url(ack.entry)]
    clerk.close()
    log.close()


def live_through(folder: Path, turns: int, verifiers: Verifiers) -> None:
    """Kill one clerk again and again, and hold its log to all that was acknowledged and certified."""
    create_log(folder)
    every: list[Acknowledgement] = []
    notes: set[str] = set()
    for turn in range(turns):
        acks = kill_under_load(folder, turn)
        check_acknowledged(folder, acks, verifiers)
        every += acks
        log = SqliteLog(folder / "log.sqlite")
        notes |= {note for note in log.checkpoints() if note not in notes}
        log.close()
    check_acknowledged(folder, every, verifiers)
    log = SqliteLog(folder / "log.sqlite")
    receipts = tuple(ack.receipt for ack in every if ack.receipt)
    evidence = Evidence(vkey=SIGNER.vkey, checkpoints=tuple(notes), receipts=receipts)
    result = audit_organisation(LogSource(log), evidence, verifiers=verifiers)
    assert (result.findings, result.exit_code) == ((), 0)
    log.close()


def test_killed_three_times(tmp_path: Path, verifiers: Verifiers) -> None:
    """A clerk killed three times under load has lost no acknowledged act and made no second history."""
    live_through(tmp_path, 3, verifiers)


@pytest.mark.slow
def test_killed_two_hundred_times(tmp_path: Path, verifiers: Verifiers) -> None:
    """A clerk killed two hundred times under load has lost no acknowledged act and made no second history."""
    live_through(tmp_path, 200, verifiers)
