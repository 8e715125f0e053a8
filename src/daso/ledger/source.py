"""Where a log is read from when nobody need be trusted: a folder, an archive, a web site, or a log at hand.

All look the same. What they hold is read as far as a log could reach, and no further: a file may be without end.

Read next: `audit.py`, which believes none of them.
"""

from __future__ import annotations

import io
import tarfile
import time
from collections.abc import Iterable
from http.client import HTTPException
from pathlib import Path
from typing import IO, Protocol
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from daso.errors import Misconfigured, Tampered, Unavailable
from daso.ledger.files import CHECKPOINT, TEXTS, BundleMalformed, TilePath, decode_bundle, read_path
from daso.ledger.log import Log
from daso.ledger.merkle import HASH_SIZE, TILE_WIDTH, compute_tile_width

__all__ = [
    "ArchiveSource",
    "BundleUnreadable",
    "FolderSource",
    "HttpSource",
    "LogSource",
    "NotALogAddress",
    "NotAnArchive",
    "Source",
    "SourceUnreachable",
    "fetch_bundle",
    "fetch_tile",
]

_MAX_FILE = 256 * 1024 * 1024
_CHUNK = 1024 * 1024
_PATIENCE = 600.0
"""Seconds that one file may take to arrive."""

_NOT_FOUND = (404, 410)


class SourceUnreachable(Unavailable):
    """A folder or a web site did not answer; that says nothing about the log."""

    code = "source-unreachable"
    message = "{where} could not be read ({why}). Check the address and the connection, then try again."


class NotALogAddress(Misconfigured):
    """The address of a log is neither http nor https."""

    code = "not-a-log-address"
    message = "{url} is not a web address. Give one that begins with https:// or http://, or the path of a folder."


class NotAnArchive(Misconfigured):
    """A file that holds no log."""

    code = "not-an-archive"
    message = "{path} can't be read: it is not a .tar file of an export ({why}). Name another file, or a folder."


class BundleUnreadable(Tampered):
    """A source does not hold entries that its checkpoint says are there."""

    code = "bundle-unreadable"
    message = "The file {path} {why}; the entries in it cannot be checked. Ask for the file, or read another copy."


class Source(Protocol):
    """Anything that serves the files of a log."""

    def fetch(self, path: str) -> bytes | None:
        """The content of one file, or None if there is no such file; raises SourceUnreachable if it cannot tell."""
        ...


class FolderSource:
    """The files of a log below one folder, as `export` writes them."""

    def __init__(self, folder: Path | str) -> None:
        self._folder = Path(folder)
        if not self._folder.is_dir():
            raise SourceUnreachable(where=str(folder), why="there is no such folder")

    def fetch(self, path: str) -> bytes | None:
        """See `Source.fetch`."""
        file = self._folder / path
        try:
            if path == TEXTS and file.is_dir():
                return _list_names(one.name for one in file.iterdir())
            if not file.is_file():  # nor do we wait for a pipe, or read a device
                return None
            with file.open("rb") as opened:
                return _read(opened, str(file))
        except OSError as error:
            raise SourceUnreachable(where=str(file), why=str(error)) from error


class ArchiveSource:
    """The files of a log in a .tar file, read where they stand: nothing of it is unpacked onto the disk."""

    def __init__(self, file: Path | str) -> None:
        self._file = file
        try:
            with self._open() as archive:
                files = {member.name: member for member in archive if member.isreg()}
        except (OSError, tarfile.TarError) as error:
            raise NotAnArchive(path=str(file), why=str(error)) from error
        marks = sorted(name for name in files if name.rpartition("/")[2] == CHECKPOINT)
        if not marks:
            raise NotAnArchive(path=str(file), why="no checkpoint is in it")
        prefix = marks[0].removesuffix(CHECKPOINT)
        self._files = {name.removeprefix(prefix): one for name, one in files.items() if name.startswith(prefix)}

    def fetch(self, path: str) -> bytes | None:
        """See `Source.fetch`."""
        if path == TEXTS:
            names = [name for name in self._files if name.startswith(f"{TEXTS}/")]
            return _list_names(name.removeprefix(f"{TEXTS}/") for name in names) if names else None
        member = self._files.get(path)
        if member is None:
            return None
        try:
            with self._open() as archive, archive.extractfile(member) or io.BytesIO() as opened:
                return _read(opened, path)
        except (OSError, tarfile.TarError) as error:
            raise SourceUnreachable(where=path, why=str(error)) from error

    def _open(self) -> tarfile.TarFile:
        """Exports are not compressed; what is might grow without end."""
        return tarfile.open(self._file, "r:")


