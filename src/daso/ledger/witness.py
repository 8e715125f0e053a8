"""C2SP tlog-witness: what a witness is asked, and what it checks before it cosigns. No disk, no network, no clock.

A witness remembers one checkpoint of each log it watches, and cosigns only what continues it. So whoever shows
different people different histories of one log finds at most one of them cosigned.
Read next: `checkpoint.py`, what a cosignature is; `daso/witness/`, the program around these functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import ClassVar

import msgspec

from daso.errors import Misconfigured, Tampered
from daso.ledger.checkpoint import Checkpoint, CheckpointMalformed, parse_checkpoint, verify_checkpoint
from daso.ledger.merkle import EMPTY_ROOT, HASH_SIZE, ConsistencyUnproven, verify_consistency
from daso.ledger.note import (
    ED25519,
    NoteMalformed,
    NoteUnsigned,
    decode_base64,
    encode_base64,
    parse_note,
    parse_vkey,
    render_signature,
)

__all__ = [
    "LogUnknown",
    "Memory",
    "NotContinued",
    "NotSignedByLog",
    "Question",
    "QuestionMalformed",
    "SizeUnexpected",
    "Unwitnessed",
    "WatchUnfit",
    "compute_origin_hash",
    "parse_origin",
    "parse_question",
    "parse_size",
    "render_question",
    "strip_signatures",
    "verify_question",
    "watch_log",
]

_MAX_HASHES = 63
_MAX_DIGITS = 18


class Unwitnessed(Tampered):
    """A witness does not cosign. `status` is how the protocol says why."""

    code = "unwitnessed"
    status: ClassVar[int] = 400


class QuestionMalformed(Unwitnessed):
    """What was sent is no request of the protocol."""

    code = "witness-question-malformed"
    message = "This is not a request for a cosignature ({why}). Send it as c2sp.org/tlog-witness describes."


class LogUnknown(Unwitnessed):
    """The witness does not watch this log."""

    code = "witness-log-unknown"
    message = "This witness does not watch the log {origin}. Ask whoever runs it to add the log's key."
    status = 404


class NotSignedByLog(Unwitnessed):
    """No key that the witness knows for this log has signed the checkpoint, or not rightly."""

    code = "witness-checkpoint-unsigned"
    message = "The checkpoint is not signed by the key that this witness knows for {origin}. It was not cosigned."
    status = 403


class SizeUnexpected(Unwitnessed):
    """The witness remembers another size than the one that the proof starts from."""

    code = "witness-size-unexpected"
    message = "This witness last saw {size} entries. Send a proof that starts from there."
    status = 409


class NotContinued(Unwitnessed):
    """The checkpoint does not continue what the witness has seen: perhaps two histories are shown."""

    code = "witness-not-continued"
    message = "A checkpoint of {size} entries does not continue the {seen} that this witness has seen of {origin}."
    status = 422


class WatchUnfit(Misconfigured):
    """A key that signs no log."""

    code = "witness-watch-unfit"
    message = "{vkey} is not the key of a log. Take the line from the file log.vkey, or from the log's audit page."


class Question(msgspec.Struct, frozen=True):
    """What a log asks: to cosign `note`, which by this `proof` continues its first `old` entries."""

    old: int
    proof: tuple[bytes, ...]
    note: str


class Memory(msgspec.Struct, frozen=True):
    """All that a witness must remember of one log: its key, and the newest checkpoint it has cosigned."""

    vkey: str
    size: int = 0
    root: bytes = EMPTY_ROOT

    @property
    def origin(self) -> str:
        """The log's name."""
        return parse_vkey(self.vkey).name


def watch_log(vkey: str) -> Memory:
    """What a witness remembers of a log that it has never seen."""
    if parse_vkey(vkey).algorithm != ED25519:
        raise WatchUnfit(vkey=vkey)
    return Memory(vkey.strip())


def compute_origin_hash(origin: str) -> str:
    """Under which name a witness serves what it saw last of this log."""
    return sha256(origin.encode()).hexdigest()


def render_question(old: int, proof: Sequence[bytes], note: str) -> bytes:
    """The body of a request."""
    lines = [f"old {old}", *map(encode_base64, proof)]
    return ("\n".join(lines) + "\n\n" + note).encode()


def parse_question(body: bytes) -> Question:
    """Take a request apart; verifies nothing."""
    try:
        head, blank, note = body.decode().partition("\n\n")
    except UnicodeDecodeError:
        raise QuestionMalformed(why="it is not UTF-8") from None
    first, *lines = head.split("\n")
    old = parse_size(first.removeprefix("old "))
    if not blank or not first.startswith("old ") or old is None:
        raise QuestionMalformed(why="it begins with the word old, a size, and ends in a checkpoint")
    if len(lines) > _MAX_HASHES:
        raise QuestionMalformed(why=f"it has more than {_MAX_HASHES} lines of proof")
    return Question(old, tuple(map(_parse_hash, lines)), note)


def parse_size(text: str) -> int | None:
    """A size as the protocol writes it; None for anything else."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS
    return int(text) if is_number and text == str(int(text)) else None


def _parse_hash(line: str) -> bytes:
    value = decode_base64(line)
    if value is None or len(value) != HASH_SIZE:
        raise QuestionMalformed(why="a line of the proof is not the base64 of 32 bytes")
    return value


def parse_origin(question: Question) -> str:
    """Which log the question is about, unverified."""
    try:
        return parse_checkpoint(question.note).origin
    except (NoteMalformed, CheckpointMalformed) as error:
        raise QuestionMalformed(why=str(error)) from error


def verify_question(memory: Memory | None, question: Question) -> Memory:
    """What the witness has to remember, durably, before it cosigns; raises why it must not.

    The checks stand in the order in which the specification has them, for the first one that fails decides the answer.
    """
    origin = parse_origin(question)
    if memory is None or memory.origin != origin:
        raise LogUnknown(origin=origin)
    try:
        checkpoint = verify_checkpoint(question.note, memory.vkey)
    except NoteUnsigned as error:
        raise NotSignedByLog(origin=origin) from error
    if question.old > checkpoint.size:
        raise QuestionMalformed(why="its proof starts beyond the checkpoint")
    if question.old != memory.size:
        raise SizeUnexpected(size=memory.size)
    if not _is_continued(memory, checkpoint, question.proof):
        raise NotContinued(size=checkpoint.size, seen=memory.size, origin=origin)
    return Memory(memory.vkey, checkpoint.size, checkpoint.root)


def _is_continued(memory: Memory, checkpoint: Checkpoint, proof: Sequence[bytes]) -> bool:
    """The empty tree has one root, which a consistency proof says nothing about."""
    try:
        verify_consistency(memory.size, memory.root, checkpoint.size, checkpoint.root, proof)
    except ConsistencyUnproven:
        return False
    return checkpoint.size > 0 or checkpoint.root == EMPTY_ROOT


def strip_signatures(note: str, vkey: str) -> str:
    """The note with the signatures of this key alone: what others wrote under it was not verified."""
    parsed, key = parse_note(note), parse_vkey(vkey)
    lines = [render_signature(line) for line in parsed.signatures if key.is_signer_of(line)]
    return parsed.text + "\n" + "".join(lines)
