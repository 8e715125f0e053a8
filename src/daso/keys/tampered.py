"""Every way in which a key or a signature fails to hold, each with its code and a sentence that says what to do.

Read next: `verify.py`, which raises them.
"""

from __future__ import annotations

from daso.errors import Tampered

__all__ = [
    "NotAPoint",
    "SignatureHighS",
    "SignatureWrong",
    "UserNotVerified",
    "WrongCeremony",
    "WrongChallenge",
    "WrongOrigin",
    "WrongProofKind",
    "WrongRelyingParty",
]


class SignatureWrong(Tampered):
    code = "signature-wrong"
    message = "The signature does not fit the key and what was signed. Sign again with the member's own key."


class SignatureHighS(Tampered):
    code = "signature-high-s"
    message = "The signature has a high s, so it could be written in two ways. Replace s by the curve order minus s."


class NotAPoint(Tampered):
    code = "key-not-a-point"
    message = "This public key is not a point of its kind's curve. Make a new key."


class WrongProofKind(Tampered):
    code = "proof-kind-wrong"
    message = "This is a {key} key, but the proof is of the kind {proof}. Sign with the kind of key that is registered."


class WrongCeremony(Tampered):
    code = "passkey-ceremony-wrong"
    message = "The passkey answered something else than a request to sign: {reason}."


class WrongChallenge(Tampered):
    code = "passkey-challenge-wrong"
    message = "The passkey signed something else than this act. Sign the act itself; a sign-in is not an act."


class WrongOrigin(Tampered):
    code = "passkey-origin-wrong"
    message = "The passkey was used on another site ({origin}). Use it only where it was made: {expected}."


class WrongRelyingParty(Tampered):
    code = "passkey-relying-party-wrong"
    message = "The passkey answered for another site than {expected}. Use it only where it was made."


class UserNotVerified(Tampered):
    code = "passkey-user-not-verified"
    message = "The passkey did not check that it is you (fingerprint, face or PIN). Sign again and let it check."