class HttpSource:
    """The files of a log below one web address."""

    def __init__(self, url: str, timeout: float = 30.0) -> None:
        if not url.startswith(("https://", "http://")):
            raise NotALogAddress(url=url)
        self._prefix = url.rstrip("/") + "/"
        self._timeout = timeout

    def fetch(self, path: str) -> bytes | None:
        """See `Source.fetch`."""
        url = self._prefix + path
        request = Request(url, headers={"User-Agent": "daso"})  # noqa: S310 - __init__ admits http and https only
        try:
            with urlopen(request, timeout=self._timeout) as answer:  # noqa: S310 - the same
                return _read(answer, url)
        except HTTPError as error:
            with error:
                if error.code in _NOT_FOUND:
                    return None
                raise SourceUnreachable(where=url, why=f"the server answered {error.code}") from error
        except (URLError, HTTPException, OSError) as error:
            raise SourceUnreachable(where=url, why=str(error)) from error


class LogSource:
    """A log at hand, seen as strangers see it."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def fetch(self, path: str) -> bytes | None:
        """See `Source.fetch`."""
        return read_path(self._log, path)


def _list_names(names: Iterable[str]) -> bytes:
    """A folder, as the list of what is in it."""
    return "\n".join(sorted(names)).encode(errors="replace")


def _read(opened: IO[bytes], where: str) -> bytes:
    """All of a file, unless it is too large, or comes too slowly, for a log."""
    content, until = bytearray(), time.monotonic() + _PATIENCE
    while chunk := opened.read1(_CHUNK):  # type: ignore[attr-defined] # every reader of bytes has it
        content += chunk
        if len(content) > _MAX_FILE:
            raise SourceUnreachable(where=where, why="the file is too large to be part of a log")
        if time.monotonic() > until:
            raise SourceUnreachable(where=where, why="the file did not arrive in time")
    return bytes(content)


def fetch_tile(source: Source, level: int, number: int, size: int) -> bytes | None:
    """The hashes of one tile as far as a log of `size` reaches, unverified; None if it is missing."""
    exact = TilePath(level, number, compute_tile_width(level, number, size))
    content = source.fetch(str(exact))
    if content is None:
        content = _fetch_full(source, exact)
        content = content[: exact.width * HASH_SIZE] if content else None
    return content


def fetch_bundle(source: Source, number: int, size: int) -> list[bytes]:
    """The entries of one bundle, unverified: an honest source gives as many as the log has there."""
    exact = TilePath(None, number, compute_tile_width(0, number, size))
    content = source.fetch(str(exact))
    if content is not None:
        return _decode(exact, content)
    grown = _fetch_full(source, exact)
    if grown is None:
        raise BundleUnreadable(path=str(exact), why="is missing")
    return _decode(exact, grown)[: exact.width]


def _fetch_full(source: Source, tile: TilePath) -> bytes | None:
    """A log may drop a partial file once the full one is there, which begins with the same bytes."""
    return source.fetch(str(tile._replace(width=TILE_WIDTH))) if tile.width < TILE_WIDTH else None


def _decode(tile: TilePath, content: bytes) -> list[bytes]:
    try:
        return decode_bundle(content)
    except BundleMalformed as error:
        raise BundleUnreadable(path=str(tile), why="is cut off in the middle of an entry") from error
