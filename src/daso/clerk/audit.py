"""The whole audit: everything the organisation ever did, done again from the bytes that a source serves.

Nothing is believed: not the roots, signatures, sequence numbers, law, tallies or State, nor that the log shown today
continues what the auditor has seen before. It reads bundle by bundle, verifies signatures on every core, can be broken
off and resumed, and ends in one sentence and an exit code.
Read next: `history.py` for the law's half, `ledger/audit.py` for the log's.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import msgspec
import structlog

from daso.canon import to_base64url
from daso.clerk.finding import find
from daso.clerk.history import History
from daso.clerk.onchain import Leaves, OnChain, Subject
from daso.clerk.promise import Promises
from daso.clerk.signatures import Verifiers
from daso.clerk.standing import NOWHERE, Standing, read_snapshot, store_snapshot
from daso.clerk.statement import Stated
from daso.clerk.witnessed import Ask, Sighting, Witnessed
from daso.clerk.words import judge_words, list_words
from daso.errors import Error, Misconfigured, Unavailable
from daso.kernel.contract import BindContract
from daso.kernel.snapshot import compute_state_digest
from daso.kernel.state import State
from daso.kernel.witness import get_witnesses
from daso.ledger import (
    BundleUnreadable,
    Checkpoint,
    Finding,
    LogAudit,
    Source,
    compute_leaf_hashes,
    fetch_bundle,
    parse_vkey,
)
from daso.ledger.ahead import Ahead, list_walk, read_ahead
from daso.ledger.files import VKEY
from daso.ledger.finding import SENTENCES
from daso.ledger.merkle import TILE_WIDTH
from daso.ledger.note import KeyTextMalformed

__all__ = ["Audit", "Evidence", "KeyUnknown", "audit_organisation", "read_entries"]

_KEEP_EVERY = 256
"""Bundles after which the way so far is kept, for resuming."""
_GIVE_UP = 64
"""Files of entries missing in a row, after which the audit ends: a checkpoint may promise more than there is time."""
_LONGEST_KEY = 1_000
_SHIFTS = {"entry-dropped", "entry-inserted", "entry-moved", "bundle-unreadable"}
_log = structlog.get_logger("daso.clerk")


class KeyUnknown(Misconfigured):
    """Nobody said by whose key the log should be signed."""

    code = "log-key-unknown"
    message = (
        "The source has no file log.vkey, so it may be no log at all. Name an organisation (https://…/o/our-company) "
        "or an export; or give the log's public key with --vkey, as its members know it."
    )


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What the auditor brings along: the log's key as members know it, checkpoints and receipts they have kept, keys of
    witnesses they know besides those that the log names, a way to `ask` witnesses what they saw last, and `now`, their
    own clock's time in UTC milliseconds; this machine's, if they say none. `rpcs` are addresses of nodes of public
    chains, and `contracts` those that the auditor knows to be the organisation's, whatever the log says.
    """

    vkey: str = ""
    checkpoints: tuple[str, ...] = ()
    receipts: tuple[str, ...] = ()
    witnesses: tuple[str, ...] = ()
    ask: Ask | None = None
    rpcs: tuple[str, ...] = ()
    contracts: tuple[BindContract, ...] = ()
    now: int | None = None


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """What an audit came to. `unchecked` says in sentences what could not be checked, and why."""

    origin: str = ""
    size: int = 0
    root: str = ""
    state: State | None = None
    digest: str = ""
    findings: tuple[Finding, ...] = ()
    unchecked: tuple[str, ...] = ()
    unread: str = ""
    resumed_at: int = 0
    texts: int = 0
    """How many texts beside the log were held against it."""
    witnesses: tuple[Sighting, ...] = ()
    """Those that are named, and what each has seen."""
    cosignatures_needed: int = 0

    @property
    def exit_code(self) -> int:
        """0 when all is sound, 1 when something is wrong, 2 when the log could not be read."""
        if self.unread:
            return 2
        return 1 if self.findings else 0

    @property
    def sentence(self) -> str:
        """The whole result in one sentence."""
        if self.unread:
            return f"Could not be audited: {self.unread}"
        if not self.findings:
            return f"Sound: all {self.size} entries of {self.origin} hold, with every signature, rule and tally."
        count = "One thing is" if len(self.findings) == 1 else f"{len(self.findings)} things are"
        entries = f"the {self.size} entries of " if self.size else ""
        return f"Not sound: {count} wrong with {entries}{self.origin or 'this log'}."


def audit_organisation(
    source: Source,
    evidence: Evidence | None = None,
    progress: Callable[[int, int], None] | None = None,
    cache: Path | None = None,
    verifiers: Verifiers | None = None,
) -> Audit:
    """Audit the log that `source` serves. `progress` hears (entries and texts done, of how many); `cache` is a file of
    the auditor's own in which a long audit keeps its way, to resume and to go on from there when the log has grown.
    """
    own = Verifiers() if verifiers is None else None
    try:
        with read_ahead(source) as ahead, _without_collector():
            if damage := _find_damaged_key(ahead, evidence):
                return Audit(findings=(damage,))
            return _Auditor(ahead, evidence or Evidence(), progress, cache).run(verifiers or own or Verifiers())
    except (Unavailable, Misconfigured) as error:
        return Audit(unread=str(error))
    finally:
        if own:
            own.close()


