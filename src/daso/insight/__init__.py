"""What can be learned from a State and the entries of its log. Read `compare.py` first."""

from daso.insight.compare import Row, compute_comparison
from daso.insight.record import Record, RecordedProposal, RecordUnsound, Unreadable, encode_record, load_record
from daso.insight.simulate import LAST, Consequence, Otherwise, Unknown, simulate

__all__ = [
    "LAST",
    "Consequence",
    "Otherwise",
    "Record",
    "RecordUnsound",
    "RecordedProposal",
    "Row",
    "Unknown",
    "Unreadable",
    "compute_comparison",
    "encode_record",
    "load_record",
    "simulate",
]
