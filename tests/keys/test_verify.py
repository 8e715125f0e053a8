"""A signature holds for one key, one message and one spelling, and a passkey's only where and how it was made."""

from __future__ import annotations

import hashlib
import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from daso.canon import NotCanonical, from_base64url, to_base64url
from daso.errors import Tampered
from daso.keys.claim import CLAIM_LENGTH, P256, SECP256K1, replace_point, verify_claim
from daso.keys.message import Message
from daso.keys.sign import P256Signer, WalletSigner, compute_low_s
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
    P256Key,
    P256Proof,
    PasskeyProof,
    WalletKey,
    WalletProof,
    compute_claim,
    verify_public_point,
    verify_signature,
)
from daso.testkit.authenticator import Answer, SoftwarePasskey
from daso.testkit.person import Signer
from vectors.stories.keys import compute_high_s
from vectors.story import ORIGIN

ACT = Message("daso/act/1", b"an act")
PLAIN = P256Signer.from_seed(b"plain")
WALLET = WalletSigner.from_seed(b"wallet")
PASSKEY = SoftwarePasskey(b"passkey", ORIGIN)

messages = st.builds(Message, st.sampled_from(("daso/act/1", "daso/login/1")), st.binary(max_size=200))


@given(st.binary(max_size=64), messages)
def test_a_signature_holds(seed: bytes, message: Message) -> None:
    """Whatever key signs whatever message, the proof holds, and signing again gives the same bytes."""
    for signer in (P256Signer.from_seed(seed), WalletSigner.from_seed(seed), SoftwarePasskey(seed, ORIGIN)):
        proof = signer.sign(message)
        verify_signature(signer.key, proof, message)
        assert signer.sign(message) == proof


@given(messages)
def test_only_for_its_message(message: Message) -> None:
    """A proof for one message is none for another."""
    for signer, kind in ((PLAIN, SignatureWrong), (WALLET, SignatureWrong), (PASSKEY, WrongChallenge)):
        if message != ACT:
            with pytest.raises(kind):
                verify_signature(signer.key, signer.sign(ACT), message)


@given(st.integers(0, 511))
def test_every_bit_of_a_signature_counts(bit: int) -> None:
    """A signature with any one bit turned does not hold."""
    for signer in (PLAIN, WALLET):
        proof = signer.sign(ACT)
        raw = bytearray(from_base64url(proof.signature))
        raw[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Tampered):
            verify_signature(signer.key, replace(proof, signature=to_base64url(bytes(raw))), ACT)


@given(st.data())
def test_every_bit_of_a_passkey_s_answer_counts(data: st.DataObject) -> None:
    """An answer with any one bit of its authenticator data turned does not hold."""
    proof = PASSKEY.sign(ACT)
    raw = bytearray(from_base64url(proof.authenticator))
    bit = data.draw(st.integers(0, 8 * len(raw) - 1))
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Tampered):
        verify_signature(PASSKEY.key, replace(proof, authenticator=to_base64url(bytes(raw))), ACT)


@given(st.text(max_size=200) | st.recursive(st.none(), st.lists).map(json.dumps))
def test_client_data_is_never_trusted(client: str) -> None:
    """Client data that is not what the browser wrote never verifies, and never breaks the reader."""
    with pytest.raises(Tampered):
        verify_signature(PASSKEY.key, replace(PASSKEY.sign(ACT), client=client), ACT)


def test_endless_client_data_is_refused() -> None:
    """Client data that nests without end is refused, however deep the reader itself could go."""
    proof = PASSKEY.sign(ACT)
    for depth in (20, 900):
        client = proof.client[:-1] + ',"extra":' + "[" * depth + "]" * depth + "}"
        with pytest.raises(WrongCeremony):
            compute_claim(PASSKEY.key, replace(proof, client=client), ACT)


def test_browsers_may_add_fields() -> None:
    """Fields that a browser adds to its client data do no harm when the authenticator signed them too."""
    private = ec.derive_private_key(7, ec.SECP256R1())
    key = replace(PASSKEY.key, public=P256Signer(private).key.public)
    client = PASSKEY.sign(ACT).client[:-1] + ',"tokenBinding":{"status":"supported"},"more":[1,{}]}'
    data = from_base64url(PASSKEY.sign(ACT).authenticator)
    signed = hashlib.sha256(data + hashlib.sha256(client.encode()).digest()).digest()
    der = private.sign(signed, ec.ECDSA(Prehashed(hashes.SHA256())))
    proof = PasskeyProof(authenticator=to_base64url(data), client=client, signature=to_base64url(compute_low_s(der)))
    verify_signature(key, proof, ACT)


@pytest.mark.parametrize("signer", [PLAIN, WALLET, PASSKEY], ids=["plain", "wallet", "passkey"])
def test_a_high_s_is_refused(signer: Signer) -> None:
    """The second signature that mathematics allows is refused, so that a proof has one spelling."""
    proof = signer.sign(ACT)
    curve = SECP256K1 if signer is WALLET else P256
    with pytest.raises(SignatureHighS):
        verify_signature(signer.key, replace(proof, signature=compute_high_s(proof.signature, curve)), ACT)


@pytest.mark.parametrize("signer", [PLAIN, WALLET], ids=["plain", "wallet"])
def test_r_and_s_are_in_range(signer: P256Signer | WalletSigner) -> None:
    """An r or s that is nought, or an r that is no less than the curve's order, is refused."""
    proof = signer.sign(ACT)
    order = (SECP256K1 if signer is WALLET else P256).order
    raw = from_base64url(proof.signature)
    r, nought = raw[:32], bytes(32)
    for first, second in ((nought, raw[32:]), (r, nought), (nought, nought), (order.to_bytes(32, "big"), raw[32:])):
        with pytest.raises(SignatureWrong):
            verify_signature(signer.key, replace(proof, signature=to_base64url(first + second)), ACT)


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
        verify_signature(PASSKEY.key, PASSKEY.sign(ACT, answer), ACT)


