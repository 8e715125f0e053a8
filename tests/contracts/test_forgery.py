"""Signatures that were made for something else, in another way, or by nobody: none of them ever counts in a vault."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from eth_account.messages import encode_defunct
from msgspec.structs import replace

from bench.cooperative import (
    ORIGIN,
    SITE,
    SYNCED,
    TAIL,
    Cooperative,
    create_passkey,
    create_wallet,
    sign_with_passkey,
    sign_with_wallet,
)
from daso.canon import from_base64url
from daso.chain.approval import SMALL, Deed, compute_deed_digest
from daso.chain.batch import (
    Approval,
    BadApproval,
    PasskeyApproval,
    WalletApproval,
    pack_batches,
    read_passkey_proof,
)
from daso.chain.members import PasskeySeat, Seat, WalletSeat, compute_pages
from daso.keys.message import Message
from daso.keys.sign import compute_secret, compute_signature
from daso.keys.typed import compute_typed_digest
from daso.keys.verify import PasskeyProof
from daso.testkit.authenticator import Answer, SoftwarePasskey

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
SECP_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
PASSKEY, WALLET = 1, 2
"""Seats of the co-operative with a passkey and with a wallet."""


def take_apart(proof: PasskeyProof) -> PasskeyApproval:
    """An approval out of any proof, unchecked, as somebody with bad intentions packs it."""
    return PasskeyApproval(from_base64url(proof.signature), from_base64url(proof.authenticator)[32:])


def check_skipped(coop: Cooperative, deed: Deed, approvals: dict[int, Approval]) -> None:
    """Bring approvals of which none may count, though each stands on a seat with the right key."""
    assert coop.read_said(coop.bring(deed, approvals)) == ["Skipped"]
    assert coop.count(deed) == 0


@pytest.mark.parametrize("seat", [PASSKEY, WALLET])
@pytest.mark.parametrize(
    "elsewhere",
    [{"chain": 10}, {"address": bytes([3]) * 20}, {"organisation": bytes(16)}],
    ids=["chain", "contract", "organisation"],
)
def test_replay_from_elsewhere(coop: Cooperative, seat: int, elsewhere: dict[str, object]) -> None:
    """What was signed for another chain, contract or organisation is passed over."""
    deed = coop.write_deed()
    digest = compute_deed_digest(replace(coop.domain, **elsewhere), deed)
    number = coop.members[seat]
    assert number is not None
    signed = sign_with_wallet(number, digest) if seat == WALLET else take_apart(sign_with_passkey(number, digest))
    check_skipped(coop, deed, {seat: signed})


@pytest.mark.parametrize("seat", [PASSKEY, WALLET])
@pytest.mark.parametrize(
    "changed",
    [
        {"epoch": 1},
        {"amount": 501},
        {"to": bytes([8]) * 20},
        {"token": bytes([8]) * 20},
        {"kind": SMALL},
        {"decision": bytes(32)},
        {"salt": bytes(32)},
        {"expiry": 1},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_replay_for_another_deed(coop: Cooperative, seat: int, changed: dict[str, object]) -> None:
    """What was signed for a deed that differs in a single field is passed over."""
    deed = coop.write_deed()
    signed = coop.sign(seat, coop.compute_digest(replace(deed, **changed)))
    check_skipped(coop, deed, {seat: signed})


@pytest.mark.parametrize("seat", [PASSKEY, WALLET])
def test_an_objection_is_no_approval(coop: Cooperative, seat: int) -> None:
    """Whoever objected has not approved, and the reverse."""
    deed = coop.write_deed()
    check_skipped(coop, deed, {seat: coop.sign(seat, coop.compute_digest(deed, objecting=True))})
    coop.bring(deed, {seat: coop.sign(seat, coop.compute_digest(deed))}, objecting=True)
    assert coop.count(deed, objecting=True) == 0


def flip_passkey(approval: Approval) -> PasskeyApproval:
    """The other signature of a P-256 key that also verifies: with a high s."""
    assert isinstance(approval, PasskeyApproval)
    r, s = approval.signature[:32], int.from_bytes(approval.signature[32:], "big")
    return PasskeyApproval(r + (P256_ORDER - s).to_bytes(32, "big"), approval.answer)


def flip_wallet(approval: Approval) -> WalletApproval:
    """The other signature of a wallet that also recovers its address."""
    assert isinstance(approval, WalletApproval)
    mixed = int.from_bytes(approval.signature[32:], "big")
    s, parity = mixed & (1 << 255) - 1, mixed >> 255
    high = SECP_ORDER - s | (1 - parity) << 255
    return WalletApproval(approval.signature[:32] + high.to_bytes(32, "big"))


@pytest.mark.parametrize(("seat", "flip"), [(PASSKEY, flip_passkey), (WALLET, flip_wallet)])
def test_malleability(coop: Cooperative, seat: int, flip: Callable[[Approval], Approval]) -> None:
    """The second form of a signature counts neither instead of the first nor beside it."""
    deed = coop.write_deed()
    signed = coop.sign(seat, coop.compute_digest(deed))
    check_skipped(coop, deed, {seat: flip(signed)})
    coop.bring(deed, {seat: signed})
    coop.bring(deed, {seat: flip(signed)})
    assert coop.count(deed) == 1


@pytest.mark.parametrize("domain", ["daso/login/1", "daso/act/1"])
def test_a_login_or_ballot_is_no_approval(coop: Cooperative, domain: str) -> None:
    """What a member signs to sign in or to vote is passed over, even where it speaks of the very deed."""
    deed = coop.write_deed()
    number = coop.members[PASSKEY]
    assert number is not None
    message = Message(domain, coop.compute_digest(deed))
    check_skipped(coop, deed, {PASSKEY: take_apart(create_passkey(number).sign(message, SYNCED))})


def test_a_wallets_message_is_no_approval(coop: Cooperative) -> None:
    """A wallet that signs the digest as a message, as any site may ask it to, has approved nothing."""
    deed = coop.write_deed()
    number = coop.members[WALLET]
    assert number is not None
    signed = create_wallet(number).sign_message(encode_defunct(coop.compute_digest(deed)))
    short = signed.r.to_bytes(32, "big") + (signed.s | (signed.v - 27) << 255).to_bytes(32, "big")
    check_skipped(coop, deed, {WALLET: WalletApproval(short)})


@pytest.mark.parametrize("domain", ["daso/login/1", "daso/act/1"])
def test_a_wallets_ballot_is_no_approval(coop: Cooperative, domain: str) -> None:
    """What a wallet signs to sign in or to vote, as typed data, is passed over as well."""
    deed = coop.write_deed()
    number = coop.members[WALLET]
    assert number is not None
    digest = compute_typed_digest(Message(domain, coop.compute_digest(deed)))
    check_skipped(coop, deed, {WALLET: sign_with_wallet(number, digest)})


BENT = {
    "origin": Answer(origin="https://evil.example"),
    "site": Answer(relying_party="evil.example"),
    "nobody-present": Answer(flags=0x04),
    "nobody-verified": Answer(flags=0x01),
    "embedded": Answer(cross_origin=True),
    "new-key": Answer(type="webauthn.create"),
}


@pytest.mark.parametrize("bent", BENT.values(), ids=BENT)
def test_a_bent_assertion_is_passed_over(coop: Cooperative, bent: Answer) -> None:
    """An assertion from another origin or site, without the member, or of another ceremony never counts."""
    deed = coop.write_deed()
    number = coop.members[PASSKEY]
    assert number is not None
    proof = sign_with_passkey(number, coop.compute_digest(deed), bent)
    check_skipped(coop, deed, {PASSKEY: take_apart(proof)})
    with pytest.raises(BadApproval):
        read_passkey_proof(proof, SITE, TAIL, coop.compute_digest(deed))


def test_presence_cannot_be_claimed_afterwards(coop: Cooperative) -> None:
    """Flags are signed: who packs an assertion cannot add that the member was there."""
    deed = coop.write_deed()
    number = coop.members[PASSKEY]
    assert number is not None
    proof = sign_with_passkey(number, coop.compute_digest(deed), Answer(flags=0x01))
    forged = PasskeyApproval(from_base64url(proof.signature), b"\x05\0\0\0\0")
    check_skipped(coop, deed, {PASSKEY: forged})


def sha256(data: bytes) -> bytes:
    """The digest of WebAuthn."""
    return hashlib.sha256(data).digest()


def sign_barely(number: int, data: bytes) -> bytes:
    """What a passkey's key makes of any bytes, without a browser in between."""
    private = ec.derive_private_key(compute_secret(f"passkey {number}".encode()), ec.SECP256R1())
    return compute_signature(private, sha256(data))


