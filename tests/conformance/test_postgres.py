"""The driver for PostgreSQL: opening, other writers, a store that was tampered with, and servers that fail."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daso.errors import Error, Tampered
from daso.ledger import Log, LogSource, audit_log, get_size
from daso.ledger.log import LogBusy, LogDiskFull, LogReadOnly, NotThisLog, RaceLost, StoreTampered
from daso.ledger.memory import MemoryLog
from daso.ledger.postgres import PostgresLog, list_origins
from daso.ledger.server import (
    LedgerCareless,
    LedgerForbidden,
    LedgerMalformed,
    LedgerMissing,
    LedgerRefused,
    LogServerFull,
    LogServerGone,
    LogServerReadOnly,
    PostgresServer,
)
from daso.ledger.sqlite import SqliteLog
from tests.conformance.drivers import SIGNER
from tests.ledger.builders import Copy, grow, make_entries, make_signer
from tests.postgres.cluster import get_cluster

ROOT = Path(__file__).parents[2]
ENTRIES = make_entries(700)
SECRET = "hunter2/@è"
ESCAPED = "hunter2%2F%40%C3%A8"


@pytest.fixture
def url() -> str:
    """A place with a log of 700 entries, closed."""
    place = get_cluster().make_place()
    grow(PostgresLog(place, SIGNER), ENTRIES, [1, 255, 300]).close()
    return place


@contextmanager
def opened(url: str) -> Iterator[PostgresLog]:
    """The log, closed in the end."""
    log = PostgresLog(url, SIGNER)
    try:
        yield log
    finally:
        log.close()


def tamper(url: str, statement: str) -> None:
    """Go behind the log's back."""
    get_cluster().execute(statement, url)


def is_sound(log: Log) -> bool:
    """Whether the audit finds nothing."""
    return audit_log(LogSource(log), log.vkey, log.checkpoints()) == []


def test_open_to_read(url: str) -> None:
    """A log can be opened by its name without its key, and then only be read."""
    log = PostgresLog(url, origin=SIGNER.name)
    assert log.vkey == SIGNER.vkey
    assert list(log.read(0, 700)) == ENTRIES
    with pytest.raises(LogReadOnly, match="Open it with the key"):
        log.append([b"x"], 700)
    log.close()


def test_not_this_log(url: str) -> None:
    """A name or key that is not the log's is refused before anything is written."""
    with pytest.raises(NotThisLog, match=r"no log called other\.example"):
        PostgresLog(url, origin="other.example/log")
    with pytest.raises(NotThisLog, match="no log called"):
        PostgresLog(get_cluster().make_place(), origin=SIGNER.name)
    with pytest.raises(NotThisLog, match="the key of"):
        PostgresLog(url, make_signer(salt="other"))


def test_many_logs_share_a_database(url: str) -> None:
    """Logs of other names live beside one another, over one server's connections, and none sees the others' entries."""
    server = PostgresServer(url)
    logs = [PostgresLog(server, make_signer(f"{name}.example/log")) for name in "abc"]
    for turn in range(3):
        for log in logs:
            log.append([log.vkey.encode(), b"%d" % turn], turn * 2)
    for log in logs:
        assert list(log.read(0, 9))[::2] == [log.vkey.encode()] * 3
        assert is_sound(log)
        log.close()
    assert list_origins(server) == sorted(["a.example/log", "b.example/log", "c.example/log", SIGNER.name])
    server.close()


def test_two_writers_take_turns(url: str) -> None:
    """Two processes may append to one log: the slower one loses the race, catches up and goes on."""
    with opened(url) as one, opened(url) as other:
        for size in range(700, 1300, 60):
            one.append(make_entries(30, "one"), size)
            with pytest.raises(RaceLost):
                other.append(make_entries(30, "late"), size)
            other.append(make_entries(30, "other"), size + 30)
            assert get_size(one.head()) == size + 60
        assert is_sound(one)


def test_founded_by_many_at_once() -> None:
    """However many open a new place together, it becomes one log."""
    place = get_cluster().make_place()
    with ThreadPoolExecutor(8) as pool:
        logs = list(pool.map(lambda _: PostgresLog(place, SIGNER), range(8)))
    for size, log in enumerate(logs):
        assert get_size(log.append([b"%d" % size], size)) == size + 1
    assert is_sound(logs[0])
    for log in logs:
        log.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE daso_tiles SET hashes = decode(repeat('00', length(hashes)), 'hex') WHERE level = 0 AND number = 2",
        "UPDATE daso_tiles SET hashes = decode(repeat('00', length(hashes)), 'hex') WHERE level = 1",
        "DELETE FROM daso_tiles WHERE level = 0 AND number = 2",
        "DELETE FROM daso_entries WHERE number = 699",
        "INSERT INTO daso_entries SELECT log, 700, 'more' FROM daso_entries WHERE number = 0",
        "DELETE FROM daso_checkpoints WHERE size = 700",
        "DELETE FROM daso_checkpoints",
        "UPDATE daso_checkpoints SET size = 701 WHERE size = 700",
        "UPDATE daso_checkpoints SET note = (SELECT note FROM daso_checkpoints WHERE size = 256) WHERE size = 700",
    ],
)
def test_tampered_store(url: str, statement: str) -> None:
    """A store that does not agree with its last checkpoint is not opened, so nothing is signed on top of it."""
    tamper(url, statement)
    with pytest.raises(StoreTampered, match="Do not append"):
        PostgresLog(url, SIGNER)


