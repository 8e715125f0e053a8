"""What a signature proves: every check on a key, a proof and the bytes they speak for. Pure; no secret is here.

A check has two halves. `compute_claim` reads key, proof and message, makes every check that needs no curve arithmetic,
and returns a claim (`claim.py`), whose `verify_claim` does the arithmetic. Kept apart, the law can be run in order
while many processes do the slow half. A signature holds by a key's own arithmetic or not at all: no contract is asked
whether it would accept one (ERC-1271), for the law runs from the log's bytes and knows no chain. Read next: `sign.py`.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Annotated
from urllib.parse import urlsplit

import msgspec

from daso.canon import Base64Url64, compute_digest, from_base64url, to_base64url
from daso.keys.claim import P256, SECP256K1, Curve, create_claim, get_curve, replace_digest, verify_claim, verify_point
from daso.keys.message import Message
from daso.keys.tampered import (
    UserNotVerified,
    WrongCeremony,
    WrongChallenge,
    WrongOrigin,
    WrongProofKind,
    WrongRelyingParty,
)
from daso.keys.typed import compute_typed_digest

__all__ = [
    "Key",
    "P256Key",
    "P256Proof",
    "PasskeyKey",
    "PasskeyProof",
    "Proof",
    "WalletKey",
    "WalletProof",
    "compute_claim",
    "replace_message",
    "verify_public_point",
    "verify_signature",
]

_USER_PRESENT, _USER_VERIFIED = 0x01, 0x04

Origin = Annotated[str, msgspec.Meta(pattern=r"^https?://[a-z0-9.-]+(:[0-9]{1,5})?$(?!\n)", max_length=120)]
"""Scheme, host and port of the site a passkey belongs to, such as ``https://daso.example``."""


class P256Key(
    msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="p256"
):
    """A plain P-256 key for the command line and for programs; `public` is x and y, 32 bytes each."""

    public: Base64Url64


class PasskeyKey(
    msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="passkey"
):
    """A passkey (WebAuthn, ES256), bound to the one `origin` where it was made."""

    public: Base64Url64
    origin: Origin


class WalletKey(
    msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="wallet"
):
    """A wallet's key (secp256k1); `public` is x and y, 32 bytes each, of which the wallet's address is a digest."""

    public: Base64Url64


Key = P256Key | PasskeyKey | WalletKey


class P256Proof(
    msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="p256"
):
    """ECDSA over the signed digest itself; `signature` is r and s, 32 bytes each, with a low s."""

    signature: Base64Url64


class PasskeyProof(
    msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="passkey"
):
    """What an authenticator answers: its data (base64url), the browser's client data (as written), the signature."""

    authenticator: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{50,1400}$(?!\n)")]
    client: Annotated[str, msgspec.Meta(min_length=1, max_length=2048)]
    signature: Base64Url64


class WalletProof(
    msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="wallet"
):
    """ECDSA over the message as typed data (`typed.py`); r and s, 32 bytes each, with a low s, and no recovery byte."""

    signature: Base64Url64


Proof = P256Proof | PasskeyProof | WalletProof


class _Ceremony(msgspec.Struct, frozen=True):
    """What the browser says of a ceremony: the fields of WebAuthn's client data (section 5.8.1) that matter here."""

    type: str
    challenge: str
    origin: str
    crossOrigin: bool = False  # noqa: N815 - the name is the standard's


_CLIENT_DEPTH = 16
"""Brackets that client data may open; browsers write two or three, and a reader must not be led without end."""

_client_data = msgspec.json.Decoder(_Ceremony)


def compute_claim(key: Key, proof: Proof, message: Message) -> bytes:
    """Check all that can be checked without arithmetic; return the claim that is left to verify."""
    signature = from_base64url(proof.signature)
    match key, proof:
        case P256Key(), P256Proof():
            curve, digest = P256, compute_digest(message.domain, message.data)
        case PasskeyKey(), PasskeyProof():
            curve, digest = P256, _compute_passkey_digest(key, proof, compute_digest(message.domain, message.data))
        case WalletKey(), WalletProof():
            curve, digest = SECP256K1, compute_typed_digest(message)
        case _:
            raise WrongProofKind(key=_kind(key), proof=_kind(proof))
    return create_claim(curve, _read_public(key.public), digest, signature)


def replace_message(claim: bytes, message: Message) -> bytes:
    """A plain key's or a wallet's claim, as if it were about another message."""
    is_wallet = get_curve(claim) is SECP256K1
    digest = compute_typed_digest(message) if is_wallet else compute_digest(message.domain, message.data)
    return replace_digest(claim, digest)


def _get_curve_of(key: Key) -> Curve:
    return SECP256K1 if isinstance(key, WalletKey) else P256


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


def verify_public_point(key: Key) -> None:
    """Raise `NotAPoint` unless the key is a point of its curve, so that nobody registers a key that can never sign."""
    verify_point(_get_curve_of(key), from_base64url(key.public))


def verify_signature(key: Key, proof: Proof, message: Message) -> None:
    """Make every check at once: the usual call, for one signature."""
    verify_claim(compute_claim(key, proof, message))
