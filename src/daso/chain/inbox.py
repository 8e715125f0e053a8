"""The inbox: where anybody can hand in a signed act that an operator does not take, for everybody to see, and when.

Read next: `contracts/inbox.vy`, the contract; `clerk/posted.py`, which holds a log against it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from daso.chain.abi import (
    AnswerUnfit,
    compute_topic,
    decode_values,
    encode_call,
    encode_values,
)
from daso.chain.build import load_contract, verify_code
from daso.chain.rpc import Node, When
from daso.errors import Tampered
from daso.keys.keccak import compute_keccak

__all__ = [
    "InboxFacts",
    "Posted",
    "PostsWithheld",
    "encode_inbox_creation",
    "encode_post",
    "read_inbox_facts",
    "read_posts",
    "verify_whole",
]

_POSTED: Final = "Posted(uint64,address,bytes)"


class PostsWithheld(Tampered):
    """A node that shows fewer posts than there are, or others."""

    code = "chain-posts-withheld"
    message = "The node at {host} does not show everything that was posted to {address}. Ask another node."


class Posted(msgspec.Struct, frozen=True, kw_only=True):
    """One envelope as it was posted: its number, who paid for it, its bytes, and when, in UTC milliseconds."""

    number: int
    sender: str
    envelope: bytes
    block: int
    at: int
    transaction: str


class InboxFacts(msgspec.Struct, frozen=True):
    """What an inbox was born with: whose it is, and the seconds in which an operator must take in what is posted."""

    org: str
    delay: int


def encode_inbox_creation(facts: InboxFacts) -> bytes:
    """What sets up a new inbox."""
    values = (bytes.fromhex(facts.org), facts.delay)
    return bytes.fromhex(load_contract("inbox").creation[2:]) + encode_values(("bytes16", "uint64"), values)


def encode_post(envelope: bytes) -> bytes:
    """The call that posts."""
    return encode_call("post(bytes)", envelope)


def read_inbox_facts(node: Node, address: str, when: When = "latest") -> InboxFacts:
    """What this inbox was born with; raises unless the code that stands there is ours, to the byte."""
    values = verify_code(load_contract("inbox"), node.get_code(address, when))
    return InboxFacts(values["ORGANISATION"][:16].hex(), int.from_bytes(values["DELAY"], "big"))


def read_posts(node: Node, address: str, start: int, stop: int) -> list[Posted]:
    """Every post in the blocks from `start` up to and without `stop`, in order."""
    times: dict[int, int] = {}
    found = []
    for event in node.read_events(address, compute_topic(_POSTED), start, stop):
        if len(event.topics) != 3:
            raise AnswerUnfit
        (envelope,) = decode_values(("bytes",), event.data)
        if not isinstance(envelope, bytes):
            raise AnswerUnfit
        if event.block not in times:
            times[event.block] = node.get_block(event.block).at
        post = Posted(
            number=int.from_bytes(event.topics[1], "big"),
            sender="0x" + event.topics[2][-20:].hex(),
            envelope=envelope,
            block=event.block,
            at=times[event.block],
            transaction=event.transaction,
        )
        found.append(post)
    return found


def verify_whole(node: Node, address: str, posts: Iterable[Posted], when: When) -> None:
    """Raise `PostsWithheld` unless these are all the posts there were up to then, by the contract's running digest."""
    digest, number = bytes(32), 0
    for number, post in enumerate(posts, start=1):
        time = (post.at // 1000).to_bytes(32, "big")
        digest = compute_keccak(digest + compute_keccak(post.envelope) + time)
        if post.number != number:
            raise PostsWithheld(host=node.host, address=address)
    stated = decode_values(("bytes32",), node.call(address, encode_call("digest()"), when))[0]
    count = decode_values(("uint64",), node.call(address, encode_call("count()"), when))[0]
    if (count, stated) != (number, digest):
        raise PostsWithheld(host=node.host, address=address)
