"""Keys that sign: made, kept in a file and used on the member's own machine. The only place with secrets.

`P256Signer` is the command line's and a program's key. The passkey's counterpart lives in the browser, and for
tests in `testkit`. Read next: `verify.py`, which says what these signatures prove.
"""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature

from daso.canon import from_base64url, to_base64url
from daso.keys.verify import P256Key, P256Proof

__all__ = ["P256Signer", "compute_low_s", "compute_secret", "compute_signature"]

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def compute_low_s(der: bytes) -> bytes:
    """Turn a DER signature, as authenticators and libraries give it, into 64 bytes r and s with the low s."""
    r, s = decode_dss_signature(der)
    return r.to_bytes(32, "big") + min(s, _ORDER - s).to_bytes(32, "big")


def compute_signature(private: ec.EllipticCurvePrivateKey, digest: bytes) -> bytes:
    """Sign a 32-byte digest deterministically (RFC 6979): the same key and digest give the same 64 bytes."""
    algorithm = ec.ECDSA(Prehashed(hashes.SHA256()), deterministic_signing=True)
    return compute_low_s(private.sign(digest, algorithm))


def compute_secret(seed: bytes) -> int:
    """Derive a private scalar from a seed; 512 bits are reduced, so that no value is noticeably likelier."""
    return int.from_bytes(hashlib.sha512(b"daso/key/1\n" + seed).digest(), "big") % (_ORDER - 1) + 1


class P256Signer:
    """A private P-256 key that signs digests. Its `secret` is 32 bytes in base64url; treat it like a house key."""

    def __init__(self, private: ec.EllipticCurvePrivateKey) -> None:
        self._private = private
        numbers = private.public_key().public_numbers()
        public = numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
        self.key = P256Key(public=to_base64url(public))

    def __repr__(self) -> str:
        return f"P256Signer({self.key.public[:8]}…)"

    @classmethod
    def generate(cls) -> P256Signer:
        """Make a new key from the operating system's randomness."""
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def from_secret(cls, secret: str) -> P256Signer:
        """Read a key from its `secret`; raise `ValueError` when the number is not a private key of the curve."""
        return cls(ec.derive_private_key(int.from_bytes(from_base64url(secret), "big"), ec.SECP256R1()))

    @classmethod
    def from_seed(cls, seed: bytes) -> P256Signer:
        """Make the key that belongs to `seed`: for demonstrations and replays, whose bytes must repeat."""
        return cls(ec.derive_private_key(compute_secret(seed), ec.SECP256R1()))

    @property
    def secret(self) -> str:
        """The private number, 32 bytes in base64url."""
        return to_base64url(self._private.private_numbers().private_value.to_bytes(32, "big"))

    def sign(self, digest: bytes) -> P256Proof:
        """Sign a 32-byte digest that the caller has computed from bytes it built itself."""
        return P256Proof(signature=to_base64url(compute_signature(self._private, digest)))
