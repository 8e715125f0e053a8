"""Sending a transaction once, however often it is tried: a journal says what is under way, the chain what became of it.

An account has one transaction under way at a time. It is written down before it is sent, so a crash loses nothing; it
keeps its number until the chain has used that number, so it can be sent again or replaced by one that pays more, and
never twice. Read next: `daso/host/anchoring.py`, which sends in the background.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from daso.chain.account import Account
from daso.chain.rpc import Node, NodeRefused
from daso.errors import Misconfigured, Unavailable

__all__ = ["AccountEmpty", "Busy", "Call", "Journal", "Receipt", "Reverted", "Sent", "get_receipt", "send"]

PATIENCE: Final = 3 * 60 * 1000
"""Milliseconds after which a transaction that is in no block counts as stuck, and pays more."""
_RAISES: Final = 12
"""How often one attempt raises its fee where nodes call it too low: by a quarter each time, fourteenfold in all."""
_DEFAULT_TIP: Final = 10**9


class AccountEmpty(Misconfigured):
    """There is nothing to pay with."""

    code = "chain-account-empty"
    message = "The account {address} can't pay for this on chain {chain}. Send it some of the chain’s coin."


class Reverted(Unavailable):
    """The contract would refuse the call now."""

    code = "chain-call-reverted"
    message = "The contract at {address} refuses this: {why}"


class Busy(Unavailable):
    """Another process uses the same account at this moment, or another transaction of it is under way."""

    code = "chain-account-busy"
    message = "A transaction of {address} is still under way. Nothing was sent; try again when it is in a block."


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """What a transaction is to do. Without an address it sets up a contract. `about` is for people."""

    to: str = ""
    data: bytes
    about: str = ""


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A signed transaction as it was sent, ready to be sent again. It holds no secret."""

    chain: int
    sender: str
    nonce: int
    call: Call
    fee: int
    tip: int
    raw: str
    hash: str
    at: int


class Receipt(msgspec.Struct, frozen=True):
    """What became of a transaction that is in a block: whether it did what it should, where, and what it made."""

    is_good: bool
    block: int
    contract: str
    gas: int


class _RawReceipt(msgspec.Struct, frozen=True, rename="camel"):
    status: str
    block_number: str
    gas_used: str
    contract_address: str | None = None


class Journal:
    """The one transaction of an account that is under way, in a file, which one process at a time may use."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def hold(self, address: str) -> Iterator[None]:
        """Be the only one who sends; whoever else is at it is not waited for."""
        with self._path.with_name(self._path.name + ".lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise Busy(address=address) from error
            yield

    def load(self) -> Sent | None:
        """What was sent last and may be under way; None when nothing is."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Sent)
        except FileNotFoundError:
            return None

    def store(self, sent: Sent) -> None:
        """Write down what is about to be sent, durably."""
        unfinished = self._path.with_name(self._path.name + ".new")
        with unfinished.open("wb") as file:
            file.write(msgspec.json.encode(sent))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self._path)

    def clear(self) -> None:
        """Nothing is under way any more."""
        self._path.unlink(missing_ok=True)


def get_receipt(node: Node, transaction: str) -> Receipt | None:
    """What became of a transaction; None while it is in no block."""
    raw = node.ask_maybe("eth_getTransactionReceipt", [transaction], _RawReceipt)
    if raw is None:
        return None
    numbers = [int(value, 16) for value in (raw.status, raw.block_number, raw.gas_used)]
    return Receipt(numbers[0] == 1, numbers[1], (raw.contract_address or "").lower(), numbers[2])


