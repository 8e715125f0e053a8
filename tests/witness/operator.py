"""An operator with the log's key, who tells whatever history they like: for tests that see them fail.

Read next: `test_watcher.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from daso.ledger import Head, NoteSigner, compute_consistency_proof
from daso.ledger.memory import MemoryLog
from daso.ledger.witness import render_question

__all__ = ["ask", "show"]


def show(signer: NoteSigner, entries: Sequence[bytes]) -> MemoryLog:
    """A log of just these entries, signed with the log's key, at every size."""
    log = MemoryLog(signer)
    for size, entry in enumerate(entries):
        log.append([entry], size)
    return log


def ask(log: MemoryLog, old: int) -> bytes:
    """The request to cosign where this log stands, starting from `old`, with the proof if there can be one."""
    head = log.head()
    assert isinstance(head, Head)
    size = head.checkpoint.size
    proof = compute_consistency_proof(log.tile, old, size) if old <= size else []
    return render_question(old, proof, head.note)
