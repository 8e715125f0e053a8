"""A local chain for the demonstration: the contracts its members have bound, weekly anchors,
payments from their vault, and one act handed in.

The chain lives as long as the demonstration runs and is made anew from the log each time, by `anvil`. Its coins are
worth nothing. Read next: `publicly.py`, the decision behind it.
"""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

from daso.canon import encode, from_base64url
from daso.chain.account import Account
from daso.chain.anchor import AnchorFacts, encode_anchor, encode_anchor_creation
from daso.chain.inbox import InboxFacts, encode_inbox_creation, encode_post
from daso.chain.rpc import Node
from daso.chain.sending import Call, Journal, send
from daso.clerk.onchain import Leaves
from daso.errors import Unavailable
from daso.host import Host, Hosted
from daso.kernel.ballot import CastBallot
from daso.kernel.contract import BindContract, Role
from daso.kernel.queries import has_token
from daso.kernel.state import State
from daso.kernel.transition import decode_entry
from daso.keys.keccak import compute_keccak
from daso.ledger import compute_leaf_hashes
from daso.testkit.demo.people import compute_signer
from daso.testkit.demo.treasury import DemoTreasury
from daso.testkit.person import Person

__all__ = ["CHAIN", "KEY", "list_bound", "run_chain"]

CHAIN: Final = 31337
KEY: Final = "chain.key"
_SECRET: Final = sha256(b"crumb-and-spoke/chain").digest()
"""Known to everybody, as all secrets of the demonstration; never send it a coin of value."""
_DAY: Final = 86_400_000
_WEEK: Final = 7 * _DAY
_HOURS: Final = 72


def list_bound() -> tuple[BindContract, ...]:
    """The contracts as they will be: an account's first three have addresses that follow from it."""
    address = bytes.fromhex(Account(_SECRET).address[2:])
    roles: tuple[tuple[Role, bytes], ...] = (("anchor", b"\x80"), ("inbox", b"\x01"), ("vault", b"\x02"))
    places = [(role, compute_keccak(b"\xd6\x94" + address + mark)[-20:].hex()) for role, mark in roles]
    return tuple(BindContract(chain=CHAIN, role=role, address="0x" + place) for role, place in places)


@contextmanager
def run_chain(program: str, data: Path, host: Host, hosted: Hosted) -> Iterator[str]:
    """Run the chain with all that the story says stands on it; gives the address of its node."""
    key = data / KEY
    key.touch(mode=0o600)
    key.write_text(_SECRET.hex() + "\n")
    journal = Journal(key.with_name(key.name + ".journal"))
    journal.clear()
    state = hosted.clerk.get_state()
    begun = state.contracts[1].bound_at - _DAY
    port = _find_port()
    command = [program, "--port", str(port), "--hardfork", "osaka", "--slots-in-an-epoch", "1", "--no-mining"]
    command += ["--timestamp", str(begun // 1000), "--silent"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603 - the program that the operator named
        try:
            url = f"http://127.0.0.1:{port}"
            scene = _Scene(_wait(Node(url)), journal)
            _tell(scene, host, hosted, state)
            yield url
        finally:
            process.terminate()


def _find_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _wait(node: Node) -> Node:
    for _ in range(600):
        try:
            node.get_chain()
        except Unavailable:
            time.sleep(0.05)
        else:
            return node
    raise Unavailable("The local chain does not answer. Start the demonstration again.")


class _Scene:
    """The chain in the making."""

    def __init__(self, node: Node, journal: Journal) -> None:
        self.node = node
        self._journal = journal
        self._account = Account(_SECRET)
        node.ask_maybe("anvil_setBalance", [self._account.address, hex(10**20)], object)

    def do(self, at: int, data: bytes, to: str = "") -> None:
        """Let a transaction be in a block of this time, and the one before it too: contracts look at the clock."""
        self.mine(at)
        send(self.node, self._account, Call(to=to, data=data), self._journal, at)
        self.mine(at)

    def give(self, address: str) -> None:
        """Let somebody have two coins, which are worth nothing."""
        self.node.ask_maybe("anvil_setBalance", [address, hex(2 * 10**18)], object)

    def mine(self, at: int) -> None:
        """Let a block come at this time, or as soon after the last one as can be."""
        newest = self.node.get_block("latest").at
        self.node.ask_maybe("evm_setNextBlockTimestamp", [max(at, newest + 1000) // 1000], object)
        self.node.ask_maybe("evm_mine", [], object)


def _tell(scene: _Scene, host: Host, hosted: Hosted, state: State) -> None:
    """Set up, anchor week by week, pay, hand an act in, and let time go on."""
    anchor, inbox, record = state.contracts[1], state.contracts[2], host.public
    posted = [one.envelope for one in reversed(record.list_posts(hosted.org, 100))]
    record.forget(hosted.org)
    account = Account(_SECRET).address
    facts = AnchorFacts(hosted.org, from_base64url(state.foundation), account)
    scene.do(anchor.bound_at - _DAY, encode_anchor_creation(facts))
    scene.do(anchor.bound_at - _DAY, encode_inbox_creation(InboxFacts(hosted.org, 3600 * _HOURS)))
    treasury = DemoTreasury(state, scene.do, anchor.bound_at - _DAY)
    scene.give(treasury.address)
    weekly = (
        (at, encode_anchor(size, root), anchor.address) for at, size, root in _list_weekly(hosted, anchor.bound_at)
    )
    for at, data, to in sorted([*weekly, *treasury.list_calls()]):
        scene.do(at, data, to)
    treasury.keep_unfinished(host.vaults.book)
    now = time.time_ns() // 1_000_000
    for envelope in posted or [_sign_unheard(state)]:
        scene.do(now - 60_000, encode_post(envelope), inbox.address)
    for _ in range(4):
        scene.mine(now)
    scene.node.ask_maybe("evm_setIntervalMining", [2], object)


def _list_weekly(hosted: Hosted, since: int) -> Iterator[tuple[int, int, bytes]]:
    """Once a week: when, how long the log was, and its root."""
    leaves, times = Leaves(), []
    for data in hosted.log.read(0, hosted.size):
        leaves.add(compute_leaf_hashes([data]))
        times.append(decode_entry(data).at)
    weeks = {sum(at <= moment for at in times): moment for moment in range(since + 3_600_000, times[-1], _WEEK)}
    for size, root in leaves.compute_roots(weeks):
        yield weeks[size], size, root


def _sign_unheard(state: State) -> bytes:
    """A vote of somebody who has not voted yet, signed on their own device."""
    proposal = min((one for one in state.proposals.values() if one.published_at), key=lambda one: one.number)
    silent = [n for n, one in sorted(state.members.items()) if has_token(one) and n not in proposal.ballots]
    number = next(n for n in silent if n not in proposal.left_out)
    person = Person(compute_signer(number), state.org, number)
    person.seq = state.members[number].seq
    return encode(person.do(CastBallot, proposal=proposal.number, text=proposal.text, choices=(1,), reason=""))
