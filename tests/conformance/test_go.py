"""A stranger's verifier accepts what we export, and refuses it tampered with."""

from __future__ import annotations

from pathlib import Path

import pytest

from daso.ledger import Log, compute_cosignature, compute_cosigner, cosign_checkpoint, export
from daso.ledger.memory import MemoryLog
from tests.conformance.go_verifier import GoDisagrees, verify_with_go
from tests.ledger.builders import grow, make_entries, make_signer


@pytest.mark.parametrize(("size", "batches"), [(1, []), (256, [255]), (257, [256]), (3000, [7, 249, 1, 500, 1000])])
def test_go_accepts_our_log(log: Log, tmp_path: Path, size: int, batches: list[int]) -> None:
    """Go verifies the checkpoint, every tile, every entry and every older checkpoint of our log."""
    export(grow(log, make_entries(size), batches), tmp_path / "export")
    assert verify_with_go(tmp_path / "export") == f"sound: {size} entries, {len(batches) + 1} checkpoints"


@pytest.mark.parametrize(
    "path",
    ["checkpoint", "checkpoints", "log.vkey", "tile/0/001", "tile/0/002.p/188", "tile/1/000.p/2", "tile/entries/001"],
)
def test_go_refuses_what_was_tampered_with(log: Log, tmp_path: Path, path: str) -> None:
    """Go refuses our log when one byte of any file is changed."""
    export(grow(log, make_entries(700), [1, 300]), tmp_path / "export")
    file = tmp_path / "export" / path
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(GoDisagrees):
        verify_with_go(tmp_path / "export")


def test_go_accepts_our_cosignatures(log: Log, tmp_path: Path) -> None:
    """Go takes a checkpoint with cosignatures under it for the checkpoint it is, and knows each witness by its key."""
    folder = tmp_path / "export"
    export(grow(log, make_entries(300), [7]), folder)
    one, two, absent = (make_signer(f"witness.example/w{number}") for number in range(3))
    newest = folder / "checkpoint"
    bare = newest.read_text()
    newest.write_text(cosign_checkpoint(cosign_checkpoint(bare, one, 1_700_000_000), two, 1_700_000_009))
    vkeys = [compute_cosigner(witness).vkey for witness in (one, two)]
    assert verify_with_go(folder, *vkeys) == "sound: 300 entries, 2 checkpoints"
    with pytest.raises(GoDisagrees):
        verify_with_go(folder, compute_cosigner(absent).vkey)
    elsewhere = next(grow(MemoryLog(make_signer()), make_entries(5), []).checkpoints())
    newest.write_text(bare + compute_cosignature(elsewhere, one, 1_700_000_000))
    with pytest.raises(GoDisagrees):
        verify_with_go(folder, vkeys[0])
