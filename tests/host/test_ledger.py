"""A host whose logs are in a database: founded there, found again, and never begun in two places."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from daso.canon import encode
from daso.host import Host, TextMissing
from daso.host.ledger import LedgerUnnamed
from daso.host.locks import FileLock
from daso.keys.sign import P256Signer
from daso.ledger.postgres import list_origins
from daso.ledger.server import LogServerGone, PostgresServer
from tests.host.founded import ORIGIN, Clock, begin, found, open_host
from tests.postgres.cluster import get_cluster


@pytest.fixture
def ledger() -> str:
    """An empty place in a database."""
    return get_cluster().make_place()


def get_origins(ledger: str) -> list[str]:
    """The logs in a place."""
    server = PostgresServer(ledger)
    origins = list_origins(server)
    server.close()
    return origins


def test_new_logs_go_to_the_database(tmp_path: Path, ledger: str) -> None:
    """With a ledger, a new organisation's log is in the database and its key in the folder, and needs the ledger."""
    host = Host(tmp_path, ORIGIN, Clock(), ledger)
    founded = found(host)
    org, size = founded.hosted.org, founded.hosted.size
    assert get_origins(ledger) == [f"daso.test.local/o/{org}"]
    host.close()
    folder = tmp_path / "orgs" / org
    assert (folder / "log.key").exists()
    assert not (folder / "log.sqlite").exists()
    assert not any(ledger.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    again = Host(tmp_path, ORIGIN, Clock(), ledger)
    assert again.open(org).size == size
    again.close()
    bare = open_host(tmp_path)
    with pytest.raises(LedgerUnnamed, match="DASO_LEDGER"):
        bare.open(org)
    bare.close()
    assert not (folder / "log.sqlite").exists()


def test_old_logs_stay_where_they_are(tmp_path: Path, ledger: str) -> None:
    """An organisation whose log is a file goes on there when a ledger is named, beside new ones in the database."""
    host = open_host(tmp_path)
    old = found(host, seed="old").hosted
    host.close()
    host = Host(tmp_path, ORIGIN, Clock(), ledger)
    assert host.open(old.org).size == old.size
    new = found(host, seed="new").hosted
    host.close()
    assert get_origins(ledger) == [f"daso.test.local/o/{new.org}"]


def test_a_refused_founding_leaves_nothing(tmp_path: Path, ledger: str) -> None:
    """A founding that is refused leaves no log and no folder, and can be done again rightly."""
    host = Host(tmp_path, ORIGIN, Clock(), ledger)
    _, envelope, given = begin(P256Signer.from_seed(b"a"))
    with pytest.raises(TextMissing):
        host.found(encode(envelope))
    assert get_origins(ledger) == []
    assert list((tmp_path / "orgs").iterdir()) == []
    hosted, _ = host.found(encode(envelope), [given])
    assert hosted.size == 1
    host.close()


def test_a_folder_whose_list_was_lost(tmp_path: Path, ledger: str) -> None:
    """An organisation in the database whose line in the side tables was lost is listed again at the next start."""
    host = Host(tmp_path, ORIGIN, Clock(), ledger)
    org = found(host).hosted.org
    host.close()
    for name in ("host.sqlite", "host.sqlite-wal", "host.sqlite-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    again = Host(tmp_path, ORIGIN, Clock(), ledger)
    assert [listing.org for listing in again.list()] == [org]
    again.close()


def test_the_host_knows_when_its_database_is_gone(tmp_path: Path, ledger: str) -> None:
    """Whoever asks how the host is hears that its database does not answer, and again when it does."""
    host = Host(tmp_path, ORIGIN, Clock(), ledger)
    hosted = found(host).hosted
    assert host.is_well()
    get_cluster().stop("immediate")
    try:
        with pytest.raises(LogServerGone):
            host.is_well()
        host.follow()
        with pytest.raises(LogServerGone):
            hosted.get_state(host.clock())
    finally:
        get_cluster().start()
    assert host.is_well()
    host.follow()
    assert hosted.get_state(host.clock()).entries == hosted.size
    host.close()


def test_hosts_of_two_processes_follow_each_other(tmp_path: Path, ledger: str) -> None:
    """What one host appends the other knows when it is asked, or when it follows in the background."""
    clock = Clock()
    one, other = Host(tmp_path, ORIGIN, clock, ledger), Host(tmp_path, ORIGIN, clock, ledger)
    founded = found(one)
    behind = other.open(founded.hosted.org)
    assert behind.size == founded.hosted.size
    founded.propose(1)
    assert behind.size < founded.hosted.size
    other.follow()
    assert behind.size == founded.hosted.size
    founded.propose(2)
    assert behind.get_state(clock()).entries == founded.hosted.size
    one.close()
    other.close()


def test_locks_between_processes(tmp_path: Path) -> None:
    """A lock is held by one at a time, or by all who share it, and waits for whoever has it."""
    one, other = FileLock(tmp_path / "a.lock"), FileLock(tmp_path / "a.lock")
    assert one.try_take()
    assert one.try_take()
    assert not other.try_take()
    one.release()
    one.release()
    assert other.try_take()
    other.release()
    assert one.try_take(shared=True)
    assert other.try_take(shared=True)
    third = FileLock(tmp_path / "a.lock")
    assert not third.try_take()
    waiting = threading.Thread(target=third.take)
    waiting.start()
    one.release()
    other.release()
    waiting.join()
    assert third.is_held
    third.release()
