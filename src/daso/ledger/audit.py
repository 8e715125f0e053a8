"""The audit of a log alone: everything recomputed from the bytes of the entries, nothing believed.

`LogAudit` is fed the leaf hashes bundle by bundle, so that whoever reads the entries for more (their signatures,
their law) reads them once. It follows the tree as it grows, stops at every size that was ever signed, and compares
every published hash. Only when something differs does it look closer, to say what was done.
Read next: `difference.py`, which names what was done to the entries; `finding.py`, all there is to find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from daso.errors import Error, Tampered
from daso.ledger.checkpoint import Checkpoint, parse_checkpoint, verify_checkpoint
from daso.ledger.difference import classify_difference
from daso.ledger.files import CHECKPOINT, CHECKPOINTS, TilePath, compute_bundle_count, parse_checkpoints
from daso.ledger.finding import Finding, find
from daso.ledger.merkle import (
    HASH_SIZE,
    TILE_WIDTH,
    Frontier,
    InclusionUnproven,
    Tile,
    compute_leaf_hashes,
    compute_tile_width,
    verify_inclusion,
)
from daso.ledger.proof import Receipt, parse_receipt
from daso.ledger.source import BundleUnreadable, Source, fetch_bundle, fetch_tile

__all__ = ["LogAudit", "audit_log"]


class _Evidence:
    """What the log has signed before: its own list, and what the auditor brings along."""

    def __init__(self, vkey: str, listed: Sequence[str]) -> None:
        self.vkey = vkey
        self.listed = listed
        self.roots: dict[int, set[bytes]] = {}
        self.receipts: list[tuple[Receipt, Checkpoint]] = []
        self.findings: list[Finding] = []
        self._known: set[str] = set()
        self._next = 0

    def get_sizes(self) -> set[int]:
        """The sizes that anything here speaks of, verified or not yet."""
        return {*self.roots, *(one.size for one in map(_read_unsigned, self.listed) if one)}

    def verify_listed(self, stop: int) -> None:
        """Verify the checkpoints that the log itself lists, up to number `stop`: a bad one is the log's fault.

        There may be very many. Verified by and by, on the way, they keep no other core waiting.
        """
        for number in range(self._next, stop):
            try:
                self.add(self.listed[number])
            except Tampered as error:
                which = f"number {number} of those the log lists"
                self.findings.append(find("checkpoint-signature", which=which, why=str(error)))
        self._next = max(self._next, stop)

    def add_seen(self, notes: Iterable[str]) -> None:
        """Checkpoints that somebody kept: a bad one proves nothing against the log."""
        for number, note in enumerate(notes):
            try:
                self.add(note)
            except Tampered as error:
                which = f"checkpoint number {number}"
                self.findings.append(find("evidence-invalid", which=which, why=str(error)))

    def add_receipts(self, texts: Iterable[str]) -> None:
        """Receipts that members kept."""
        for number, text in enumerate(texts):
            try:
                receipt = parse_receipt(text)
                self.receipts.append((receipt, self.add(receipt.checkpoint)))
            except Tampered as error:
                which = f"receipt number {number}"
                self.findings.append(find("evidence-invalid", which=which, why=str(error)))

    def add(self, note: str) -> Checkpoint:
        """One checkpoint, if the log's key signed it."""
        if note in self._known:
            return parse_checkpoint(note)
        checkpoint = verify_checkpoint(note, self.vkey)
        self._known.add(note)
        self.roots.setdefault(checkpoint.size, set()).add(checkpoint.root)
        return checkpoint


class _Walk:
    """Follows the tree as it grows, remembering its root at some sizes and its leaf at some places."""

    def __init__(self, sizes: Iterable[int], places: Iterable[int]) -> None:
        self.frontier = Frontier()
        self.roots: dict[int, bytes] = {}
        self.leaves: dict[int, bytes] = {}
        self._sizes = sorted(set(sizes), reverse=True)
        self._places = sorted(set(places), reverse=True)

    def extend(self, leaf_hashes: Sequence[bytes]) -> list[Tile]:
        """Go on; return the tiles that grew."""
        start = self.frontier.size
        stop = start + len(leaf_hashes)
        while self._places and self._places[-1] < stop:
            place = self._places.pop()
            self.leaves[place] = leaf_hashes[place - start]
        tiles: dict[tuple[int, int], Tile] = {}
        while self._sizes and self._sizes[-1] <= stop:
            size = self._sizes.pop()
            self._step(leaf_hashes[self.frontier.size - start : size - start], tiles)
            self.roots[size] = self.frontier.compute_root()
        self._step(leaf_hashes[self.frontier.size - start :], tiles)
        return list(tiles.values())

    def _step(self, leaf_hashes: Sequence[bytes], tiles: dict[tuple[int, int], Tile]) -> None:
        self.frontier, grown = self.frontier.extend(leaf_hashes)
        tiles |= {(tile.level, tile.number): tile for tile in grown}


