"""An honest log with its files, what people have kept of it, and what an operator can make of it.

Read next: `tampering.py`, which spoils it in every known way.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from msgspec.structs import replace

from daso.canon import encode
from daso.clerk import Evidence
from daso.errors import Error
from daso.kernel.state import State
from daso.kernel.transition import AnyAct, Entry, Envelope, decode_entry
from daso.kernel.transition import replay as replay_entries
from daso.ledger import NoteSigner, compute_cosignature, parse_receipt, prove, render_receipt
from daso.ledger.witness import strip_signatures
from daso.testkit.person import Person
from tests.clerk.organisation import Story, create_story, publish
from vectors.stories.witnesses import create_witness, create_witness_signer

__all__ = ["CHECKPOINT", "NOTHING", "RECEIPT", "SEEN_AT", "WITNESS", "WITNESSES", "World", "get_bundle", "rebuild"]

NOTHING, CHECKPOINT, RECEIPT, WITNESS = "nothing", "a checkpoint", "their receipt", "what a witness saw"
WITNESSES = tuple(create_witness_signer(f"{name}.example/w") for name in ("one", "two"))
SEEN_AT = 1_700_000_000


class World:
    """An honest log with its files, and what members and auditors have kept of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.story: Story = create_story(*map(create_witness, (witness.name for witness in WITNESSES)))
        self.signer = NoteSigner.generate(f"coop.example/o/{self.story.state.org}")
        self.honest = folder / "honest"
        self._log = publish(self.story.entries, self.story.state, self.signer, self.honest, self.cosign)
        head = self._log.head()
        assert head is not None
        self.size = head.checkpoint.size
        self.now = self.story.now
        self.checkpoints = tuple(self._log.checkpoints())
        bare = [parse_receipt(text) for text in prove(self._log, range(self.size), head)]
        self.receipts = tuple(
            render_receipt(one.index, one.hashes, one.checkpoint, self.story.entries[one.index]) for one in bare
        )

    def get_evidence(self, kept: str) -> Evidence:
        """What somebody brings along who kept this much, the log's key in any case."""
        return Evidence(
            vkey=self.signer.vkey,
            checkpoints=self._get_kept(kept),
            receipts=self.receipts if kept == RECEIPT else (),
            now=self.now,
        )

    def _get_kept(self, kept: str) -> tuple[str, ...]:
        """Checkpoints as the log alone had signed them, or the newest as its witnesses gave it to an auditor."""
        if kept == CHECKPOINT:
            return tuple(strip_signatures(note, self.signer.vkey) for note in self.checkpoints)
        return self.checkpoints[-1:] if kept == WITNESS else ()

    def cosign(self, note: str) -> str:
        """What both witnesses put under a note."""
        return "".join(compute_cosignature(note, witness, SEEN_AT) for witness in WITNESSES)

    def copy(self, name: str) -> Path:
        """The honest files once more, to be spoilt."""
        return Path(shutil.copytree(self.honest, self.folder / name))

    def find(self, kind: type[AnyAct], by: int) -> int:
        """The index of a member's last act of a kind."""
        for index in reversed(range(self.size)):
            act = decode_entry(self.story.entries[index]).envelope.act
            if isinstance(act, kind) and act.by == by:
                return index
        raise LookupError(kind.__name__)

    def change(self, index: int, **changes: object) -> list[bytes]:
        """The entries, one of which has other fields: `at`, `act`, `key` or `proof`."""
        entry = decode_entry(self.story.entries[index])
        at = changes.pop("at", entry.at)
        changed = encode(Entry(at=at, envelope=replace(entry.envelope, **changes)))  # type: ignore[arg-type] # checked by the codec
        return [*self.story.entries[:index], changed, *self.story.entries[index + 1 :]]

    def replace_envelope(self, index: int, envelope: Envelope) -> list[bytes]:
        """The entries, one of which holds another envelope at the same time."""
        return self.change(index, act=envelope.act, key=envelope.key, proof=envelope.proof)

    def sign_as(self, person: Person, index: int) -> Envelope:
        """The act of an entry, signed by somebody else."""
        return person.sign(decode_entry(self.story.entries[index]).envelope.act)


def rebuild(world: World, entries: list[bytes], folder: Path) -> None:
    """As an operator would: a new tree, new checkpoints, and the State that follows, all signed by the log's key."""
    state: State | None
    try:
        state = replay_entries(map(decode_entry, entries))
    except Error:
        state = world.story.state
    publish(entries, state or world.story.state, world.signer, folder)


def get_bundle(size: int) -> str:
    """Where the files hold the entries of so short a log."""
    return f"tile/entries/000.p/{size}"
