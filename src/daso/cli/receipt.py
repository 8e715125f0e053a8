"""`daso receipt check`: what a receipt proves, offline.

Read next: `ledger/proof.py`.
"""

from __future__ import annotations

from pathlib import Path

from daso.cli.screen import read_text, say_moment, show
from daso.errors import Misconfigured

__all__ = ["check_receipt"]


class KeyNeeded(Misconfigured):
    """A receipt proves nothing by itself."""

    code = "key-needed"
    message = (
        "The receipt names the log {origin}. It proves something only against that log's public key: give it with "
        "--vkey, as your organisation's audit page shows it."
    )


def check_receipt(file: Path, /, *, vkey: str = "") -> int:
    """Check a receipt: that the log has promised, for ever, to hold this act.

    Example: daso receipt check my-vote.txt --vkey vote.example/o/1f3a+5c2b9a17+AbC…

    Args:
        file: The receipt as you saved it.
        vkey: The log's public key, one line as your organisation's audit page shows it.
    """
    from daso.canon import encode
    from daso.errors import Tampered
    from daso.kernel.transition import decode_entry
    from daso.ledger import parse_checkpoint, parse_receipt, verify_receipt

    text = read_text(file)
    try:
        receipt = parse_receipt(text)
        if not vkey:
            raise KeyNeeded(origin=parse_checkpoint(receipt.checkpoint).origin)
        checkpoint = verify_receipt(receipt, receipt.extra, vkey)
    except Tampered as error:
        show(f"Not sound: {error}")
        return 1
    entry = decode_entry(receipt.extra)
    act = entry.envelope.act
    when = say_moment(entry.at)
    show(
        f"Sound: entry {receipt.index} of {checkpoint.origin} is the act {type(act).__name__}, number {act.seq} of",
        f"member {act.by}, taken in on {when}. The log has signed for it among {checkpoint.size} entries.",
    )
    show(f"What was signed: {encode(act).decode()}")
    return 0
