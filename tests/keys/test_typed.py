"""What wallets sign is what EIP-712 says, as eth-account reads it, which knows nothing of this program."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from daso.canon import compute_digest, encode, from_base64url, to_base64url
from daso.errors import Tampered
from daso.keys.message import Message
from daso.keys.sign import WalletSigner
from daso.keys.tampered import SignatureWrong
from daso.keys.typed import compute_address, compute_typed_digest, compute_typed_message
from daso.keys.verify import WalletProof, verify_signature
from daso.testkit.strategies import values
from tests.keys.oracle import Account, LocalAccount, encode_defunct, encode_typed_data
from tests.vectors.reading import load_typed

DOMAINS = st.sampled_from(("daso/act/1", "daso/login/1", "daso/invitation/1", "daso/act/2"))
messages = st.builds(Message, DOMAINS, values().map(encode))


def get_account(signer: WalletSigner) -> LocalAccount:
    """The same key as another implementation holds it."""
    account: LocalAccount = Account.from_key(from_base64url(signer.secret))
    return account


def sign_elsewhere(signer: WalletSigner, message: Message) -> WalletProof:
    """What another implementation signs when it is given the typed data."""
    signed = get_account(signer).sign_typed_data(full_message=compute_typed_message(message))
    return WalletProof(signature=to_base64url(bytes(signed.signature)[:64]))


@given(st.binary(max_size=64), messages)
def test_another_implementation_signs_alike(seed: bytes, message: Message) -> None:
    """Given the typed data, eth-account signs the very bytes that we sign, and we verify what it signed."""
    signer = WalletSigner.from_seed(seed)
    proof = sign_elsewhere(signer, message)
    assert proof == signer.sign(message)
    verify_signature(signer.key, proof, message)


@given(st.binary(max_size=64), messages)
def test_another_implementation_finds_the_signer(seed: bytes, message: Message) -> None:
    """From our signature and one of the two recovery bytes eth-account finds the address of our key."""
    signer = WalletSigner.from_seed(seed)
    typed = encode_typed_data(full_message=compute_typed_message(message))
    raw = from_base64url(signer.sign(message).signature)
    address = compute_address(from_base64url(signer.key.public))
    found = [Account.recover_message(typed, signature=raw + bytes([v])).lower() for v in (27, 28)]
    assert address in found
    assert get_account(signer).address.lower() == address


@given(messages, messages)
def test_a_digest_is_of_one_message(one: Message, other: Message) -> None:
    """Two messages have one digest only where they are the same, in the same domain; and it is no plain digest."""
    assert (compute_typed_digest(one) == compute_typed_digest(other)) == (one == other)
    assert compute_typed_digest(one) != compute_digest(one.domain, one.data)


CHANGES: dict[str, dict[str, Any]] = {
    "another application": {"domain": {"name": "dasa", "version": "1"}},
    "another version": {"domain": {"name": "daso", "version": "2"}},
    "a chain": {
        "domain": {"name": "daso", "version": "1", "chainId": 1},
        "types": {
            "EIP712Domain": [
                {"name": "name", "type": "string"},
                {"name": "version", "type": "string"},
                {"name": "chainId", "type": "uint256"},
            ],
            "Act": [{"name": "act", "type": "string"}],
        },
    },
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_application_s_domain_counts(change: str) -> None:
    """Typed data with the same act for another application, version or chain proves nothing."""
    signer, message = WalletSigner.from_seed(b"domain"), Message("daso/act/1", b'{"act":"LeaveOrganisation"}')
    signed = get_account(signer).sign_typed_data(full_message={**compute_typed_message(message), **CHANGES[change]})
    with pytest.raises(SignatureWrong):
        verify_signature(signer.key, WalletProof(signature=to_base64url(bytes(signed.signature)[:64])), message)


def test_a_plain_message_of_a_wallet_is_not_typed_data() -> None:
    """What a wallet signs as a message for people (EIP-191) proves nothing."""
    signer, message = WalletSigner.from_seed(b"plain"), Message("daso/act/1", b'{"act":"LeaveOrganisation"}')
    for text in (message.data, compute_typed_digest(message), compute_digest(message.domain, message.data)):
        signed = get_account(signer).sign_message(encode_defunct(primitive=text))
        with pytest.raises(SignatureWrong):
            verify_signature(signer.key, WalletProof(signature=to_base64url(bytes(signed.signature)[:64])), message)


def test_the_vectors_are_those_of_another_implementation() -> None:
    """Each vector's typed data has, for eth-account, the digest that it says and the signer whose key it names."""
    vectors = load_typed()
    assert {row.domain for row in vectors.rows} == {"daso/act/1", "daso/login/1"}
    for row in vectors.rows:
        message = Message(row.domain, bytes.fromhex(row.bytes))
        assert compute_typed_message(message) == row.typed_data
        assert compute_typed_digest(message).hex() == row.digest
        typed = encode_typed_data(full_message=row.typed_data)
        raw = from_base64url(row.signature)
        assert vectors.address in [Account.recover_message(typed, signature=raw + bytes([v])).lower() for v in (27, 28)]


def test_vectors_verify_with_the_key_they_name() -> None:
    """The signature of each vector holds for its public key, and for no other vector's message."""
    vectors = load_typed()
    key = replace(WalletSigner.from_seed(b"any").key, public=vectors.public)
    messages = [Message(row.domain, bytes.fromhex(row.bytes)) for row in vectors.rows]
    for row, message, other in zip(vectors.rows, messages, messages[1:] + messages[:1], strict=True):
        verify_signature(key, WalletProof(signature=row.signature), message)
        with pytest.raises(Tampered):
            verify_signature(key, WalletProof(signature=row.signature), other)


def test_the_oracle_leaves_the_reader_s_limit_alone() -> None:
    """Asking another implementation takes nothing away from what keeps readers of endless JSON safe."""
    program = (
        "import sys; was = sys.getrecursionlimit(); import tests.keys.oracle; print(was == sys.getrecursionlimit())"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert said.stdout == "True\n"
