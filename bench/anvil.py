"""A local Ethereum node with the rules of Osaka, spoken to over JSON-RPC: for measuring gas, and for the tests.

anvil is found or installed by `tools/find-anvil`. It listens on a port of its own choice, on this machine only.
Read next: `gas.py`.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import Any
from urllib.error import URLError

from bench.evm import MOST_GAS, Line, Receipt, Reverted, read_reason

__all__ = ["Node", "find_anvil", "start_anvil"]

ROOT = Path(__file__).resolve().parents[1]


def find_anvil() -> str:
    """Where anvil is, or nothing. `make test` has looked already, and says so in DASO_ANVIL."""
    named = os.environ.get("DASO_ANVIL")
    if named is not None:
        return named
    found = subprocess.run([ROOT / "tools" / "find-anvil"], stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 - our own program
    return found.stdout.strip()


@contextmanager
def start_anvil(program: str, *options: str, rules: str = "osaka") -> Iterator[Node]:
    """Run a fresh chain for as long as the block lasts."""
    port = _find_port()
    words = [program, "--hardfork", rules, "--enable-tx-gas-limit", "--port", str(port), "--accounts", "3", *options]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)  # noqa: S603 - found by us
    try:
        while process.poll() is None:
            try:
                node = Node(f"http://127.0.0.1:{port}")
            except URLError:
                sleep(0.05)
            else:
                yield node
                return
        raise ConnectionError("anvil has stopped")
    finally:
        process.terminate()
        process.wait()


def _find_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
    return port


class Node:
    """A node of a chain, with accounts that it signs for; a `Chain` of `evm.py`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._names: list[str] = self.ask("eth_accounts")
        self.accounts = [bytes.fromhex(name[2:]) for name in self._names]

    def ask(self, method: str, *params: object) -> Any:
        """Ask the node; raise `Reverted` where it refuses."""
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        request = urllib.request.Request(self.url, body, {"content-type": "application/json"})  # noqa: S310 - our own node
        with urllib.request.urlopen(request, timeout=300) as answer:  # noqa: S310 - our own node
            said = json.load(answer)
        if "error" in said:
            output = said["error"].get("data")
            is_revert = isinstance(output, str) and output.startswith("0x")
            raise Reverted(read_reason(bytes.fromhex(output[2:])) if is_revert else said["error"]["message"])
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
        """Let time pass."""
        self.ask("anvil_setNextBlockTimestamp", self.now + seconds)
        self.ask("evm_mine")

    def transact(self, to: bytes, data: bytes, value: int = 0, sender: int = 0) -> Receipt:
        """Send a transaction and wait until it is in a block; to nobody makes a contract."""
        sent = {"from": self._names[sender], "data": f"0x{data.hex()}", "value": hex(value), "gas": hex(MOST_GAS)}
        if to:
            sent["to"] = f"0x{to.hex()}"
        self.ask("eth_call", sent, "latest")  # tells the reason, which a receipt does not
        transaction = self.ask("eth_sendTransaction", sent)
        while (made := self.ask("eth_getTransactionReceipt", transaction)) is None:
            sleep(0.01)
        if int(made["status"], 16) != 1:
            raise Reverted("the transaction failed")
        address = made["contractAddress"] or "0x"
        return Receipt(int(made["gasUsed"], 16), bytes.fromhex(address[2:]), transaction, _read_lines(made["logs"]))

    def call(self, to: bytes, data: bytes) -> bytes:
        """Ask without a transaction."""
        asked = {"from": self._names[0], "to": f"0x{to.hex()}", "data": f"0x{data.hex()}"}
        return bytes.fromhex(self.ask("eth_call", asked, "latest")[2:])

    def get_balance(self, address: bytes) -> int:
        """How much of the chain's own coin is there."""
        return int(self.ask("eth_getBalance", f"0x{address.hex()}", "latest"), 16)

    def get_code(self, address: bytes) -> bytes:
        """The code that stands there."""
        return bytes.fromhex(self.ask("eth_getCode", f"0x{address.hex()}", "latest")[2:])

    @contextmanager
    def undo(self) -> Iterator[None]:
        """Forget, at the end, all that was done within."""
        before = self.ask("evm_snapshot")
        try:
            yield
        finally:
            self.ask("evm_revert", before)


def _read_lines(logs: list[dict[str, Any]]) -> tuple[Line, ...]:
    return tuple(
        Line(
            bytes.fromhex(line["address"][2:]),
            tuple(bytes.fromhex(topic[2:]) for topic in line["topics"]),
            bytes.fromhex(line["data"][2:]),
        )
        for line in logs
    )
