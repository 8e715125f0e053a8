"""The audit: silent about an honest log, exact about a tampered one, whoever did it.

Two kinds of culprit: somebody who edits the files, and the operator, who holds the log's key and can rebuild all of
it. The first is caught by the bytes alone; the second only by what others kept: older checkpoints and receipts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daso.ledger import (
    Finding,
    LogAudit,
    LogSource,
    audit_log,
    compute_leaf_hashes,
    export,
    prove,
    read_path,
    render_checkpoints,
)
from daso.ledger.finding import SENTENCES
from daso.ledger.memory import MemoryLog
from daso.ledger.source import FolderSource
from tests.ledger.builders import Copy, grow, make_entries, make_log, make_signer

SIZE = 700
BATCHES = [1, 3, 200, 52, 100, 300, 44]
SIGNER = make_signer()
VKEY = SIGNER.vkey
LOG = make_log(SIZE, BATCHES)
HONEST = Copy.take(LOG)
ENTRIES = make_entries(SIZE)
NOTES = list(LOG.checkpoints())
INDEXES = st.integers(0, SIZE - 1)


def get_receipts(*indexes: int) -> list[str]:
    """Receipts under the newest checkpoint of the honest log."""
    head = LOG.head()
    assert head is not None
    return list(prove(LOG, indexes, head))


def rebuild(entries: Sequence[bytes], batches: Sequence[int] = BATCHES) -> Copy:
    """What an operator publishes who holds the key and starts again with other entries."""
    return Copy.take(grow(MemoryLog(SIGNER), entries, batches))


def change(index: int) -> list[bytes]:
    """The entries with one byte of one of them changed."""
    return [*ENTRIES[:index], b"E" + ENTRIES[index][1:], *ENTRIES[index + 1 :]]


def get_codes(findings: Sequence[Finding]) -> set[str]:
    """What kinds of finding there are."""
    return {finding.code for finding in findings}


def audit_edit(entries: Sequence[bytes]) -> list[tuple[str, int | None]]:
    """What the audit says when the entries are edited and nothing else is."""
    return [(finding.code, finding.index) for finding in audit_log(HONEST.repack(entries), VKEY, NOTES)]


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 513, 70_000])
def test_honest_log(size: int) -> None:
    """An honest log of any shape has no findings, with everything brought along that was ever signed."""
    log = make_log(size, [1, size // 3, size // 5])
    head = log.head()
    assert head is not None
    receipts = list(prove(log, {0, size // 2, size - 1}, head))
    heard: list[tuple[int, int]] = []
    assert audit_log(LogSource(log), VKEY, log.checkpoints(), receipts, lambda *done: heard.append(done)) == []
    assert heard[-1] == (-(-size // 256), -(-size // 256))


def test_log_that_grows_while_it_is_audited() -> None:
    """A log that grows under the auditor's eyes is not accused of anything."""
    log = make_log(300, [100])

    class Growing:
        """The log grows by ten entries before each answer."""

        def fetch(self, path: str) -> bytes | None:
            """See `Source.fetch`."""
            head = log.head()
            assert head is not None
            log.append(make_entries(10, path), head.checkpoint.size)
            return read_path(log, path)

    assert audit_log(Growing(), VKEY) == []


def test_audit_in_any_portions() -> None:
    """Leaf hashes may be fed in portions of any size."""
    for portion in (1, 7, 256, 300, SIZE):
        audit = LogAudit(HONEST, VKEY, NOTES, get_receipts(3))
        for at in range(0, SIZE, portion):
            audit.add(compute_leaf_hashes(ENTRIES[at : at + portion]))
        assert (audit.size, audit.finish()) == (SIZE, [])


@given(INDEXES)
def test_byte_changed(index: int) -> None:
    """A changed byte is found, in its entry."""
    assert audit_edit(change(index)) == [("entry-changed", index)]