FORGED = {
    "challenge twice": '{{"type":"webauthn.get","challenge":"AAAA","challenge":"{challenge}{tail}',
    "field before": '{{"x":1,"type":"webauthn.get","challenge":"{challenge}{tail}',
    "field after": '{{"type":"webauthn.get","challenge":"{challenge}","x":"{challenge}{tail}',
    "challenge in the type": '{{"type":"webauthn.get\\",\\"challenge\\":\\"{challenge}","challenge":"AAAA{tail}',
    "spaces": '{{ "type":"webauthn.get","challenge":"{challenge}{tail}',
    "padded": '{{"type":"webauthn.get","challenge":"{challenge}={tail}',
}


@pytest.mark.parametrize("client", FORGED.values(), ids=FORGED)
def test_forged_json_fields(coop: Cooperative, client: str) -> None:
    """Client data that a reader might take for the right one, but that no browser writes so, never counts."""
    deed = coop.write_deed()
    number = coop.members[PASSKEY]
    assert number is not None
    proof = sign_with_passkey(number, coop.compute_digest(deed))
    challenge = proof.client.split('"')[7]
    written = client.format(challenge=challenge, tail=TAIL.decode()).encode()
    data = SITE + b"\x1d\0\0\0\0"
    check_skipped(coop, deed, {PASSKEY: PasskeyApproval(sign_barely(number, data + sha256(written)))})
    right = f'{{"type":"webauthn.get","challenge":"{challenge}{TAIL.decode()}'.encode()
    coop.bring(deed, {PASSKEY: PasskeyApproval(sign_barely(number, data + sha256(right)))})
    assert coop.count(deed) == 1


