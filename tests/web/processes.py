"""Several real servers on one data folder, started as an operator starts them: `daso serve`, one port each.

Read next: `test_processes.py`.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from daso.canon import encode
from daso.host import Given
from daso.host.login import Challenge, compute_login_message
from daso.kernel.transition import Envelope
from daso.testkit.person import Person
from tests.host.founded import ORIGIN, send

__all__ = ["Server", "find_ports", "serving"]

SLUG = "wheel-whisk"


def find_ports(count: int) -> list[int]:
    """Ports that are free just now."""
    doors = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [door.getsockname()[1] for door in doors]
    for door in doors:
        door.close()
    return ports


class Server:
    """One `daso serve`, and a browser at it."""

    def __init__(self, data: Path, port: int, ledger: str) -> None:
        command = [sys.executable, "-m", "daso.cli", "serve", "--data", str(data), "--port", str(port)]
        environment = os.environ | {"DASO_LEDGER": ledger, "DASO_ORIGIN": ORIGIN, "DASO_POSTS_PER_MINUTE": "100000"}
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        self.browser = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60)

    def wait(self) -> None:
        """Until it has opened its door."""
        assert self.process.stdout
        assert self.process.stdout.readline() == f"Open {ORIGIN}\n"
        while not self._is_open():
            assert self.process.poll() is None
            time.sleep(0.02)

    def _is_open(self) -> bool:
        try:
            return self.browser.get("/healthz").is_success
        except httpx.ConnectError:
            return False

    def act(self, envelope: Envelope, *texts: Given) -> httpx.Response:
        """Send an act."""
        return self.post(
            f"/api/orgs/{SLUG}/acts", encode({"envelope": envelope, "texts": [send(one) for one in texts]})
        )

    def post(self, path: str, content: bytes = b"") -> httpx.Response:
        """Send something as a page does."""
        headers = {"origin": ORIGIN, "content-type": "application/json"}
        return self.browser.post(path, content=content, headers=headers)

    def ask_challenge(self) -> Challenge:
        """What to sign for signing in."""
        return Challenge(**self.browser.get(f"/api/orgs/{SLUG}/login").json())

    def sign_in(self, person: Person, challenge: Challenge) -> httpx.Response:
        """Sign in with a challenge, whoever gave it."""
        proof = person.signer.sign(compute_login_message(challenge))
        login = {"challenge": challenge, "by": person.number, "key": person.key_number, "proof": proof}
        return self.post(f"/api/orgs/{SLUG}/login", encode(login))

    def get_size(self) -> int:
        """How many entries this server's files show."""
        return int(self.browser.get(f"/o/{SLUG}/log/checkpoint").text.split("\n")[1])

    def close(self) -> None:
        """End it, however it is."""
        self.browser.close()
        self.process.kill()
        self.process.communicate()


@contextmanager
def serving(data: Path, ledger: str, count: int = 2) -> Iterator[list[Server]]:
    """So many servers of one data folder, all started at once."""
    servers = [Server(data, port, ledger) for port in find_ports(count)]
    try:
        for server in servers:
            server.wait()
        yield servers
    finally:
        for server in servers:
            server.close()
