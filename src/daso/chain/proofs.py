"""A member's proof, read as the approval that a vault counts, and verified against the key of their seat. Pure.

A wallet's proof has no recovery byte, and a vault wants one: of the two accounts that may have made the signature, the
seat's own is found again. The library `eth-keys` does that arithmetic; it comes with the extra `chain`.
Read next: `batch.py`, which packs approvals.
"""

from __future__ import annotations

from hashlib import sha256

from daso.canon import from_base64url
from daso.chain.account import ChainMissing
from daso.chain.approval import Rules
from daso.chain.batch import Approval, BadApproval, WalletApproval, read_passkey_proof
from daso.chain.members import PasskeySeat, WalletSeat
from daso.errors import Refusal
from daso.keys.claim import P256, SECP256K1, create_claim, verify_claim
from daso.keys.verify import PasskeyProof, WalletProof

__all__ = ["OtherAccount", "OtherSeatKey", "SeatProof", "read_proof", "read_wallet_proof"]

SeatProof = PasskeyProof | WalletProof
"""What members with a seat answer."""

_PARITY = 1 << 255


class OtherSeatKey(Refusal):
    """A member's proof, and not by the kind of key that their seat has."""

    code = "other-seat-key"
    article = "payments"
    message = "The vault does not know this key of yours, and knows another one. Approve with that."


class OtherAccount(Refusal):
    """A wallet's signature that is no approval by this seat."""

    code = "other-account"
    article = "payments"
    message = (
        "Another account signed this than the one by which the vault knows you, or it was signed for another chain. "
        "Choose that account and the vault's chain in your wallet, and approve again."
    )


def read_proof(seat: PasskeySeat | WalletSeat, proof: SeatProof, rules: Rules, digest: bytes) -> Approval:
    """The approval that a proof comes to, if the seat's own key made it for this digest."""
    match seat, proof:
        case PasskeySeat(public), PasskeyProof():
            approval = read_passkey_proof(proof, rules.site, rules.tail, digest)
            verify_claim(create_claim(P256, public, _compute_passkey_message(proof), approval.signature))
            return approval
        case WalletSeat(address), WalletProof():
            return read_wallet_proof(proof, address, digest)
        case _:
            raise OtherSeatKey


def read_wallet_proof(proof: WalletProof, address: bytes, digest: bytes) -> WalletApproval:
    """Take a wallet's signature as the vault wants it (EIP-2098); refuse one that this account did not make."""
    signature = from_base64url(proof.signature)
    if signature[32:] > SECP256K1.largest_s:
        raise BadApproval(reason="its signature is not in the low form")
    for parity in (0, 1):
        if _recover_address(digest, signature, parity) == address:
            s = int.from_bytes(signature[32:], "big") | parity * _PARITY
            return WalletApproval(signature[:32] + s.to_bytes(32, "big"))
    raise OtherAccount


def _recover_address(digest: bytes, signature: bytes, parity: int) -> bytes:
    """Whose signature it is, if y has this parity; nobody's where there is no such point."""
    try:
        from eth_keys.datatypes import Signature  # noqa: PLC0415 - an extra that only some need
        from eth_keys.exceptions import BadSignature  # noqa: PLC0415 - the same
    except ImportError as error:
        raise ChainMissing from error
    try:
        return Signature(signature + bytes([parity])).recover_public_key_from_msg_hash(digest).to_canonical_address()
    except BadSignature:
        return b""


def _compute_passkey_message(proof: PasskeyProof) -> bytes:
    """The digest under a passkey's signature: SHA-256 of its data and of the hash of the client's."""
    return sha256(from_base64url(proof.authenticator) + sha256(proof.client.encode()).digest()).digest()
