"""How a contract came into being: the transaction that made it, found on the chain.

Whoever deploys may run other code first, write what they like into the contract's storage, and leave our code behind.
So code alone proves little of a vault; the bytes that made it must be ours too. Read next: `build.py`, which compares.
"""

from __future__ import annotations

import msgspec

from daso.chain.rpc import Node, NodeRefused

__all__ = ["find_birth", "read_birth"]


class _Made(msgspec.Struct, frozen=True, rename="camel"):
    contract_address: str | None = None
    status: str = "0x0"


class _Transaction(msgspec.Struct, frozen=True):
    hash: str
    input: str
    to: str | None = None


class _Block(msgspec.Struct, frozen=True):
    transactions: tuple[_Transaction, ...]


def find_birth(node: Node, address: str) -> str:
    """The transaction that made a contract; nothing where the node forgets, or where another contract made it."""
    try:
        block = node.ask("eth_getBlockByNumber", [hex(_find_first_block(node, address)), True], _Block)
    except NodeRefused:
        return ""
    for transaction in block.transactions:
        if transaction.to is None and read_birth(node, address, transaction.hash):
            return transaction.hash
    return ""


def read_birth(node: Node, address: str, transaction: str) -> bytes:
    """The bytes with which this transaction made this contract; nothing when it did not make it."""
    made = node.ask_maybe("eth_getTransactionReceipt", [transaction], _Made)
    if made is None or made.status != "0x1" or (made.contract_address or "").lower() != address.lower():
        return b""
    return node.read_bytes(node.ask("eth_getTransactionByHash", [transaction], _Transaction).input)


def _find_first_block(node: Node, address: str) -> int:
    low, high = 0, node.ask_number("eth_blockNumber")
    while low < high:
        middle = (low + high) // 2
        if node.get_code(address, middle):
            high = middle
        else:
            low = middle + 1
    return low
