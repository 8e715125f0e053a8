"""C2SP tlog-checkpoint and tlog-cosignature: what a log, and a witness beside it, say about one size of the log.

A checkpoint is three lines (origin, size, root) and a signature: the log can never take it back. A cosignature is
a witness saying "when I saw this, it continued all I had seen before".
Read next: `proof.py`, which ties one entry to a checkpoint; `log.py`, which makes one with every append;
`witness.py`, what a witness checks first.
"""

from __future__ import annotations

import msgspec

from daso.errors import Tampered
from daso.ledger.merkle import HASH_SIZE
from daso.ledger.note import (
    COSIGNATURE_V1,
    NoteSigner,
    NoteUnsigned,
    Signature,
    VerifierKey,
    decode_base64,
    encode_base64,
    parse_note,
    parse_vkey,
    render_signature,
    sign_note,
    verify_note,
)

__all__ = [
    "Checkpoint",
    "CheckpointMalformed",
    "CheckpointOfAnotherLog",
    "compute_cosignature",
    "compute_cosigner",
    "cosign_checkpoint",
    "parse_checkpoint",
    "sign_checkpoint",
    "verify_checkpoint",
    "verify_cosignature",
]

_TIMESTAMP_SIZE = 8


class CheckpointMalformed(Tampered):
    """A signed text is not a checkpoint."""

    code = "checkpoint-malformed"
    message = "A checkpoint has three lines: the log's name, its size, its root. This one has not; do not believe it."


class CheckpointOfAnotherLog(Tampered):
    """A genuine checkpoint, of a log nobody asked about."""

    code = "checkpoint-of-another-log"
    message = "This checkpoint speaks of {origin}, but {expected} was asked for. Check which log you are looking at."


class Checkpoint(msgspec.Struct, frozen=True):
    """One size of one log, and the root that commits to every entry below it."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"


def _parse_text(text: str) -> Checkpoint:
    """Extension lines are refused, not skipped: nobody could audit them, and our logs write none."""
    lines = text.split("\n")
    if len(lines) != 4 or not lines[1].isascii() or not lines[1].isdigit():
        raise CheckpointMalformed
    root = decode_base64(lines[2])
    if root is None or len(root) != HASH_SIZE or len(lines[1]) > 18:
        raise CheckpointMalformed
    checkpoint = Checkpoint(lines[0], int(lines[1]), root)
    if not checkpoint.origin or checkpoint.text != text:
        raise CheckpointMalformed
    return checkpoint


def parse_checkpoint(note: str) -> Checkpoint:
    """Read a checkpoint without verifying who signed it: only for notes from one's own store."""
    return _parse_text(parse_note(note).text)


def sign_checkpoint(checkpoint: Checkpoint, signer: NoteSigner) -> str:
    """The note that commits the log to this checkpoint for ever."""
    return sign_note(checkpoint.text, signer)


def verify_checkpoint(note: str, vkey: str) -> Checkpoint:
    """The checkpoint, if `vkey` signed it and it speaks of the log that `vkey` names."""
    checkpoint = _parse_text(verify_note(note, vkey))
    expected = parse_vkey(vkey).name
    if checkpoint.origin != expected:
        raise CheckpointOfAnotherLog(origin=checkpoint.origin, expected=expected)
    return checkpoint


def _compute_cosigned_message(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def compute_cosigner(signer: NoteSigner) -> VerifierKey:
    """The public key under which this signer's cosignatures go: another purpose, so another identifier."""
    return VerifierKey(signer.name, COSIGNATURE_V1, signer.key.public_key)


def compute_cosignature(note: str, signer: NoteSigner, at: int) -> str:
    """The line that goes under `note`: this witness saw it at `at` (seconds since 1970, UTC)."""
    key = compute_cosigner(signer)
    value = signer.sign(_compute_cosigned_message(parse_note(note).text, at))
    return render_signature(Signature(key.name, key.key_id, at.to_bytes(_TIMESTAMP_SIZE, "big") + value))


def cosign_checkpoint(note: str, signer: NoteSigner, at: int) -> str:
    """`note` with the witness's line under it."""
    return note + compute_cosignature(note, signer, at)


def verify_cosignature(note: str, vkey: str) -> int:
    """When (seconds since 1970, UTC) the witness with this key says to have seen the checkpoint; raises if it did not.

    Says nothing about the log's own signature: `verify_checkpoint` does.
    """
    key = parse_vkey(vkey)
    parsed = parse_note(note)
    times = [_verify_timestamped(key, parsed.text, line.value) for line in parsed.signatures if key.is_signer_of(line)]
    if key.algorithm != COSIGNATURE_V1 or not times:
        raise NoteUnsigned(name=key.name)
    return max(times)


def _verify_timestamped(key: VerifierKey, text: str, value: bytes) -> int:
    at = int.from_bytes(value[:_TIMESTAMP_SIZE], "big")
    if at >= 1 << 63 or not key.is_genuine(value[_TIMESTAMP_SIZE:], _compute_cosigned_message(text, at)):
        raise NoteUnsigned(name=key.name)
    return at
