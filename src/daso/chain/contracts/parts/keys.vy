# pragma version 0.4.3
"""
@title Keys of members
@license Apache-2.0
@notice Whether a member's passkey or wallet has signed, for the vault.
@dev Each key stands in the call, with its signature; its leaf says whose it is. Both halves are given back, since a bad
     signature must not keep the other members' from counting.
"""

P256: constant(address) = 0x0000000000000000000000000000000000000100
P256_HALF: constant(bytes32) = 0x7FFFFFFF800000007FFFFFFFFFFFFFFFDE737D56D38BCF4279DCE5617E3192A8
SECP_HALF: constant(bytes32) = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0
LEAF: constant(uint256) = (2**128 - 1) * 2**128
BELOW_PARITY: constant(uint256) = 2**255 - 1


@internal
@view
def check_passkey(given: bytes32, seat: uint256, at: uint256, wanted: bool) -> (bytes32, bool):
    """
    @dev The leaf of a passkey in the batch, and whether it signed what was given.
    """
    claim: Bytes[160] = concat(given, slice(msg.data, at, 128))
    leaf: bytes32 = keccak256(concat(convert((seat << 8) | 1, bytes32), extract32(claim, 96), extract32(claim, 128)))
    leaf = convert(convert(leaf, uint256) & LEAF, bytes32)
    if not wanted or extract32(claim, 64, output_type=uint256) > convert(P256_HALF, uint256):
        return leaf, False
    return leaf, self.is_p256_right(claim)


@internal
@view
def check_wallet(digest: bytes32, seat: uint256, at: uint256, wanted: bool) -> (bytes32, bool):
    """
    @dev The leaf of a wallet in the batch, and whether it signed the digest.
    """
    r: uint256 = convert(slice(msg.data, at, 32), uint256)
    mixed: uint256 = convert(slice(msg.data, at + 32, 32), uint256)
    owner: uint256 = convert(slice(msg.data, at + 64, 20), uint256)
    leaf: bytes32 = keccak256(concat(convert((seat << 8) | 2, bytes32), convert(owner, bytes32)))
    leaf = convert(convert(leaf, uint256) & LEAF, bytes32)
    s: uint256 = mixed & BELOW_PARITY
    if not wanted or owner == 0 or s > convert(SECP_HALF, uint256):
        return leaf, False
    signer: address = ecrecover(digest, 27 + (mixed >> 255), r, s)
    return leaf, convert(signer, uint256) == owner


@internal
@view
def is_p256_right(claim: Bytes[160]) -> bool:
    """
    @dev EIP-7951: right is exactly 32 bytes that are 1; a chain without it answers with nothing.
    """
    is_called: bool = False
    answer: Bytes[32] = b""
    is_called, answer = raw_call(P256, claim, max_outsize=32, is_static_call=True, revert_on_failure=False)
    return is_called and len(answer) == 32 and convert(answer, uint256) == 1


@internal
@pure
def hash_client(digest: bytes32, tail: Bytes[160]) -> bytes32:
    """
    @dev The hash of a passkey's client data, built as a browser writes it; none is parsed.
    """
    return sha256(concat(b'{"type":"webauthn.get","challenge":"', self.encode_base64url(digest), tail))


@internal
@pure
def encode_base64url(digest: bytes32) -> Bytes[43]:
    """
    @dev 43 letters of base64url, without padding.
    """
    rest: uint256 = convert(digest, uint256)
    first: uint256 = 0
    last: uint256 = 0
    for place: uint256 in range(43):
        value: uint256 = rest >> 250
        rest <<= 6
        letter: uint256 = 0
        if value < 26:
            letter = value + 65
        elif value < 52:
            letter = value + 71
        elif value < 62:
            letter = value - 4
        elif value == 62:
            letter = 45
        else:
            letter = 95
        if place < 32:
            first = (first << 8) | letter
        else:
            last = (last << 8) | letter
    return concat(convert(first, bytes32), convert(convert(last, uint88), bytes11))


@internal
@view
def has_p256() -> bool:
    """
    @dev Whether this chain tells a right P-256 signature from a wrong one: a vector with each, of RFC 6979, A.2.5.
    """
    signed: Bytes[128] = concat(
        0xefd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716,
        0xf7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8,
        0x60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6,
        0x7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299,
    )
    return self.is_p256_right(concat(sha256("sample"), signed)) and not self.is_p256_right(concat(sha256("test"), signed))
