"""C2SP tlog-proof: a receipt. One small text that shows, offline and for ever, that an entry is in the log.

It carries the entry's place, the hashes that lead from it to the root, and the signed checkpoint of that root.
Read next: `log.py`, whose `prove` makes receipts; `audit.py`, which holds a log to the receipts it gave.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from daso.errors import Tampered
from daso.ledger.checkpoint import Checkpoint, verify_checkpoint
from daso.ledger.merkle import HASH_SIZE, compute_leaf_hash, verify_inclusion
from daso.ledger.note import decode_base64, encode_base64

__all__ = [
    "Receipt",
    "ReceiptMalformed",
    "parse_receipt",
    "render_receipt",
    "verify_receipt",
    "verify_receipt_of_leaf",
]

_FIRST_LINE = "c2sp.org/tlog-proof@v1"
_MAX_HASHES = 64


class ReceiptMalformed(Tampered):
    """A text is not a receipt."""

    code = "receipt-malformed"
    message = "This is not a receipt ({why}). Copy the whole text, from its first line to its last."


class Receipt(msgspec.Struct, frozen=True):
    """A receipt taken apart, nothing of it verified. `extra` is for the application and is not authenticated."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes = b""


def render_receipt(index: int, hashes: Sequence[bytes], checkpoint_note: str, extra: bytes = b"") -> str:
    """The receipt as the text a member keeps."""
    lines = [_FIRST_LINE]
    if extra:
        lines.append(f"extra {encode_base64(extra)}")
    lines.append(f"index {index}")
    lines += [encode_base64(one) for one in hashes]
    return "\n".join(lines) + "\n\n" + checkpoint_note


def parse_receipt(text: str) -> Receipt:
    """Take a receipt apart; forgives only the line ends and blank margins that pasting adds."""
    head, blank, note = text.replace("\r\n", "\n").strip().partition("\n\n")
    first, *lines = head.split("\n")
    if first != _FIRST_LINE or not blank:
        raise ReceiptMalformed(why=f"it should begin with {_FIRST_LINE} and hold a checkpoint after an empty line")
    extra: bytes | None = b""
    if lines and lines[0].startswith("extra "):
        extra = decode_base64(lines.pop(0).removeprefix("extra "))
    if extra is None or not lines:
        raise ReceiptMalformed(why="the line that begins with extra is broken")
    index = _parse_index(lines.pop(0))
    hashes = tuple(_parse_hash(line) for line in lines)
    if len(hashes) > _MAX_HASHES:
        raise ReceiptMalformed(why="it holds more hashes than any log has levels")
    return Receipt(index, hashes, note + "\n", extra)


def _parse_index(line: str) -> int:
    digits = line.removeprefix("index ")
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= 18
    if not is_number or line != f"index {int(digits)}":
        raise ReceiptMalformed(why="the line that begins with index is broken")
    return int(digits)


def _parse_hash(line: str) -> bytes:
    value = decode_base64(line)
    if value is None or len(value) != HASH_SIZE:
        raise ReceiptMalformed(why="a line of the proof is broken")
    return value


def verify_receipt(receipt: Receipt, entry: bytes, vkey: str) -> Checkpoint:
    """Raise unless the log that `vkey` names has promised to hold exactly these bytes at the receipt's place."""
    return verify_receipt_of_leaf(receipt, compute_leaf_hash(entry), vkey)


def verify_receipt_of_leaf(receipt: Receipt, leaf_hash: bytes, vkey: str) -> Checkpoint:
    """As `verify_receipt`, for somebody who holds the hash of the entry and not its bytes."""
    checkpoint = verify_checkpoint(receipt.checkpoint, vkey)
    verify_inclusion(leaf_hash, receipt.index, checkpoint.size, receipt.hashes, checkpoint.root)
    return checkpoint
