"""The public log: opaque entries under signed checkpoints that any stranger can verify, entry by entry.

Read first: `log.py`, the whole contract. Then `merkle.py`, `checkpoint.py` and `proof.py` for what is signed and
proved, `files.py` for how strangers read it, `audit.py` for how they catch a log that lies.
`witness.py` is what others check before they cosign.
The drivers `memory.py` and `sqlite.py` are imported by name, by whoever chooses one.
"""

from daso.ledger.audit import LogAudit, audit_log
from daso.ledger.checkpoint import (
    Checkpoint,
    compute_cosignature,
    compute_cosigner,
    cosign_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
    verify_checkpoint,
    verify_cosignature,
)
from daso.ledger.cosigned import CosignedLog
from daso.ledger.files import export, parse_checkpoints, read_path, render_checkpoints
from daso.ledger.finding import Finding
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
from daso.ledger.source import (
    ArchiveSource,
    BundleUnreadable,
    FolderSource,
    HttpSource,
    LogSource,
    Source,
    fetch_bundle,
)

__all__ = [
    "EMPTY_ROOT",
    "MAX_ENTRY",
    "ArchiveSource",
    "BundleUnreadable",
    "Checkpoint",
    "CosignedLog",
    "Finding",
    "FolderSource",
    "Frontier",
    "Head",
    "HttpSource",
    "Log",
    "LogAudit",
    "LogSource",
    "NoteSigner",
    "RaceLost",
    "Receipt",
    "Source",
    "Tile",
    "Tree",
    "VerifierKey",
    "audit_log",
    "compute_consistency_proof",
    "compute_cosignature",
    "compute_cosigner",
    "compute_inclusion_proof",
    "compute_leaf_hash",
    "compute_leaf_hashes",
    "compute_node_hash",
    "compute_root",
    "cosign_checkpoint",
    "export",
    "fetch_bundle",
    "get_size",
    "parse_checkpoint",
    "parse_checkpoints",
    "parse_receipt",
    "parse_vkey",
    "prove",
    "read_path",
    "render_checkpoints",
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
