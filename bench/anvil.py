"""A local Ethereum node with the rules of Osaka, spoken to over JSON-RPC: for measuring gas, and for the tests.

anvil is found or installed by `tools/find-anvil`. It listens on a port of its own choice, on this machine only.
Read next: `gas.py`.
"""

from __future__ import annotations

import json
import socket
import subprocess
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import Any

from eth_abi.abi import decode, encode
from eth_utils.abi import collapse_if_tuple
from eth_utils.crypto import keccak

from daso.chain.build import Contract

__all__ = ["Deployed", "Node", "Receipt", "Reverted", "find_anvil", "start_anvil"]

ROOT = Path(__file__).resolve().parents[1]
MOST_GAS = 16_777_216
"""What a transaction may use under EIP-7825."""


class Reverted(Exception):
    """A call or transaction that the chain undid, with the contract's reason."""


class Receipt:
    """What became of a transaction."""

    def __init__(self, made: dict[str, Any]) -> None:
        self.gas = int(made["gasUsed"], 16)
        self.address: str = made["contractAddress"] or ""
        self.hash: str = made["transactionHash"]
        self.logs: list[dict[str, Any]] = made["logs"]


def find_anvil() -> str:
    """Where anvil is, or nothing."""
    found = subprocess.run([ROOT / "tools" / "find-anvil"], capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    return found.stdout.strip()


@contextmanager
def start_anvil(program: str, port: int = 0, *options: str) -> Iterator[Node]:
    """Run a fresh chain for as long as the block lasts."""
    port = port or _find_port()
    words = [program, "--hardfork", "osaka", "--enable-tx-gas-limit", "--port", str(port), "--accounts", "3", *options]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S603 - found by us
    assert process.stdout is not None  # noqa: S101 - it was asked for
    try:
        if not any("Listening on" in line for line in process.stdout):
            raise ConnectionError("anvil has stopped")
        yield Node(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.stdout.close()
        process.wait()


def _find_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
    return port


class Node:
    """A node of a chain, with accounts that it signs for."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.accounts: list[str] = self.ask("eth_accounts")

    def ask(self, method: str, *params: object) -> Any:
        """Ask the node; raise `Reverted` where it refuses."""
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        request = urllib.request.Request(self.url, body, {"content-type": "application/json"})  # noqa: S310 - our own node
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310 - our own node
            said = json.load(answer)
        if "error" in said:
            raise Reverted(said["error"]["message"])
        return said["result"]

    @property
    def chain(self) -> int:
        """The chain's number."""
        return int(self.ask("eth_chainId"), 16)

    @property
    def now(self) -> int:
        """The time of the newest block."""
        return int(self.ask("eth_getBlockByNumber", "latest", False)["timestamp"], 16)

    def wait(self, seconds: int) -> None:
        """Let time pass on the chain."""
        self.ask("evm_increaseTime", seconds)
        self.ask("evm_mine")

    def send(self, to: str, data: bytes, value: int = 0, sender: int = 0) -> Receipt:
        """Send a transaction and wait until it is in a block."""
        sent = {"from": self.accounts[sender], "data": f"0x{data.hex()}", "value": hex(value), "gas": hex(MOST_GAS)}
        if to:
            sent["to"] = to
            self.ask("eth_call", sent, "latest")  # tells the reason, which a receipt does not
        transaction = self.ask("eth_sendTransaction", sent)
        while (receipt := self.ask("eth_getTransactionReceipt", transaction)) is None:
            sleep(0.01)
        if int(receipt["status"], 16) != 1:
            raise Reverted("the transaction failed")
        return Receipt(receipt)

    def deploy(self, contract: Contract, *values: object, value: int = 0) -> Deployed:
        """Put a contract there."""
        made: dict[str, Any] = next((entry for entry in contract.abi if entry["type"] == "constructor"), {"inputs": []})
        data = bytes.fromhex(contract.creation[2:]) + _encode(made["inputs"], values)
        receipt = self.send("", data, value)
        return Deployed(self, contract, receipt)


class Deployed:
    """A contract that stands at an address."""

    def __init__(self, node: Node, contract: Contract, receipt: Receipt) -> None:
        self.node, self.birth, self.address = node, receipt, receipt.address
        self._entries = {entry["name"]: entry for entry in contract.abi if "name" in entry}
        self._events = {_name(entry).hex(): entry for entry in contract.abi if entry["type"] == "event"}

    def encode(self, name: str, *values: object) -> bytes:
        """The bytes of a call."""
        entry = self._entries[name]
        return _name(entry)[:4] + _encode(entry["inputs"], values)

    def send(self, name: str, *values: object, sender: int = 0) -> Receipt:
        """Call in a transaction."""
        return self.node.send(self.address, self.encode(name, *values), sender=sender)

    def read(self, name: str, *values: object) -> Any:
        """Call without a transaction; one value stands for itself."""
        call = {"to": self.address, "data": f"0x{self.encode(name, *values).hex()}"}
        kinds = [collapse_if_tuple(output) for output in self._entries[name]["outputs"]]
        found = decode(kinds, bytes.fromhex(self.node.ask("eth_call", call, "latest")[2:]))
        return found[0] if len(found) == 1 else found

    def read_events(self, receipt: Receipt) -> list[tuple[str, dict[str, Any]]]:
        """What the contract said in a transaction."""
        said = []
        for line in receipt.logs:
            entry = self._events.get(line["topics"][0][2:])
            if line["address"].lower() == self.address.lower() and entry is not None:
                said.append((entry["name"], _decode_event(entry, line)))
        return said


def _name(entry: dict[str, Any]) -> bytes:
    return keccak(text=f"{entry['name']}({','.join(map(collapse_if_tuple, entry['inputs']))})")


def _encode(inputs: Sequence[dict[str, Any]], values: Sequence[object]) -> bytes:
    return encode([collapse_if_tuple(given) for given in inputs], values)


def _decode_event(entry: dict[str, Any], line: dict[str, Any]) -> dict[str, Any]:
    topics = [bytes.fromhex(topic[2:]) for topic in line["topics"][1:]]
    indexed = [given for given in entry["inputs"] if given["indexed"]]
    plain = [given for given in entry["inputs"] if not given["indexed"]]
    found = decode([given["type"] for given in plain], bytes.fromhex(line["data"][2:]))
    values = dict(zip((given["name"] for given in plain), found, strict=True))
    for given, topic in zip(indexed, topics, strict=True):
        (values[given["name"]],) = decode([given["type"]], topic)
    return values
