"""A local chain for tests: `anvil`, started on a free port, with blocks when a test says so.

`tools/find-anvil` finds or installs it; where it can't, tests skip with the reason. Read next: `conftest.py`.
"""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from daso.chain.account import Account
from daso.chain.rpc import Node
from daso.errors import Unavailable

__all__ = ["CHAIN", "START", "Anvil", "find_anvil", "run_anvil"]

CHAIN: Final = 31337
START: Final = 1_770_000_000_000
"""When the chain begins, which is when the tests' own clocks begin."""
_RICH: Final = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
"""The first account of every anvil, which has coins that are worth nothing."""
_ROOT: Final = Path(__file__).resolve().parents[2]
_EPOCH: Final = 2
"""Slots of an epoch: a block is final when so many times two came after it."""


def find_anvil() -> str:
    """The program's path, or nothing."""
    found = subprocess.run([_ROOT / "tools" / "find-anvil"], capture_output=True, text=True, check=True)
    return found.stdout.strip()


@dataclass
class Anvil:
    """A running chain."""

    url: str
    process: subprocess.Popen[bytes]

    @property
    def node(self) -> Node:
        """The node, as the program asks it."""
        return Node(self.url)

    @property
    def rich(self) -> Account:
        """An account with plenty of coins."""
        return Account(bytes.fromhex(_RICH))

    def mine(self, blocks: int = 1) -> None:
        """Let blocks come, twelve seconds apart."""
        self.node.ask_maybe("anvil_mine", [hex(blocks), hex(12)], object)

    def finalize(self) -> None:
        """Let so many blocks come that all so far are final."""
        self.mine(2 * _EPOCH + 1)

    def give(self, address: str, coins: int = 10**18) -> None:
        """Give an account coins."""
        self.node.ask_maybe("anvil_setBalance", [address, hex(coins)], object)

    def set_time(self, at: int) -> None:
        """Let the next block bear this time, in UTC milliseconds."""
        self.node.ask_maybe("evm_setNextBlockTimestamp", [at // 1000], object)

    def stop(self) -> None:
        """End the chain, as when a line is cut."""
        self.process.terminate()
        self.process.wait()


def _find_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@contextmanager
def run_anvil(program: str, *arguments: str, port: int = 0) -> Iterator[Anvil]:
    """A chain of its own, until the end."""
    number = port or _find_port()
    command = [program, "--port", str(number), "--hardfork", "osaka", "--slots-in-an-epoch", str(_EPOCH), "--no-mining"]
    command += ["--timestamp", str(START // 1000)]
    with subprocess.Popen(
        [*command, "--silent", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        anvil = Anvil(f"http://127.0.0.1:{number}", process)
        try:
            _wait(anvil)
            yield anvil
        finally:
            process.kill()


def _wait(anvil: Anvil) -> None:
    for _ in range(600):
        try:
            anvil.node.get_chain()
        except Unavailable:
            time.sleep(0.05)
        else:
            return
    raise Unavailable("anvil does not answer")
