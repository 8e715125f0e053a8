"""What an audit of the log can find: one sentence for each way in which a log can lie.

Read next: `audit.py`, which looks for them.
"""

from __future__ import annotations

import msgspec

__all__ = ["SENTENCES", "Finding", "find"]

SENTENCES = {
    "checkpoint-missing": "There is no checkpoint, so nothing here is promised by anybody. Ask the host for it.",
    "checkpoint-signature": "A checkpoint ({which}) was not signed by the log's key: {why}",
    "root-mismatch": "The signed root does not follow from the {size} entries that the newest checkpoint promises.",
    "bundle-unreadable": "{why}",
    "tile-missing": "The file {path} of hashes is missing, so strangers cannot prove what it covers.",
    "tile-wrong": "The file {path} does not hold the hashes of the entries; proofs made from it will fail.",
    "entry-changed": "Changed: {which}. What is stored is not what was signed.",
    "entry-dropped": "Dropped: {which}. Signed, and no longer stored.",
    "entry-inserted": "Inserted before entry {index}: {count} that nobody signed.",
    "entry-repeated": "Repeated: a copy of entry {other} stands where entry {index} should be.",
    "entry-swapped": "Swapped: entry {index} and entry {other} stand in each other's place.",
    "entry-moved": "Moved: entry {index} no longer stands in its place; it was put before entry {other}.",
    "log-truncated": "Shortened: the log once signed {longest} entries and now shows {size}. The rest was taken away.",
    "split-view": "Two histories: the log signed two different checkpoints of {size} entries.",
    "history-rewritten": "Rewritten: this log does not continue {count} of the checkpoints signed earlier. The "
    "smallest of them covers {size} entries; something among these was changed after it had been signed.",
    "receipt-not-honoured": "A receipt for entry {index}, signed by the log, is not honoured: the log now holds "
    "something else there, or nothing.",
    "evidence-invalid": "Something brought to this audit proves nothing ({which}): {why}",
}


class Finding(msgspec.Struct, frozen=True):
    """One thing wrong: a `code` for programs, the entry concerned if there is one, a sentence for people."""

    code: str
    index: int | None
    sentence: str


def find(code: str, index: int | None = None, **fields: str | int) -> Finding:
    """The finding of this code, its sentence filled in."""
    if index is not None:
        fields["index"] = index
    return Finding(code, index, SENTENCES[code].format(**fields))
