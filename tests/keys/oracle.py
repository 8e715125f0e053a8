"""eth-account, the independent implementation that the tests of wallets ask, with its imports kept in their place.

A library that it rests on raises the interpreter's limit of recursion when it is first imported, and so takes away what
keeps a reader of JSON without end from overrunning the stack. Whoever needs eth-account imports it from here.
"""

from __future__ import annotations

import sys

_LIMIT = sys.getrecursionlimit()

from eth_account import Account  # noqa: E402 - the limit must be known before
from eth_account.messages import encode_defunct, encode_typed_data  # noqa: E402 - the same
from eth_account.signers.local import LocalAccount  # noqa: E402 - the same

sys.setrecursionlimit(_LIMIT)

__all__ = ["Account", "LocalAccount", "encode_defunct", "encode_typed_data"]
