"""`serve` runs a real process that says where it is, and ends promptly when told, whoever is listening."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from http.client import HTTPResponse
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.host.founded import Clock, found, open_host
from tests.web.site import Site

PROGRAM = """
import sys
from pathlib import Path
from daso.host import Host
from daso.web import Settings, serve
data, port = Path(sys.argv[1]), int(sys.argv[2])
origin = f"http://localhost:{port}"
serve(Host(data, origin), Settings(data=data, origin=origin, port=port))
"""


def test_a_server_says_where_it_is_and_stops_when_told(tmp_path: Path) -> None:
    """The address is printed, a live page is answered, and the signal to stop ends the process in good order."""
    host = open_host(tmp_path, Clock())
    found(host)
    host.close()
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    command = [sys.executable, "-c", PROGRAM, str(tmp_path), str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        assert server.stdout.readline() == f"Open http://localhost:{port}\n"
        with open_when_ready(f"http://localhost:{port}/o/wheel-whisk/events", server) as stream:
            assert stream.readline() == b"event: size\r\n"
            server.send_signal(signal.SIGTERM)
            assert stream.read().endswith(b"\r\n\r\n")
    assert server.returncode in {0, -signal.SIGTERM}
    again = open_host(tmp_path, Clock())
    assert again.open("wheel-whisk").size > 0
    again.close()


def open_when_ready(url: str, server: subprocess.Popen[str]) -> HTTPResponse:
    """Ask until the server has opened its door, or has ended."""
    while server.poll() is None:
        try:
            answer: HTTPResponse = urlopen(url, timeout=30)  # noqa: S310 - our own server
        except URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError):
                raise
        else:
            return answer
    raise AssertionError("the server has ended before it opened")


def test_an_entry_leads_to_what_it_is_about(site: Site) -> None:
    """Whoever has opened a proposal is led to it by its entry; an entry that is not there leads nowhere."""
    founded = site.found()
    founded.propose()
    entry = founded.hosted.size - 1
    answer = site.browser.get(f"/o/wheel-whisk/entries/{entry}/about", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/o/wheel-whisk/proposals/1")
    assert site.browser.get(f"/o/wheel-whisk/entries/{entry + 1}/about").status_code == 404
