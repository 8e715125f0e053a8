"""Contracts on some chain, called by name: the same words for a node and for an EVM in this process.

Read next: `anvil.py`, a node; `tests/contracts/titanoboa.py`, an EVM in Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import msgspec
from eth_abi.abi import decode, encode
from eth_utils.abi import collapse_if_tuple
from eth_utils.crypto import keccak

from daso.chain.build import Contract

__all__ = ["MOST_GAS", "Chain", "Deployed", "Line", "Receipt", "Reverted", "deploy", "read_reason"]

MOST_GAS = 16_777_216
"""What a transaction may use under EIP-7825."""

_ERROR = keccak(text="Error(string)")[:4]


class Reverted(Exception):
    """A call or transaction that the chain undid, with the contract's reason."""


class Line(msgspec.Struct, frozen=True):
    """What a contract said in a transaction."""

    address: bytes
    topics: tuple[bytes, ...]
    data: bytes


class Receipt(msgspec.Struct, frozen=True):
    """What became of a transaction."""

    gas: int
    address: bytes
    """Of the contract that it made, if it made one."""
    hash: str
    lines: tuple[Line, ...]


class Chain(Protocol):
    """What a test or a measurement needs of a chain."""

    accounts: list[bytes]

    @property
    def chain(self) -> int:
        """The chain's number."""

    @property
    def now(self) -> int:
        """The time of the newest block."""

    def wait(self, seconds: int) -> None:
        """Let time pass."""

    def transact(self, to: bytes, data: bytes, value: int = 0, sender: int = 0) -> Receipt:
        """Send a transaction and wait until it is in a block; to nobody makes a contract."""

    def call(self, to: bytes, data: bytes) -> bytes:
        """Ask without a transaction."""

    def get_balance(self, address: bytes) -> int:
        """How much of the chain's own coin is there."""

    def get_code(self, address: bytes) -> bytes:
        """The code that stands there."""

    def undo(self) -> AbstractContextManager[None]:
        """Forget, at the end, all that was done within."""


class Deployed:
    """A contract that stands at an address."""

    def __init__(self, chain: Chain, contract: Contract, birth: Receipt) -> None:
        self.chain, self.contract, self.birth, self.address = chain, contract, birth, birth.address
        self._entries = {entry["name"]: entry for entry in contract.abi if "name" in entry}
        self._events = {_name(entry): entry for entry in contract.abi if entry["type"] == "event"}

    def encode(self, name: str, *values: object) -> bytes:
        """The bytes of a call."""
        entry = self._entries[name]
        return _name(entry)[:4] + _encode(entry["inputs"], values)

    def send(self, name: str, *values: object, sender: int = 0) -> Receipt:
        """Call in a transaction."""
        return self.chain.transact(self.address, self.encode(name, *values), sender=sender)

    def read(self, name: str, *values: object) -> Any:
        """Call without a transaction; one value stands for itself."""
        kinds = [collapse_if_tuple(output) for output in self._entries[name]["outputs"]]
        found = decode(kinds, self.chain.call(self.address, self.encode(name, *values)))
        return found[0] if len(found) == 1 else found

    def read_events(self, receipt: Receipt) -> list[tuple[str, dict[str, Any]]]:
        """What the contract said in a transaction, each with its values by name."""
        return [
            (self._events[line.topics[0]]["name"], _decode_event(self._events[line.topics[0]], line))
            for line in receipt.lines
            if line.address == self.address
        ]


def deploy(chain: Chain, contract: Contract, *values: object, value: int = 0) -> Deployed:
    """Put a contract on a chain."""
    made: dict[str, Any] = next((entry for entry in contract.abi if entry["type"] == "constructor"), {"inputs": []})
    data = bytes.fromhex(contract.creation[2:]) + _encode(made["inputs"], values)
    return Deployed(chain, contract, chain.transact(b"", data, value))


def read_reason(output: bytes) -> str:
    """Why a contract refused, in its own words."""
    return str(decode(["string"], output[4:])[0]) if output[:4] == _ERROR else f"no reason given ({output.hex()})"


def _name(entry: dict[str, Any]) -> bytes:
    return keccak(text=f"{entry['name']}({','.join(map(collapse_if_tuple, entry['inputs']))})")


def _encode(inputs: Sequence[dict[str, Any]], values: Sequence[object]) -> bytes:
    return encode([collapse_if_tuple(given) for given in inputs], values)


def _decode_event(entry: dict[str, Any], line: Line) -> dict[str, Any]:
    indexed = [given for given in entry["inputs"] if given["indexed"]]
    plain = [given for given in entry["inputs"] if not given["indexed"]]
    found = decode([given["type"] for given in plain], line.data)
    values = dict(zip((given["name"] for given in plain), found, strict=True))
    for given, topic in zip(indexed, line.topics[1:], strict=True):
        (values[given["name"]],) = decode([given["type"]], topic)
    return values
