"""What is packed for a vault in Python, before any chain sees it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.cooperative import create_passkey, create_seat, sign_with_passkey, sign_with_wallet
from daso.canon import from_base64url
from daso.chain.approval import compute_client, compute_tail
from daso.chain.batch import Approval, BadApproval, PasskeyApproval, pack_batches
from daso.chain.members import PAGE_SEATS, PasskeySeat, Seat, compute_leaf, compute_pages, compute_root

SEATS = [create_seat(number) for number in range(200)]
MEMBERS = st.lists(st.sampled_from([None, *SEATS[:12]]), max_size=140)


@given(seats=MEMBERS, place=st.integers(0, 139), other=st.sampled_from(SEATS[12:20]))
def test_the_root_binds_every_seat(seats: list[Seat], place: int, other: Seat) -> None:
    """Another key on any seat makes another root, and so does the same key on another seat."""
    if place < len(seats):
        changed = [*seats[:place], other, *seats[place + 1 :]]
        assert compute_root(changed) != compute_root(seats)
        if other is not None:
            assert compute_leaf(place, other) != compute_leaf(place + 1, other)


def test_a_kind_of_key_is_bound() -> None:
    """The same bytes as another kind of key make another leaf, and an empty seat makes none."""
    assert compute_leaf(3, None) == bytes(32)
    leaves = {compute_leaf(3, seat) for seat in SEATS[:9]}
    assert len(leaves) == 9
    assert all(leaf[16:] == bytes(16) and leaf[:16] != bytes(16) for leaf in leaves)


def test_empty_seats_at_the_end_change_nothing_in_a_page() -> None:
    """A page that is filled up is the page with empty seats written out."""
    seats: list[Seat] = list(SEATS[:5])
    assert compute_pages(seats) == compute_pages([*seats, *[None] * (PAGE_SEATS - 5)])
    assert compute_pages([*seats, *[None] * PAGE_SEATS]) != compute_pages(seats)


@given(
    taken=st.sets(st.integers(0, 199), max_size=60),
    longest=st.integers(9_000, 30_000),
    most=st.integers(64, 200),
)
def test_batches_hold_every_approval_once(taken: set[int], longest: int, most: int) -> None:
    """However small the transactions, each page with approvals stands in exactly one of them, and none is too long."""
    approvals: dict[int, Approval] = {}
    for seat in sorted(taken):
        is_passkey = isinstance(SEATS[seat], PasskeySeat)
        approvals[seat] = PasskeyApproval(bytes(64)) if is_passkey else sign_with_wallet(seat, bytes(32))
    batches = list(pack_batches(SEATS, approvals, longest, most))
    assert all(0 < len(batch) <= longest for batch in batches)
    assert bool(batches) == bool(taken)
    whole = b"".join(pack_batches(SEATS, approvals))
    assert b"".join(batches) == whole


def test_a_key_of_another_kind_is_not_packed() -> None:
    """A wallet's approval for a passkey's seat is named before anybody pays for it."""
    with pytest.raises(BadApproval, match="seat 0 has a key of another kind"):
        list(pack_batches(SEATS, {0: sign_with_wallet(2, bytes(32))}))


def test_client_data_is_what_an_authenticator_signs() -> None:
    """The client data that is built anew is, byte for byte, what the browser wrote."""
    digest = bytes(range(32))
    passkey = create_passkey(1)
    assert compute_client(compute_tail(passkey.key.origin), digest) == sign_with_passkey(1, digest).client.encode()
    assert len(from_base64url(passkey.key.public)) == 64
