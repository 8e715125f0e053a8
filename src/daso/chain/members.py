"""The members of a vault as one root: leaves, pages of 64, and what binds them all. Pure.

Seats are numbered from nought by position; a seat keeps its number while its member comes and goes, and an empty one
has a leaf of nought. A leaf keeps 16 bytes of its hash: whoever wants another's seat must find a key for a given leaf,
which takes 2^128 attempts, as many as the curves withstand; and a decision of 5,000 members fits into three
transactions. `contracts/vault.vy` says the same in Vyper. Read next: `approval.py`, what members sign.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from daso.canon import from_base64url, to_base64url
from daso.keys.keccak import compute_keccak

__all__ = [
    "LEAF_LENGTH",
    "MOST_SEATS",
    "PAGE_SEATS",
    "PasskeySeat",
    "Seat",
    "WalletSeat",
    "compute_leaf",
    "compute_pages",
    "compute_root",
    "parse_seat",
    "render_seat",
]

PAGE_SEATS = 64
LEAF_LENGTH = 16
MOST_SEATS = PAGE_SEATS * 128
_EMPTY = bytes(32)
_ADDRESS_LENGTH = 42
"""Letters of an address, in hexadecimal; a passkey has 86."""


class PasskeySeat(msgspec.Struct, frozen=True):
    """A seat whose member approves with a passkey; `public` is x and y, 32 bytes each."""

    public: bytes


class WalletSeat(msgspec.Struct, frozen=True):
    """A seat whose member approves with a wallet, by its address of 20 bytes."""

    address: bytes


Seat = PasskeySeat | WalletSeat | None
"""Whose seat it is; `None` is an empty one."""


def render_seat(seat: Seat) -> str:
    """A seat's key as programs read it: a passkey's x and y in base64url, a wallet's address, or nothing."""
    match seat:
        case PasskeySeat(public):
            return to_base64url(public)
        case WalletSeat(address):
            return "0x" + address.hex()
        case None:
            return ""


def parse_seat(written: str) -> Seat:
    """The reverse of `render_seat`."""
    if not written:
        return None
    is_address = len(written) == _ADDRESS_LENGTH
    return WalletSeat(bytes.fromhex(written[2:])) if is_address else PasskeySeat(from_base64url(written))


def compute_leaf(number: int, seat: Seat) -> bytes:
    """The leaf of a seat: 16 bytes that bind its number, the kind of key and the key, then 16 of nought."""
    if seat is None:
        return _EMPTY
    kind, key = (1, seat.public) if isinstance(seat, PasskeySeat) else (2, seat.address.rjust(32, b"\0"))
    return compute_keccak((number << 8 | kind).to_bytes(32, "big") + key)[:LEAF_LENGTH] + bytes(32 - LEAF_LENGTH)


def compute_pages(seats: Sequence[Seat]) -> bytes:
    """The hashes of all pages, one after the other, as a batch carries them."""
    leaves = [compute_leaf(number, seat) for number, seat in enumerate(seats)]
    leaves += [_EMPTY] * (-len(leaves) % PAGE_SEATS)
    return b"".join(compute_keccak(b"".join(leaves[at : at + PAGE_SEATS])) for at in range(0, len(leaves), PAGE_SEATS))


def compute_root(seats: Sequence[Seat]) -> bytes:
    """The one value that binds every seat to its key."""
    return compute_keccak(compute_pages(seats))
