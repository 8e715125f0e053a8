"""The page everybody looks at on the day of a vote: how many of it are served, against an empty page of Litestar.

Two real servers in processes of their own, asked in turns by the same visitors over loopback: one has a single route
that says nothing, the other a host with an organisation of three thousand members, all of whom have voted.
`python -m bench.page` measures it alone. Read next: `src/daso/web/page_cache.py`, which makes the difference small.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import socket
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

import uvicorn
from litestar import Litestar, Response, get

from bench.history import SIGNER, History
from bench.measure import Line, Table
from daso.canon import encode
from daso.clerk import Clerk
from daso.host import Host
from daso.kernel.transition import decode_entry
from daso.ledger.sqlite import SqliteLog
from daso.web import Settings, create_app

__all__ = ["measure"]

_MEMBERS = 3_000
_VISITORS = 8
_ROUNDS = 5
_ASKED = 1_200
"""Pages a round."""

_WANTED = 0.4


def measure(table: Table) -> None:
    """Measure the page of a vote."""
    with TemporaryDirectory(dir=".") as folder:
        now = settle(Path(folder))
        empty, page = find_port(), find_port()
        servers = [start(serve_empty, empty), start(serve_page, page, folder, now)]
        try:
            best = {empty: 0.0, page: 0.0}
            address = {empty: "/", page: f"/o/{find_slug(Path(folder))}/proposals/1"}
            for _ in range(_ROUNDS):
                for port in (empty, page):
                    best[port] = max(best[port], asyncio.run(visit(port, address[port])))
        finally:
            for server in servers:
                server.terminate()
                server.join()
    table.add(
        Line(
            what=f"The page of a vote at {_MEMBERS:,} members, for strangers",
            measured=f"{best[page]:,.0f} pages/s",
            compared=f"{best[empty]:,.0f} empty pages of Litestar/s",
            ratio=best[page] / best[empty],
            wanted=_WANTED,
        )
    )


def settle(data: Path) -> int:
    """Lay down an organisation in which everybody has voted; gives a moment while the vote is open."""
    history = History()
    before = list(history.gather(_MEMBERS))
    folder = data / "orgs" / history.state.org
    folder.mkdir(parents=True)
    (folder / "log.key").write_text(SIGNER.skey + "\n")
    log = SqliteLog(folder / "log.sqlite", SIGNER)
    log.append(before, 0)
    now = decode_entry(before[-1]).at + 1
    clerk = Clerk(log, clock=lambda: now)
    for answer in [clerk.submit(encode(ballot)) for ballot in history.vote(_MEMBERS)]:
        answer.result()
    clerk.close()
    log.close()
    return now + 1000


def find_slug(data: Path) -> str:
    """The organisation's address, which the first opening has chosen."""
    host = Host(data)
    (listing,) = host.list()
    host.close()
    return listing.slug


def find_port() -> int:
    """A port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
    return port


def serve_empty(port: int) -> None:
    """Serve a page that says nothing."""

    @get("/", sync_to_thread=False)
    def say_nothing() -> Response[str]:
        return Response("", media_type="text/html")

    uvicorn.run(Litestar([say_nothing], openapi_config=None), port=port, log_level="warning", access_log=False)


def serve_page(port: int, data: str, now: int) -> None:
    """Serve a host as `daso serve` does, at a moment that does not pass."""
    host = Host(Path(data), f"http://localhost:{port}", lambda: now)
    uvicorn.run(create_app(host, Settings(data=Path(data))), port=port, log_level="warning", access_log=False)


def start(serve: object, port: int, *more: object) -> BaseProcess:
    """Run a server in a process of its own, and wait until it answers."""
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(port, *more))  # type: ignore[arg-type] # multiprocessing ties no arguments to their target
    process.start()
    while process.is_alive():
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            sleep(0.1)
        else:
            break
    return process


async def visit(port: int, path: str) -> float:
    """Ask for a page many times, by several visitors at once; gives pages a second."""
    await ask(port, path, 1)
    started = perf_counter()
    await asyncio.gather(*(ask(port, path, _ASKED // _VISITORS) for _ in range(_VISITORS)))
    return _ASKED / (perf_counter() - started)


async def ask(port: int, path: str, count: int) -> None:
    """One visitor, who asks for the same page again and again over one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    question = f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\n\r\n"
    for _ in range(count):
        writer.write(question.encode())
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if not head.startswith(b"http/1.1 200"):
            raise LookupError(head.decode())
        await reader.readexactly(int(head.partition(b"content-length: ")[2].split(b"\r\n")[0]))
    writer.close()
    await writer.wait_closed()


if __name__ == "__main__":
    measure(Table())
