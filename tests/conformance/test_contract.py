"""What `ledger/log.py` promises, asked of every driver."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from daso.ledger import (
    MAX_ENTRY,
    Log,
    LogSource,
    RaceLost,
    audit_log,
    compute_leaf_hashes,
    compute_root,
    get_size,
    parse_receipt,
    prove,
    verify_checkpoint,
    verify_receipt,
)
from daso.ledger.log import AppendEmpty, EntryTooLarge, LogClosed, NotInLog
from tests.ledger.builders import grow, make_entries

ENTRIES = make_entries(700)


def test_empty_log(log: Log) -> None:
    """An empty log holds nothing and promises nothing."""
    assert log.head() is None
    assert get_size(log.head()) == 0
    assert list(log.read(0, 10)) == []
    assert list(log.checkpoints()) == []
    with pytest.raises(NotInLog):
        log.tile(0, 0, 1)


def test_append_and_read(log: Log) -> None:
    """What was appended is read back, under a checkpoint that the log's key signed."""
    head = log.append(ENTRIES[:3], 0)
    assert head == log.head()
    assert verify_checkpoint(head.note, log.vkey) == head.checkpoint
    assert (head.checkpoint.size, head.checkpoint.root) == (3, compute_root(log.tile, 3))
    assert list(log.read(0, 3)) == ENTRIES[:3]


def test_read_any_stretch(log: Log) -> None:
    """A stretch of entries ends where the log ends."""
    grow(log, ENTRIES, [256, 1, 300])
    for start, stop in ((0, 700), (255, 257), (690, 9999), (-5, 2), (700, 701), (5, 5), (9, 3)):
        assert list(log.read(start, stop)) == ENTRIES[max(start, 0) : max(stop, 0)]


def test_tiles(log: Log) -> None:
    """Tiles are served at every width up to the newest checkpoint, and never beyond it."""
    grow(log, ENTRIES, [1, 255, 44])
    leaves = compute_leaf_hashes(ENTRIES)
    for number, width in ((0, 1), (0, 255), (0, 256), (2, 188), (2, 7)):
        assert log.tile(0, number, width) == b"".join(leaves[number * 256 : number * 256 + width])
    assert len(log.tile(1, 0, 2)) == 64
    for beyond in (
        (0, 2, 189),
        (0, 3, 1),
        (1, 0, 3),
        (2, 0, 1),
        (0, 0, 0),
        (0, 0, 257),
        (-1, 0, 1),
        (0, -1, 1),
        (64, 0, 1),
    ):
        with pytest.raises(NotInLog):
            log.tile(*beyond)


def test_every_checkpoint_is_kept(log: Log) -> None:
    """Every checkpoint ever signed is listed, the oldest first."""
    notes = []
    for size in range(5):
        notes.append(log.append(ENTRIES[size : size + 1], size).note)
        assert list(log.checkpoints()) == notes


def test_lost_race(log: Log) -> None:
    """An append that expected another size writes nothing and says how long the log is."""
    head = log.append(ENTRIES[:3], 0)
    for expected in (0, 2, 4, -1):
        with pytest.raises(RaceLost) as caught:
            log.append(ENTRIES[3:5], expected)
        assert caught.value.fields == {"size": 3, "expected": expected}
    assert log.head() == head
    assert list(log.read(0, 9)) == ENTRIES[:3]
    assert log.append(ENTRIES[3:5], 3).checkpoint.size == 5


def test_what_no_log_may_hold(log: Log) -> None:
    """Nothing, and more than the format allows, cannot be appended, not even beside what can."""
    with pytest.raises(AppendEmpty):
        log.append([], 0)
    with pytest.raises(EntryTooLarge) as caught:
        log.append([b"fine", bytes(MAX_ENTRY + 1)], 0)
    assert caught.value.fields == {"size": MAX_ENTRY + 1, "limit": MAX_ENTRY}
    assert log.head() is None


def test_smallest_and_largest_entry(log: Log) -> None:
    """An entry may be empty, may be as long as the limit, may hold any byte, and may be there twice."""
    entries = [b"", bytes(range(256)) * 64, b"", b"\x00"]
    log.append(entries, 0)
    assert list(log.read(0, 4)) == entries
    assert audit_log(LogSource(log), log.vkey) == []


def test_receipts(log: Log) -> None:
    """Each entry of a batch has its receipt as soon as the batch is appended."""
    log.append(ENTRIES[:300], 0)
    head = log.append(ENTRIES[300:310], 300)
    for index, text in enumerate(prove(log, range(300, 310), head), start=300):
        assert verify_receipt(parse_receipt(text), ENTRIES[index], log.vkey) == head.checkpoint


def test_closed_log(log: Log) -> None:
    """A closed log says that it is closed; closing it twice is fine."""
    log.append(ENTRIES[:1], 0)
    log.close()
    log.close()
    with pytest.raises(LogClosed):
        log.head()
    with pytest.raises(LogClosed):
        log.append(ENTRIES[:1], 1)
    with pytest.raises(LogClosed):
        list(log.read(0, 1))
    with pytest.raises(LogClosed):
        list(log.checkpoints())
    with pytest.raises(LogClosed):
        log.tile(0, 0, 1)


def test_many_threads(log: Log) -> None:
    """Writers who race lose no entry and sign one history, and readers never see anything half done."""
    writers, turns = 4, 25
    done = Event()

    def write(writer: int) -> list[bytes]:
        written = [f"writer {writer} turn {turn}".encode() for turn in range(turns)]
        for entry in written:
            while True:
                try:
                    log.append([entry], get_size(log.head()))
                    break
                except RaceLost:
                    continue
        return written

    def watch() -> int:
        looks = 0
        while not done.is_set() or not looks:
            head = log.head()
            if head is not None:
                size = head.checkpoint.size
                assert compute_root(log.tile, size) == head.checkpoint.root
                assert len(list(log.read(0, size))) == size
                looks += 1
        return looks

    with ThreadPoolExecutor(writers + 2) as pool:
        readers = [pool.submit(watch) for _ in range(2)]
        written = [entry for entries in pool.map(write, range(writers)) for entry in entries]
        done.set()
        assert all(reader.result() for reader in readers)
    assert sorted(log.read(0, 1000)) == sorted(written)
    assert len(list(log.checkpoints())) == writers * turns
    assert audit_log(LogSource(log), log.vkey, log.checkpoints()) == []
