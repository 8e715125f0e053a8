"""The public log: opaque entries under signed checkpoints that any stranger can verify, entry by entry.

Read first: `log.py`, the whole contract. Then `merkle.py`, `checkpoint.py` and `proof.py` for what is signed and
proved, `files.py` for how strangers read it, `audit.py` for how they catch a log that lies.
The drivers `memory.py` and `sqlite.py` are imported by name, by whoever chooses one.
"""

from daso.ledger.checkpoint import (
    Checkpoint,
    cosign_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
    verify_checkpoint,
    verify_cosignature,
)
from daso.ledger.log import MAX_ENTRY, Head, Log, RaceLost, get_size, prove
from daso.ledger.merkle import (
    EMPTY_ROOT,
    Frontier,
    Tile,
    Tree,
    compute_consistency_proof,
    compute_inclusion_proof,
    compute_leaf_hash,
    compute_leaf_hashes,
    compute_node_hash,
    compute_root,
    verify_consistency,
    verify_inclusion,
)
from daso.ledger.note import NoteSigner, VerifierKey, parse_vkey, sign_note, verify_note
from daso.ledger.proof import (
    Receipt,
    parse_receipt,
    render_receipt,
    verify_receipt,
    verify_receipt_of_leaf,
)

__all__ = [
    "EMPTY_ROOT",
    "MAX_ENTRY",
    "Checkpoint",
    "Frontier",
    "Head",
    "Log",
    "NoteSigner",
    "RaceLost",
    "Receipt",
    "Tile",
    "Tree",
    "VerifierKey",
    "compute_consistency_proof",
    "compute_inclusion_proof",
    "compute_leaf_hash",
    "compute_leaf_hashes",
    "compute_node_hash",
    "compute_root",
    "cosign_checkpoint",
    "get_size",
    "parse_checkpoint",
    "parse_receipt",
    "parse_vkey",
    "prove",
    "render_receipt",
    "sign_checkpoint",
    "sign_note",
    "verify_checkpoint",
    "verify_consistency",
    "verify_cosignature",
    "verify_inclusion",
    "verify_note",
    "verify_receipt",
    "verify_receipt_of_leaf",
]
