"""The real programs together: a host, two witnesses, a member who acts, and an auditor who asks everybody."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace

from daso.canon import encode
from daso.host import Host
from daso.kernel.comment import PostComment
from daso.kernel.witness import NameWitness
from daso.testkit.person import Person
from daso.witness import Watcher
from tests.e2e.server import find_port
from tests.host.founded import CHARTER, HOUR, Clock, commit, found, send

PROGRAM = (sys.executable, "-m", "daso")
PATIENCE = 600
"""How often something is looked for, ten times a second, before it is given up."""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    environment = os.environ | {"DASO_PRIVATE_ENDPOINTS": "true"}
    return subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, check=False, env=environment)


def wait_for(is_so: Callable[[], bool]) -> None:
    """Look again and again until it is so."""
    for _ in range(PATIENCE):
        if is_so():
            return
        time.sleep(0.1)
    raise AssertionError("it never came to be so")


class Programs:
    """A host with an organisation, and two witnesses, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.port = find_port()
        self.url = f"http://localhost:{self.port}"
        self.names = [f"witness.example/w{number}" for number in range(2)]
        self.ports = [find_port() for _ in range(2)]
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self._found()

    def _found(self) -> None:
        """Found the organisation a while ago, in which the witnesses are named by now."""
        clock = Clock(now=time.time_ns() // 1_000_000 - 90 * 24 * HOUR)
        host = Host(self.data, self.url, clock)
        founded = found(host, replace(CHARTER, cosignatures=1))
        self.vkeys = []
        for number, name in enumerate(self.names):
            run("witness", "init", "--data", self.get_folder(number), "--name", name)
            self.vkeys.append(run("witness", "key", "--data", self.get_folder(number)).stdout.strip())
            assert run("witness", "add", founded.hosted.vkey, "--data", self.get_folder(number)).returncode == 0
        clock.advance(CHARTER.rules["policy"].seasoning_hours)
        addresses = [f"http://localhost:{port}" for port in self.ports]
        founded.decide(
            clock, *(NameWitness(vkey=vkey, url=url) for vkey, url in zip(self.vkeys, addresses, strict=True))
        )
        self.person: Person = founded.people[0]
        self.slug, self.vkey = founded.hosted.slug, founded.hosted.vkey
        host.close()

    def get_folder(self, number: int) -> str:
        """A witness's folder."""
        return str(self.folder / f"w{number}")

    def start(self, name: str, *arguments: str) -> None:
        """Start a program and wait until its door is open."""
        environment = os.environ | {"DASO_PRIVATE_ENDPOINTS": "true"}
        self.running[name] = subprocess.Popen([*PROGRAM, *arguments], stdout=subprocess.DEVNULL, env=environment)
        port = arguments[arguments.index("--port") + 1]
        wait_for(lambda: _is_open(f"http://localhost:{port}/healthz"))

    def start_witness(self, number: int) -> None:
        """Start one witness."""
        data, port = self.get_folder(number), str(self.ports[number])
        self.start(f"w{number}", "witness", "serve", "--data", data, "--port", port)

    def start_host(self) -> None:
        """Start the host."""
        self.start("host", "serve", "--data", str(self.data), "--port", str(self.port), "--origin", self.url)

    def stop(self, name: str) -> None:
        """Stop a program, as an operator would."""
        program = self.running.pop(name)
        program.terminate()
        program.wait()

    def act(self, words: str) -> int:
        """Let a member say something over the net; gives the entry."""
        commitment, given = commit({"body": words}, words.encode().ljust(16)[:16])
        envelope = self.person.do(PostComment, subject="charter", text=commitment)
        content = encode({"envelope": envelope, "texts": [send(given)]})
        headers = {"origin": self.url, "content-type": "application/json"}
        answer = httpx.post(f"{self.url}/api/orgs/{self.slug}/acts", content=content, headers=headers)
        assert answer.status_code == 201, answer.text
        entry: int = answer.json()["entry"]
        return entry

    def read_seen(self) -> list[int]:
        """Which witnesses have cosigned what is newest."""
        note = httpx.get(f"{self.url}/o/{self.slug}/log/checkpoint").text
        return [number for number, name in enumerate(self.names) if f"— {name} " in note]

    def audit(self) -> subprocess.CompletedProcess[str]:
        """Audit the host from outside, and ask the witnesses too."""
        return run("audit", f"{self.url}/o/{self.slug}", "--vkey", self.vkey, "--ask-witnesses")


def _is_open(url: str) -> bool:
    try:
        return httpx.get(url).status_code < 500
    except httpx.TransportError:
        return False


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Programs]:
    """All programs, running."""
    programs = Programs(tmp_path)
    try:
        shutil.copytree(programs.data, tmp_path / "copy")
        for number in range(2):
            programs.start_witness(number)
        programs.start_host()
        yield programs
    finally:
        for name in list(programs.running):
            programs.stop(name)


def test_a_host_and_its_witnesses(programs: Programs, tmp_path: Path) -> None:
    """Acts are cosigned, by one witness while the other is down; a host from an old copy is caught, and named."""
    begun = programs.person.copy()
    programs.act("The first word.")
    wait_for(lambda: programs.read_seen() == [0, 1])
    sound = programs.audit()
    assert sound.returncode == 0, sound.stdout + sound.stderr
    assert "Seen by 2 of 2 witnesses; the charter asks for 1." in sound.stdout
    programs.stop("w0")
    index = programs.act("The second word.")
    wait_for(lambda: programs.read_seen() == [1])
    receipt = httpx.get(f"{programs.url}/o/{programs.slug}/entries/{index}/receipt").text
    assert "— witness.example/w1 " in receipt
    programs.stop("host")
    shutil.rmtree(programs.data)
    shutil.copytree(tmp_path / "copy", programs.data)
    programs.start_host()
    programs.person = begun
    for words in ("Another word.", "And another.", "And a third."):
        programs.act(words)
    page = f"{programs.url}/o/{programs.slug}/audit"
    wait_for(lambda: "witness.example/w1 saw another history of this log" in httpx.get(page).text)
    programs.start_witness(0)
    caught = programs.audit()
    assert caught.returncode == 1, caught.stdout + caught.stderr
    for name in programs.names:
        assert f"witness {name} saw" in caught.stdout
    assert "Two histories" in caught.stdout
    wait_for(lambda: bool(Watcher(Path(programs.get_folder(1))).list_doubts()))
    assert "1 doubtful" in run("witness", "list", "--data", programs.get_folder(1)).stdout
