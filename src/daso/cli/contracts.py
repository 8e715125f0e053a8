"""What the commands about public chains share: a contract's code, a node, an account, and waiting for a block.

Read next: `chain.py`.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from daso.cli.screen import show
from daso.errors import Misconfigured, Unavailable

if TYPE_CHECKING:
    from daso.chain.account import Account
    from daso.chain.approval import Limit
    from daso.chain.rpc import Node
    from daso.chain.sending import Call, Journal, Receipt, Sent
    from daso.kernel.contract import BindContract

__all__ = ["open_journal", "open_key", "open_node", "read_contract", "read_limits", "send_call", "wait_for"]

_WAIT = 10 * 60
"""Seconds that a command waits for a block."""
_LOOK = 1.0
_LIMIT = re.compile(r"([0-9.,]+)(?:@(0x[0-9a-f]{40}))?")
_MOST_LIMITS = 4
"""What a vault's rules have room for."""


class CodeUnfit(Misconfigured):
    """A contract's code that is none."""

    code = "contract-code-unfit"
    message = "“{given}” is no contract's code. It looks like anchor/eip155:1:0x…, as daso chain deploy prints it."


class LimitUnfit(Misconfigured):
    """A limit of small payments that is none."""

    code = "small-limit-unfit"
    message = (
        "“{given}” is no limit of small payments. It looks like 0.5 for the chain's own coins, or like 250000@0x… for"
        " units of a token; a vault has up to four, each for another."
    )


class RpcMissing(Misconfigured):
    """Nobody said which node to ask."""

    code = "chain-rpc-missing"
    message = "Name a node of the chain: --rpc https://…, or DASO_CHAIN_RPC."


class KeyMissing(Misconfigured):
    """Nobody said which account pays."""

    code = "chain-key-missing"
    message = "Name the file with the key of the account that pays: --key FILE, or DASO_CHAIN_KEY."


class StillWaiting(Unavailable):
    """A transaction that no block has taken in for long."""

    code = "chain-still-waiting"
    message = (
        "No block has taken transaction {transaction} in yet. Nothing is lost: run the same command again, and it goes "
        "on from here, paying more where that is needed."
    )


class NotDone(Misconfigured):
    """A transaction that is in a block and did nothing."""

    code = "chain-transaction-failed"
    message = "Transaction {transaction} is in a block and failed, so nothing has changed. Run the command again."


def read_contract(code: str) -> BindContract:
    """The contract that a code names."""
    from daso.web.contract_code import decode_contract_code

    contract = decode_contract_code(code)
    if contract is None:
        raise CodeUnfit(given=code[:100])
    return contract


def read_limits(given: Sequence[str]) -> tuple[Limit, ...]:
    """What small payments come to at most, by the coin or token."""
    from daso.chain.approval import Limit
    from daso.web.words.money import to_units

    limits: dict[bytes, Limit] = {}
    for one in given:
        found = _LIMIT.fullmatch(one.lower())
        amount, token = found.groups(default="") if found else ("", "")
        units, key = to_units(amount, token), bytes.fromhex(token[2:] or "00" * 20)
        if not units or (token and not any(key)) or key in limits or len(limits) == _MOST_LIMITS:
            raise LimitUnfit(given=one[:100])
        limits[key] = Limit(key, int(units))
    return tuple(limits.values())


def open_node(url: str) -> Node:
    """The node that was named, or that the environment names."""
    from daso.chain.rpc import Node

    chosen = url or os.environ.get("DASO_CHAIN_RPC", "")
    if not chosen:
        raise RpcMissing
    return Node(chosen)


def find_key(path: Path | None) -> Path:
    """The file that was named, or that the environment names."""
    chosen = str(path or os.environ.get("DASO_CHAIN_KEY", ""))
    if not chosen:
        raise KeyMissing
    return Path(chosen).expanduser()


def open_key(path: Path | None) -> Account:
    """The account that pays."""
    from daso.chain.account import load_account

    return load_account(find_key(path))


def open_journal(path: Path | None) -> Journal:
    """What this account has under way, beside its key; a site that uses the same key has the same journal."""
    from daso.chain.sending import Journal

    key = find_key(path)
    return Journal(key.with_name(key.name + ".journal"))


def wait_for(node: Node, sent: Sent) -> Receipt:
    """Wait until the transaction is in a block."""
    from daso.chain.sending import get_receipt

    until = time.monotonic() + _WAIT
    while time.monotonic() < until:
        receipt = get_receipt(node, sent.hash)
        if receipt is not None:
            return receipt
        time.sleep(_LOOK)
    raise StillWaiting(transaction=sent.hash)


def send_call(node: Node, key: Path | None, call: Call) -> Receipt:
    """Send a call and wait until it is done."""
    from daso.chain.sending import send

    sent = send(node, open_key(key), call, open_journal(key), time.time_ns() // 1_000_000)
    if sent.call.data != call.data:
        wait_for(node, sent)  # another one was under way; this one comes after it
        return send_call(node, key, call)
    show(f"Sent as transaction {sent.hash}; waiting for a block.")
    receipt = wait_for(node, sent)
    if not receipt.is_good:
        raise NotDone(transaction=sent.hash)
    return receipt
