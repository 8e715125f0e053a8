"""Keys that sign: made, kept in a file and used on the member's own machine. The only place with secrets.

`P256Signer` is the command line's and a program's key; `WalletSigner` signs as a wallet does. The passkey's counterpart
lives in the browser, and for tests in `testkit`. Read next: `verify.py`, which says what these signatures prove.
"""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature

from daso.canon import compute_digest, from_base64url, to_base64url
from daso.keys.claim import P256, SECP256K1, Curve
from daso.keys.message import Message
from daso.keys.typed import compute_typed_digest
from daso.keys.verify import P256Key, P256Proof, WalletKey, WalletProof

__all__ = ["AnySigner", "P256Signer", "WalletSigner", "compute_low_s", "compute_secret", "compute_signature"]


def compute_low_s(der: bytes, curve: Curve = P256) -> bytes:
    """Turn a DER signature, as authenticators and libraries give it, into 64 bytes r and s with the low s."""
    r, s = decode_dss_signature(der)
    return r.to_bytes(32, "big") + min(s, curve.order - s).to_bytes(32, "big")


def compute_signature(private: ec.EllipticCurvePrivateKey, digest: bytes, curve: Curve = P256) -> bytes:
    """Sign a 32-byte digest deterministically (RFC 6979): the same key and digest give the same 64 bytes."""
    algorithm = ec.ECDSA(Prehashed(hashes.SHA256()), deterministic_signing=True)
    return compute_low_s(private.sign(digest, algorithm), curve)


def compute_secret(seed: bytes, curve: Curve = P256) -> int:
    """Derive a private scalar from a seed; 512 bits are reduced, so that no value is noticeably likelier."""
    return int.from_bytes(hashlib.sha512(b"daso/key/1\n" + seed).digest(), "big") % (curve.order - 1) + 1


def _write_public(private: ec.EllipticCurvePrivateKey) -> str:
    numbers = private.public_key().public_numbers()
    return to_base64url(numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big"))


def _write_secret(private: ec.EllipticCurvePrivateKey) -> str:
    return to_base64url(private.private_numbers().private_value.to_bytes(32, "big"))


def _read_secret(secret: str, curve: Curve) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(from_base64url(secret), "big"), curve.curve)


class P256Signer:
    """A private P-256 key that signs messages. Its `secret` is 32 bytes in base64url; treat it like a house key."""

    def __init__(self, private: ec.EllipticCurvePrivateKey) -> None:
        self._private = private
        self.key = P256Key(public=_write_public(private))

    def __repr__(self) -> str:
        return f"P256Signer({self.key.public[:8]}…)"

    @classmethod
    def generate(cls) -> P256Signer:
        """Make a new key from the operating system's randomness."""
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def from_secret(cls, secret: str) -> P256Signer:
        """Read a key from its `secret`; raise `ValueError` when the number is not a private key of the curve."""
        return cls(_read_secret(secret, P256))

    @classmethod
    def from_seed(cls, seed: bytes) -> P256Signer:
        """Make the key that belongs to `seed`: for demonstrations and replays, whose bytes must repeat."""
        return cls(ec.derive_private_key(compute_secret(seed), ec.SECP256R1()))

    @property
    def secret(self) -> str:
        """The private number, 32 bytes in base64url."""
        return _write_secret(self._private)

    def sign(self, message: Message) -> P256Proof:
        """Sign a message that the caller has built itself."""
        digest = compute_digest(message.domain, message.data)
        return P256Proof(signature=to_base64url(compute_signature(self._private, digest)))


class WalletSigner:
    """A private secp256k1 key that signs messages as typed data, so that any wallet could hold it as well."""

    def __init__(self, private: ec.EllipticCurvePrivateKey) -> None:
        self._private = private
        self.key = WalletKey(public=_write_public(private))

    def __repr__(self) -> str:
        return f"WalletSigner({self.key.public[:8]}…)"

    @classmethod
    def generate(cls) -> WalletSigner:
        """Make a new key from the operating system's randomness."""
        return cls(ec.generate_private_key(ec.SECP256K1()))

    @classmethod
    def from_secret(cls, secret: str) -> WalletSigner:
        """Read a key from its `secret`; raise `ValueError` when the number is not a private key of the curve."""
        return cls(_read_secret(secret, SECP256K1))

    @classmethod
    def from_seed(cls, seed: bytes) -> WalletSigner:
        """Make the key that belongs to `seed`: for demonstrations and replays, whose bytes must repeat."""
        return cls(ec.derive_private_key(compute_secret(seed, SECP256K1), ec.SECP256K1()))

    @property
    def secret(self) -> str:
        """The private number, 32 bytes in base64url."""
        return _write_secret(self._private)

    def sign(self, message: Message) -> WalletProof:
        """Sign a message that the caller has built itself."""
        return self.sign_typed(compute_typed_digest(message))

    def sign_typed(self, digest: bytes) -> WalletProof:
        """Sign typed data of another form, such as a vault's deed, which the caller has built and digested itself."""
        return WalletProof(signature=to_base64url(compute_signature(self._private, digest, SECP256K1)))


AnySigner = P256Signer | WalletSigner
"""Whoever signs from the command line."""
