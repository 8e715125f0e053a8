"""A signature holds for one key, one digest and one spelling, and a passkey's only where and how it was made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from daso.canon import NotCanonical, compute_digest, from_base64url, to_base64url
from daso.errors import Tampered
from daso.keys.sign import P256Signer, compute_low_s
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
from daso.keys.verify import (
    CLAIM_LENGTH,
    P256Key,
    P256Proof,
    PasskeyProof,
    compute_claim,
    verify_claim,
    verify_public_point,
    verify_signature,
)
from daso.testkit.authenticator import Answer, SoftwarePasskey
from vectors.stories.keys import compute_high_s
from vectors.story import ORIGIN

DIGEST = compute_digest("daso/act/1", b"an act")
PLAIN = P256Signer.from_seed(b"plain")
PASSKEY = SoftwarePasskey(b"passkey", ORIGIN)

digests = st.binary(min_size=32, max_size=32)


@given(st.binary(max_size=64), digests)
def test_a_signature_holds(seed: bytes, digest: bytes) -> None:
    """Whatever key signs whatever digest, the proof holds, and signing again gives the same bytes."""
    for signer in (P256Signer.from_seed(seed), SoftwarePasskey(seed, ORIGIN)):
        proof = signer.sign(digest)
        verify_signature(signer.key, proof, digest)
        assert signer.sign(digest) == proof


@given(digests)
def test_only_for_its_digest(digest: bytes) -> None:
    """A proof for one digest is none for another."""
    for signer, kind in ((PLAIN, SignatureWrong), (PASSKEY, WrongChallenge)):
        if digest != DIGEST:
            with pytest.raises(kind):
                verify_signature(signer.key, signer.sign(DIGEST), digest)


@given(st.integers(0, 511))
def test_every_bit_of_a_signature_counts(bit: int) -> None:
    """A signature with any one bit turned does not hold."""
    raw = bytearray(from_base64url(PLAIN.sign(DIGEST).signature))
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Tampered):
        verify_signature(PLAIN.key, P256Proof(signature=to_base64url(bytes(raw))), DIGEST)


@given(st.data())
def test_every_bit_of_a_passkey_s_answer_counts(data: st.DataObject) -> None:
    """An answer with any one bit of its authenticator data turned does not hold."""
    proof = PASSKEY.sign(DIGEST)
    raw = bytearray(from_base64url(proof.authenticator))
    bit = data.draw(st.integers(0, 8 * len(raw) - 1))
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Tampered):
        verify_signature(PASSKEY.key, replace(proof, authenticator=to_base64url(bytes(raw))), DIGEST)


@given(st.text(max_size=200) | st.recursive(st.none(), st.lists).map(json.dumps))
def test_client_data_is_never_trusted(client: str) -> None:
    """Client data that is not what the browser wrote never verifies, and never breaks the reader."""
    with pytest.raises(Tampered):
        verify_signature(PASSKEY.key, replace(PASSKEY.sign(DIGEST), client=client), DIGEST)


def test_endless_client_data_is_refused() -> None:
    """Client data that nests without end is refused, however deep the reader itself could go."""
    proof = PASSKEY.sign(DIGEST)
    for depth in (20, 900):
        client = proof.client[:-1] + ',"extra":' + "[" * depth + "]" * depth + "}"
        with pytest.raises(WrongCeremony):
            compute_claim(PASSKEY.key, replace(proof, client=client), DIGEST)


def test_browsers_may_add_fields() -> None:
    """Fields that a browser adds to its client data do no harm when the authenticator signed them too."""
    private = ec.derive_private_key(7, ec.SECP256R1())
    key = replace(PASSKEY.key, public=P256Signer(private).key.public)
    client = PASSKEY.sign(DIGEST).client[:-1] + ',"tokenBinding":{"status":"supported"},"more":[1,{}]}'
    data = from_base64url(PASSKEY.sign(DIGEST).authenticator)
    signed = hashlib.sha256(data + hashlib.sha256(client.encode()).digest()).digest()
    der = private.sign(signed, ec.ECDSA(Prehashed(hashes.SHA256())))
    proof = PasskeyProof(authenticator=to_base64url(data), client=client, signature=to_base64url(compute_low_s(der)))
    verify_signature(key, proof, DIGEST)


@pytest.mark.parametrize("sign", [PLAIN.sign, PASSKEY.sign], ids=["plain", "passkey"])
def test_a_high_s_is_refused(sign: Callable[[bytes], P256Proof | PasskeyProof]) -> None:
    """The second signature that mathematics allows is refused, so that a proof has one spelling."""
    proof = sign(DIGEST)
    key = PLAIN.key if isinstance(proof, P256Proof) else PASSKEY.key
    with pytest.raises(SignatureHighS):
        verify_signature(key, replace(proof, signature=compute_high_s(proof.signature)), DIGEST)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(type="webauthn.create"), WrongCeremony),
        (Answer(type=""), WrongCeremony),
        (Answer(cross_origin=True), WrongCeremony),
        (Answer(challenge=bytes(32)), WrongChallenge),
        (Answer(origin="https://daso.example.evil.example"), WrongOrigin),
        (Answer(origin="http://daso.example"), WrongOrigin),
        (Answer(origin="https://DASO.example"), WrongOrigin),
        (Answer(origin=f"{ORIGIN}/"), WrongOrigin),
        (Answer(relying_party="example"), WrongRelyingParty),
        (Answer(relying_party=ORIGIN), WrongRelyingParty),
        (Answer(flags=0x00), UserNotVerified),
        (Answer(flags=0x01), UserNotVerified),
        (Answer(flags=0x04), UserNotVerified),
        (Answer(flags=0xFA), UserNotVerified),
    ],
)
def test_a_bent_answer_is_refused(answer: Answer, kind: type[Tampered]) -> None:
    """A passkey's answer from another page, for another purpose or without the user is refused, though it is signed."""
    with pytest.raises(kind):
        verify_signature(PASSKEY.key, PASSKEY.sign(DIGEST, answer), DIGEST)


