"""Members' signatures, checked and packed for a vault, in as few transactions as the network takes. Pure.

A batch goes page by page, and each page seat by seat: the approval where there is one, else the seat's leaf, so that
the contract can hash the page anew. Whoever packs checks each signature beforehand, though the contract would only pass
over a bad one. The layout stands at the head of `contracts/vault.vy`. Read next: `members.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from daso.canon import from_base64url
from daso.chain.approval import compute_client
from daso.chain.members import LEAF_LENGTH, PAGE_SEATS, PasskeySeat, Seat, WalletSeat, compute_leaf
from daso.errors import Refusal
from daso.keys.verify import PasskeyProof

__all__ = [
    "LONGEST_BATCH",
    "MOST_APPROVALS",
    "Approval",
    "BadApproval",
    "PasskeyApproval",
    "WalletApproval",
    "pack_batches",
    "read_passkey_proof",
]

_SYNCED = b"\x1d\0\0\0\0"
_PRESENT_AND_VERIFIED = 0x05
_P256_HALF = 0x7FFFFFFF800000007FFFFFFFFFFFFFFFDE737D56D38BCF4279DCE5617E3192A8

LONGEST_BATCH = 127_500
"""Nodes pass on transactions of at most 128 KiB; what is left is for pages' hashes and the envelope."""

MOST_APPROVALS = 1_100
"""A transaction may use 16,777,216 gas (EIP-7825), and an approval takes up to 13,500."""


class BadApproval(Refusal):
    """An answer of an authenticator that no vault would count."""

    code = "bad-approval"
    article = "signed"
    message = "This approval would not count: {reason}. Approve again, on the organisation's own page."


class PasskeyApproval(msgspec.Struct, frozen=True):
    """What a passkey answered: r and s, and the flags and counter of its authenticator data."""

    signature: bytes
    answer: bytes = _SYNCED


class WalletApproval(msgspec.Struct, frozen=True):
    """What a wallet answered: r, then s with the parity of y in its highest bit (EIP-2098)."""

    signature: bytes


Approval = PasskeyApproval | WalletApproval


def read_passkey_proof(proof: PasskeyProof, site: bytes, tail: bytes, digest: bytes) -> PasskeyApproval:
    """Take what matters out of an assertion; refuse one that the vault, which rebuilds the rest, could not count."""
    data, signature = from_base64url(proof.authenticator), from_base64url(proof.signature)
    if proof.client.encode() != compute_client(tail, digest):
        raise BadApproval(reason="it was made on another page, for something else, or by an unusual browser")
    if len(data) != 37 or data[:32] != site:
        raise BadApproval(reason="the key belongs to another site, or adds extensions")
    if data[32] & _PRESENT_AND_VERIFIED != _PRESENT_AND_VERIFIED:
        raise BadApproval(reason="the device did not check who was there")
    if int.from_bytes(signature[32:], "big") > _P256_HALF:
        raise BadApproval(reason="its signature is not in the low form")
    return PasskeyApproval(signature, data[32:])


def pack_batches(
    seats: Sequence[Seat],
    approvals: Mapping[int, Approval],
    longest: int = LONGEST_BATCH,
    most: int = MOST_APPROVALS,
) -> Iterator[bytes]:
    """Batches of whole pages that hold all approvals, by seat, each short enough for one transaction."""
    batch, size = b"", 0
    for number in sorted({seat // PAGE_SEATS for seat in approvals}):
        page, count = _pack_page(seats, approvals, number)
        if batch and (len(batch) + len(page) > longest or size + count > most):
            yield batch
            batch, size = b"", 0
        batch, size = batch + page, size + count
    if batch:
        yield batch


def _pack_page(seats: Sequence[Seat], approvals: Mapping[int, Approval], number: int) -> tuple[bytes, int]:
    first = number * PAGE_SEATS
    width = min(len(seats) - first, PAGE_SEATS)
    codes, count, body = 0, 0, b""
    for place in range(width):
        code, piece = _pack_seat(first + place, seats[first + place], approvals.get(first + place))
        codes |= code << 2 * place
        count += code > 0
        body += piece
    return number.to_bytes(2, "big") + bytes([width]) + codes.to_bytes(16, "big") + body, count


def _pack_seat(number: int, seat: Seat, approval: Approval | None) -> tuple[int, bytes]:
    match seat, approval:
        case _, None:
            return 0, compute_leaf(number, seat)[:LEAF_LENGTH]
        case PasskeySeat(public), PasskeyApproval(signature, answer):
            return (1, signature + public) if answer == _SYNCED else (3, signature + public + answer)
        case WalletSeat(address), WalletApproval(signature):
            return 2, signature + address
        case _:
            raise BadApproval(reason=f"seat {number} has a key of another kind")