@contextmanager
def _without_collector() -> Iterator[None]:
    """A State of a million values that never refer back to one another leaves no cycles; looking for them costs 7 %."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Walk:
    """One reading of all bundles, for both halves of the audit and for the promises."""

    def __init__(self, log: LogAudit, history: History, promises: Promises) -> None:
        self.log = log
        self.history = history
        self.promises = promises
        self.leaves = Leaves()
        self.start = history.size
        self.is_whole = True
        self.missing = 0
        """Bundles missing in a row."""
        self._firm = NOWHERE

    def read(self, source: Source, number: int) -> None:
        """Read one bundle."""
        first = number * TILE_WIDTH
        try:
            entries = fetch_bundle(source, number, self.log.size)
        except BundleUnreadable as error:
            self.log.add_unreadable(number, error)
            self.history.add_unreadable(min(TILE_WIDTH, self.log.size - first))
            self.is_whole = False
            self.missing += 1
            return
        self.missing = 0
        hashes = compute_leaf_hashes(entries)
        self.log.add(hashes)
        self.leaves.add(hashes)
        self.promises.compare(number, entries)
        if first >= self.start:
            self.history.add(entries)
        edge = self.log.frontier
        if edge.size == self.history.size:
            self._firm = Standing(edge.size, edge.compute_root(), self.history.state)

    def keep(self, cache: Path) -> None:
        """Keep the way so far, if all has been sound."""
        if self.history.settle() and self._firm.size > self.start:
            store_snapshot(cache, self._firm)


class _Auditor:
    """What one audit is about: where to read, what was brought along, what the host states."""

    def __init__(
        self, source: Ahead, evidence: Evidence, progress: Callable[[int, int], None] | None, cache: Path | None
    ) -> None:
        self._source = source
        self._evidence = evidence
        self._progress = progress
        self._cache = cache
        self._vkey = evidence.vkey or _fetch_vkey(source)
        self._now = time.time_ns() // 1_000_000 if evidence.now is None else evidence.now
        # What the host states is read before the checkpoint: the log may grow meanwhile, and never shrinks.
        self._stated = Stated(source, self._vkey)
        self._texts = list_words(source)

    def run(self, verifiers: Verifiers) -> Audit:
        """Walk on from where the last audit ended; if the log does not lead there, from its first entry."""
        start = _load_way(self._cache)
        walk = self._walk(verifiers, start) or self._walk(verifiers, NOWHERE)
        if walk is None or walk.log.checkpoint is None:
            return self._give_in(walk.log.findings if walk else [])
        return self._conclude(walk, walk.log.checkpoint)

    def _give_in(self, findings: list[Finding]) -> Audit:
        """Without a checkpoint there is no log to read; one that is there and can't be read was tampered with."""
        if not findings or any(finding.code == "checkpoint-missing" for finding in findings):
            return Audit(unread=SENTENCES["checkpoint-missing"])
        rest = "Nothing else was read, for without its newest checkpoint nothing says how long the log is."
        return Audit(origin=parse_vkey(self._vkey).name, findings=tuple(findings), unchecked=(rest,))

    def _walk(self, verifiers: Verifiers, start: Standing) -> _Walk | None:
        """Read every bundle once; None when the log turns out not to begin with the entries behind `start`."""
        evidence = self._evidence
        log = LogAudit(self._source, self._vkey, evidence.checkpoints, evidence.receipts)
        if start.size > log.size:
            return None
        history = History(verifiers, start, self._stated.sizes, self._now)
        walk = _Walk(log, history, Promises(evidence.receipts, self._vkey))
        self._source.expect(list_walk(log.size))
        for number in range(log.bundle_count):
            walk.read(self._source, number)
            if walk.missing == _GIVE_UP:
                return walk
            done = min((number + 1) * TILE_WIDTH, log.size)
            if done == start.size and (log.frontier.size, log.frontier.compute_root()) != (start.size, start.root):
                return None
            if self._cache and (number + 1) % _KEEP_EVERY == 0:
                walk.keep(self._cache)
            self._hear(done, log.size)
        if self._cache:
            walk.keep(self._cache)
        return walk

    def _hear(self, done: int, size: int) -> None:
        """Tell how much is done of the entries and, after them, of the texts."""
        if self._progress:
            self._progress(done, size + len(self._texts))

    def _conclude(self, walk: _Walk, checkpoint: Checkpoint) -> Audit:
        """Gather what was found, and compare what follows with what was promised and stated."""
        if walk.missing == _GIVE_UP:
            return _give_up(walk, checkpoint)
        in_log = walk.log.finish()
        history, promises, stated = walk.history, walk.promises, self._stated
        history.finish()
        retimed = _name_retimed(in_log, history.findings)
        promises.finish(self._source, checkpoint.size)
        is_sound = not in_log and history.is_sound
        stated.judge(history.states if is_sound else {}, checkpoint.size)
        on_chain = self._compare_with_chains(walk)
        digest = compute_state_digest(history.state) if is_sound and history.state else b""
        words = judge_words(self._source, self._texts, lambda done: self._hear(checkpoint.size + done, checkpoint.size))
        witnessed = self._judge_witnesses(walk, checkpoint.size)
        beside = promises, stated, words, witnessed, on_chain
        return Audit(
            origin=checkpoint.origin,
            size=checkpoint.size,
            root=to_base64url(checkpoint.root),
            state=history.state if is_sound else None,
            digest=to_base64url(digest),
            findings=(*in_log, *history.findings, *retimed, *(one for part in beside for one in part.findings)),
            unchecked=(
                *walk.log.unchecked,
                *history.unchecked,
                *stated.unchecked,
                *words.unchecked,
                *witnessed.unchecked,
                *on_chain.unchecked,
            ),
            resumed_at=walk.start,
            texts=words.count,
            witnesses=witnessed.sightings,
            cosignatures_needed=witnessed.needed,
        )

    def _judge_witnesses(self, walk: _Walk, size: int) -> Witnessed:
        """Who has seen this log, and whether anybody saw another."""
        evidence, state = self._evidence, walk.history.state
        witnessed = Witnessed(self._source, self._vkey, size)
        named = [one for _, one in sorted(state.witnesses.items())] if state else []
        if state is not None:
            witnessed.judge_published(state, walk.log.published, self._now)
            if evidence.ask is not None:
                witnessed.ask(get_witnesses(state), evidence.ask)
        kept = [*evidence.checkpoints, *walk.promises.checkpoints]
        witnessed.judge_kept((*evidence.witnesses, *(one.vkey for one in named)), kept)
        return witnessed

    def _compare_with_chains(self, walk: _Walk) -> OnChain:
        """Hold the entries as they were read against whatever of them was made public elsewhere."""
        on_chain = OnChain(self._evidence.rpcs)
        if walk.is_whole:
            is_sound = not walk.log.findings and walk.history.is_sound
            read = partial(read_entries, self._source, walk.log.size) if is_sound else None
            on_chain.judge(Subject(walk.history.state, walk.leaves, read, self._evidence.contracts))
        elif self._evidence.rpcs:
            on_chain.unchecked.append("Nothing was compared with public chains, for entries are missing.")
        return on_chain


