"""A software authenticator: makes passkeys and answers like a phone would, for tests, demonstrations and programs.

What it returns passes every check of `keys/verify.py`; its `flags`, `origin` and others can be bent to see them
fail. Read next: `person.py`, who signs acts with it.
"""

from __future__ import annotations

import hashlib
import json
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from daso.canon import compute_digest, to_base64url
from daso.keys.message import Message
from daso.keys.sign import P256Signer, compute_secret, compute_signature
from daso.keys.verify import PasskeyKey, PasskeyProof

__all__ = ["Answer", "SoftwarePasskey"]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """How the authenticator and browser answer; each field may be bent to make a proof that must be refused."""

    type: str = "webauthn.get"
    origin: str | None = None
    relying_party: str | None = None
    flags: int = 0x05  # user present and user verified
    cross_origin: bool = False
    challenge: bytes | None = None


class SoftwarePasskey:
    """A passkey made at `origin`; the same seed gives the same passkey."""

    def __init__(self, seed: bytes, origin: str) -> None:
        self._private = ec.derive_private_key(compute_secret(seed), ec.SECP256R1())
        self.key = PasskeyKey(public=P256Signer(self._private).key.public, origin=origin)

    def sign(self, message: Message, answer: Answer | None = None) -> PasskeyProof:
        """Answer a request to sign, as `navigator.credentials.get` does."""
        answer = answer or Answer()
        challenge = answer.challenge or compute_digest(message.domain, message.data)
        client = json.dumps(
            {
                "type": answer.type,
                "challenge": to_base64url(challenge),
                "origin": answer.origin or self.key.origin,
                "crossOrigin": answer.cross_origin,
            },
            separators=(",", ":"),
        )
        relying_party = answer.relying_party or urlsplit(self.key.origin).hostname or ""
        data = hashlib.sha256(relying_party.encode()).digest() + bytes([answer.flags]) + bytes(4)
        signed = hashlib.sha256(data + hashlib.sha256(client.encode()).digest()).digest()
        signature = compute_signature(self._private, signed)
        return PasskeyProof(authenticator=to_base64url(data), client=client, signature=to_base64url(signature))