def test_tampered_while_open(url: str) -> None:
    """A log that was meddled with under our hands is verified again before anything is signed."""
    with opened(url) as log, opened(url) as other:
        other.append([b"fine"], 700)
        tamper(url, "UPDATE daso_tiles SET hashes = decode(repeat('00', length(hashes)), 'hex') WHERE number = 2")
        with pytest.raises(StoreTampered, match="another root"):
            log.append([b"x"], 701)
        assert get_size(log.head()) == 701


def test_forged_checkpoint(url: str) -> None:
    """A store whose last checkpoint another key signed is not opened."""
    head = grow(MemoryLog(make_signer(salt="other")), ENTRIES, ()).head()
    assert head is not None
    with psycopg.connect(url) as db:
        db.execute("UPDATE daso_checkpoints SET note = %s WHERE size = 700", [head.note])
    with pytest.raises(Tampered, match="no valid signature"):
        PostgresLog(url, SIGNER)


def test_missing_entries_are_not_skipped(url: str) -> None:
    """A hole in the store is an error for whoever reads over it, never a shorter answer."""
    tamper(url, "DELETE FROM daso_entries WHERE number = 40")
    with opened(url) as log, pytest.raises(StoreTampered, match="missing"):
        list(log.read(0, 100))


def test_busy(url: str) -> None:
    """While another holds the log's row an append waits as long as told, then says so; readers and openers go on."""
    server = PostgresServer(url, patience=0.1)
    log = PostgresLog(server, SIGNER)
    with psycopg.connect(url) as other:
        other.execute("SELECT 1 FROM daso_logs FOR UPDATE")
        with pytest.raises(LogBusy, match="try again"):
            log.append([b"x"], 700)
        assert list(log.read(699, 700)) == ENTRIES[699:]
        PostgresLog(server, SIGNER).close()
    assert log.append([b"x"], 700).checkpoint.size == 701
    log.close()
    server.close()


def test_a_cut_connection_is_made_anew(url: str) -> None:
    """Whoever was cut off goes on over a new connection without noticing."""
    with opened(url) as log:
        for size in range(700, 705):
            tamper(url, "SELECT pg_terminate_backend(pid, 9000) FROM pg_stat_activity WHERE application_name = 'daso'")
            assert get_size(log.head()) == size
            tamper(url, "SELECT pg_terminate_backend(pid, 9000) FROM pg_stat_activity WHERE application_name = 'daso'")
            assert get_size(log.append([b"x"], size)) == size + 1
        assert is_sound(log)


def test_a_server_that_is_gone(url: str) -> None:
    """While the server is down everything says so; when it is back, the same log goes on."""
    with opened(url) as log:
        get_cluster().stop("immediate")
        try:
            for ask in (log.head, lambda: log.append([b"x"], 700), lambda: PostgresLog(url, SIGNER)):
                with pytest.raises(LogServerGone, match="start the server"):
                    ask()
        finally:
            get_cluster().start()
        assert get_size(log.append([b"x"], 700)) == 701
        assert is_sound(log)


def test_too_few_places(url: str) -> None:
    """When no connection is free for too long, that is said, and the next one is answered."""
    server = PostgresServer(url, patience=0.05, connections=1)
    log = PostgresLog(server, SIGNER)
    with server.borrow(), pytest.raises(LogServerFull, match="in a moment"):
        log.head()
    assert get_size(log.head()) == 700
    log.close()
    server.close()


def test_read_only(url: str) -> None:
    """A database that takes no writing is read on, and says what an append would need."""
    with opened(f"{url}%20-c%20default_transaction_read_only%3Don") as log:
        assert list(log.read(0, 700)) == ENTRIES
        with pytest.raises(LogServerReadOnly, match="primary"):
            log.append([b"x"], 700)


def test_full_disk(tmp_path: Path) -> None:
    """On a real disk that is full nothing is appended and nothing lost, that is said, and room makes it go on."""
    if os.geteuid() or not shutil.which("unshare") or subprocess.run(["unshare", "-m", "true"], check=False).returncode:
        pytest.skip("a server's disk can be mounted only by root in a name space of its own (unshare -m)")
    get_cluster()  # skips where there is no PostgreSQL
    folder = Path(tempfile.mkdtemp(prefix="daso-full-", dir="/tmp"))
    command = ["unshare", "-m", sys.executable, "-m", "tests.conformance.full_server", str(folder)]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    finally:
        shutil.rmtree(folder)
    assert done.returncode == 0, done.stderr
    story = json.loads(done.stdout.splitlines()[-1])  # before it, the journal's own words
    assert (story["full"], story["after_making_room"]) == (LogDiskFull.code, "none")
    assert story["grown"] == story["held"] + 180 > 180
    assert story["findings"] == []