def test_other_flags_do_no_harm() -> None:
    """An authenticator may say that the passkey is backed up, and count or not."""
    verify_signature(PASSKEY.key, PASSKEY.sign(ACT, Answer(flags=0x1D)), ACT)


def test_kinds_are_not_confused() -> None:
    """A plain key's proof is none for a passkey, nor the other way round, even with one private key for both."""
    twin = SoftwarePasskey(b"twin", ORIGIN)
    plain = P256Key(public=twin.key.public)
    with pytest.raises(WrongProofKind):
        verify_signature(plain, twin.sign(ACT), ACT)
    with pytest.raises(WrongProofKind):
        verify_signature(twin.key, PLAIN.sign(ACT), ACT)
    same = WalletSigner.from_secret(PLAIN.secret)
    for key, proof in ((same.key, PLAIN.sign(ACT)), (PLAIN.key, same.sign(ACT)), (twin.key, same.sign(ACT))):
        with pytest.raises(WrongProofKind):
            verify_signature(key, proof, ACT)


def test_kinds_keep_to_their_digests() -> None:
    """The signature of one kind of key does not hold when it is passed off as another's over the same message."""
    wallet, plain = WALLET.sign(ACT), PLAIN.sign(ACT)
    with pytest.raises(NotAPoint):
        verify_signature(P256Key(public=WALLET.key.public), P256Proof(signature=wallet.signature), ACT)
    with pytest.raises(NotAPoint):
        verify_signature(WalletKey(public=PLAIN.key.public), WalletProof(signature=plain.signature), ACT)


def test_a_sign_in_is_not_an_act() -> None:
    """What was signed in order to sign in proves nothing about an act with the same words."""
    login = Message("daso/login/1", b"an act")
    with pytest.raises(SignatureWrong):
        verify_signature(PLAIN.key, PLAIN.sign(login), ACT)
    with pytest.raises(SignatureWrong):
        verify_signature(WALLET.key, WALLET.sign(login), ACT)
    with pytest.raises(WrongChallenge):
        verify_signature(PASSKEY.key, PASSKEY.sign(login), ACT)


@pytest.mark.parametrize(
    "raw",
    [bytes(64), b"\xff" * 64, bytes(63) + b"\1", from_base64url(WALLET.key.public)],
    ids=["noughts", "ones", "one", "of the other curve"],
)
def test_a_key_is_a_point(raw: bytes) -> None:
    """A public key that is no point of the curve is refused, whether registered or used."""
    key = P256Key(public=to_base64url(raw))
    with pytest.raises(NotAPoint):
        verify_public_point(key)
    with pytest.raises(NotAPoint):
        verify_signature(key, PLAIN.sign(ACT), ACT)


@pytest.mark.parametrize("raw", [bytes(64), bytes(63) + b"\1", from_base64url(PLAIN.key.public)])
def test_a_wallet_s_key_is_a_point(raw: bytes) -> None:
    """A wallet's public key lies on the wallets' own curve, or is refused."""
    key = WalletKey(public=to_base64url(raw))
    with pytest.raises(NotAPoint):
        verify_public_point(key)
    with pytest.raises(NotAPoint):
        verify_signature(key, WALLET.sign(ACT), ACT)


@pytest.mark.parametrize("signer", [PLAIN, WALLET], ids=["plain", "wallet"])
def test_a_claim_is_what_is_left_to_verify(signer: P256Signer | WalletSigner) -> None:
    """A claim has 161 bytes, names its curve, holds by itself, and does not for another key or another curve."""
    claim = compute_claim(signer.key, signer.sign(ACT), ACT)
    assert len(claim) == CLAIM_LENGTH
    verify_claim(claim)
    other = type(signer).from_seed(b"other")
    with pytest.raises(SignatureWrong):
        verify_claim(replace_point(claim, from_base64url(other.key.public)))
    with pytest.raises(NotAPoint):
        verify_claim(bytes([3 - claim[0]]) + claim[1:])


@pytest.mark.parametrize("kind", [P256Signer, WalletSigner])
def test_a_secret_key_comes_back(kind: type[P256Signer | WalletSigner]) -> None:
    """A key written as its secret is read back as the same key, and shows nothing of it."""
    signer = kind.generate()
    again = kind.from_secret(signer.secret)
    assert again.key == signer.key
    assert signer.secret not in repr(signer)


@pytest.mark.parametrize("kind", [P256Signer, WalletSigner])
@pytest.mark.parametrize("secret", [to_base64url(bytes(32)), to_base64url(b"\xff" * 32)])
def test_a_secret_out_of_range_is_refused(kind: type[P256Signer | WalletSigner], secret: str) -> None:
    """A number that is no private key of the curve is refused."""
    with pytest.raises(ValueError, match=r"key|private"):
        kind.from_secret(secret)


def test_authenticator_data_has_one_spelling() -> None:
    """Authenticator data in base64url with bits to spare is refused."""
    proof = PASSKEY.sign(ACT)
    last = proof.authenticator[-1]
    other = chr(ord(last) + 1)
    with pytest.raises(NotCanonical):
        verify_signature(PASSKEY.key, replace(proof, authenticator=proof.authenticator[:-1] + other), ACT)
