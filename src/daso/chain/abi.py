"""Values as contracts read and write them, and the names of their functions and events, as four or 32 bytes.

The library `eth-abi` does the work; it comes with the extra `chain`. Read next: `anchor.py`.
"""

from __future__ import annotations

from functools import cache

from daso.chain.account import ChainMissing
from daso.errors import Tampered
from daso.keys.keccak import compute_keccak

__all__ = [
    "AnswerUnfit",
    "compute_selector",
    "compute_topic",
    "decode_values",
    "encode_call",
    "encode_values",
]


class AnswerUnfit(Tampered):
    """A contract's words that have another form than they should."""

    code = "chain-answer-unfit"
    message = (
        "What the contract answers has not the form that it should have, so it is another contract, or the node lies."
    )


@cache
def compute_topic(signature: str) -> bytes:
    """The name of an event, such as ``Anchored(uint64,bytes32)``."""
    return compute_keccak(signature.encode())


def compute_selector(signature: str) -> bytes:
    """The name of a function, such as ``anchor(uint64,bytes32)``."""
    return compute_topic(signature)[:4]


def encode_values(kinds: tuple[str, ...], values: tuple[object, ...]) -> bytes:
    """Values one after the other, as they are passed."""
    try:
        from eth_abi.abi import encode  # noqa: PLC0415 - an extra that only some need
    except ImportError as error:
        raise ChainMissing from error
    return bytes(encode(kinds, values))


def encode_call(signature: str, *values: object) -> bytes:
    """A call of a function with these values."""
    inner = signature[signature.index("(") + 1 : -1]
    return compute_selector(signature) + encode_values(tuple(inner.split(",")) if inner else (), values)


def decode_values(kinds: tuple[str, ...], data: bytes) -> tuple[object, ...]:
    """Values back from their bytes; `AnswerUnfit` when these are not the bytes of such."""
    try:
        from eth_abi.abi import decode  # noqa: PLC0415 - an extra that only some need
        from eth_abi.exceptions import DecodingError  # noqa: PLC0415 - the same
    except ImportError as error:
        raise ChainMissing from error
    try:
        return tuple(decode(kinds, data))
    except (DecodingError, OverflowError) as error:
        raise AnswerUnfit from error
