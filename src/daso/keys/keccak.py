"""Keccak-256, the digest that wallets and EVM chains use for everything. Read next: `typed.py`."""

from __future__ import annotations

from Crypto.Hash import keccak

__all__ = ["compute_keccak"]


def compute_keccak(data: bytes) -> bytes:
    """The 32 bytes that stand for `data`."""
    return keccak.new(digest_bits=256, data=data).digest()