@given(INDEXES)
def test_entry_dropped(index: int) -> None:
    """A dropped entry is found, whether the others close the gap or only its own bundle is short."""
    assert audit_edit(ENTRIES[:index] + ENTRIES[index + 1 :]) == [("entry-dropped", index)]
    path = HONEST.get_bundles()[index // 256]
    bundle = ENTRIES[index // 256 * 256 : index // 256 * 256 + 256]
    del bundle[index % 256]
    short = HONEST.fork(**{path: Copy({path: b""}).repack(bundle).files[path]})
    assert [(finding.code, finding.index) for finding in audit_log(short, VKEY)] == [("entry-dropped", index)]


@given(st.integers(0, SIZE))
def test_entry_inserted(index: int) -> None:
    """An inserted entry is found, in its place."""
    assert audit_edit([*ENTRIES[:index], b"smuggled", *ENTRIES[index:]]) == [("entry-inserted", index)]


@given(INDEXES, INDEXES)
def test_entries_swapped(one: int, other: int) -> None:
    """Two entries in each other's place are found, near or far apart."""
    entries = list(ENTRIES)
    entries[one], entries[other] = entries[other], entries[one]
    expected = [("entry-swapped", min(one, other))] if one != other else []
    assert audit_edit(entries) == expected


@given(INDEXES, st.integers(0, SIZE))
def test_entry_repeated(one: int, place: int) -> None:
    """A second copy of an entry is found, where it was put."""
    again = [*ENTRIES[:place], ENTRIES[one], *ENTRIES[place:]]
    ((code, index),) = audit_edit(again)
    # Beside the original nobody can tell which of the two is the copy.
    assert (code, index) == ("entry-repeated", one + 1 if place == one else place)


@given(INDEXES, INDEXES)
def test_entry_replaced_by_another(one: int, other: int) -> None:
    """An entry that was overwritten by a copy of another is found."""
    entries = list(ENTRIES)
    entries[one] = entries[other]
    assert audit_edit(entries) == ([("entry-repeated", one)] if one != other else [])


def test_entries_beyond_a_full_bundle() -> None:
    """Entries slipped in after the last one are found, even when the last bundle was full."""
    copy = Copy.take(make_log(256))
    smuggled = copy.repack([*make_entries(256), *make_entries(300, "smuggled")])
    (finding,) = audit_log(smuggled, VKEY)
    assert (finding.code, finding.index) == ("entry-inserted", 256)
    assert "300 entries" in finding.sentence


def test_entry_moved() -> None:
    """An entry that was taken from its place and put elsewhere is found as one deed."""
    entries = list(ENTRIES)
    entries.insert(500, entries.pop(20))
    assert audit_edit(entries) == [("entry-moved", 20)]


def test_several_deeds() -> None:
    """Several deeds are told apart, each in its place."""
    entries = list(ENTRIES)
    del entries[650:660]
    entries[400:402] = [b"other", b"another"]
    entries.insert(300, b"smuggled")
    entries[10], entries[11] = entries[11], entries[10]
    assert audit_edit(entries) == [
        ("entry-swapped", 10),
        ("entry-inserted", 300),
        ("entry-changed", 400),
        ("entry-dropped", 650),
    ]


@given(st.lists(st.sampled_from([*ENTRIES[:40], b"x", b"y"]), max_size=60))
def test_any_edit_is_found(start: list[bytes]) -> None:
    """Whatever the first entries are replaced by, an edited log is never called sound."""
    edited = start + ENTRIES[40:]
    assert (audit_edit(edited) == []) == (edited == ENTRIES)


class Case(NamedTuple):
    """One way to cheat: what is published, what the auditor brings along, and all that must be found."""

    published: Copy
    expected: set[str]
    seen: Sequence[str] = ()
    receipts: Sequence[str] = ()


def without(path: str) -> Copy:
    """The honest log with one file taken away."""
    other = HONEST.fork()
    del other.files[path]
    return other


def with_edit(path: str, edit: Callable[[bytes], bytes]) -> Copy:
    """The honest log with one file edited."""
    return HONEST.fork(**{path: edit(HONEST.files[path])})


def flip(content: bytes) -> bytes:
    """One bit changed."""
    return bytes([content[0] ^ 1]) + content[1:]


def sign_again(copy: Copy, salt: str) -> Copy:
    """The same log under the signature of another key of the same name."""
    head = grow(MemoryLog(make_signer(salt=salt)), ENTRIES, ()).head()
    assert head is not None
    return copy.fork(checkpoint=head.note.encode())


def break_proof(receipt: str) -> str:
    """A receipt whose proof was damaged while its checkpoint is genuine."""
    lines = receipt.split("\n")
    lines[2] = lines[3]
    return "\n".join(lines)


CHANGED = rebuild(change(150), [5])
SHORTENED = rebuild(ENTRIES[:500], [1, 3])
SHRUNK = rebuild(ENTRIES[:150] + ENTRIES[151:])
FORKED = rebuild(change(SIZE - 1))
FALSE_NOTE = NOTES[3].replace("\n256\n", "\n255\n")
LAST_TILE = "tile/0/002.p/188"

EDITED = {
    "its checkpoint is gone": Case(without("checkpoint"), {"checkpoint-missing"}),
    "its checkpoint is junk": Case(HONEST.fork(checkpoint=b"\xff\n"), {"checkpoint-signature"}),
    "another key signed it": Case(sign_again(HONEST, "other"), {"checkpoint-signature"}),
    "an older checkpoint is false": Case(
        HONEST.fork(checkpoints=render_checkpoints([*NOTES[:3], FALSE_NOTE]).encode()), {"checkpoint-signature"}
    ),
    "a bundle is gone": Case(without("tile/entries/001"), {"bundle-unreadable"}),
    "a bundle is cut off": Case(with_edit("tile/entries/001", lambda old: old[:-1]), {"bundle-unreadable"}),
    "a tile is gone": Case(without("tile/0/001"), {"tile-missing"}),
    "the last tile is gone": Case(without(LAST_TILE), {"tile-missing"}),
    "a higher tile is gone": Case(without("tile/1/000.p/2"), {"tile-missing"}),
    "a tile is wrong": Case(with_edit("tile/0/001", flip), {"tile-wrong"}),
    "the last tile is wrong": Case(with_edit(LAST_TILE, flip), {"tile-wrong"}),
    "a tile is too long": Case(with_edit("tile/0/001", lambda old: old + old), {"tile-wrong"}),
    "a higher tile is wrong": Case(with_edit("tile/1/000.p/2", flip), {"tile-wrong"}),
    "entries and tiles were rebuilt without the key": Case(
        CHANGED.fork(checkpoint=HONEST.files["checkpoint"], checkpoints=HONEST.files["checkpoints"]),
        {"root-mismatch", "history-rewritten"},
    ),
    "all was rebuilt with another key": Case(sign_again(CHANGED, "other"), {"checkpoint-signature", "root-mismatch"}),
}
REBUILT = {
    "an entry was changed": Case(CHANGED, {"history-rewritten"}, NOTES[:-1]),
    "an entry was changed and the old list kept": Case(
        CHANGED.fork(checkpoints=HONEST.files["checkpoints"]), {"history-rewritten", "split-view"}
    ),
    "an entry was changed that somebody has a receipt for": Case(
        CHANGED, {"receipt-not-honoured", "split-view"}, (), get_receipts(150, 10)
    ),
    "an entry was dropped that somebody has a receipt for": Case(
        SHRUNK, {"receipt-not-honoured", "log-truncated"}, (), get_receipts(150)
    ),
    "the last entry was changed": Case(FORKED, {"split-view"}, NOTES),
    "the end was cut off": Case(SHORTENED, {"log-truncated"}, NOTES),
    "the end was cut off and the old list kept": Case(
        SHORTENED.fork(checkpoints=HONEST.files["checkpoints"]), {"log-truncated"}
    ),
    "the end was cut off with an entry somebody has a receipt for": Case(
        SHORTENED, {"receipt-not-honoured", "log-truncated"}, (), get_receipts(600)
    ),
}
BROUGHT = {
    "junk for a checkpoint": Case(HONEST, {"evidence-invalid"}, ["junk"]),
    "a false checkpoint": Case(HONEST, {"evidence-invalid"}, [FALSE_NOTE]),
    "junk for a receipt": Case(HONEST, {"evidence-invalid"}, (), ["junk"]),
    "a receipt with a damaged proof": Case(HONEST, {"evidence-invalid"}, (), [break_proof(get_receipts(5)[0])]),
}


@pytest.mark.parametrize("case", EDITED.values(), ids=EDITED)
def test_files_edited(case: Case) -> None:
    """Whatever is done to the files, the audit finds that and nothing else."""
    assert get_codes(audit_log(case.published, VKEY, case.seen, case.receipts)) == case.expected


@pytest.mark.parametrize("case", REBUILT.values(), ids=REBUILT)
def test_operator_rebuilds(case: Case) -> None:
    """An operator who rebuilds the whole log with its key is caught by what was signed before."""
    assert audit_log(Copy.take(LOG), VKEY, case.seen, get_receipts(10)) == []
    assert get_codes(audit_log(case.published, VKEY, case.seen, case.receipts)) == case.expected


@pytest.mark.parametrize("case", BROUGHT.values(), ids=BROUGHT)
def test_worthless_evidence(case: Case) -> None:
    """Evidence that proves nothing is said to prove nothing, and the log is not accused."""
    assert get_codes(audit_log(case.published, VKEY, case.seen, case.receipts)) == case.expected


@given(INDEXES, st.integers(0, len(NOTES) - 2))
def test_rewriting_is_found_exactly_when_it_was_signed_over(index: int, kept: int) -> None:
    """A kept checkpoint convicts an operator of every change below it, and of none above it."""
    size = sum(BATCHES[: kept + 1])
    findings = audit_log(rebuild(change(index), [5]), VKEY, [NOTES[kept]])
    assert [finding.code for finding in findings] == (["history-rewritten"] if index < size else [])


def test_where_history_was_rewritten() -> None:
    """The finding counts the checkpoints that are not continued and names the smallest."""
    (finding,) = audit_log(CHANGED, VKEY, NOTES[:-1])
    assert "continue 4 of the checkpoints" in finding.sentence
    assert "covers 204 entries" in finding.sentence


def test_every_finding_is_tested() -> None:
    """There is no finding that no tampering here brings about."""
    cases = [*EDITED.values(), *REBUILT.values(), *BROUGHT.values()]
    entries = {f"entry-{deed}" for deed in ("changed", "dropped", "inserted", "swapped", "repeated", "moved")}
    assert set().union(*(case.expected for case in cases), entries) == set(SENTENCES)


def test_missing_bundle_of_a_folder(tmp_path: Path) -> None:
    """A folder is audited like any other source, and the finding names the file."""
    export(LOG, tmp_path)
    assert audit_log(FolderSource(tmp_path), VKEY, NOTES) == []
    (tmp_path / "tile/entries/001").unlink()
    (finding,) = audit_log(FolderSource(tmp_path), VKEY, NOTES)
    assert (finding.code, finding.index) == ("bundle-unreadable", 256)
    assert "tile/entries/001 is missing" in finding.sentence
