"""Claims: what is left to verify of a signature when only arithmetic is missing. 161 bytes each, and they say all.

A claim is the mark of a curve, a public point, the digest that was signed, and the signature. Nothing secret is in it,
so other processes may verify it (`answer.py`). Read next: `verify.py`, which makes claims.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature

from daso.errors import Tampered
from daso.keys.tampered import NotAPoint, SignatureHighS, SignatureWrong

__all__ = [
    "CLAIM_LENGTH",
    "P256",
    "SECP256K1",
    "Curve",
    "create_claim",
    "get_curve",
    "is_right",
    "replace_digest",
    "replace_point",
    "verify_claim",
    "verify_point",
]

CLAIM_LENGTH = 161
_ECDSA = ec.ECDSA(Prehashed(hashes.SHA256()))


class Curve(msgspec.Struct, frozen=True):
    """A curve that keys may be of: the byte that names it in claims, its arithmetic, and the order of its group.

    `largest_s` is half the order in 32 bytes: bytes compare as the numbers do, and faster.
    """

    mark: bytes
    curve: ec.EllipticCurve
    order: int
    largest_s: bytes


def _create_curve(mark: int, curve: ec.EllipticCurve, order: int) -> Curve:
    return Curve(mark=bytes([mark]), curve=curve, order=order, largest_s=(order // 2).to_bytes(32, "big"))


P256: Final = _create_curve(1, ec.SECP256R1(), 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551)
"""The curve of passkeys and plain keys."""

SECP256K1: Final = _create_curve(2, ec.SECP256K1(), 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141)
"""The curve of wallets."""

_CURVES: Final = {curve.mark[0]: curve for curve in (P256, SECP256K1)}


def create_claim(curve: Curve, point: bytes, digest: bytes, signature: bytes) -> bytes:
    """Put a claim together; the signature must have a low s, so that it can be written in one way only."""
    if signature[32:] > curve.largest_s:
        raise SignatureHighS
    return curve.mark + point + digest + signature


def get_curve(claim: bytes) -> Curve:
    """The curve that a claim is about."""
    return _CURVES[claim[0]]


def replace_digest(claim: bytes, digest: bytes) -> bytes:
    """The same claim about something else."""
    return claim[:65] + digest + claim[97:]


def replace_point(claim: bytes, point: bytes) -> bytes:
    """The same claim about another key of the same curve."""
    return claim[:1] + point + claim[65:]


@lru_cache(maxsize=16384)
def _load_point(place: bytes) -> ec.EllipticCurvePublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVES[place[0]].curve, b"\x04" + place[1:])
    except (KeyError, ValueError) as error:  # a mark that names no curve, or no point of it
        raise NotAPoint from error


def verify_point(curve: Curve, point: bytes) -> None:
    """Raise `NotAPoint` unless these 64 bytes, x and y, are a point of the curve."""
    _load_point(curve.mark + point)


def verify_claim(claim: bytes) -> None:
    """Do the arithmetic for one claim; raise `SignatureWrong` or `NotAPoint`.

    The library refuses an r or s that is nought or no less than the order; vectors see to it.
    """
    r, s = int.from_bytes(claim[97:129], "big"), int.from_bytes(claim[129:161], "big")
    try:
        _load_point(claim[:65]).verify(encode_dss_signature(r, s), claim[65:97], _ECDSA)
    except InvalidSignature as error:
        raise SignatureWrong from error


def is_right(claim: bytes) -> bool:
    """Whether a claim holds: `verify_claim` for whoever has many and wants to know which."""
    try:
        verify_claim(claim)
    except Tampered:
        return False
    return True
