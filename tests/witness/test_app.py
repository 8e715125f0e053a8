"""The witness over HTTP, as any log of any make speaks to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from daso.ledger import verify_cosignature
from daso.ledger.witness import compute_origin_hash
from daso.witness import Watcher, create_witness_app, prepare_watcher
from tests.e2e.server import serve
from tests.ledger.builders import load_vectors, make_entries, make_signer
from tests.witness.operator import ask, show

SIGNER = make_signer()


@pytest.fixture
def watcher(tmp_path: Path) -> Watcher:
    """A witness that watches the log."""
    prepare_watcher(tmp_path, "witness.example/w1")
    watcher = Watcher(tmp_path)
    watcher.watch(SIGNER.vkey)
    return watcher


@pytest.fixture
def client(watcher: Watcher) -> Iterator[httpx.Client]:
    """Somebody who speaks to it."""
    with serve(create_witness_app(watcher)) as address, httpx.Client(base_url=address) as client:
        yield client


def test_a_cosignature_is_given(client: httpx.Client, watcher: Watcher) -> None:
    """A log that grows gets a cosignature for each checkpoint, and the witness tells everybody what it saw last."""
    name = compute_origin_hash(SIGNER.name)
    assert client.get(f"/{name}/checkpoint").status_code == 404
    for old, size in ((0, 3), (3, 9)):
        log = show(SIGNER, make_entries(size))
        answer = client.post("/add-checkpoint", content=ask(log, old))
        assert answer.status_code == 200, answer.text
        head = log.head()
        assert head is not None
        assert verify_cosignature(head.note + answer.text, watcher.vkey)
        assert client.get(f"/{name}/checkpoint").text == head.note + answer.text


def test_a_no_has_its_status(client: httpx.Client) -> None:
    """Each no is told by its own status, and a wrong size by the right one in the form the protocol has for it."""
    first = ask(show(SIGNER, make_entries(3)), 0)
    assert client.post("/add-checkpoint", content=first).status_code == 200
    late = client.post("/add-checkpoint", content=first)
    assert (late.status_code, late.text, late.headers["content-type"]) == (409, "3\n", "text/x.tlog.size")
    forked = ask(show(SIGNER, make_entries(3, "forked")), 3)
    assert client.post("/add-checkpoint", content=forked).status_code == 422
    unknown = ask(show(make_signer("other.example/log"), make_entries(3)), 0)
    assert client.post("/add-checkpoint", content=unknown).status_code == 404
    false = ask(show(make_signer(salt="impostor"), make_entries(3)), 0)
    assert client.post("/add-checkpoint", content=false).status_code == 403


def test_malformed_requests_are_told_so(client: httpx.Client) -> None:
    """Whatever is no request of the protocol is answered with 400, too much of it with 413."""
    for row in load_vectors("witness.json")["questions"]:
        if row["status"] == "400" and "beyond" not in row["why"]:
            assert client.post("/add-checkpoint", content=row["body"].encode()).status_code == 400, row["why"]
    assert client.post("/add-checkpoint", content=b"\xff").status_code == 400
    assert client.post("/add-checkpoint", content=b"x" * 70_000).status_code == 413
    assert client.get("/add-checkpoint").status_code == 405
