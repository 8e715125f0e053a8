"""What a signature proves: every check on a key, a proof and the bytes they speak for. Pure; no secret is here.

A check has two halves. `compute_claim` reads key and proof, makes every check that needs no curve arithmetic, and
returns 160 bytes: public point, digest to be verified, signature. `verify_claim` does the arithmetic. Kept apart,
the law can be run in order while many processes do the slow half. Read next: `sign.py`, the other side.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature

from daso.canon import Base64Url64, from_base64url, to_base64url
from daso.errors import Tampered
from daso.keys.tampered import (
    NotAPoint,
    SignatureHighS,
    SignatureWrong,
    UserNotVerified,
    WrongCeremony,
    WrongChallenge,
    WrongOrigin,
    WrongProofKind,
    WrongRelyingParty,
)

__all__ = [
    "CLAIM_LENGTH",
    "Key",
    "P256Key",
    "P256Proof",
    "PasskeyKey",
    "PasskeyProof",
    "Proof",
    "compute_claim",
    "is_right",
    "verify_claim",
    "verify_public_point",
    "verify_signature",
]

CLAIM_LENGTH = 160
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_HALF_ORDER = _ORDER // 2
_ECDSA = ec.ECDSA(Prehashed(hashes.SHA256()))
_USER_PRESENT, _USER_VERIFIED = 0x01, 0x04

Origin = Annotated[str, msgspec.Meta(pattern=r"^https?://[a-z0-9.-]+(:[0-9]{1,5})?$(?!\n)", max_length=120)]
"""Scheme, host and port of the site a passkey belongs to, such as ``https://daso.example``."""


class P256Key(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="p256"):
    """A plain P-256 key for the command line and for programs; `public` is x and y, 32 bytes each."""

    public: Base64Url64


class PasskeyKey(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="passkey"
):
    """A passkey (WebAuthn, ES256), bound to the one `origin` where it was made."""

    public: Base64Url64
    origin: Origin


Key = P256Key | PasskeyKey


class P256Proof(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="p256"):
    """ECDSA over the signed digest itself; `signature` is r and s, 32 bytes each, with a low s."""

    signature: Base64Url64


class PasskeyProof(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="passkey"
):
    """What an authenticator answers: its data (base64url), the browser's client data (as written), the signature."""

    authenticator: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{50,1400}$(?!\n)")]
    client: Annotated[str, msgspec.Meta(min_length=1, max_length=2048)]
    signature: Base64Url64


Proof = P256Proof | PasskeyProof


class _ClientData(msgspec.Struct, frozen=True):
    """The fields of WebAuthn's CollectedClientData that matter here; browsers may add others (section 5.8.1)."""

    type: str
    challenge: str
    origin: str
    crossOrigin: bool = False  # noqa: N815 - the name is the standard's


_CLIENT_DEPTH = 16
"""Brackets that client data may open; browsers write two or three, and a reader must not be led without end."""

_client_data = msgspec.json.Decoder(_ClientData)


def compute_claim(key: Key, proof: Proof, digest: bytes) -> bytes:
    """Check all that can be checked without arithmetic; return the point, the digest and the signature to verify."""
    signature = from_base64url(proof.signature)
    s = int.from_bytes(signature[32:], "big")
    if s > _HALF_ORDER:
        raise SignatureHighS
    match key, proof:
        case P256Key(), P256Proof():
            signed = digest
        case PasskeyKey(), PasskeyProof():
            signed = _compute_passkey_digest(key, proof, digest)
        case _:
            raise WrongProofKind(key=_kind(key), proof=_kind(proof))
    return _read_public(key.public) + signed + signature


@lru_cache(maxsize=16384)
def _read_public(public: str) -> bytes:
    return from_base64url(public)


def _kind(part: Key | Proof) -> str:
    return str(part.__struct_config__.tag)


def _compute_passkey_digest(key: PasskeyKey, proof: PasskeyProof, digest: bytes) -> bytes:
    """Check an assertion as WebAuthn section 7.2 asks, and return the digest that the authenticator signed."""
    client_bytes = proof.client.encode()
    if proof.client.count("[") + proof.client.count("{") > _CLIENT_DEPTH:
        raise WrongCeremony(reason="its client data is not what a browser writes")
    try:
        client = _client_data.decode(client_bytes)
    except msgspec.DecodeError as error:
        raise WrongCeremony(reason="its client data cannot be read") from error
    if client.type != "webauthn.get":
        raise WrongCeremony(reason=f"the ceremony was {client.type!r}")
    if client.crossOrigin:
        raise WrongCeremony(reason="the page was embedded in another site")
    if client.challenge != to_base64url(digest):
        raise WrongChallenge
    if client.origin != key.origin:
        raise WrongOrigin(origin=client.origin, expected=key.origin)
    data = from_base64url(proof.authenticator)
    if data[:32] != _compute_relying_party_hash(key.origin):
        raise WrongRelyingParty(expected=key.origin)
    if data[32] & (_USER_PRESENT | _USER_VERIFIED) != _USER_PRESENT | _USER_VERIFIED:
        raise UserNotVerified
    return hashlib.sha256(data + hashlib.sha256(client_bytes).digest()).digest()


@lru_cache(maxsize=64)
def _compute_relying_party_hash(origin: str) -> bytes:
    return hashlib.sha256((urlsplit(origin).hostname or "").encode()).digest()


@lru_cache(maxsize=16384)
def _load_point(point: bytes) -> ec.EllipticCurvePublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + point)
    except ValueError as error:
        raise NotAPoint from error


def verify_public_point(key: Key) -> None:
    """Raise `NotAPoint` unless the key is a point of the curve, so that nobody registers a key that can never sign."""
    _load_point(from_base64url(key.public))


def verify_claim(claim: bytes) -> None:
    """Do the arithmetic for one claim of `compute_claim`; raise `SignatureWrong` or `NotAPoint`."""
    r, s = int.from_bytes(claim[96:128], "big"), int.from_bytes(claim[128:160], "big")
    try:
        _load_point(claim[:64]).verify(encode_dss_signature(r, s), claim[64:96], _ECDSA)
    except InvalidSignature as error:
        raise SignatureWrong from error


def is_right(claim: bytes) -> bool:
    """Whether a claim holds: `verify_claim` for whoever has many and wants to know which."""
    try:
        verify_claim(claim)
    except Tampered:
        return False
    return True


def verify_signature(key: Key, proof: Proof, digest: bytes) -> None:
    """Make every check at once: the usual call, for one signature."""
    verify_claim(compute_claim(key, proof, digest))
