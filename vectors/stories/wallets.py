"""Stories of wallets: a member who founds, one who joins, a key added, a recovery and a scrutineer, all by EIP-712.

Whatever else a wallet can be made to sign is refused. Read next: `encoding.py`, for typed data byte by byte.
"""

from __future__ import annotations

import hashlib

from Crypto.Hash import keccak
from cryptography.hazmat.primitives.asymmetric import ec
from msgspec.structs import replace

from daso.canon import compute_digest, encode, from_base64url, to_base64url
from daso.kernel.act import ACT_DOMAIN, compute_act_message
from daso.kernel.comment import PostComment
from daso.kernel.decision import CarryOutDecision
from daso.kernel.finding import SCRUTINEERS, PublishFinding
from daso.kernel.key import AddKey, RevokeKey
from daso.kernel.recovery import CompleteRecovery, VouchForMember
from daso.kernel.refusals import KeyRevoked, KeyTaken, WrongOrganisation
from daso.kernel.scrutineer import NameScrutineer
from daso.kernel.transition import AnyAct, Envelope
from daso.keys.claim import SECP256K1
from daso.keys.message import Message
from daso.keys.sign import compute_secret, compute_signature
from daso.keys.tampered import NotAPoint, SignatureHighS, SignatureWrong, WrongProofKind
from daso.keys.typed import compute_typed_digest
from daso.keys.verify import P256Key, P256Proof, WalletKey, WalletProof
from daso.testkit.person import Person
from vectors.stories.carrying_out import decide
from vectors.stories.keys import compute_high_s, create_comment
from vectors.story import Story, create_person, create_text, create_wallet, create_wallet_holder, found, inaugurate

__all__ = ["compute_misdirected", "tell_wallets"]


def _hash(data: bytes) -> bytes:
    return keccak.new(digest_bits=256, data=data).digest()


def _compute_foreign_digest(data: bytes, kind: str, domain_type: str, *values: bytes) -> bytes:
    """The typed data of another application: its type of act, its domain's type, and the domain's encoded values."""
    separator = _hash(_hash(domain_type.encode()) + b"".join(values))
    return _hash(b"\x19\x01" + separator + _hash(_hash(kind.encode()) + _hash(data)))


def compute_misdirected(act: AnyAct) -> dict[str, bytes]:
    """Digests that a wallet may be led to sign over an act's bytes, and that are not the act's, by what they are."""
    data, kind, plain = encode(act), "Act(string act)", "EIP712Domain(string name,string version)"
    name, version, chained = _hash(b"daso"), _hash(b"1"), plain[:-1] + ",uint256 chainId)"
    return {
        "a sign-in": compute_typed_digest(Message("daso/login/1", data)),
        "an invitation": compute_typed_digest(Message("daso/invitation/1", data)),
        "another application's": _compute_foreign_digest(data, kind, plain, _hash(b"dasa"), version),
        "another version's": _compute_foreign_digest(data, kind, plain, name, _hash(b"2")),
        "one chain's": _compute_foreign_digest(data, kind, chained, name, version, (1).to_bytes(32, "big")),
        "another type's": _compute_foreign_digest(data, "Act(string text)", plain, name, version),
        "a plain message": _hash(b"\x19Ethereum Signed Message:\n" + str(len(data)).encode() + data),
        "a bare hash": _hash(data),
        "a plain key's digest": compute_digest(ACT_DOMAIN, data),
        "SHA-3 for Keccak": hashlib.sha3_256(data).digest(),
    }


def tell_wallets() -> Story:
    """Member 1 founds with a wallet, member 2 joins with one, member 3 has a plain key and adds a wallet."""
    story = Story("Wallets")
    one, two, three = create_wallet_holder("wallet one"), create_wallet_holder("wallet two"), create_person("third")
    founders = found(story, people=[one, two, three, create_person("fourth")])
    inaugurate(story, founders)
    _tell_signatures(story, one)
    _tell_confusion(story, one, three)
    _tell_adding(story, one, three)
    _tell_recovery(story, founders)
    _tell_scrutineer(story, founders)
    return story


