"""The real programs together: a host, two witnesses, a member who acts, and an auditor who asks everybody."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from tests.host.founded import CHARTER, HOUR, Clock, commit, found, send
from tests.postgres.cluster import get_cluster
from tests.web.processes import find_ports

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
    """A host with an organisation, and two witnesses, each a process of its own; or two hosts on one `ledger`."""

    def __init__(self, folder: Path, ledger: str = "") -> None:
        self.folder = folder
        self.data = folder / "data"
        self.ledger = ledger
        self.doors = find_ports(2)
        self.url = f"http://localhost:{self.doors[0]}"
        self.names = [f"witness.example/w{number}" for number in range(2)]
        self.ports = find_ports(2)
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self._found()

    def _found(self) -> None:
        """Found the organisation a while ago, in which the witnesses are named by now."""
        clock = Clock(now=time.time_ns() // 1_000_000 - 90 * 24 * HOUR)
        host = Host(self.data, self.url, clock, self.ledger)
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

    def start_host(self, number: int = 0) -> None:
        """Start the host, or the other one that goes by the same name."""
        ledger = ["--ledger", self.ledger] if self.ledger else []
        door = str(self.doors[number])
        self.start(f"host{number}", "serve", "--data", str(self.data), "--port", door, "--origin", self.url, *ledger)

    def kill(self, name: str) -> None:
        """End a program in the midst of whatever it does."""
        program = self.running.pop(name)
        program.kill()
        program.wait()

    def stop(self, name: str) -> None:
        """Stop a program, as an operator would."""
        program = self.running.pop(name)
        program.terminate()
        program.wait()

    def act(self, words: str, host: int = 0) -> int:
        """Let a member say something to a host; gives the entry."""
        commitment, given = commit({"body": words}, words.encode().ljust(16)[:16])
        envelope = self.person.do(PostComment, subject="charter", text=commitment)
        content = encode({"envelope": envelope, "texts": [send(given)]})
        headers = {"origin": self.url, "content-type": "application/json"}
        answer = httpx.post(f"{self.get_door(host)}/api/orgs/{self.slug}/acts", content=content, headers=headers)
        assert answer.status_code == 201, answer.text
        entry: int = answer.json()["entry"]
        return entry

    def get_door(self, host: int) -> str:
        """Where a host answers."""
        return f"http://localhost:{self.doors[host]}"

    def read_seen(self, host: int = 0) -> list[int]:
        """Which witnesses have cosigned what is newest."""
        note = httpx.get(f"{self.get_door(host)}/o/{self.slug}/log/checkpoint").text
        return [number for number, name in enumerate(self.names) if f"— {name} " in note]

    def audit(self, host: int = 0) -> subprocess.CompletedProcess[str]:
        """Audit a host from outside, and ask the witnesses too."""
        return run("audit", f"{self.get_door(host)}/o/{self.slug}", "--vkey", self.vkey, "--ask-witnesses")


def _is_open(url: str) -> bool:
    try:
        return httpx.get(url).status_code < 500
    except httpx.TransportError:
        return False


@contextmanager
def running(programs: Programs) -> Iterator[Programs]:
    """All programs of these, running."""
    try:
        shutil.copytree(programs.data, programs.folder / "copy")
        for number in range(2):
            programs.start_witness(number)
        for number in range(2 if programs.ledger else 1):
            programs.start_host(number)
        yield programs
    finally:
        for name in list(programs.running):
            programs.stop(name)


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Programs]:
    """One host and two witnesses."""
    with running(Programs(tmp_path)) as programs:
        yield programs


@pytest.fixture
def twins(tmp_path: Path) -> Iterator[Programs]:
    """Two hosts on one database, and two witnesses."""
    with running(Programs(tmp_path, get_cluster().make_place())) as programs:
        yield programs


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
    programs.stop("host0")
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


def test_one_of_several_processes_asks(twins: Programs) -> None:
    """Of two hosts on one database one asks the witnesses, once it is killed the other; nothing is lost or split."""
    for said, (alive, killed) in enumerate(((1, 0), (0, 1)), start=1):
        twins.act(f"Word {said} to one.", alive)
        twins.act(f"Word {said} to the other.", killed)
        wait_for(lambda: [twins.read_seen(host) for host in range(2)] == [[0, 1], [0, 1]])
        twins.kill(f"host{killed}")
        index = twins.act(f"Word {said} to who is left.", alive)
        wait_for(lambda alive=alive: twins.read_seen(alive) == [0, 1])  # type: ignore[misc] # the loop's own
        receipt = httpx.get(f"{twins.get_door(alive)}/o/{twins.slug}/entries/{index}/receipt").text
        assert all(f"— {name} " in receipt for name in twins.names)
        twins.start_host(killed)
    for host in range(2):
        sound = twins.audit(host)
        assert sound.returncode == 0, sound.stdout + sound.stderr
        assert "Seen by 2 of 2 witnesses" in sound.stdout
    assert not Watcher(Path(twins.get_folder(0))).list_doubts()
