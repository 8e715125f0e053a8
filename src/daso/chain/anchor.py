"""The anchor: sizes and roots of one log, kept on a chain where nobody can take them back.

Read next: `contracts/anchor.vy`, the contract; `clerk/onchain.py`, which holds a log against it.
"""

from __future__ import annotations

from typing import Final

import msgspec

from daso.chain.abi import AnswerUnfit, compute_topic, decode_values, encode_call, encode_values
from daso.chain.build import load_contract, verify_code
from daso.chain.rpc import Node, When

__all__ = [
    "AnchorFacts",
    "Anchored",
    "encode_anchor",
    "encode_anchor_creation",
    "read_anchor_facts",
    "read_anchors",
    "read_position",
]

_ANCHORED: Final = "Anchored(uint64,bytes32)"


class Anchored(msgspec.Struct, frozen=True, kw_only=True):
    """One anchor: the log's size and root, the block's number and time in UTC milliseconds, and the transaction."""

    size: int
    root: bytes
    block: int
    at: int
    transaction: str


class AnchorFacts(msgspec.Struct, frozen=True):
    """What an anchor was born with: whose it is, by which foundation, and who may anchor."""

    org: str
    foundation: bytes
    anchorer: str


def encode_anchor_creation(facts: AnchorFacts) -> bytes:
    """What sets up a new anchor."""
    values = (bytes.fromhex(facts.org), facts.foundation, facts.anchorer)
    return bytes.fromhex(load_contract("anchor").creation[2:]) + encode_values(
        ("bytes16", "bytes32", "address"), values
    )


def encode_anchor(size: int, root: bytes) -> bytes:
    """The call that anchors."""
    return encode_call("anchor(uint64,bytes32)", size, root)


def read_anchor_facts(node: Node, address: str, when: When = "latest") -> AnchorFacts:
    """What this anchor was born with; raises unless the code that stands there is ours, to the byte."""
    values = verify_code(load_contract("anchor"), node.get_code(address, when))
    organisation, anchorer = values["ORGANISATION"][:16], values["ANCHORER"][-20:]
    return AnchorFacts(organisation.hex(), values["CHARTER"], "0x" + anchorer.hex())


def read_position(node: Node, address: str, when: When) -> tuple[int, bytes]:
    """The newest size and root that the contract holds; nought and 32 bytes of nought before the first."""
    size, root = (
        decode_values((kind,), node.call(address, encode_call(f"{name}()"), when))[0]
        for name, kind in (("size", "uint64"), ("root", "bytes32"))
    )
    if not isinstance(size, int) or not isinstance(root, bytes):
        raise AnswerUnfit
    return size, root


def read_anchors(node: Node, address: str, start: int, stop: int) -> list[Anchored]:
    """Every anchor in the blocks from `start` up to and without `stop`, in order."""
    times: dict[int, int] = {}
    found = []
    for event in node.read_events(address, compute_topic(_ANCHORED), start, stop):
        if len(event.topics) != 2 or len(event.data) != 32:
            raise AnswerUnfit
        if event.block not in times:
            times[event.block] = node.get_block(event.block).at
        size = int.from_bytes(event.topics[1], "big")
        anchored = Anchored(
            size=size, root=event.data, block=event.block, at=times[event.block], transaction=event.transaction
        )
        found.append(anchored)
    return found
