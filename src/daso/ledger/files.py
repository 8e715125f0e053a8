"""A log as plain files, in the C2SP tlog-tiles form that any stranger's tool reads.

    checkpoint                    the newest signed checkpoint
    tile/<L>/<N>[.p/<W>]          hashes: tile N of level L; W hashes of it while it is not full
    tile/entries/<N>[.p/<W>]      entries, each after its length as two bytes
    checkpoints                   ours: every checkpoint ever signed, the oldest first, an empty line between two
    log.vkey                      ours: the log's public key, one line
    texts/<commitment>.json       ours, beside the log: texts that everybody may read; asked for `texts`, a source
                                  lists the names of those it has, one a line

`read_path` answers for one file (a web server needs no more); `export` writes them all.
Read next: `source.py`, which reads them back from a folder, a web site or a log.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from daso.errors import Misconfigured, Tampered, Unavailable
from daso.ledger.checkpoint import parse_checkpoint
from daso.ledger.log import Head, Log, NotInLog, get_size
from daso.ledger.merkle import TILE_HEIGHT, TILE_WIDTH, compute_tile_width

__all__ = [
    "CHECKPOINT",
    "CHECKPOINTS",
    "TEXTS",
    "VKEY",
    "BundleMalformed",
    "ExportFailed",
    "FolderTaken",
    "TilePath",
    "compute_bundle_count",
    "decode_bundle",
    "encode_bundle",
    "export",
    "list_tiles",
    "parse_checkpoints",
    "parse_tile_path",
    "read_path",
    "render_checkpoints",
]

CHECKPOINT = "checkpoint"
CHECKPOINTS = "checkpoints"
VKEY = "log.vkey"
TEXTS = "texts"

_TILE_PATH = re.compile(r"tile/(entries|\d{1,2})/((?:x\d{3}/){0,5}\d{3})(?:\.p/(\d{1,3}))?", re.ASCII)
_PREFIX_SIZE = 2


class BundleMalformed(Tampered):
    """The bytes of an entry bundle do not come apart into entries."""

    code = "bundle-malformed"
    message = "A bundle of entries is cut off in the middle of an entry. Fetch it again, or from another copy."


class ExportFailed(Unavailable):
    """The disk did not take the export."""

    code = "export-failed"
    message = "The export could not be written ({why}). Free some space or choose another folder, then export again."


class FolderTaken(Misconfigured):
    """The folder already holds the export of another log."""

    code = "folder-taken"
    message = "{folder} holds the export of another log. Choose an empty folder."


class TilePath(NamedTuple):
    """Where a tile or an entry bundle is served. `level` is None for entries."""

    level: int | None
    number: int
    width: int

    def __str__(self) -> str:
        """The path, relative to the log's prefix."""
        groups = [f"{self.number % 1000:03d}"]
        rest = self.number // 1000
        while rest:
            groups.insert(0, f"x{rest % 1000:03d}")
            rest //= 1000
        kind = "entries" if self.level is None else str(self.level)
        suffix = f".p/{self.width}" if self.width < TILE_WIDTH else ""
        return f"tile/{kind}/{'/'.join(groups)}{suffix}"


def parse_tile_path(path: str) -> TilePath | None:
    """The tile that `path` names, or None unless it is written in the one way the format allows."""
    match = _TILE_PATH.fullmatch(path)
    if match is None:
        return None
    kind, number, width = match.groups()
    level = None if kind == "entries" else int(kind)
    tile = TilePath(level, int(number.replace("x", "").replace("/", "")), int(width) if width else TILE_WIDTH)
    return tile if 0 < tile.width <= TILE_WIDTH and str(tile) == path else None


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    """Entries, each after its length as two bytes."""
    return b"".join([len(entry).to_bytes(_PREFIX_SIZE, "big") + entry for entry in entries])


