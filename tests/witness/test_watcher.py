"""A witness says yes to one history of a log and never to a second, whatever it is sent, and by how many at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from daso.errors import Error
from daso.ledger import compute_cosigner, parse_checkpoint, verify_checkpoint, verify_cosignature
from daso.ledger.witness import NotContinued, NotSignedByLog, SizeUnexpected, Unwitnessed, compute_origin_hash
from daso.witness import Watcher, prepare_watcher
from daso.witness.watcher import ClockBehind, WitnessFolderUnfit
from tests.ledger.builders import make_entries, make_signer
from tests.witness.operator import ask, show

SIGNER = make_signer()
NOW = 1_700_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A prepared folder of a witness that watches the log."""
    folder = tmp_path / "witness"
    prepare_watcher(folder, "witness.example/w1")
    Watcher(folder).watch(SIGNER.vkey)
    return folder


class Deceived(RuleBasedStateMachine):
    """An operator with the log's key tries everything; every yes of the witness is noted."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        prepare_watcher(Path(self.folder.name) / "w", "witness.example/w1")
        self.watcher = Watcher(Path(self.folder.name) / "w")
        self.watcher.watch(SIGNER.vkey)
        self.histories: list[list[bytes]] = [[]]
        self.cosigned: list[list[bytes]] = []

    some = st.integers(0, 9)

    def get(self, which: int) -> list[bytes]:
        """One of the histories there are."""
        return self.histories[which % len(self.histories)]

    @rule(which=some, entries=st.lists(st.binary(max_size=4), min_size=1, max_size=4))
    def go_on(self, which: int, entries: list[bytes]) -> None:
        """One history grows."""
        self.get(which).extend(entries)

    @rule(which=some, at=st.integers(0, 30))
    def fork(self, which: int, at: int) -> None:
        """Another one begins like it, and then is told otherwise."""
        self.histories.append(self.get(which)[:at])

    @rule()
    def restart(self) -> None:
        """The witness is stopped and started again."""
        self.watcher = Watcher(Path(self.folder.name) / "w")

    def say(self, told: list[bytes], body: bytes) -> None:
        """Ask; note a yes, and see that it is one."""
        try:
            line = self.watcher.answer(body)
        except Unwitnessed:
            return
        head = show(SIGNER, told).head()
        assert head is not None
        verify_cosignature(head.note + line, self.watcher.vkey)
        self.cosigned.append(list(told))

    @precondition(lambda self: any(self.histories))
    @rule(which=some, old=st.integers(0, 30), size=st.integers(1, 30))
    def ask_from(self, which: int, old: int, size: int) -> None:
        """Any checkpoint of any history is shown, with its own proof from any size."""
        if told := self.get(which)[:size]:
            self.say(told, ask(show(SIGNER, told), old))

    @precondition(lambda self: any(self.histories))
    @rule(which=some, other=some)
    def ask_rightly(self, which: int, other: int) -> None:
        """The size that the witness remembers is used, with the proof of another history as often as of the same."""
        told, proven = self.get(which), self.get(other)
        (watched,) = self.watcher.list_watched()
        if told and len(proven) == len(told):
            head = ask(show(SIGNER, proven), watched.size).partition(b"\n\n")[0]
            self.say(told, head + b"\n\n" + ask(show(SIGNER, told), 0).partition(b"\n\n")[2])

    @invariant()
    def see_one_history(self) -> None:
        """Of any two checkpoints that were cosigned, one is the beginning of the other, and none came late."""
        for before, after in zip(self.cosigned, self.cosigned[1:], strict=False):
            assert after[: len(before)] == before

    def teardown(self) -> None:
        """Let go of the folder."""
        self.folder.cleanup()


def test_no_two_histories_are_cosigned() -> None:
    """Whatever an operator with the log's key sends, a witness never cosigns two checkpoints that contradict."""
    run_state_machine_as_test(Deceived, settings=settings(stateful_step_count=30))


def test_two_histories_at_once(folder: Path) -> None:
    """Of many histories sent at the same moment, at most one is cosigned."""
    watcher = Watcher(folder)
    watcher.answer(ask(show(SIGNER, make_entries(3)), 0))
    asked = [ask(show(SIGNER, make_entries(3) + make_entries(4, f"{n}")), 3) for n in range(8)]

    def attempt(body: bytes) -> bool:
        try:
            Watcher(folder).answer(body)
        except Error:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, asked * 3)) == 1
    assert [one.size for one in watcher.list_watched()] == [7]