def test_a_plain_signature_is_no_assertion(coop: Cooperative) -> None:
    """A passkey's bare signature of the digest, without the ceremony, is passed over."""
    deed = coop.write_deed()
    number = coop.members[PASSKEY]
    assert number is not None
    check_skipped(coop, deed, {PASSKEY: PasskeyApproval(sign_barely(number, coop.compute_digest(deed)))})
    private = ec.derive_private_key(compute_secret(f"passkey {number}".encode()), ec.SECP256R1())
    check_skipped(coop, deed, {PASSKEY: PasskeyApproval(compute_signature(private, coop.compute_digest(deed)))})


def bring_with_seats(coop: Cooperative, deed: Deed, seats: list[Seat], approvals: dict[int, Approval]) -> list[str]:
    """Bring a batch that claims other keys for the seats than the root binds."""
    (batch,) = pack_batches(seats, approvals)
    receipt = coop.vault.send("approve", deed.render(), False, compute_pages(coop.seats), batch)
    return coop.read_said([receipt])


@pytest.mark.parametrize("seat", [PASSKEY, WALLET, 4], ids=["passkey", "wallet", "empty"])
@pytest.mark.parametrize("is_wallet", [False, True], ids=["as-passkey", "as-wallet"])
def test_a_stranger_on_a_seat(coop: Cooperative, seat: int, is_wallet: bool) -> None:
    """A stranger's right signature counts on no seat: on no member's, whatever the kind of key, and on no empty one."""
    deed, seats = coop.write_deed(), list(coop.seats)
    digest = coop.compute_digest(deed)
    signed: Approval
    if is_wallet:
        seats[seat] = WalletSeat(bytes.fromhex(create_wallet(999).address[2:]))
        signed = sign_with_wallet(999, digest)
    else:
        stranger = SoftwarePasskey(b"stranger", ORIGIN)
        seats[seat] = PasskeySeat(from_base64url(stranger.key.public))
        asked = Message("daso/vault/1", digest)
        signed = take_apart(stranger.sign(asked, Answer(flags=0x1D, challenge=digest)))
    assert bring_with_seats(coop, deed, seats, {seat: signed}) == ["Misfitted"]
    assert coop.count(deed) == 0


def test_a_member_on_another_seat(coop: Cooperative) -> None:
    """A member's own right signature does not count on the seat of another."""
    deed, seats = coop.write_deed(), list(coop.seats)
    seats[3] = seats[1]
    signed = coop.sign(1, coop.compute_digest(deed))
    assert bring_with_seats(coop, deed, seats, {1: signed, 3: signed}) == ["Misfitted"]
    assert coop.count(deed) == 0


def test_nobody_is_no_member(coop: Cooperative) -> None:
    """Where members had seated the address of nobody, a signature that recovers nobody counts for nothing."""
    nobody = Cooperative(coop.chain, [0, 1], needed=2)
    nobody.seats[1] = WalletSeat(bytes(20))
    seated = nobody.write_rules()
    vault = Cooperative(coop.chain, [0, 1], root=seated.root, count=2, needed=2)
    vault.seats = nobody.seats
    deed = vault.write_deed()
    check_skipped(vault, deed, {1: WalletApproval(bytes(64))})
    check_skipped(vault, deed, {1: WalletApproval(b"\xff" * 32 + bytes(31) + b"\1")})


@pytest.mark.parametrize("wrong", [bytes(32), (2).to_bytes(32, "big"), b"\1"], ids=["nought", "two", "short"])
def test_only_one_means_right(wrong: bytes) -> None:
    """A wrong signature does not count even where the chain answers something to it, as long as that is not 1."""
    pytest.importorskip("boa", reason="no titanoboa here: tools/setup contracts installs it")
    from tests.contracts.titanoboa import BoaChain, answer_wrong  # noqa: PLC0415 - only where titanoboa is

    chain = BoaChain()
    with answer_wrong(wrong):
        coop = Cooperative(chain, [0, 1, 2])
        deed = coop.write_deed()
        check_skipped(coop, deed, {PASSKEY: PasskeyApproval(bytes([7]) * 64)})
        coop.approve(deed, [PASSKEY])
        assert coop.count(deed) == 1