def make_careful() -> None:
    """A user who needs a password and owns nothing."""
    get_cluster().execute("DROP ROLE IF EXISTS careful")
    get_cluster().execute(f"CREATE ROLE careful LOGIN PASSWORD '{SECRET}'")


def test_every_no_of_a_server_has_its_name(url: str) -> None:
    """A wrong password, user, database or right is told from the others, with what to do."""
    make_careful()
    cluster = get_cluster()
    for place, kind in (
        (cluster.get_url(user="careful:wrong"), LedgerRefused),
        (cluster.get_url(user="careful"), LedgerRefused),
        (cluster.get_url(user="nobody"), LedgerRefused),
        (cluster.get_url("nowhere"), LedgerMissing),
        (cluster.get_url(user=f"careful:{ESCAPED}"), LedgerForbidden),
        ("postgresql://localhost:1/daso", LogServerGone),
    ):
        with pytest.raises(kind) as refused:
            PostgresLog(place, SIGNER)
        assert type(refused.value) is kind
        assert str(refused.value).count(".") >= 1


def test_a_server_that_forgets_is_refused(url: str) -> None:
    """A server that does not wait for its disk is not used, for what it acknowledges could be lost."""
    get_cluster().execute("ALTER SYSTEM SET full_page_writes = off")
    get_cluster().execute("SELECT pg_reload_conf()")
    try:
        while get_cluster().execute("SHOW full_page_writes") != [("off",)]:
            time.sleep(0.01)
        with pytest.raises(LedgerCareless, match="full_page_writes"):
            PostgresLog(url, SIGNER)
    finally:
        get_cluster().execute("ALTER SYSTEM RESET full_page_writes")
        get_cluster().restart()


def test_what_is_acknowledged_is_on_the_disk(url: str) -> None:
    """Whatever the address asks for, an append waits for the server's disk."""
    server = PostgresServer(f"{url}%20-c%20synchronous_commit%3Doff")
    with server.borrow() as db:
        assert db.execute("SHOW synchronous_commit").fetchone() == ("on",)
    server.close()


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://careful:{SECRET}@localhost/daso",
        "postgresql://careful:hunter2@x@localhost/daso",
        "postgresql://careful:hunter2/x@localhost/daso",
        "postgresql://careful:hunter2%zz@localhost/daso",
        "postgresql://careful@localhost/daso?password=hunter2&nonsense=hunter2",
        "postgresql://careful:hunter2 @localhost/daso",
        "mysql://careful:hunter2@localhost/daso",
    ],
)
def test_a_malformed_address_is_not_repeated(address: str) -> None:
    """An address that can't be read is refused without a word of it, for a password may stand in it."""
    with pytest.raises(LedgerMalformed) as refused:
        PostgresServer(address)
    told: BaseException | None = refused.value
    while told is not None and not told.__suppress_context__:
        assert "hunter2" not in str(told)
        told = told.__cause__ or told.__context__
    assert "hunter2" not in str(refused.value)


def test_a_password_stands_nowhere(url: str, capfd: pytest.CaptureFixture[str]) -> None:
    """A password opens the door, and stands in no error, no representation and no note of what went wrong."""
    make_careful()
    place = get_cluster().get_url(user=f"careful:{ESCAPED}")
    said: list[str] = [repr(PostgresServer(place))]
    with pytest.raises(Error) as refused:
        PostgresLog(place, SIGNER)
    said += [str(refused.value), repr(refused.value), repr(refused.value.fields), str(refused.getrepr(style="native"))]
    with PostgresServer(place).borrow() as db:
        said += [repr(db), db.info.dsn]
        db.close()
    said += capfd.readouterr()
    for secret in (SECRET, ESCAPED, "hunter2"):
        assert not any(secret in one for one in said)


def test_without_psycopg(tmp_path: Path) -> None:
    """Where psycopg was not installed, the error says what to install."""
    (tmp_path / "psycopg.py").write_text("raise ImportError('not here')\n")
    program = [sys.executable, "-c", "import daso.ledger.postgres"]
    done = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "DriverMissing: " in done.stderr
    assert "pip install 'daso[postgres]'" in done.stderr


@given(batches=st.lists(st.lists(st.binary(max_size=40), min_size=1, max_size=300), min_size=1, max_size=6))
def test_all_drivers_agree(batches: list[list[bytes]], tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same appends make the same tiles, entries and signed checkpoints, byte for byte, whatever the driver."""
    folder = tmp_path_factory.mktemp("agree")
    copies = []
    for log in (
        MemoryLog(SIGNER),
        SqliteLog(folder / "log.db", SIGNER),
        PostgresLog(get_cluster().make_place(), SIGNER),
    ):
        size = 0
        for batch in batches:
            size = get_size(log.append(batch, size))
        copies.append(Copy.take(log).files)
        log.close()
    assert copies[0] == copies[1] == copies[2]