def read_entries(source: Source, size: int) -> Iterator[bytes]:
    """All entries once more, from the first one."""
    for number in range(-(-size // TILE_WIDTH)):
        yield from fetch_bundle(source, number, size)


def _give_up(walk: _Walk, checkpoint: Checkpoint) -> Audit:
    """So much is missing in a row that the rest is not looked for: what was found until then is the result."""
    walk.history.finish()
    where = f"Nothing from entry {walk.history.size} on was read: {_GIVE_UP} files of entries are missing in a row."
    return Audit(
        origin=checkpoint.origin,
        size=checkpoint.size,
        findings=(*walk.log.findings, *walk.history.findings),
        unchecked=(*walk.history.unchecked, where),
        resumed_at=walk.start,
    )


def _find_damaged_key(source: Source, evidence: Evidence | None) -> Finding | None:
    """What a source shows as the log's key, where it is all there is to go by and can't be a key."""
    if evidence and evidence.vkey:
        return None
    vkey = _fetch_vkey(source)
    try:
        parse_vkey(vkey)
    except KeyTextMalformed as error:
        if len(vkey) < _LONGEST_KEY and "+" in vkey and not any(map(str.isspace, vkey)):
            return find("log-key-damaged", why=str(error))
        raise  # some other site's page, say, that never was a key
    return None


def _fetch_vkey(source: Source) -> str:
    content = source.fetch(VKEY)
    if content is None:
        raise KeyUnknown
    return content.decode(errors="replace").strip()


def _load_way(cache: Path | None) -> Standing:
    """Where the last audit of this log ended, if it was kept; a broken file is worth nothing and costs nothing."""
    if cache is None or not cache.exists():
        return NOWHERE
    try:
        return read_snapshot(cache)
    except (Error, OSError) as error:
        _log.warning("kept audit ignored", path=str(cache), why=str(error))
        return NOWHERE


def _name_retimed(in_log: list[Finding], in_history: list[Finding]) -> Iterator[Finding]:
    """An entry that was changed while its act and signature still hold: then it is its time that was changed."""
    if any(finding.code in _SHIFTS for finding in in_log):
        return  # entries have moved, so places on the log and places in the files differ
    blamed = {finding.index for finding in in_history}
    for finding in in_log:
        if finding.code == "entry-changed" and finding.index is not None and finding.index not in blamed:
            why = "Its act and signature hold, but not the hash that was signed."
            yield find("entry-retimed", finding.index, why=why)
