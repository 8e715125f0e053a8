"""A log copied from one driver to another, every byte as it was: entries, tiles and all checkpoints ever signed.

Nothing is signed anew. The entries are appended again in the batches in which they were first appended, so the same
checkpoints follow from them, and each gets the very note that was signed for it then; where another one follows, the
copy stops. A copy that was broken off goes on where it ended. Read next: `log.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from daso.errors import Misconfigured, Tampered
from daso.ledger.checkpoint import parse_checkpoint
from daso.ledger.files import list_tiles, read_path
from daso.ledger.log import Log, Signer
from daso.ledger.note import parse_vkey, verify_note

__all__ = ["CopyDiffers", "CopyTaken", "CopyUnsound", "copy_log"]


class CopyTaken(Misconfigured):
    """The log at the other place is none that this one goes on from."""

    code = "copy-taken"
    message = (
        "The other place holds another history of {origin}, or a longer one, and was left as it is. Audit both, and "
        "choose a place without it."
    )


class CopyUnsound(Tampered):
    """The log to be copied does not hold what it has signed."""

    code = "copy-unsound"
    message = (
        "The log of {origin} can't be copied: its entries do not lead to what it signed at size {size}. Audit it, and "
        "restore it from an export or a copy."
    )


class CopyDiffers(Tampered):
    """What was written is not what is read back."""

    code = "copy-differs"
    message = "The copy of {origin} is not the same ({what}). Do not use it; look after the disk, and copy again."


class _OldNotes:
    """Signs nothing: hands over the note that the log's key signed long ago, if it is for this very checkpoint."""

    def __init__(self, vkey: str) -> None:
        self.name = parse_vkey(vkey).name
        self.vkey = vkey
        self.note = ""

    def certify(self, text: str) -> str:
        """See `Signer.certify`."""
        if verify_note(self.note, self.vkey) != text:
            raise CopyUnsound(origin=self.name, size=parse_checkpoint(self.note).size)
        return self.note


def copy_log(
    source: Log, open_target: Callable[[Signer], Log], progress: Callable[[int, int], None] | None = None
) -> tuple[int, int]:
    """Copy `source` into the log that `open_target` opens, verify the copy, and return (entries, checkpoints).

    `progress` hears (entries done, of how many). The source should not grow meanwhile.
    """
    notes = _OldNotes(source.vkey)
    target = open_target(notes)
    try:
        size = count = 0
        head = source.head()
        there: Iterator[str] = target.checkpoints()
        for note in source.checkpoints():
            stop = parse_checkpoint(note).size
            kept = next(there, None)
            if kept is None:
                there = iter(())  # what follows is written by us
                notes.note = note
                target.append(list(source.read(size, stop)), size)
            elif kept != note:
                raise CopyTaken(origin=notes.name)
            size, count = stop, count + 1
            if progress and head:
                progress(size, max(size, head.checkpoint.size))
        if next(there, None) is not None:
            raise CopyTaken(origin=notes.name)
        _verify_same(source, target, size, notes.name)
    finally:
        target.close()
    return size, count


def _verify_same(source: Log, target: Log, size: int, origin: str) -> None:
    """Read both again, all tiles and entries, and every checkpoint."""
    for tile in map(str, list_tiles(size)):
        if read_path(source, tile) != read_path(target, tile):
            raise CopyDiffers(origin=origin, what=tile)
    theirs = target.checkpoints()
    for note in source.checkpoints():
        if parse_checkpoint(note).size <= size and next(theirs, None) != note:
            raise CopyDiffers(origin=origin, what=f"checkpoint {parse_checkpoint(note).size}")
