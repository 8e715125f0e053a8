"""A clerk starts where it stood: from a snapshot as far as it holds, from the log in any case."""

from __future__ import annotations

import os
import signal

import pytest
from structlog.testing import capture_logs

from daso.clerk.signatures import VerifierDied, Verifiers
from daso.clerk.standing import load_standing, read_snapshot, store_snapshot
from daso.kernel.snapshot import encode_state
from daso.keys.claim import CLAIM_LENGTH
from daso.ledger import NoteSigner
from daso.ledger.memory import MemoryLog
from tests.clerk.place import PATIENCE, Place, comment, submit, vote


def write_some(place: Place, snapshot: str) -> bytes:
    """Let a clerk take in acts, half before a snapshot and half after it; return the State's bytes at the end."""
    clerk = place.open_clerk(snapshot=snapshot)
    for person in place.people:
        submit(clerk, vote(person, 1))
    clerk.close()
    clerk = place.open_clerk(snapshot="another")
    for person in place.people:
        submit(clerk, comment(person))
    clerk.close()
    assert clerk.state is not None
    return encode_state(clerk.state)


def start_again(place: Place, snapshot: str | None) -> tuple[bytes, list[str]]:
    """The State's bytes with which a clerk starts, and what it logs."""
    with capture_logs() as logs:
        clerk = place.open_clerk(snapshot=snapshot)
    assert clerk.state is not None
    return encode_state(clerk.state), [str(one["event"]) for one in logs]


def test_restart_equals_replay(place: Place) -> None:
    """With or without a snapshot, a clerk starts with the very State it ended with."""
    expected = write_some(place, "snapshot")
    assert (place.folder / "snapshot").exists()
    assert start_again(place, "snapshot") == (expected, [])
    assert start_again(place, None) == (expected, [])


def test_snapshot_saves_reading(place: Place) -> None:
    """A sound snapshot is what the clerk starts from: entries before it are not judged again."""
    write_some(place, "snapshot")
    standing = read_snapshot(place.folder / "snapshot")
    assert len(place.story.entries) < standing.size < len(list(place.log.read(0, 1000)))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.replace(b'"tokens":12', b'"tokens":13'),
        lambda data: data[:-1],
        lambda data: b"",
        lambda data: data.replace(b'"root":"', b'"root":"A', 1),
        lambda data: data[:20] + b"\xff" + data[21:],
        lambda data: data.replace(b'"size":', b'"size":1', 1),
    ],
    ids=["state changed", "cut off", "empty", "root changed", "not text", "size changed"],
)
def test_tampered_snapshot_is_ignored(place: Place, spoil: object) -> None:
    """A snapshot that was changed in any place is not used, and the log says so."""
    assert callable(spoil)
    expected = write_some(place, "snapshot")
    path = place.folder / "snapshot"
    honest = path.read_bytes()
    path.write_bytes(spoil(honest))
    assert path.read_bytes() != honest
    assert start_again(place, "snapshot") == (expected, ["snapshot ignored"])


def test_snapshot_of_another_history_is_ignored(place: Place) -> None:
    """A sound snapshot of a log that went another way is not used."""
    expected = write_some(place, "mine")
    *before, last = place.story.entries
    other = MemoryLog(NoteSigner.generate("other.example/log"))
    other.append([*before, last.replace(b'{"at":', b'{"at":1', 1)], 0)
    store_snapshot(place.folder / "theirs", load_standing(other, None, place.verifiers))
    assert start_again(place, "theirs") == (expected, ["snapshot ignored"])


def test_dead_verifier_is_no_fault_of_the_log(place: Place) -> None:
    """When a process that verifies fails while a log is replayed, that is what is said: the log itself may be sound."""
    clerk = place.open_clerk()
    for answer in [clerk.submit(comment(person)) for _ in range(10) for person in place.people]:
        answer.result(PATIENCE)
    verifiers = Verifiers(1)
    verifiers.get_answer(verifiers.ask([bytes(CLAIM_LENGTH)]))
    (worker,) = verifiers._workers
    assert worker is not None
    os.kill(worker._process.pid, signal.SIGSTOP)  # it hears nothing any more, though it has not ended
    worker._requests.close()
    try:
        with pytest.raises(VerifierDied):
            load_standing(place.log, None, verifiers)
    finally:
        worker._process.kill()
        verifiers.close()
    assert load_standing(place.log, None, place.verifiers).state == clerk.state
