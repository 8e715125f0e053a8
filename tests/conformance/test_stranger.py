"""A witness of another make and ours do each other's work: the protocol is what both of us think it is."""

from __future__ import annotations

from pathlib import Path

import httpx

from daso.kernel.witness import NameWitness
from daso.ledger import Log, verify_checkpoint, verify_cosignature
from daso.ledger.witness import compute_origin_hash, parse_question
from daso.witness import Watcher, create_witness_app, prepare_watcher
from tests.conformance.stranger import serve_stranger, submit_as_stranger
from tests.e2e.server import find_port, serve
from tests.host.founded import Clock
from tests.ledger.builders import load_vectors, make_entries, make_signer
from tests.witness.conftest import Watched
from tests.witness.operator import ask, show

SIGNER = make_signer()


def test_a_stranger_cosigns_our_log(tmp_path: Path) -> None:
    """The other witness follows our log from checkpoint to checkpoint, and we know its cosignatures."""
    with serve_stranger(tmp_path, SIGNER.vkey, find_port()) as stranger:
        for old, size in ((0, 3), (3, 300)):
            log = show(SIGNER, make_entries(size))
            answer = httpx.post(f"{stranger.url}/add-checkpoint", content=ask(log, old))
            head = log.head()
            assert answer.status_code == 200, answer.text
            assert head is not None
            assert verify_cosignature(head.note + answer.text, stranger.vkey)
        newest = httpx.get(f"{stranger.url}/{compute_origin_hash(SIGNER.name)}/checkpoint").text
        assert verify_checkpoint(newest, SIGNER.vkey).size == 300
        assert verify_cosignature(newest, stranger.vkey)


def test_a_stranger_says_no_as_we_do(tmp_path: Path) -> None:
    """What the other witness refuses it refuses with the very statuses of our vectors."""
    asked = [row for row in load_vectors("witness.json")["questions"] if row["size"] == "0" and row["status"] != "200"]
    with serve_stranger(tmp_path, SIGNER.vkey, find_port()) as stranger:
        for row in asked:
            answer = httpx.post(f"{stranger.url}/add-checkpoint", content=row["body"].encode())
            assert str(answer.status_code) == row["status"], row["why"]
        first = ask(show(SIGNER, make_entries(9)), 0)
        assert httpx.post(f"{stranger.url}/add-checkpoint", content=first).status_code == 200
        for row in load_vectors("witness.json")["questions"]:
            if row["size"] == "9" and row["status"] in {"409", "422"}:
                answer = httpx.post(f"{stranger.url}/add-checkpoint", content=row["body"].encode())
                assert str(answer.status_code) == row["status"], row["why"]


def test_our_witness_serves_a_stranger(tmp_path: Path) -> None:
    """A log's client of another make gets a cosignature from our witness, verifies it, and understands our no."""
    prepare_watcher(tmp_path / "w", "witness.example/w1")
    watcher = Watcher(tmp_path / "w")
    watcher.watch(SIGNER.vkey)
    with serve(create_witness_app(watcher)) as url:
        for old, size in ((0, 5), (5, 12)):
            asked = parse_question(ask(show(SIGNER, make_entries(size)), old))
            said = submit_as_stranger(url, watcher.vkey, asked)
            assert verify_cosignature(asked.note + said.stdout, watcher.vkey), said.stderr
        forked = parse_question(ask(show(SIGNER, make_entries(14, "forked")), 12))
        assert "WitnessRejected" in submit_as_stranger(url, watcher.vkey, forked).stderr


def test_an_exported_log_keeps_its_cosignature(log: Log, tmp_path: Path) -> None:
    """What a driver of ours signs is what the other witness takes, whichever the driver."""
    signed = log.append(make_entries(20), 0)
    with serve_stranger(tmp_path, log.vkey, find_port()) as stranger:
        body = b"old 0\n\n" + signed.note.encode()
        assert httpx.post(f"{stranger.url}/add-checkpoint", content=body).status_code == 200


def test_a_stranger_cosigns_for_our_host(tmp_path: Path) -> None:
    """A host whose members named a witness of another make gets its cosignatures, act after act."""
    watched = Watched(tmp_path / "host", Clock())
    hosted = watched.founded.hosted
    (tmp_path / "stranger").mkdir()
    with serve_stranger(tmp_path / "stranger", hosted.vkey, find_port()) as stranger:
        url = stranger.url.replace("127.0.0.1", "localhost")
        watched.founded.decide(watched.clock, NameWitness(vkey=stranger.vkey, url=url))
        for _ in range(3):
            watched.act()
            watched.turn()
            assert verify_cosignature(watched.log_head.note, stranger.vkey)
    watched.close()
