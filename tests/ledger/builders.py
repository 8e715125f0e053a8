"""What the tests of the log build with: keys that repeat, entries that differ, logs of a given shape.

Read next: `test_merkle.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from daso.ledger import Log, NoteSigner, export, get_size
from daso.ledger.files import decode_bundle, encode_bundle
from daso.ledger.memory import MemoryLog
from daso.ledger.merkle import TILE_WIDTH

VECTORS = Path(__file__).parents[2] / "vectors" / "log"
ORIGIN = "coop.example/log"

Row = dict[str, str]


def load_vectors(name: str) -> dict[str, list[Row]]:
    """The tables of one vector file; a test knows which columns hold numbers."""
    return cast(dict[str, list[Row]], json.loads((VECTORS / name).read_text()))


def make_signer(name: str = ORIGIN, salt: str = "") -> NoteSigner:
    """A key that is the same in every run."""
    seed = sha256(f"{name} {salt}".encode()).digest()
    return NoteSigner(name, Ed25519PrivateKey.from_private_bytes(seed))


def make_entries(count: int, salt: str = "") -> list[bytes]:
    """Entries that all differ."""
    return [f"entry {number} {salt}".encode() for number in range(count)]


def grow(log: Log, entries: Sequence[bytes], batches: Iterable[int]) -> Log:
    """Append `entries` in batches of these sizes, the rest at once."""
    done = get_size(log.head())
    rest = list(entries)
    for batch in batches:
        if rest[:batch]:
            done = get_size(log.append(rest[:batch], done))
        del rest[:batch]
    if rest:
        log.append(rest, done)
    return log


def make_log(count: int, batches: Iterable[int] = ()) -> Log:
    """A log in memory with this many entries."""
    return grow(MemoryLog(make_signer()), make_entries(count), batches)


class Copy:
    """The files of a log in memory, for tampering with; a source like any other."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)

    @classmethod
    def take(cls, log: Log) -> Copy:
        """Everything that `export` writes."""
        with TemporaryDirectory() as folder:
            export(log, Path(folder))
            paths = [path for path in Path(folder).rglob("*") if path.is_file()]
            return cls({path.relative_to(folder).as_posix(): path.read_bytes() for path in paths})

    def fetch(self, path: str) -> bytes | None:
        """See `Source.fetch`."""
        return self.files.get(path)

    def fork(self, **files: bytes) -> Copy:
        """A second copy."""
        return Copy(self.files | files)

    def get_bundles(self) -> list[str]:
        """The paths of the entry bundles, in order (there are fewer than a thousand)."""
        return sorted(path for path in self.files if path.startswith("tile/entries/"))

    def get_entries(self) -> list[bytes]:
        """All entries."""
        return [entry for path in self.get_bundles() for entry in decode_bundle(self.files[path])]

    def repack(self, entries: Sequence[bytes]) -> Copy:
        """A copy whose bundles hold these entries, the last bundle as many as are left; hashes stay as they were."""
        other, paths = self.fork(), self.get_bundles()
        for number, path in enumerate(paths):
            stop = None if path == paths[-1] else (number + 1) * TILE_WIDTH
            other.files[path] = encode_bundle(entries[number * TILE_WIDTH : stop])
        return other