def decode_bundle(bundle: bytes) -> list[bytes]:
    """The entries of a bundle, however many there are."""
    entries: list[bytes] = []
    at = 0
    while at < len(bundle):
        start = at + _PREFIX_SIZE
        at = start + int.from_bytes(bundle[at:start], "big")
        entries.append(bundle[start:at])
        if start > len(bundle) or at > len(bundle):
            raise BundleMalformed
    return entries


def render_checkpoints(notes: Iterable[str]) -> str:
    """Notes with an empty line between two. A checkpoint's own text has no empty line, so this can be undone."""
    return "\n".join(notes)


def parse_checkpoints(text: str) -> list[str]:
    """The notes in a `checkpoints` file; what is not a note comes out as a note nobody will verify."""
    blocks = text.rstrip("\n").split("\n\n") if text.strip() else []
    return ["\n\n".join(blocks[at : at + 2]) + "\n" for at in range(0, len(blocks), 2)]


def compute_bundle_count(size: int) -> int:
    """How many entry bundles a log of `size` entries has."""
    return -(-size // TILE_WIDTH)


def read_path(log: Log, path: str) -> bytes | None:
    """The content of one file of the log, or None if there is no such file."""
    if path == CHECKPOINT:
        head = log.head()
        return head.note.encode() if head else None
    if path == CHECKPOINTS:
        return render_checkpoints(log.checkpoints()).encode()
    if path == VKEY:
        return f"{log.vkey}\n".encode()
    tile = parse_tile_path(path)
    return _read_tile_path(log, tile) if tile else None


def _read_tile_path(log: Log, tile: TilePath) -> bytes | None:
    if tile.level is not None:
        try:
            return log.tile(tile.level, tile.number, tile.width)
        except NotInLog:
            return None
    if compute_tile_width(0, tile.number, get_size(log.head())) < tile.width:
        return None
    start = tile.number * TILE_WIDTH
    return encode_bundle(log.read(start, start + tile.width))


def export(log: Log, folder: Path, progress: Callable[[int, int], None] | None = None) -> Head | None:
    """Write the whole log as files below `folder` and return the head they show.

    Exporting again into the same folder brings it up to date. `checkpoint` is replaced last, so a folder that is
    being served never promises a tile it does not hold. `progress` hears (entries done, of how many).
    """
    head = log.head()
    try:
        _claim_folder(folder, log.vkey)
        if head is not None:
            _write_all(log, folder, head, progress)
    except OSError as error:
        raise ExportFailed(why=str(error)) from error
    return head


def _claim_folder(folder: Path, vkey: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / VKEY
    if mark.exists() and mark.read_text().strip() != vkey:
        raise FolderTaken(folder=str(folder))
    mark.write_text(vkey + "\n")


def _write_all(log: Log, folder: Path, head: Head, progress: Callable[[int, int], None] | None) -> None:
    size = head.checkpoint.size
    for tile in list_tiles(size):
        _write(folder, str(tile), _read_tile_path(log, tile) or b"")
        if progress and tile.level is None:
            progress(min((tile.number + 1) * TILE_WIDTH, size), size)
    # The log may grow while we write: what was signed after `head` belongs to the next export.
    notes = takewhile(lambda note: parse_checkpoint(note).size <= size, log.checkpoints())
    _write(folder, CHECKPOINTS, render_checkpoints(notes).encode())
    _write(folder, CHECKPOINT, head.note.encode())


def list_tiles(size: int) -> Iterator[TilePath]:
    """Every file of hashes and entries in a log of `size` entries."""
    levels: list[tuple[int | None, int]] = [(None, 0)]
    levels += [(level, level) for level in range(-(-size.bit_length() // TILE_HEIGHT))]
    for kind, level in levels:
        for number in range(compute_bundle_count(size >> TILE_HEIGHT * level)):
            yield TilePath(kind, number, compute_tile_width(level, number, size))


def _write(folder: Path, path: str, content: bytes) -> None:
    """Replaced in one step: whoever reads meanwhile sees the old content or the new."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".new")
    unfinished.write_bytes(content)
    unfinished.replace(target)
