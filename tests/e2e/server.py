"""A real server on a real port of this machine, for as long as a test needs it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

__all__ = ["Application", "find_port", "serve", "serve_at", "serve_on"]

Application = Callable[[Any, Any, Any], Awaitable[None]]


def find_port() -> int:
    """A port that nobody holds just now, for a program that opens its own door."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
        return port


@contextmanager
def serve(application: Application) -> Iterator[str]:
    """Serve the application and give its address: `http://localhost:…`, since a passkey cannot belong to a number."""
    with serve_at(lambda _: application) as address:
        yield address


@contextmanager
def serve_at(make_application: Callable[[str], Application]) -> Iterator[str]:
    """Serve an application that must know its own address, as one must to which passkeys belong."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        address = f"http://localhost:{door.getsockname()[1]}"
        with _serve_behind(door, make_application(address)):
            yield address


@contextmanager
def serve_on(application: Application, port: int) -> Iterator[str]:
    """Serve the application at this port, as one that is stopped and started again."""
    with socket.create_server(("127.0.0.1", port)) as door, _serve_behind(door, application):
        yield f"http://localhost:{port}"


@contextmanager
def _serve_behind(door: socket.socket, application: Application) -> Iterator[None]:
    started = threading.Event()

    class Server(uvicorn.Server):
        """Says when the door is open, so that nobody has to knock twice."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if not self.should_exit:
                started.set()

    server = Server(uvicorn.Config(application, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, name="server under test")
    thread.start()
    try:
        while not started.wait(0.05):
            assert thread.is_alive(), "the server stopped before it opened; its log says why"
        yield
    finally:
        server.should_exit = True
        thread.join()
