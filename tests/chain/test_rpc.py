"""A node that answers nonsense is told apart from one that is away, and never ends the program that asked it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from daso.chain.rpc import Node, NodeRefused, NodeUnreachable

DEEP = b"[" * 200_000 + b"]" * 200_000
BLOCK = b'{"result":{"number":"0x-1","timestamp":"0x' + b"f" * 70 + b'"}}'
NONSENSE = {
    "deep": b'{"result":' + DEEP + b"}",
    "deep beside": b'{"result":"0x1","x":' + DEEP + b"}",
    "no text": b'{"result":"\xff"}',
    "half a sign": b'{"result":"0x\\ud800"}',
    "long": b'{"result":"0x' + b"9" * 5_000_000 + b'"}',
    "below nought": b'{"result":"-0x5"}',
    "no number": b'{"result":"0x"}',
    "spaced": b'{"result":" 0x5 "}',
    "endless": b'{"result":1e400}',
    "list": b"[]",
    "nothing": b"null",
    "block": BLOCK,
    "refusal": b'{"error":{"code":99999999999999999999,"message":"x"}}',
}


@contextmanager
def _serve(body: bytes) -> Iterator[Node]:
    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield Node(f"http://127.0.0.1:{server.server_port}")
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("body", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_no_usable_answer(body: bytes) -> None:
    """Whatever a node answers, asked for a number, a block or events, is an error of ours that says so."""
    with _serve(body) as node:
        with pytest.raises((NodeUnreachable, NodeRefused)):
            node.get_chain()
        with pytest.raises((NodeUnreachable, NodeRefused)):
            node.get_block("latest")
        with pytest.raises((NodeUnreachable, NodeRefused)):
            list(node.read_events("0x", b"", 0, 3))
