"""A witness that is killed remembers everything that it has ever said yes to."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from daso.ledger import verify_cosignature
from daso.ledger.witness import NotContinued
from daso.witness import Watcher, prepare_watcher
from tests.e2e.server import find_port
from tests.ledger.builders import make_entries, make_signer
from tests.witness.operator import ask, show

SIGNER = make_signer()


def test_a_yes_survives_a_kill(tmp_path: Path) -> None:
    """What was cosigned just before the witness is killed is what it goes on from, and another history is refused."""
    prepare_watcher(tmp_path, "witness.example/w1")
    Watcher(tmp_path).watch(SIGNER.vkey)
    size = 0
    for grown in (3, 40, 41):
        port = find_port()
        command = [sys.executable, "-m", "daso", "witness", "serve", "--data", str(tmp_path), "--port", str(port)]
        witness = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        log = show(SIGNER, make_entries(grown))
        answer = ask_patiently(witness, f"http://127.0.0.1:{port}/add-checkpoint", ask(log, size))
        witness.send_signal(signal.SIGKILL)
        witness.wait()
        head = log.head()
        assert head is not None
        assert verify_cosignature(head.note + answer, Watcher(tmp_path).vkey)
        size = grown
        assert [one.size for one in Watcher(tmp_path).list_watched()] == [size]
    with pytest.raises(NotContinued):
        Watcher(tmp_path).answer(ask(show(SIGNER, make_entries(50, "forked")), size))


def ask_patiently(witness: subprocess.Popen[bytes], url: str, body: bytes) -> str:
    """Ask as soon as the door is open."""
    while witness.poll() is None:
        try:
            return httpx.post(url, content=body).raise_for_status().text
        except httpx.ConnectError:
            time.sleep(0.05)
    raise AssertionError("the witness stopped before it answered")
