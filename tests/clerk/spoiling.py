"""What can be done to the files beside a log's entries: statements, words, and the cosignatures of witnesses.

Read next: `tampering.py`, which does it together with everything else.
"""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from daso.canon import encode, to_base64url
from daso.clerk import encode_decisions, sign_statement
from daso.ledger import compute_cosignature, parse_checkpoints, render_checkpoints
from daso.ledger.witness import strip_signatures
from tests.clerk.organisation import TEXT
from tests.clerk.world import SEEN_AT, WITNESSES, World

__all__ = [
    "change_state",
    "change_tally",
    "change_words",
    "forge_cosignature",
    "state_another",
    "strip_cosignatures",
]


def forge_cosignature(world: World, folder: Path) -> None:
    """Put a witness's line from under an older checkpoint under the newest."""
    newest = strip_signatures((folder / "checkpoint").read_text(), world.signer.vkey)
    (folder / "checkpoint").write_text(newest + compute_cosignature(world.checkpoints[0], WITNESSES[0], SEEN_AT))


def strip_cosignatures(world: World, folder: Path) -> None:
    """Show the log as if no witness had ever seen it."""
    for name in ("checkpoint", "checkpoints"):
        notes = parse_checkpoints((folder / name).read_text())
        stripped = [strip_signatures(note, world.signer.vkey) for note in notes]
        (folder / name).write_text(render_checkpoints(stripped))


def change_tally(world: World, folder: Path) -> None:
    """Publish another count than the votes add up to."""
    path = folder / "decisions"
    honest = path.read_bytes()
    path.write_bytes(honest.replace(b'"counts":[4,1]', b'"counts":[1,4]'))
    assert path.read_bytes() != honest


def change_state(world: World, folder: Path) -> None:
    """State another digest, unsigned."""
    path = folder / "state"
    lines = path.read_text().split("\n")
    path.write_text("\n".join([*lines[:3], "A" * 43 + "=", *lines[4:]]))


def state_another(world: World, folder: Path) -> None:
    """Sign another State than the one that follows."""
    state = replace(world.story.state, tokens=world.story.state.tokens + 1)
    (folder / "state").write_text(sign_statement(state, world.signer))
    (folder / "decisions").write_bytes(encode_decisions(world.story.state))


def change_words(world: World, folder: Path) -> None:
    """Put words behind a commitment that are not its own."""
    (folder / "texts").mkdir()
    (folder / "texts" / f"{TEXT}.json").write_bytes(encode({"salt": to_base64url(bytes(16)), "text": "No, never."}))
