"""A log in memory: the smallest driver, for tests, simulations and dry runs. Gone when the process ends.

Read next: `sqlite.py`, the same contract on a disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import Lock

from daso.ledger.log import Head, LogClosed, RaceLost, Signer, check_append, cut_tile, get_size, seal
from daso.ledger.merkle import Frontier

__all__ = ["MemoryLog"]


class MemoryLog:
    """Keeps everything in lists that only grow; the head is replaced last, so readers need no lock."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self._lock = Lock()
        self._frontier = Frontier()
        self._entries: list[bytes] = []
        self._tiles: dict[tuple[int, int], bytes] = {}
        self._heads: list[Head] = []
        self._is_closed = False

    @property
    def vkey(self) -> str:
        """See `Log.vkey`."""
        return self._signer.vkey

    def head(self) -> Head | None:
        """See `Log.head`."""
        self._check_open()
        return self._heads[-1] if self._heads else None

    def append(self, entries: Sequence[bytes], expected: int) -> Head:
        """See `Log.append`."""
        check_append(entries)
        with self._lock:
            size = get_size(self.head())
            if size != expected:
                raise RaceLost(size=size, expected=expected)
            sealed = seal(self._frontier, entries, self._signer)
            self._entries += entries
            self._tiles |= {(tile.level, tile.number): tile.hashes for tile in sealed.tiles}
            self._frontier = sealed.frontier
            self._heads.append(sealed.head)
            return sealed.head

    def read(self, start: int, stop: int) -> Iterator[bytes]:
        """See `Log.read`."""
        yield from self._entries[max(start, 0) : max(min(stop, get_size(self.head())), 0)]

    def tile(self, level: int, number: int, width: int) -> bytes:
        """See `Log.tile`."""
        size = get_size(self.head())
        return cut_tile(self._tiles.get((level, number)), (level, number, width), size)

    def checkpoints(self) -> Iterator[str]:
        """See `Log.checkpoints`."""
        self._check_open()
        yield from [head.note for head in self._heads]

    def close(self) -> None:
        """See `Log.close`."""
        self._is_closed = True

    def _check_open(self) -> None:
        if self._is_closed:
            raise LogClosed
