"""The audit's part about witnesses: who has seen what the log shows, whether as many as the charter asks for, and
whether any of them has seen something else.

A cosignature under a checkpoint says that its witness found it to continue everything seen before. So a checkpoint that
the log signed, a witness saw, and the log does not show, is two histories with a name and an hour.
Read next: `audit.py`, which gathers the notes; `kernel/witness.py`, whose word counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec

from daso.clerk.finding import find
from daso.errors import Error, Tampered
from daso.kernel.act import LAST_MOMENT
from daso.kernel.state import State
from daso.kernel.transition import decode_entry
from daso.kernel.witness import Witness, get_cosignatures_needed, get_witnesses
from daso.ledger import (
    BundleUnreadable,
    Checkpoint,
    Finding,
    Source,
    compute_root,
    fetch_bundle,
    parse_checkpoint,
    parse_vkey,
    verify_checkpoint,
    verify_cosignature,
)
from daso.ledger.merkle import HASH_SIZE, TILE_WIDTH
from daso.ledger.note import parse_note
from daso.ledger.source import fetch_tile

__all__ = ["Ask", "Sighting", "Witnessed"]

Ask = Callable[[Witness, str], str]
"""Gives the newest checkpoint that a witness has cosigned of the log with this name; raises an `Error` if none."""

_PATIENCE: Final = 3_600_000
"""Milliseconds that a host has for getting its witnesses to see what is new."""


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """A named witness, the most it has seen of this log, and when (seconds since 1970); nought if nothing."""

    number: int
    name: str
    size: int = 0
    at: int = 0


class Witnessed:
    """What the notes of one log say of its witnesses. `size` is how many entries the log shows."""

    def __init__(self, source: Source, vkey: str, size: int) -> None:
        self.findings: list[Finding] = []
        self.unchecked: list[str] = []
        self.sightings: tuple[Sighting, ...] = ()
        self.needed = 0
        self._source = source
        self._vkey = vkey
        self._size = size

    def judge_published(self, state: State, notes: Sequence[str], now: int) -> None:
        """What stands under the log's own checkpoints: false lines, and whether enough witnesses have seen them."""
        known = [one for _, one in sorted(state.witnesses.items())]
        seen: dict[int, Sighting] = {}
        for note in notes:
            for sighting in self._read_note(known, note):
                if sighting.size >= seen.get(sighting.number, sighting).size:
                    seen[sighting.number] = sighting
        named = get_witnesses(state)
        self.sightings = tuple(seen.get(one.number, Sighting(number=one.number, name=one.name)) for one in named)
        self.needed = get_cosignatures_needed(state)
        if self.needed:
            self._judge_count(named, now)

    def judge_kept(self, vkeys: Iterable[str], notes: Iterable[str]) -> None:
        """What somebody kept, or was told by a witness: signed by the log, seen by a witness, and shown no more?"""
        keys = sorted(set(vkeys))
        for note in notes:
            try:
                checkpoint = verify_checkpoint(note, self._vkey)
            except Tampered:
                continue  # it proves nothing against this log, and the log's own audit says so
            if self._is_shown(checkpoint) is False:
                self._name_who_saw(keys, note, checkpoint)

    def ask(self, witnesses: Iterable[Witness], ask: Ask) -> None:
        """Let the witnesses themselves say what they saw last."""
        for witness in witnesses:
            try:
                note = ask(witness, parse_vkey(self._vkey).name)
                verify_cosignature(note, witness.vkey)
                verify_checkpoint(note, self._vkey)
            except Error as error:
                self.unchecked.append(f"Witness {witness.name} did not say what it saw last: {error}")
            else:
                self.judge_kept([witness.vkey], [note])

    def _read_note(self, known: Sequence[Witness], note: str) -> Iterator[Sighting]:
        """What witnesses say under a note of the log. A false line is a finding, and so is one by nobody named."""
        try:
            lines, size = parse_note(note).signatures, parse_checkpoint(note).size
        except Tampered:
            return  # no checkpoint at all, as the log's own audit says
        keys = {parse_vkey(one.vkey): one for one in known}
        for line in lines:
            signer = next((key for key in keys if key.is_signer_of(line)), None)
            if signer is not None:
                witness = keys[signer]
                try:
                    at = verify_cosignature(note, witness.vkey)
                except Tampered as error:
                    self._find("cosignature-false", witness.name, why=str(error))
                else:
                    yield Sighting(number=witness.number, name=witness.name, size=size, at=at)
            elif not parse_vkey(self._vkey).is_signer_of(line):
                self._find("cosignature-foreign", line.name)

    def _find(self, code: str, name: str, why: str = "") -> None:
        """One finding of a kind for a name: a log has many checkpoints, and what is wrong under all is said once."""
        finding = find(code, witness=name[:80], why=why)
        if finding not in self.findings:
            self.findings.append(finding)

    def _judge_count(self, named: Sequence[Witness], now: int) -> None:
        """Whatever stands on the log for an hour or longer must have been seen by as many as the charter asks for."""
        covered = sorted((one.size for one in self.sightings), reverse=True)[self.needed - 1]
        if covered >= self._size:
            return
        try:
            entries = fetch_bundle(self._source, covered // TILE_WIDTH, self._size)
            since = decode_entry(entries[covered % TILE_WIDTH]).at
        except (BundleUnreadable, Error, IndexError):
            return  # that it can't be read is a finding of its own
        since = max(since, *(one.named_at for one in named))
        if now - since > _PATIENCE:
            count = sum(one.size > covered for one in self.sightings)
            self.findings.append(
                find("cosignatures-missing", covered, count=count, needed=self.needed, named=len(named))
            )

    def _is_shown(self, checkpoint: Checkpoint) -> bool | None:
        """Whether the log as it is shown now begins with what was signed; None where its hashes are missing."""
        if checkpoint.size > self._size:
            return False

        def read_tile(level: int, number: int, width: int) -> bytes:
            return (fetch_tile(self._source, level, number, self._size) or b"")[: width * HASH_SIZE]

        try:
            return compute_root(read_tile, checkpoint.size) == checkpoint.root
        except Error:
            return None

    def _name_who_saw(self, vkeys: Iterable[str], note: str, checkpoint: Checkpoint) -> None:
        for vkey in vkeys:
            try:
                at = verify_cosignature(note, vkey)
            except Tampered:
                continue  # this witness has not seen it, or somebody else wrote the line
            claimed = min(at, LAST_MOMENT // 1000)  # a witness may claim any moment
            moment = f"{datetime.fromtimestamp(claimed, tz=UTC):%Y-%m-%d %H:%M} UTC"
            name = parse_vkey(vkey).name
            self.findings.append(find("witness-saw-another", witness=name, size=checkpoint.size, moment=moment))
