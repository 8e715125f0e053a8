"""A log whose checkpoints are shown with the cosignatures that witnesses gave for them, and the asking for these.

A cosignature stands under the note like any other signature, so whoever knows nothing of witnesses reads on as before.
Read next: `witness.py`, what a witness makes of a question; `log.py`, the contract that is kept here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from daso.ledger.checkpoint import verify_cosignature
from daso.ledger.log import Head, Log
from daso.ledger.merkle import compute_consistency_proof
from daso.ledger.note import NoteMalformed, NoteUnsigned, parse_note, parse_vkey, render_signature
from daso.ledger.witness import render_question

__all__ = ["CosignedLog", "compute_question", "find_cosignature"]

ShowLines = Callable[[Sequence[str]], dict[str, str]]
"""The cosignature lines of some notes, for those that have any."""


class CosignedLog:
    """A log as it is shown: `show_lines` knows what witnesses said of its notes. Appends go to the log itself."""

    def __init__(self, log: Log, show_lines: ShowLines) -> None:
        self._log = log
        self._show_lines = show_lines

    @property
    def vkey(self) -> str:
        """See `Log.vkey`."""
        return self._log.vkey

    def head(self) -> Head | None:
        """See `Log.head`."""
        head = self._log.head()
        return Head(head.checkpoint, self._show([head.note])[0]) if head else None

    def append(self, entries: Sequence[bytes], expected: int) -> Head:
        """See `Log.append`. Nobody can have seen it yet."""
        return self._log.append(entries, expected)

    def read(self, start: int, stop: int) -> Iterator[bytes]:
        """See `Log.read`."""
        return self._log.read(start, stop)

    def tile(self, level: int, number: int, width: int) -> bytes:
        """See `Log.tile`."""
        return self._log.tile(level, number, width)

    def checkpoints(self) -> Iterator[str]:
        """See `Log.checkpoints`."""
        yield from self._show(list(self._log.checkpoints()))

    def close(self) -> None:
        """See `Log.close`."""
        self._log.close()

    def _show(self, notes: list[str]) -> list[str]:
        lines = self._show_lines(notes)
        return [note + lines.get(note, "") for note in notes]


def compute_question(log: Log, head: Head, old: int) -> bytes:
    """The request to cosign `head`, for a witness that has cosigned `old` entries of the log before."""
    proof = compute_consistency_proof(log.tile, old, head.checkpoint.size)
    return render_question(old, proof, head.note)


def find_cosignature(note: str, answer: str, vkey: str) -> str:
    """The one line of a witness's answer that is its cosignature of this note; raises when there is none that holds.

    Lines by other keys are left out, as the protocol wants it.
    """
    key = parse_vkey(vkey)
    text = parse_note(note).text
    try:
        given = parse_note(text + "\n" + answer).signatures
    except NoteMalformed:
        raise NoteUnsigned(name=key.name) from None
    for line in map(render_signature, filter(key.is_signer_of, given)):
        verify_cosignature(text + "\n" + line, vkey)
        return line
    raise NoteUnsigned(name=key.name)
