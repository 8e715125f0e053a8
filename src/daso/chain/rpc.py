"""A node of an EVM chain, asked by JSON-RPC over HTTP; nothing is believed that is not in a finalized block.

Whatever goes wrong between us and the node is `Unavailable` and may be tried again: nothing here changes anything.
Read next: `sending.py`, which sends transactions; `anchor.py` and `inbox.py`, what is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.client import HTTPException
from typing import Final, Literal, TypeVar
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import msgspec

from daso.errors import Misconfigured, Unavailable

__all__ = [
    "FINALIZED",
    "Block",
    "Event",
    "Node",
    "NodeRefused",
    "NodeUnreachable",
    "NotAContract",
    "NotANode",
    "NothingFinal",
    "When",
    "WrongChain",
]

When = int | Literal["latest", "finalized", "pending"]
"""A block by its number or by how settled it is."""

FINALIZED: Final = "finalized"
_MAX_ANSWER: Final = 64 * 1024 * 1024
_DOUBT: Final = 24 * 3600 * 1000
_NUMBER: Final = re.compile(r"0x[0-9a-fA-F]{1,64}")
"""A number of at most 256 bits; a longer one could not even be told in a sentence."""
_T = TypeVar("_T")


class NodeUnreachable(Unavailable):
    """No answer, or none that can be read."""

    code = "chain-node-unreachable"
    message = "The chain’s node at {host} gave no usable answer ({why}). Nothing was lost; it will be tried again."


class NodeRefused(Unavailable):
    """The node answered with an error."""

    code = "chain-node-refused"
    message = "The chain’s node at {host} refused {method}: {why}"


class NothingFinal(Unavailable):
    """The chain is too young, or the node does not know what is final."""

    code = "chain-nothing-final"
    message = "The chain’s node at {host} knows of no finalized block yet. Wait, or name a node that follows finality."


class NotANode(Misconfigured):
    """Something that is no web address."""

    code = "not-a-chain-node"
    message = "“{url}” is not the address of a chain’s node. It begins with https:// or http://."


class WrongChain(Misconfigured):
    """The node is of another chain than the contract."""

    code = "wrong-chain"
    message = (
        "The node at {host} speaks for chain {given}, and chain {expected} is asked for. Nothing was sent. Name a "
        "node of chain {expected}."
    )


class NotAContract(Misconfigured):
    """There is nothing at an address where a contract should be."""

    code = "not-a-contract"
    message = (
        "There is no contract at {address} on chain {chain}. Check the address, and that the node is of that chain."
    )


class _Fault(msgspec.Struct, frozen=True):
    code: int = 0
    message: str = ""


class _Answer(msgspec.Struct, frozen=True):
    result: msgspec.Raw = msgspec.Raw(b"null")
    error: _Fault | None = None


class _RawBlock(msgspec.Struct, frozen=True, rename="camel"):
    number: str
    timestamp: str
    base_fee_per_gas: str = "0x0"


class _RawEvent(msgspec.Struct, frozen=True, rename="camel"):
    topics: tuple[str, ...]
    data: str
    block_number: str
    transaction_hash: str
    log_index: str


class Block(msgspec.Struct, frozen=True):
    """A block: its number, its time in UTC milliseconds, and what it asks for a unit of gas."""

    number: int
    at: int
    fee: int


class Event(msgspec.Struct, frozen=True):
    """What a contract said: indexed values first, the rest as bytes, and where it stands."""

    topics: tuple[bytes, ...]
    data: bytes
    block: int
    transaction: str
    place: int


class Node:
    """A node by its address. The address may hold a password, so sentences name its host only."""

    def __init__(self, url: str, timeout: float = 20.0) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("https", "http") or not parts.hostname:
            raise NotANode(url=parts.scheme and f"{parts.scheme}://…")
        self.host = parts.hostname
        self.url = url
        self._timeout = timeout

    def ask(self, method: str, params: list[object], kind: type[_T]) -> _T:
        """Ask one question; the answer is of this kind, or an error says why not."""
        answer = self.ask_maybe(method, params, kind)
        if answer is None:
            raise NodeUnreachable(host=self.host, why=f"to {method} came nothing")
        return answer

    def ask_maybe(self, method: str, params: list[object], kind: type[_T]) -> _T | None:
        """The same, where there may be no answer yet."""
        body = msgspec.json.encode({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
        try:
            answer = msgspec.json.decode(self._fetch(body), type=_Answer)
            if answer.error is not None:
                raise NodeRefused(host=self.host, method=method, why=answer.error.message[:300])
            is_nothing = bytes(answer.result) == b"null"
            return None if is_nothing else msgspec.json.decode(answer.result, type=kind)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            why = f"to {method} came what can't be read: {str(error)[:300]}"
            raise NodeUnreachable(host=self.host, why=why) from error

    def _fetch(self, body: bytes) -> bytes:
        headers = {"Content-Type": "application/json", "User-Agent": "daso"}
        request = Request(self.url, body, headers)  # noqa: S310 - __init__ admits http and https only
        try:
            with urlopen(request, timeout=self._timeout) as answer:  # noqa: S310 - the same
                content: bytes = answer.read(_MAX_ANSWER + 1)
        except HTTPError as error:
            with error:
                content = error.read(_MAX_ANSWER)  # many nodes say what is wrong together with a status of their own
                if not content.lstrip().startswith(b"{"):
                    raise NodeUnreachable(host=self.host, why=f"it answered {error.code}") from error
        except URLError as error:
            raise NodeUnreachable(host=self.host, why=str(error.reason)) from error
        except (HTTPException, OSError) as error:
            raise NodeUnreachable(host=self.host, why=str(error) or type(error).__name__) from error
        if len(content) > _MAX_ANSWER:
            raise NodeUnreachable(host=self.host, why="the answer is too large")
        return content

    def ask_number(self, method: str, *params: object) -> int:
        """Ask for a number."""
        return _to_int(self.ask(method, list(params), str), self.host)

    def read_bytes(self, text: str) -> bytes:
        """Bytes as the node writes them."""
        return _to_bytes(text, self.host)

    def get_chain(self) -> int:
        """The number of the chain that the node speaks for."""
        return self.ask_number("eth_chainId")

    def check_chain(self, expected: int) -> None:
        """Refuse a node of another chain."""
        given = self.get_chain()
        if given != expected:
            raise WrongChain(host=self.host, given=given, expected=expected)

    def get_block(self, when: When) -> Block:
        """A block; the newest finalized one that does not exist yet is `NothingFinal`."""
        found = self.ask_maybe("eth_getBlockByNumber", [_write_when(when), False], _RawBlock)
        if found is None:
            raise NothingFinal(host=self.host)
        to_int = (_to_int(value, self.host) for value in (found.number, found.timestamp, found.base_fee_per_gas))
        number, seconds, fee = to_int
        return Block(number, 1000 * seconds, fee)

    def check_contract(self, address: str, when: When = "latest") -> None:
        """Refuse an address at which no contract is."""
        if self.get_code(address, when) == b"":
            raise NotAContract(address=address, chain=self.get_chain())

    def get_code(self, address: str, when: When = "latest") -> bytes:
        """The code that runs at an address."""
        return _to_bytes(self.ask("eth_getCode", [address, _write_when(when)], str), self.host)

    def call(self, address: str, data: bytes, when: When = "latest") -> bytes:
        """What a contract answers to a question; nothing is changed by it."""
        given = {"to": address, "data": "0x" + data.hex()}
        return _to_bytes(self.ask("eth_call", [given, _write_when(when)], str), self.host)

    def find_block(self, at: int, last: int) -> int:
        """A block, up to `last`, before which nothing happened that is not older than `at`, a day of doubt included.

        Whose clock is right nobody knows; what was said a little earlier than it should is read as well.
        """
        at -= _DOUBT
        low, high = 0, last
        while low < high:
            middle = (low + high) // 2
            if self.get_block(middle).at >= at:
                high = middle
            else:
                low = middle + 1
        return low

    def read_events(self, address: str, topic: bytes, start: int, stop: int) -> Iterator[Event]:
        """What the contract said in the blocks from `start` up to and without `stop`, in order.

        Nodes differ in how many blocks they search at once; what one refuses is asked for in halves.
        """
        width = stop - start
        while start < stop:
            until = min(start + width, stop)
            try:
                events = self._read_events(address, topic, start, until - 1)
            except NodeRefused:
                if width <= 1:
                    raise
                width = (width + 1) // 2
                continue
            yield from events
            start = until

    def _read_events(self, address: str, topic: bytes, first: int, last: int) -> list[Event]:
        wanted = {
            "address": address,
            "topics": ["0x" + topic.hex()],
            "fromBlock": hex(first),
            "toBlock": hex(last),
        }
        found = self.ask("eth_getLogs", [wanted], list[_RawEvent])
        events = [
            Event(
                tuple(_to_bytes(one, self.host) for one in raw.topics),
                _to_bytes(raw.data, self.host),
                _to_int(raw.block_number, self.host),
                raw.transaction_hash,
                _to_int(raw.log_index, self.host),
            )
            for raw in found
        ]
        return sorted(events, key=lambda event: (event.block, event.place))


def _write_when(when: When) -> str:
    return hex(when) if isinstance(when, int) else when


def _to_int(text: str, host: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise NodeUnreachable(host=host, why="a number was not one")
    return int(text, 16)


def _to_bytes(text: str, host: str) -> bytes:
    try:
        return bytes.fromhex(text.removeprefix("0x"))
    except ValueError as error:
        raise NodeUnreachable(host=host, why="bytes were none") from error
