"""What the compiler made of the contracts, and whether what stands at an address is that. Pure; no network.

A contract on a chain is its runtime code followed by its immutables, the values given at birth. The code must be ours
to the byte. That alone is not enough: whoever deploys could have written anything into its storage before leaving our
code there, so the transaction of its birth must be ours as well. Read next: `contracts/anchor.vy`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec

from daso.errors import Tampered

__all__ = [
    "BirthDiffers",
    "CodeDiffers",
    "Contract",
    "ContractName",
    "Place",
    "find_contract",
    "load_contract",
    "load_contracts",
    "verify_birth",
    "verify_code",
]

ContractName = Literal["anchor", "inbox", "vault"]
_PATH = Path(__file__).with_name("contracts") / "artifacts.json"


class CodeDiffers(Tampered):
    """At the address stands other code."""

    code = "code-differs"
    message = (
        "What stands at this address is none of daso's contracts of this version. Do not send money or trust there."
    )


class BirthDiffers(Tampered):
    """The transaction that made the contract is not ours, though the code that it left is."""

    code = "birth-differs"
    message = (
        "This contract was born from other code than ours, so anything may have been written into it beforehand. "
        "Do not send money or trust there."
    )


class Place(msgspec.Struct, frozen=True):
    """Where behind the code a value given at birth stands."""

    name: str
    offset: int
    length: int


class Contract(msgspec.Struct, frozen=True):
    """One compiled contract. `digest` is SHA-256 of the runtime code without the immutables that follow it."""

    compiler: str
    digest: str
    immutables: tuple[Place, ...]
    abi: list[dict[str, Any]]
    creation: str
    runtime: str


@cache
def load_contracts(path: Path = _PATH) -> dict[str, Contract]:
    """All contracts of a file that `tools/contracts.py` wrote."""
    return msgspec.json.decode(path.read_bytes(), type=dict[str, Contract])


def load_contract(name: ContractName) -> Contract:
    """The contract of that name, as it was compiled."""
    return load_contracts()[name]


def verify_code(contract: Contract, code: bytes) -> dict[str, bytes]:
    """Raise `CodeDiffers` unless `code`, as it stands on the chain, is this contract; give its values from birth."""
    runtime = bytes.fromhex(contract.runtime[2:])
    length = sum(place.length for place in contract.immutables)
    if code[: len(runtime)] != runtime or len(code) != len(runtime) + length:
        raise CodeDiffers
    values = code[len(runtime) :]
    return {place.name: values[place.offset : place.offset + place.length] for place in contract.immutables}


def find_contract(code: bytes) -> ContractName:
    """Which of the contracts it is; raise `CodeDiffers` when it is none of them."""
    name: ContractName
    for name in get_args(ContractName):
        try:
            verify_code(load_contract(name), code)
        except CodeDiffers:
            continue
        return name
    raise CodeDiffers


def verify_birth(contract: Contract, made_with: bytes) -> bytes:
    """Raise `BirthDiffers` unless the bytes that made it are ours; give what was passed to its constructor."""
    creation = bytes.fromhex(contract.creation[2:])
    if made_with[: len(creation)] != creation:
        raise BirthDiffers
    return made_with[len(creation) :]
