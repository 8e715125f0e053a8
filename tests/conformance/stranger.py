"""A witness that others wrote: `aics-witness` from PyPI, which shares nothing with daso, in an environment of its own.

It wants a newer Python than we do, so one is looked for on this machine. What can't be had is skipped with its reason.
Read next: `test_stranger.py`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import httpx
import pytest

from daso.ledger.witness import Question

__all__ = ["StrangersWitness", "install_stranger", "serve_stranger", "submit_as_stranger"]

PACKAGE = "aics-witness==0.1.0"
NEWEST_FIRST = ("3.14", "3.13", "3.12")
FOLDER = Path(__file__).resolve().parents[2] / ".tools" / "strangers-witness"


class StrangersWitness:
    """The other witness on a port of this machine, and the key by which its cosignatures are known."""

    def __init__(self, url: str, vkey: str) -> None:
        self.url = url
        self.vkey = vkey


@lru_cache(maxsize=1)
def install_stranger() -> Path:
    """The folder of the other witness's programs; skips where it is not installed, and may not or can't be."""
    programs = FOLDER / "bin"
    if (programs / "aics-witness").exists():
        return programs
    if not (os.environ.get("CI") or os.environ.get("DASO_INSTALL")):
        pytest.skip(f"{PACKAGE} is not here: set DASO_INSTALL=1 to let the tests install it")
    python = _find_python()
    if python is None:
        pytest.skip(f"{PACKAGE} wants Python 3.12 or newer, and none was found")
    shutil.rmtree(FOLDER, ignore_errors=True)
    made = subprocess.run([python, "-m", "venv", str(FOLDER)], capture_output=True, text=True, check=False)
    pip = [str(programs / "python"), "-m", "pip", "install", "--quiet", PACKAGE]
    done = made if made.returncode else subprocess.run(pip, capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(FOLDER, ignore_errors=True)
        pytest.skip(f"{PACKAGE} could not be installed: {done.stderr.strip()[-200:]}")
    return programs


def _find_python() -> str | None:
    """A Python that is new enough: ours, one on the path, or one that pyenv keeps."""
    if sys.version_info >= (3, 12):
        return sys.executable
    for version in NEWEST_FIRST:
        kept = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python"))
        if kept:
            return str(kept[-1])
        found = shutil.which(f"python{version}")
        if (
            found
            and subprocess.run([found, "-c", "import ensurepip"], capture_output=True, check=False).returncode == 0
        ):
            return found
    return None


@contextmanager
def serve_stranger(folder: Path, log_vkey: str, port: int) -> Iterator[StrangersWitness]:
    """The other witness, watching this log, for as long as a test needs it."""
    program, config = str(install_stranger() / "aics-witness"), ["--config", str(folder / "witness.json")]
    begun = subprocess.run(
        [program, "init", *config, "--name", "stranger.example/w1"], capture_output=True, text=True, check=True
    )
    vkey = re.search(r"stranger\.example/w1\+[0-9a-f]{8}\+\S+", begun.stdout)
    assert vkey, begun.stdout
    origin = log_vkey.partition("+")[0]
    subprocess.run(
        [program, "add-log", *config, "--origin", origin, "--vkey", log_vkey], capture_output=True, check=True
    )
    url = f"http://127.0.0.1:{port}"
    running = subprocess.Popen(
        [program, "serve", *config, "--listen", f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        _wait(url, running)
        yield StrangersWitness(url, vkey[0])
    finally:
        running.terminate()
        running.communicate()


def _wait(url: str, running: subprocess.Popen[bytes]) -> None:
    while running.poll() is None:
        try:
            if httpx.get(f"{url}/healthz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    _, said = running.communicate()
    raise AssertionError(said.decode())


_SUBMIT = """
import json, sys
from aics_witness import submit_checkpoint
asked = json.load(sys.stdin)
proof = (asked["old"], [bytes.fromhex(one) for one in asked["proof"]])
print(submit_checkpoint(asked["url"], asked["note"], proof, witness_vkey=asked["vkey"]), end="")
"""


def submit_as_stranger(url: str, vkey: str, question: Question) -> subprocess.CompletedProcess[str]:
    """Let the other log's client ask the witness at `url` for a cosignature; what it printed is what it verified."""
    asked = {
        "url": url,
        "vkey": vkey,
        "old": question.old,
        "proof": [one.hex() for one in question.proof],
        "note": question.note,
    }
    python = str(install_stranger() / "python")
    return subprocess.run([python, "-c", _SUBMIT], input=json.dumps(asked), capture_output=True, text=True, check=False)
