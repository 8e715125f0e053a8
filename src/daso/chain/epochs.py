"""The rules that a vault had in each of its epochs, as the transactions say that gave them.

What a vault holds now says nothing of what it held for an hour last year. Its events name root and number of members
only; the rest stands in the very calls that set it up and changed it, which every node keeps. Where another contract
made such a call, the node is asked what the vault held in that block; some nodes have forgotten.
Read next: `vault.py`; `clerk/renewing.py`, which judges them.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from daso.chain.abi import AnswerUnfit, decode_values, encode_call
from daso.chain.approval import Rules
from daso.chain.birth import read_birth
from daso.chain.rpc import Node, NodeRefused
from daso.chain.vault import Renewed, VaultStanding, decode_creation, decode_renewal, read_rules

__all__ = ["Epoch", "read_epochs"]


class Epoch(msgspec.Struct, frozen=True):
    """How an epoch began, and the rules of it; none where no node could tell them."""

    renewed: Renewed
    rules: Rules | None


class _Sent(msgspec.Struct, frozen=True):
    input: str
    to: str | None = None


def read_epochs(node: Node, address: str, renewed: Iterable[Renewed], standing: VaultStanding) -> list[Epoch]:
    """Every epoch that began so, with its rules as far as they can be found out; those that hold now are known."""
    return [
        Epoch(one, standing.rules if one.epoch == standing.epoch else _find_rules(node, address, one))
        for one in renewed
    ]


def _find_rules(node: Node, address: str, renewed: Renewed) -> Rules | None:
    for read in (_read_sent, _read_then):
        try:
            rules = read(node, address, renewed)
        except (AnswerUnfit, NodeRefused):
            continue
        if rules and (rules.root, rules.count) == (renewed.root, renewed.count):
            return rules
    return None


def _read_sent(node: Node, address: str, renewed: Renewed) -> Rules | None:
    """The rules in the transaction itself, where it called the vault, or made it, without another contract between."""
    if not renewed.epoch:
        return decode_creation(read_birth(node, address, renewed.transaction))
    sent = node.ask_maybe("eth_getTransactionByHash", [renewed.transaction], _Sent)
    if sent is None or (sent.to or "").lower() != address.lower():
        return None
    return decode_renewal(node.read_bytes(sent.input))


def _read_then(node: Node, address: str, renewed: Renewed) -> Rules | None:
    """What the vault held in that block, unless there was another change in the same one."""
    (epoch,) = decode_values(("uint256",), node.call(address, encode_call("epoch()"), renewed.block))
    return read_rules(node, address, renewed.block) if epoch == renewed.epoch else None
