"""A host asks its witnesses in the background, keeps what they said, and shows it under its checkpoints."""

from __future__ import annotations

from msgspec.structs import replace

from daso.kernel.witness import EndWitness
from daso.ledger import LogSource, audit_log, parse_receipt, verify_checkpoint, verify_cosignature, verify_receipt
from daso.witness import Watcher, create_witness_app, prepare_watcher
from tests.e2e.server import serve_on
from tests.witness.conftest import Watched


def read_seen(watched: Watched, note: str) -> list[int]:
    """Which witnesses have cosigned the note."""
    verify_checkpoint(note, watched.founded.hosted.vkey)
    return [number for number, one in enumerate(watched.watchers) if one.vkey.split("+")[0] in note.split("\n\n")[1]]


def test_what_happens_is_cosigned(watched: Watched) -> None:
    """Every witness cosigns the newest checkpoint, which strangers then read with all cosignatures under it."""
    watched.hire(2)
    assert read_seen(watched, watched.log_head.note) == []
    watched.turn()
    note = watched.log_head.note
    assert all(verify_cosignature(note, one.vkey) for one in watched.watchers)
    assert watched.founded.hosted.fetch("checkpoint") == note.encode()
    assert note in (watched.founded.hosted.fetch("checkpoints") or b"").decode()
    assert audit_log(LogSource(watched.founded.hosted.log), watched.founded.hosted.vkey) == []
    assert watched.statuses() == ["seen", "seen"]


def test_an_act_waits_for_nobody(watched: Watched) -> None:
    """While no witness answers, acts are taken in; only the newest checkpoint is asked for afterwards."""
    watched.hire(1)
    watched.stop(0)
    watched.turn()
    sizes = [watched.act() + 1 for _ in range(5)]
    assert watched.statuses() == ["unreached"]
    watched.start(0)
    watched.turn()
    assert watched.statuses() == ["unreached"], "it is not asked again at once"
    watched.clock.advance(1)
    watched.turn()
    assert watched.statuses() == ["seen"]
    assert read_seen(watched, watched.log_head.note) == [0]
    assert [one.size for one in watched.founded.hosted.sightings.list_newest()] == sizes[-1:]


def test_one_witness_down_stops_no_other(watched: Watched) -> None:
    """While one witness is silent, the other cosigns."""
    watched.hire(2)
    watched.stop(0)
    watched.turn()
    assert watched.statuses() == ["unreached", "seen"]
    assert read_seen(watched, watched.log_head.note) == [1]


def test_cosignatures_survive_a_restart(watched: Watched) -> None:
    """What was cosigned is shown again after a restart, and nobody is asked twice for it."""
    watched.hire(1)
    watched.turn()
    note = watched.log_head.note
    watched.stop(0)
    watched.reopen()
    watched.turn()
    assert watched.log_head.note == note
    assert watched.statuses() == ["seen"]


def test_a_host_that_forgot_finds_its_witness_again(watched: Watched) -> None:
    """A host that has lost all it knew of its witnesses learns from them where they stand."""
    watched.hire(1)
    watched.turn()
    watched.act()
    watched.host.close()
    for path in watched.settings.data.glob("host.sqlite*"):
        path.unlink()
    watched.reopen()
    assert read_seen(watched, watched.log_head.note) == []
    watched.turn()
    assert read_seen(watched, watched.log_head.note) == [0]


def test_a_receipt_carries_cosignatures(watched: Watched) -> None:
    """A receipt asked for later is under a checkpoint that the witnesses have seen, also while a newer one waits."""
    watched.hire(2)
    index = watched.act()
    watched.turn()
    hosted = watched.founded.hosted
    cosigned = hosted.get_receipt(index)
    newest = watched.act()
    assert hosted.get_receipt(index) == cosigned
    receipt = parse_receipt(cosigned)
    assert verify_receipt(receipt, receipt.extra, hosted.vkey).size == index + 1
    assert read_seen(watched, receipt.checkpoint) == [0, 1]
    fresh = parse_receipt(hosted.get_receipt(newest))
    assert verify_receipt(fresh, fresh.extra, hosted.vkey).size == newest + 1
    assert read_seen(watched, fresh.checkpoint) == []


def test_a_witness_that_does_not_watch_us(watched: Watched) -> None:
    """That a witness does not know our log is noted, and it is asked again later."""
    watched.hire(1)
    watched.stop(0)
    prepare_watcher(watched.folder / "other", "witness.example/w0")
    with serve_on(create_witness_app(Watcher(watched.folder / "other")), watched.ports[0]):
        watched.turn()
    assert watched.statuses() == ["unknown"]


def test_a_stranger_in_a_witness_s_place(watched: Watched) -> None:
    """A cosignature by another key than the one that was named is not kept, whatever name it bears."""
    watched.hire(1)
    watched.stop(0)
    prepare_watcher(watched.folder / "other", "witness.example/w0")
    impostor = Watcher(watched.folder / "other")
    impostor.watch(watched.founded.hosted.vkey)
    with serve_on(create_witness_app(impostor), watched.ports[0]):
        watched.turn()
    assert watched.statuses() == ["unclear"]
    assert watched.founded.hosted.sightings.list_newest() == []


def test_nobody_sends_us_into_our_own_network(watched: Watched) -> None:
    """A witness's address on this machine or its network is not asked, unless the operator allows it."""
    watched.hire(1)
    watched.turn(replace(watched.settings, private_endpoints=False))
    assert watched.statuses() == ["unreached"]


def test_an_ended_witness_is_left_alone(watched: Watched) -> None:
    """Whoever no longer counts is not asked any more; what they said stays."""
    watched.hire(2)
    watched.turn()
    before = watched.log_head.note
    watched.founded.decide(watched.clock, EndWitness(witness=1))
    watched.turn()
    assert read_seen(watched, watched.log_head.note) == [1]
    assert before in watched.founded.hosted.log.checkpoints()


def test_a_log_from_an_old_copy_is_contradicted(watched: Watched) -> None:
    """A host brought back from an old copy, that goes on otherwise, is contradicted by every witness."""
    watched.hire(2)
    seqs = watched.keep_copy()
    for _ in range(3):
        watched.act()
    watched.turn()
    assert watched.statuses() == ["seen", "seen"]
    watched.bring_back(seqs)
    watched.turn()
    assert watched.statuses() == ["contradicted", "contradicted"], "shorter than what they have seen"
    watched.clock.advance(2)
    for _ in range(4):
        watched.act()
    watched.turn()
    assert watched.statuses() == ["contradicted", "contradicted"], "longer again, and another history"
    assert read_seen(watched, watched.log_head.note) == []
    assert [one.doubts for watcher in watched.watchers for one in watcher.list_watched()] == [1, 1]


def test_another_history_of_the_same_size(watched: Watched) -> None:
    """A host whose log has the size that a witness saw, and another root, is contradicted, and the proof is kept."""
    watched.hire(1)
    seqs = watched.keep_copy()
    watched.act()
    watched.turn()
    watched.bring_back(seqs)
    watched.clock.advance(1)
    watched.act()
    watched.turn()
    assert watched.statuses() == ["contradicted"]
    assert [one.proves for one in watched.watchers[0].list_doubts()] == [True]
