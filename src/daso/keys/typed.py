"""Typed data (EIP-712): the form in which a wallet shows and signs a message, whose words its holder can read.

The domain ``daso/act/1`` becomes the application ``daso``, version ``1``, and the type ``Act(string act)``; its one
field is the message's text. So each domain has a type of its own, and a signature made for one is none for another.
No chain is named, for an act belongs to none: the organisation stands in the act itself. Read next: `verify.py`.
"""

from __future__ import annotations

from functools import lru_cache

from daso.keys.keccak import compute_keccak
from daso.keys.message import Message

__all__ = ["TypedMessage", "compute_address", "compute_typed_digest", "compute_typed_message"]

TypedMessage = dict[str, str | dict[str, str] | dict[str, list[dict[str, str]]]]
"""What `eth_signTypedData_v4` takes: types, domain, primary type and message."""

_DOMAIN_TYPE = b"EIP712Domain(string name,string version)"


def _read_domain(domain: str) -> tuple[str, str, str]:
    """Application, purpose and version."""
    name, purpose, version = domain.split("/")
    return name, purpose, version


@lru_cache(maxsize=16)
def _compute_frame(domain: str) -> tuple[bytes, bytes]:
    """What stands before the message's own hash, and the hash of its type."""
    name, purpose, version = _read_domain(domain)
    separator = compute_keccak(
        compute_keccak(_DOMAIN_TYPE) + compute_keccak(name.encode()) + compute_keccak(version.encode())
    )
    return b"\x19\x01" + separator, compute_keccak(f"{purpose.capitalize()}(string {purpose})".encode())


def compute_typed_digest(message: Message) -> bytes:
    """The 32 bytes that a wallet signs for a message."""
    prefix, kind = _compute_frame(message.domain)
    return compute_keccak(prefix + compute_keccak(kind + compute_keccak(message.data)))


def compute_typed_message(message: Message) -> TypedMessage:
    """A message as wallets are asked to sign it."""
    name, purpose, version = _read_domain(message.domain)
    text = [{"name": "name", "type": "string"}, {"name": "version", "type": "string"}]
    return {
        "types": {"EIP712Domain": text, purpose.capitalize(): [{"name": purpose, "type": "string"}]},
        "domain": {"name": name, "version": version},
        "primaryType": purpose.capitalize(),
        "message": {purpose: message.data.decode()},
    }


def compute_address(point: bytes) -> str:
    """The name by which wallets call the key with this public point."""
    return "0x" + compute_keccak(point)[12:].hex()