class LogAudit:
    """One pass over a log that nobody need trust, read from `source` and signed, so it says, by `vkey`.

    Feed it every bundle from 0 to `bundle_count` in order, with `add` or `add_unreadable`, then ask `finish`.
    `seen` are checkpoint notes and `receipts` receipt texts that the auditor brings along.
    """

    def __init__(self, source: Source, vkey: str, seen: Iterable[str] = (), receipts: Iterable[str] = ()) -> None:
        self._source = source
        self.unchecked: list[str] = []
        self._findings: list[Finding] = []
        self._missing: set[str] = set()
        # The list is read before the newest checkpoint: a log that grows in between is not a log that shrank.
        listed = parse_checkpoints((source.fetch(CHECKPOINTS) or b"").decode(errors="replace"))
        self._evidence = _Evidence(vkey, listed)
        self.published: list[str] = listed
        """Every note that the log itself shows, the newest last."""
        self.checkpoint = self._read_newest()
        if not listed and self.size:
            self.unchecked.append("The list of checkpoints signed before is missing, so only the newest was compared.")
        self._evidence.add_seen(seen)
        self._evidence.add_receipts(receipts)
        self._walk = _Walk(self._evidence.get_sizes(), (receipt.index for receipt, _ in self._evidence.receipts))
        self._waiting: list[bytes] = []
        self._has_diverged = False

    @property
    def size(self) -> int:
        """How many entries the newest checkpoint promises."""
        return self.checkpoint.size if self.checkpoint else 0

    @property
    def findings(self) -> list[Finding]:
        """What was found so far."""
        return [*self._evidence.findings, *self._findings]

    @property
    def bundle_count(self) -> int:
        """How many bundles to feed."""
        return compute_bundle_count(self.size)

    @property
    def frontier(self) -> Frontier:
        """The right edge as far as entries and published hashes have agreed, bundle by bundle."""
        return self._walk.frontier

    def add(self, leaf_hashes: Sequence[bytes]) -> None:
        """The leaf hashes of the next bundle's entries, as they are stored."""
        self._waiting += leaf_hashes
        while not self._has_diverged and self._has_block():
            self._take_block()

    def add_unreadable(self, number: int, error: BundleUnreadable) -> None:
        """The next bundle cannot be read: say so, and go on with the hashes published for it."""
        self._findings.append(find("bundle-unreadable", number * TILE_WIDTH, why=str(error)))
        width = compute_tile_width(0, number, self.size)
        hashes = self._fetch_tile(0, number) or bytes(width * HASH_SIZE)
        self.add(_cut_hashes(hashes))

    def finish(self) -> list[Finding]:
        """Everything that was found."""
        self._evidence.verify_listed(len(self._evidence.listed))
        if self.checkpoint is not None:
            self._settle(self.checkpoint)
            self._judge_history(self.checkpoint)
            self._judge_receipts()
        return self.findings

    def _read_newest(self) -> Checkpoint | None:
        """The newest checkpoint; one with a bad signature is reported, and still read for what else is wrong."""
        content = self._source.fetch(CHECKPOINT)
        if content is None:
            self._findings.append(find("checkpoint-missing"))
            return None
        note = content.decode(errors="replace")
        self.published = [*self.published, note]
        try:
            return self._evidence.add(note)
        except Tampered as error:
            self._findings.append(find("checkpoint-signature", which="the newest", why=str(error)))
            return _read_unsigned(note)

    def _has_block(self) -> bool:
        """Whether a whole tile waits, and the log is that long: what stands beyond its end is for `finish`."""
        return len(self._waiting) >= TILE_WIDTH and self._walk.frontier.size + TILE_WIDTH <= self.size

    def _take_block(self) -> None:
        """One whole level-0 tile: while entries and tiles agree, this is all there is to do."""
        block = self._waiting[:TILE_WIDTH]
        published = self._fetch_tile(0, self._walk.frontier.size // TILE_WIDTH)
        if published is not None and published != b"".join(block):
            self._has_diverged = True
            return
        del self._waiting[:TILE_WIDTH]
        self._check_tiles(tile for tile in self._walk.extend(block) if tile.level and tile.width == TILE_WIDTH)
        self._evidence.verify_listed(len(self._evidence.listed) * self._walk.frontier.size // self.size)

    def _settle(self, checkpoint: Checkpoint) -> None:
        """Decide what to believe about the rest (entries or tiles), name the difference, and walk to the end."""
        start, stored = self._walk.frontier.size, self._waiting
        published = self._read_published(start, checkpoint.size, stored)
        lowest = 1
        if stored != published:
            if self._leads_to(stored, checkpoint):
                lowest = 0
            elif self._leads_to(published, checkpoint):
                before = self._read_published(0, start, [b""] * start)
                self._findings += classify_difference(before + published, before + stored)
                stored = published
        tiles = self._walk.extend(stored)
        if (self._walk.frontier.size, self._walk.frontier.compute_root()) != (checkpoint.size, checkpoint.root):
            self._findings.append(find("root-mismatch", size=checkpoint.size))
        else:
            settled = [tile for tile in tiles if tile.width == TILE_WIDTH] + self._walk.frontier.get_unfinished()
            self._check_tiles(tile for tile in settled if tile.level >= lowest)

    def _leads_to(self, leaf_hashes: Sequence[bytes], checkpoint: Checkpoint) -> bool:
        grown, _ = self._walk.frontier.extend(leaf_hashes)
        return (grown.size, grown.compute_root()) == (checkpoint.size, checkpoint.root)

    def _read_published(self, start: int, stop: int, instead: Sequence[bytes]) -> list[bytes]:
        """The level-0 hashes between two sizes, as published; where a tile is missing, those given instead."""
        hashes: list[bytes] = []
        for number in range(start // TILE_WIDTH, compute_bundle_count(stop)):
            tile = self._fetch_tile(0, number)
            at = number * TILE_WIDTH - start
            hashes += instead[at : at + TILE_WIDTH] if tile is None else _cut_hashes(tile)
        return hashes

    def _fetch_tile(self, level: int, number: int) -> bytes | None:
        tile = fetch_tile(self._source, level, number, self.size)
        if tile is None:
            path = str(TilePath(level, number, compute_tile_width(level, number, self.size)))
            if path not in self._missing:
                self._missing.add(path)
                self._findings.append(find("tile-missing", path=path))
        return tile

    def _check_tiles(self, tiles: Iterable[Tile]) -> None:
        for tile in tiles:
            published = self._fetch_tile(tile.level, tile.number)
            if published is not None and published != tile.hashes:
                path = str(TilePath(tile.level, tile.number, tile.width))
                self._findings.append(find("tile-wrong", path=path))

    def _judge_history(self, checkpoint: Checkpoint) -> None:
        """Every checkpoint ever signed must be a beginning of this log."""
        evidence, size = self._evidence.roots, checkpoint.size
        longest = max(evidence, default=0)
        if longest > size:
            self._findings.append(find("log-truncated", size, longest=longest, size=size))
        self._findings += [find("split-view", size=one) for one, roots in sorted(evidence.items()) if len(roots) > 1]
        broken = [
            one
            for one, roots in sorted(evidence.items())
            if one < size and len(roots) == 1 and one in self._walk.roots and self._walk.roots[one] not in roots
        ]
        if broken:
            self._findings.append(find("history-rewritten", count=len(broken), size=broken[0]))

    def _judge_receipts(self) -> None:
        for number, (receipt, checkpoint) in enumerate(self._evidence.receipts):
            leaf = self._walk.leaves.get(receipt.index, b"")
            try:
                verify_inclusion(leaf, receipt.index, checkpoint.size, receipt.hashes, checkpoint.root)
            except InclusionUnproven as error:
                # If the log still shows the very tree that was signed, the receipt's own proof must be at fault.
                if self._walk.roots.get(checkpoint.size) == checkpoint.root:
                    which = f"receipt number {number}"
                    self._findings.append(find("evidence-invalid", receipt.index, which=which, why=str(error)))
                else:
                    self._findings.append(find("receipt-not-honoured", receipt.index))


def _read_unsigned(note: str) -> Checkpoint | None:
    try:
        return parse_checkpoint(note)
    except Error:
        return None


def _cut_hashes(tile: bytes) -> list[bytes]:
    return [tile[at : at + HASH_SIZE] for at in range(0, len(tile), HASH_SIZE)]


def audit_log(
    source: Source,
    vkey: str,
    seen: Iterable[str] = (),
    receipts: Iterable[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> list[Finding]:
    """Audit a whole log; an empty list means that it is sound. `progress` hears (bundles done, of how many)."""
    audit = LogAudit(source, vkey, seen, receipts)
    for number in range(audit.bundle_count):
        try:
            entries = fetch_bundle(source, number, audit.size)
        except BundleUnreadable as error:
            audit.add_unreadable(number, error)
        else:
            audit.add(compute_leaf_hashes(entries))
        if progress:
            progress(number + 1, audit.bundle_count)
    return audit.finish()