def test_what_was_seen_last_can_be_read(folder: Path) -> None:
    """Anybody can read the newest checkpoint that was cosigned, under both signatures and no other."""
    watcher = Watcher(folder)
    name = compute_origin_hash(SIGNER.name)
    assert watcher.get_newest(name) is None
    for size in (2, 5):
        watcher.answer(ask(show(SIGNER, make_entries(size)), size - 3 if size > 3 else 0))
    note = watcher.get_newest(name)
    assert note is not None
    assert verify_checkpoint(note, SIGNER.vkey).size == 5
    assert verify_cosignature(note, watcher.vkey) > NOW
    assert len(note.split("\n\n")[1].splitlines()) == 2
    assert watcher.get_newest("0" * 64) is None


def test_two_histories_are_kept_as_evidence(folder: Path) -> None:
    """A checkpoint that contradicts what was cosigned is kept, and told from one that merely came with a bad proof."""
    watcher = Watcher(folder, clock=lambda: NOW)
    watcher.answer(ask(show(SIGNER, make_entries(4)), 0))
    forked = show(SIGNER, make_entries(4, "forked"))
    longer = show(SIGNER, make_entries(6, "forked"))
    for log in (forked, longer, forked):
        with pytest.raises(NotContinued):
            watcher.answer(ask(log, 4))
    kept = [(parse_checkpoint(one.note).size, one.at, one.proves) for one in watcher.list_doubts()]
    assert sorted(kept) == [(4, NOW, True), (6, NOW, False)]
    assert [one.doubts for one in watcher.list_watched()] == [2]
    assert all(verify_checkpoint(one.note, SIGNER.vkey) for one in watcher.list_doubts())


def test_unsigned_evidence_is_not_kept(folder: Path) -> None:
    """What the log did not sign proves nothing against it, and takes no room."""
    watcher = Watcher(folder)
    impostor = make_signer(salt="impostor")
    with pytest.raises(NotSignedByLog):
        watcher.answer(ask(show(impostor, make_entries(4)), 0))
    assert watcher.list_doubts() == []


def test_a_clock_that_goes_back_signs_nothing(folder: Path) -> None:
    """A witness whose clock is behind its own last word says nothing until the clock is right."""
    Watcher(folder, clock=lambda: NOW).answer(ask(show(SIGNER, make_entries(4)), 0))
    with pytest.raises(ClockBehind):
        Watcher(folder, clock=lambda: NOW - 1).answer(ask(show(SIGNER, make_entries(5)), 4))
    assert [one.size for one in Watcher(folder).list_watched()] == [4], "nothing was remembered either"
    Watcher(folder, clock=lambda: NOW).answer(ask(show(SIGNER, make_entries(5)), 4))


def test_a_witness_keeps_its_key(folder: Path, tmp_path: Path) -> None:
    """A prepared folder is never prepared again; without its memory, or with another's, a witness does not start."""
    with pytest.raises(WitnessFolderUnfit):
        prepare_watcher(folder, "witness.example/w1")
    assert (folder / "witness.key").stat().st_mode & 0o077 == 0
    other = prepare_watcher(tmp_path / "other", "witness.example/w1")
    assert Watcher(tmp_path / "other").vkey == compute_cosigner(other).vkey
    (folder / "witness.key").write_text(other.skey)
    with pytest.raises(WitnessFolderUnfit):
        Watcher(folder)
    (folder / "witness.key").chmod(0o644)
    with pytest.raises(WitnessFolderUnfit, match="chmod 600"):
        Watcher(folder)
    (folder / "witness.key").chmod(0o600)
    for path in folder.glob("witness.sqlite*"):
        path.unlink()
    with pytest.raises(WitnessFolderUnfit):
        Watcher(folder)


def test_a_watched_log_keeps_its_key(folder: Path) -> None:
    """A log can be named again, and what was seen stays; under another key it can't."""
    watcher = Watcher(folder)
    watcher.answer(ask(show(SIGNER, make_entries(4)), 0))
    assert watcher.watch(SIGNER.vkey) == SIGNER.name
    assert [one.size for one in watcher.list_watched()] == [4]
    with pytest.raises(WitnessFolderUnfit):
        watcher.watch(make_signer(salt="another key").vkey)
    with pytest.raises(SizeUnexpected):
        watcher.answer(ask(show(SIGNER, make_entries(4)), 0))
