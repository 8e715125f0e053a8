"""Receipts held against the log: each was a signed promise that one entry stands in one place for ever.

`ledger/audit.py` tells whether a promise was kept. Here, for receipts that carry their entry's bytes, it is told what
became of the act: given another time, or taken off the log altogether. Read next: `audit.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from daso.clerk.finding import find
from daso.errors import Error, Tampered
from daso.kernel.transition import decode_entry
from daso.ledger import BundleUnreadable, Finding, Source, fetch_bundle, parse_receipt, verify_receipt
from daso.ledger.merkle import TILE_WIDTH

__all__ = ["Promises"]


class Promises:
    """The genuine ones among some receipts, by the bundle in which their entry should stand."""

    def __init__(self, receipts: Iterable[str], vkey: str) -> None:
        self.findings: list[Finding] = []
        self.checkpoints: list[str] = []
        """The checkpoints of the genuine ones."""
        self._open: dict[int, dict[int, bytes]] = {}
        for text in receipts:
            try:
                receipt = parse_receipt(text)
                verify_receipt(receipt, receipt.extra, vkey)
            except Tampered:
                continue  # without its entry's bytes, or proving nothing: the log's audit reports on it
            self.checkpoints.append(receipt.checkpoint)
            self._open.setdefault(receipt.index // TILE_WIDTH, {})[receipt.index] = receipt.extra

    def compare(self, number: int, entries: list[bytes]) -> None:
        """Hold the promises about one bundle against its entries; those kept are done with."""
        for index, promised in list(self._open.get(number, {}).items()):
            at = index % TILE_WIDTH
            stored = entries[at] if at < len(entries) else b""
            if stored != promised and _cut_envelope(stored) == _cut_envelope(promised):
                self.findings.append(find("entry-retimed", index, why="A receipt shows the entry as it was signed."))
            elif stored != promised:
                continue
            del self._open[number][index]

    def finish(self, source: Source, size: int) -> None:
        """Look all over the log for acts that do not stand where they were promised."""
        broken = {
            _cut_envelope(entry): (index, entry)
            for promised in self._open.values()
            for index, entry in promised.items()
        }
        if broken:
            for entry in _read_all(source, size):
                broken.pop(_cut_envelope(entry), None)
        for index, entry in broken.values():
            try:
                act = decode_entry(entry).envelope.act
            except Error:
                continue  # what was promised is no act; the log's audit has said that the promise was broken
            self.findings.append(find("act-suppressed", index, by=act.by, seq=act.seq))


def _cut_envelope(entry: bytes) -> bytes:
    """All of an entry but its time, which stands first."""
    return entry.partition(b",")[2]


def _read_all(source: Source, size: int) -> Iterator[bytes]:
    for number in range(-(-size // TILE_WIDTH)):
        try:
            yield from fetch_bundle(source, number, size)
        except BundleUnreadable:
            continue  # reported when it was read the first time
