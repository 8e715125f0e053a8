"""`daso chain verify`: whether what stands at an address is one of daso's contracts, and was born as one.

Read next: `chain/build.py`, which compares; `chain.py`, the other commands about chains.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from daso.cli.contracts import open_node
from daso.cli.screen import show
from daso.errors import Misconfigured

if TYPE_CHECKING:
    from daso.chain.build import Contract
    from daso.chain.rpc import Node

__all__ = ["verify_contract"]

_ADDRESS = re.compile(r"(?:[a-z]+/eip155:[0-9]+:)?(0x[0-9a-fA-F]{40})")


class AddressUnfit(Misconfigured):
    """What was given is no address."""

    code = "chain-address-unfit"
    message = "“{given}” is no contract's address. It is 0x and 40 hexadecimal digits, or a code of daso chain deploy."


def verify_contract(address: str, /, *, rpc: str = "", transaction: str = "") -> int:
    """Compare what stands at an address with daso's own contracts, byte for byte, and with the bytes that made it.

    Exit code 0: it is one of them, and was born as one; 1: it is not; 2: it could not be found out.

    Example: daso chain verify 0x5FbDB2315678afecb367f032d93F642f64180aa3 --rpc https://node.example

    Args:
        address: The contract's address, or its code as daso chain deploy prints it.
        rpc: The address of a node of the chain (DASO_CHAIN_RPC).
        transaction: The transaction that made it, for nodes that don't remember old blocks.
    """
    from daso.chain.build import find_contract, load_contract, verify_code
    from daso.errors import Tampered

    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise AddressUnfit(given=address[:100])
    node = open_node(rpc)
    node.check_contract(found[1])
    code = node.get_code(found[1])
    try:
        name = find_contract(code)
        contract = load_contract(name)
        show(f"The code is daso's {name} ({contract.compiler}), with the digest {contract.digest}.")
        for value, content in verify_code(contract, code).items():
            show(f"{value}: {content.hex()}")
        return _verify_birth(node, contract, found[1], transaction)
    except Tampered as error:
        show(str(error))
        return 1


def _verify_birth(node: Node, contract: Contract, address: str, transaction: str) -> int:
    from daso.chain.birth import find_birth, read_birth
    from daso.chain.build import verify_birth

    transaction = transaction or find_birth(node, address)
    made_with = read_birth(node, address, transaction) if transaction else b""
    if not made_with:
        show(
            "How it was born could not be found out, so anything may have been written into it beforehand. "
            "Name the transaction that made it: --transaction 0x…"
        )
        return 2
    verify_birth(contract, made_with)
    show(f"It was born from daso's own code, in transaction {transaction}. Nobody owns it.")
    return 0
