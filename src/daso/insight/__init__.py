"""What can be learned from a State and the entries of its log. Read `compare.py` first."""

from daso.insight.compare import Row, compute_comparison
from daso.insight.record import Record, RecordedProposal, RecordUnsound, Unreadable, encode_record, load_record

__all__ = [
    "Record",
    "RecordUnsound",
    "RecordedProposal",
    "Row",
    "Unreadable",
    "compute_comparison",
    "encode_record",
    "load_record",
]