def _tell_signatures(story: Story, one: Person) -> None:
    act = create_comment(one)
    good = one.sign(act)
    private = ec.derive_private_key(compute_secret(b"vectors wallet one", SECP256K1), ec.SECP256K1())
    for name, digest in compute_misdirected(act).items():
        signature = to_base64url(compute_signature(private, digest, SECP256K1))
        story.refuse(f"signed as {name}", replace(good, proof=WalletProof(signature=signature)), SignatureWrong)
    raw = from_base64url(str(good.proof.signature))
    order = SECP256K1.order.to_bytes(32, "big")
    for name, other in (
        ("a signature of noughts", bytes(64)),
        ("with an r of nought", bytes(32) + raw[32:]),
        ("with an s of nought", raw[:32] + bytes(32)),
        ("with an r that is the order", order + raw[32:]),
    ):
        story.refuse(name, replace(good, proof=WalletProof(signature=to_base64url(other))), SignatureWrong)
    high = WalletProof(signature=compute_high_s(str(good.proof.signature), SECP256K1))
    story.refuse("the same signature spelled differently", replace(good, proof=high), SignatureHighS)
    story.refuse("signed by another wallet", create_wallet_holder("wallet two").sign(act), SignatureWrong)
    altered = replace(good, act=create_comment(one, "Another remark"))
    story.refuse("altered after it was signed", altered, SignatureWrong)
    elsewhere = one.sign(replace(act, org="0" * 32))
    story.refuse("an act of another organisation", elsewhere, WrongOrganisation)
    story.refuse("the same, moved here", replace(elsewhere, act=act), SignatureWrong)
    story.let("a comment with a wallet", one.do(PostComment, subject="charter", text=act.text))


def _tell_confusion(story: Story, one: Person, three: Person) -> None:
    act = create_comment(one)
    good = one.sign(act)
    plain = P256Proof(signature=str(good.proof.signature))
    story.refuse("a wallet's signature passed off as a plain key's", replace(good, proof=plain), WrongProofKind)
    other = create_comment(three)
    proof = three.signer.sign(compute_act_message(other))
    passed = Envelope(act=other, key=1, proof=WalletProof(signature=str(proof.signature)))
    story.refuse("a plain key's signature passed off as a wallet's", passed, WrongProofKind)


def _tell_adding(story: Story, one: Person, three: Person) -> None:
    wallet = create_wallet("wallet three")
    plain_point = WalletKey(public=create_person("x").signer.key.public)
    story.refuse("a point of the plain keys' curve", three.copy().do(AddKey, key=plain_point, label=""), NotAPoint)
    wallet_point = P256Key(public=wallet.key.public)
    story.refuse("a wallet's point as a plain key", three.copy().do(AddKey, key=wallet_point, label=""), NotAPoint)
    taken = three.copy().do(AddKey, key=one.signer.key, label="")
    story.refuse("somebody else's wallet", taken, KeyTaken)
    story.let("add a wallet", three.do(AddKey, key=wallet.key, label=create_text("my wallet")))
    three.signer, three.key_number = wallet, 2
    story.let("revoke the plain key with it", three.do(RevokeKey, key=1))


def _tell_recovery(story: Story, founders: list[Person]) -> None:
    """Member 2 has lost the wallet, and is given another."""
    one, two, three, four = founders
    new = create_wallet("wallet two's new one")
    for name, person in (("the first vouches", one), ("the second vouches", three), ("the third vouches", four)):
        story.let(name, person.do(VouchForMember, member=2, key=new.key))
    story.wait(story.state.charter.recovery_hours)
    story.let("complete it", one.do(CompleteRecovery, member=2))
    story.refuse("the lost wallet signs nothing", two.copy().sign(create_comment(two)), KeyRevoked)
    two.signer, two.key_number = new, 2
    story.let("the new one does", two.do(PostComment, subject="charter", text=create_text("Here again")))


def _tell_scrutineer(story: Story, founders: list[Person]) -> None:
    scrutineer = Person(create_wallet("scrutineer"), story.state.org, SCRUTINEERS + 1)
    number = decide(story, founders, "A scrutineer", NameScrutineer(key=scrutineer.signer.key, profile=""))
    story.let("name them", founders[0].do(CarryOutDecision, proposal=number))
    text = create_text("I counted every ballot.")
    story.let("a finding", scrutineer.do(PublishFinding, decision=number, verdict="sound", text=text))
