"""The clerk: the only place where the law and the log meet. Read `clerk.py` first."""

from daso.clerk.clerk import Accepted, Clerk
from daso.clerk.register import Register, Row
from daso.clerk.signatures import Verifiers

__all__ = ["Accepted", "Clerk", "Register", "Row", "Verifiers"]
