"""Reading ahead: while one file of a distant log is looked at, the next ones are already on their way.

A folder at hand needs none of this and is read as it is. Read next: `source.py`; `clerk/audit.py`, which says what it
will ask for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from daso.ledger.files import TilePath, compute_bundle_count
from daso.ledger.merkle import compute_tile_width
from daso.ledger.source import HttpSource, Source

__all__ = ["Ahead", "list_walk", "read_ahead"]

_CONNECTIONS = 8


class Ahead:
    """A source that is told what will be asked of it. Its answers are those of the source behind it."""

    def __init__(self, source: Source, pool: ThreadPoolExecutor | None) -> None:
        self._source = source
        self._pool = pool
        self._next: Iterator[str] = iter(())
        self._waiting: dict[str, Future[bytes | None]] = {}

    def expect(self, paths: Iterable[str]) -> None:
        """These files will be asked for next, in about this order. What was expected before is forgotten."""
        self.forget()
        self._next = iter(paths)
        for _ in range(2 * _CONNECTIONS):
            self._ask_for_one()

    def forget(self) -> None:
        """Nothing more is expected."""
        for future in self._waiting.values():
            future.cancel()
        self._waiting.clear()
        self._next = iter(())

    def fetch(self, path: str) -> bytes | None:
        """See `Source.fetch`."""
        future = self._waiting.pop(path, None)
        if future is None:
            return self._source.fetch(path)
        self._ask_for_one()
        return future.result()

    def _ask_for_one(self) -> None:
        if self._pool is not None and (path := next(self._next, None)) is not None:
            self._waiting[path] = self._pool.submit(self._source.fetch, path)


@contextmanager
def read_ahead(source: Source) -> Iterator[Ahead]:
    """Read a web site with a few connections at once until the end of the block, and anything else as it is."""
    with ThreadPoolExecutor(_CONNECTIONS) as pool:
        ahead = Ahead(source, pool if isinstance(source, HttpSource) else None)
        try:
            yield ahead
        finally:
            ahead.forget()


def list_walk(size: int) -> Iterator[str]:
    """The files that a walk over a log of this size reads, in order: entries, and the hashes published for them."""
    for number in range(compute_bundle_count(size)):
        width = compute_tile_width(0, number, size)
        yield str(TilePath(None, number, width))
        yield str(TilePath(0, number, width))
