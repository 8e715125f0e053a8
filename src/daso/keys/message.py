"""A message: the bytes that a key signs, and the domain they are signed in. Each kind of key digests it in its own way.

Plain keys and passkeys sign SHA-256 over domain, newline and bytes (`canon.compute_digest`); wallets sign the same
message as typed data, which they can show (`typed.py`). Read next: `verify.py`.
"""

from __future__ import annotations

import msgspec

__all__ = ["Message"]


class Message(msgspec.Struct, frozen=True, gc=False):
    """Canonical bytes, and the domain that says what they are for, such as ``daso/act/1``."""

    domain: str
    data: bytes