def test_other_flags_do_no_harm() -> None:
    """An authenticator may say that the passkey is backed up, and count or not."""
    verify_signature(PASSKEY.key, PASSKEY.sign(DIGEST, Answer(flags=0x1D)), DIGEST)


def test_kinds_are_not_confused() -> None:
    """A plain key's proof is none for a passkey, nor the other way round, even with one private key for both."""
    twin = SoftwarePasskey(b"twin", ORIGIN)
    plain = P256Key(public=twin.key.public)
    with pytest.raises(WrongProofKind):
        verify_signature(plain, twin.sign(DIGEST), DIGEST)
    with pytest.raises(WrongProofKind):
        verify_signature(twin.key, PLAIN.sign(DIGEST), DIGEST)


def test_a_sign_in_is_not_an_act() -> None:
    """What was signed in order to sign in proves nothing about an act with the same words."""
    login = compute_digest("daso/login/1", b"an act")
    with pytest.raises(SignatureWrong):
        verify_signature(PLAIN.key, PLAIN.sign(login), DIGEST)
    with pytest.raises(WrongChallenge):
        verify_signature(PASSKEY.key, PASSKEY.sign(login), DIGEST)


@pytest.mark.parametrize("raw", [bytes(64), b"\xff" * 64, bytes(63) + b"\1"])
def test_a_key_is_a_point(raw: bytes) -> None:
    """A public key that is no point of the curve is refused, whether registered or used."""
    key = P256Key(public=to_base64url(raw))
    with pytest.raises(NotAPoint):
        verify_public_point(key)
    with pytest.raises(NotAPoint):
        verify_signature(key, PLAIN.sign(DIGEST), DIGEST)


def test_a_claim_is_what_is_left_to_verify() -> None:
    """A claim has 160 bytes, holds by itself, and does not when signed by another."""
    claim = compute_claim(PLAIN.key, PLAIN.sign(DIGEST), DIGEST)
    assert len(claim) == CLAIM_LENGTH
    verify_claim(claim)
    with pytest.raises(SignatureWrong):
        verify_claim(from_base64url(PASSKEY.key.public) + claim[64:])


def test_a_secret_key_comes_back() -> None:
    """A key written as its secret is read back as the same key, and shows nothing of it."""
    signer = P256Signer.generate()
    again = P256Signer.from_secret(signer.secret)
    assert again.key == signer.key
    assert signer.secret not in repr(signer)


@pytest.mark.parametrize("secret", [to_base64url(bytes(32)), to_base64url(b"\xff" * 32)])
def test_a_secret_out_of_range_is_refused(secret: str) -> None:
    """A number that is no private key of the curve is refused."""
    with pytest.raises(ValueError, match=r"key|private"):
        P256Signer.from_secret(secret)


def test_authenticator_data_has_one_spelling() -> None:
    """Authenticator data in base64url with bits to spare is refused."""
    proof = PASSKEY.sign(DIGEST)
    last = proof.authenticator[-1]
    other = chr(ord(last) + 1)
    with pytest.raises(NotCanonical):
        verify_signature(PASSKEY.key, replace(proof, authenticator=proof.authenticator[:-1] + other), DIGEST)