def send(node: Node, account: Account, call: Call, journal: Journal, now: int) -> Sent:
    """Send a call, or see to it that one already under way gets through; gives what is under way afterwards.

    Whoever calls has looked at the chain and found that the call is still needed. Until the one before is in a block,
    it is sent again; after some patience, the new call takes its place and pays more.
    """
    with journal.hold(account.address):
        chain = node.get_chain()
        nonce = node.ask_number("eth_getTransactionCount", account.address, "latest")
        last = journal.load()
        is_waiting = last is not None and (last.chain, last.sender, last.nonce) == (chain, account.address, nonce)
        fee, tip = _suggest_fees(node)
        if last is not None and is_waiting:
            if now - last.at < PATIENCE:
                _send_again(node, last)
                return last
            fee, tip = max(fee, _raise(last.fee)), max(tip, _raise(last.tip))
        gas = _estimate(node, account, call)
        return _send_new(node, account, journal, _Draft(call, chain, nonce, gas, fee, tip, now))


class _Draft(msgspec.Struct, frozen=True):
    call: Call
    chain: int
    nonce: int
    gas: int
    fee: int
    tip: int
    at: int


def _send_new(node: Node, account: Account, journal: Journal, draft: _Draft) -> Sent:
    for _ in range(_RAISES):
        sent = _sign(account, draft)
        journal.store(sent)
        try:
            node.ask("eth_sendRawTransaction", [sent.raw], str)
        except NodeRefused as error:
            why = str(error.fields["why"]).lower()
            if "already known" in why or "already imported" in why:
                return sent
            if "nonce too low" in why:
                journal.clear()
                raise Busy(address=account.address) from error
            if "insufficient funds" in why:
                journal.clear()
                raise AccountEmpty(address=account.address, chain=draft.chain) from error
            if not any(word in why for word in ("underpriced", "base fee", "fee too low", "basefee", "replacement")):
                raise
            draft = replace(draft, fee=_raise(draft.fee), tip=_raise(draft.tip))
        else:
            return sent
    raise Busy(address=account.address)


def _send_again(node: Node, sent: Sent) -> None:
    """Remind the node of what it may have forgotten; whatever it says, the transaction stays under way."""
    try:
        node.ask("eth_sendRawTransaction", [sent.raw], str)
    except NodeRefused:
        return  # it has it, or finds its fee too low: then patience ends soon, and it is replaced


def _sign(account: Account, draft: _Draft) -> Sent:
    transaction: dict[str, int | bytes] = {
        "type": 2,
        "chainId": draft.chain,
        "nonce": draft.nonce,
        "maxFeePerGas": draft.fee,
        "maxPriorityFeePerGas": min(draft.tip, draft.fee),
        "gas": draft.gas,
        "value": 0,
        "data": draft.call.data,
    }
    if draft.call.to:
        transaction["to"] = bytes.fromhex(draft.call.to[2:])
    raw, digest = account.sign(transaction)
    return Sent(
        chain=draft.chain,
        sender=account.address,
        nonce=draft.nonce,
        call=draft.call,
        fee=draft.fee,
        tip=draft.tip,
        raw=raw,
        hash=digest,
        at=draft.at,
    )


def _estimate(node: Node, account: Account, call: Call) -> int:
    """How much gas it takes, and a fifth more; refused here when the contract would refuse it."""
    given = {"from": account.address, "data": "0x" + call.data.hex()} | ({"to": call.to} if call.to else {})
    try:
        return node.ask_number("eth_estimateGas", given, "latest") * 6 // 5
    except NodeRefused as error:
        why = str(error.fields["why"])
        if "insufficient funds" in why.lower():
            raise AccountEmpty(address=account.address, chain=node.get_chain()) from error
        if "revert" in why.lower():
            raise Reverted(address=call.to or "a new contract", why=why) from error
        raise


def _suggest_fees(node: Node) -> tuple[int, int]:
    """What to offer for a unit of gas: twice what the newest block asks, and what others give on top of it."""
    try:
        tip = node.ask_number("eth_maxPriorityFeePerGas")
    except NodeRefused:
        tip = _DEFAULT_TIP
    return 2 * node.get_block("latest").fee + tip, tip


def _raise(fee: int) -> int:
    return fee * 5 // 4 + 1
