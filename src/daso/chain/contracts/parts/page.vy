# pragma version 0.4.3
"""
@title A page of a batch
@license Apache-2.0
@notice 64 seats of a vault, each with an approval or its leaf, read where they lie in the call.
"""
from parts import keys

SEATS: constant(uint256) = 64
PRESENT_AND_VERIFIED: constant(uint256) = 5 * 2**32


@internal
@view
def read_page(
    digest: bytes32, site: bytes32, client: bytes32, synced: bytes32, before: uint256, start: uint256
) -> (uint256, bytes32, uint256, uint256, uint256):
    """
    @dev Read one page of a batch; give where it ends, its hash, the seats with good new approvals and those
         with any, and how many are good.
    """
    head: uint256 = convert(slice(msg.data, start, 19), uint256)
    at: uint256 = start + 19
    first: uint256 = (head >> 136) * SEATS
    leaves: bytes32[SEATS] = empty(bytes32[SEATS])
    codes: uint256 = head
    good: uint256 = 0
    asked: uint256 = 0
    more: uint256 = 0
    for seat: uint256 in range((head >> 128) & 255, bound=SEATS):
        code: uint256 = codes & 3
        codes >>= 2
        if code == 0:
            leaves[seat] = convert(convert(slice(msg.data, at, 16), bytes16), bytes32)
            at = unsafe_add(at, 16)
            continue
        bit: uint256 = 1 << seat
        is_new: bool = before & bit == 0
        is_good: bool = False
        if code == 1:
            leaves[seat], is_good = keys.check_passkey(synced, unsafe_add(first, seat), at, is_new)
            at = unsafe_add(at, 128)
        elif code == 2:
            leaves[seat], is_good = keys.check_wallet(digest, unsafe_add(first, seat), at, is_new)
            at = unsafe_add(at, 84)
        else:
            answer: Bytes[5] = slice(msg.data, at + 128, 5)
            is_verified: bool = convert(answer, uint256) & PRESENT_AND_VERIFIED == PRESENT_AND_VERIFIED
            given: bytes32 = sha256(concat(site, answer, client))
            leaves[seat], is_good = keys.check_passkey(given, unsafe_add(first, seat), at, is_new and is_verified)
            at = unsafe_add(at, 133)
        asked |= bit
        if is_good:
            good |= bit
            more += 1
    return at, keccak256(abi_encode(leaves)), good, asked, more
