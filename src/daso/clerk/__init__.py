"""The clerk: the only place where the law and the log meet. Read `clerk.py` first."""

from daso.clerk.audit import Audit, Evidence, audit_organisation
from daso.clerk.clerk import Accepted, Clerk
from daso.clerk.register import Register, Row
from daso.clerk.signatures import Verifiers
from daso.clerk.statement import (
    DECISIONS,
    STATE,
    Statement,
    StatementSource,
    encode_decisions,
    export_all,
    sign_statement,
    verify_statement,
)
from daso.clerk.witnessed import Ask, Sighting

__all__ = [
    "DECISIONS",
    "STATE",
    "Accepted",
    "Ask",
    "Audit",
    "Clerk",
    "Evidence",
    "Register",
    "Row",
    "Sighting",
    "Statement",
    "StatementSource",
    "Verifiers",
    "audit_organisation",
    "encode_decisions",
    "export_all",
    "sign_statement",
    "verify_statement",
]
