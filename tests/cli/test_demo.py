"""`daso demo` in a process of its own: it builds, serves, and stops when it is told to."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

import pytest

from daso.cli import main
from daso.host import Host
from daso.testkit.demo import ORG, compute_signers
from daso.web.demo_keys import DEMO_KEYS, DemoKeys


def find_port() -> int:
    """A port that is free just now."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
        return port


def test_demo_serves_until_stopped(copy: Path) -> None:
    """It says where it is, shows the bakery, and ends quietly."""
    port = find_port()
    code = "import sys; from daso.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "demo", "--data", str(copy), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout
        assert server.stdout.readline().strip() == f"Open http://localhost:{port}"
        for _ in range(200):
            try:
                with urlopen(f"http://localhost:{port}/api/orgs") as answer:
                    assert b"Crumb &" in answer.read()
                break
            except OSError:
                assert server.poll() is None
        server.send_signal(signal.SIGINT)
        _, said = server.communicate(timeout=60)
    assert "Traceback" not in said


def test_old_demo_says_how_to_get_a_fresh_one(tmp_path: Path) -> None:
    """Once all its votes have closed, the demonstration says so before it is shown."""
    data, port = tmp_path / "old", find_port()
    told = ["demo", "--data", str(data), "--port", str(port)]
    assert main([*told, "--no-serve", "--date", "2020-02-29"]) == 0
    code = "import sys; from daso.cli import main; sys.exit(main())"
    with subprocess.Popen([sys.executable, "-c", code, *told], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        said = server.stdout.readline()
        server.terminate()
    assert "For a fresh one, delete" in said


def test_demo_agrees_to_its_own_address(tmp_path: Path) -> None:
    """At another port the demonstration agrees to that address, so that a passkey can be made and used there."""
    data, port = tmp_path / "ported", find_port()
    assert main(["demo", "--data", str(data), "--no-serve", "--port", str(port)]) == 0
    with closing(Host(data)) as host:
        assert f"http://localhost:{port}" in host.open("crumb-and-spoke").clerk.get_state().origins


def test_each_port_has_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no folder is named, the demonstrations of two ports do not stand side by side on one site."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DASO_DATA", raising=False)
    assert main(["demo", "--no-serve", "--port", "8000"]) == main(["demo", "--no-serve", "--port", "8123"]) == 0
    for folder, origin in ((".demo", "http://localhost:8000"), (".demo-8123", "http://localhost:8123")):
        with closing(Host(tmp_path / folder)) as host:
            assert [one.slug for one in host.list()] == ["crumb-and-spoke"]
            assert origin in host.open("crumb-and-spoke").clerk.get_state().origins


def test_demo_is_built_once(copy: Path) -> None:
    """A second call builds nothing and keeps what visitors did."""
    before = (copy / "orgs" / ORG / "log.sqlite").stat().st_mtime_ns
    assert main(["demo", "--data", str(copy), "--no-serve", "--date", "2020-01-01"]) == 0
    assert (copy / "orgs" / ORG / "log.sqlite").stat().st_mtime_ns == before


def test_demo_has_its_members_keys(copy: Path) -> None:
    """The server can sign for every invented member, so that visitors may look around as one of them."""
    keys = DemoKeys(copy / DEMO_KEYS)
    assert keys.list_members(ORG) == sorted(compute_signers())
    assert keys.get(ORG, 5).key == compute_signers()[5].key
