"""Stories of keys: passkeys and plain keys, added and revoked, and every signature that does not hold."""

from __future__ import annotations

from msgspec.structs import replace

from daso.canon import encode, from_base64url, to_base64url
from daso.kernel.act import compute_act_message
from daso.kernel.comment import PostComment
from daso.kernel.key import KEYS_LIMIT, AddKey, RevokeKey
from daso.kernel.refusals import (
    KeyRevoked,
    KeyTaken,
    LastKey,
    SequenceBroken,
    TooManyKeys,
    UnknownKey,
    UnknownMember,
    UnknownOrigin,
)
from daso.kernel.transition import AnyAct, Envelope
from daso.keys.claim import P256, Curve
from daso.keys.message import Message
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
from daso.keys.verify import P256Key, P256Proof, PasskeyProof
from daso.testkit.authenticator import Answer, SoftwarePasskey
from daso.testkit.person import Person
from vectors.story import ORIGIN, Story, create_holder, create_person, create_signer, create_text, found, inaugurate

__all__ = ["BENT", "compute_high_s", "create_comment", "tell_keys"]

LOGIN_DOMAIN = "daso/login/1"

BENT: dict[str, tuple[Answer, type[WrongCeremony | WrongOrigin | WrongRelyingParty | UserNotVerified]]] = {
    "made for registering": (Answer(type="webauthn.create"), WrongCeremony),
    "made in an embedded page": (Answer(cross_origin=True), WrongCeremony),
    "made on another site": (Answer(origin="https://dasο.example"), WrongOrigin),
    "made on another port": (Answer(origin=f"{ORIGIN}:8443"), WrongOrigin),
    "answered for another site": (Answer(relying_party="elsewhere.example"), WrongRelyingParty),
    "answered for the parent site": (Answer(relying_party="example"), WrongRelyingParty),
    "without looking who is there": (Answer(flags=0x01), UserNotVerified),
    "with nobody there": (Answer(flags=0x04), UserNotVerified),
}
"""Answers of a passkey that must be refused, by what is wrong with them."""


def compute_high_s(signature: str, curve: Curve = P256) -> str:
    """The other signature that holds for the same key and digest: with the curve's order minus s."""
    raw = from_base64url(signature)
    return to_base64url(raw[:32] + (curve.order - int.from_bytes(raw[32:], "big")).to_bytes(32, "big"))


def create_comment(person: Person, words: str = "A remark") -> PostComment:
    """The person's next act: a comment on the charter."""
    return PostComment(org=person.org, by=person.number, seq=person.seq, subject="charter", text=create_text(words))


def tell_keys() -> Story:
    """Member 1 signs with a plain key, member 2 with a passkey; whoever imitates them is found out."""
    story = Story("Keys and signatures")
    plain, holder = create_person("plain"), create_holder("holder")
    founders = found(story, people=[plain, holder, create_person("third")])
    inaugurate(story, founders)
    _tell_plain(story, plain, holder)
    _tell_passkey(story, holder)
    _tell_several(story, plain, holder)
    return story


def _tell_plain(story: Story, plain: Person, holder: Person) -> None:
    act = create_comment(plain)
    good = plain.sign(act)
    story.refuse("signed by another member", replace(create_person("third").sign(act), key=1), SignatureWrong)
    altered = replace(good, act=create_comment(plain, "Another remark"))
    story.refuse("altered after it was signed", altered, SignatureWrong)
    high = P256Proof(signature=compute_high_s(str(good.proof.signature)))
    story.refuse("the same signature spelled differently", replace(good, proof=high), SignatureHighS)
    nothing = P256Proof(signature=to_base64url(bytes(64)))
    story.refuse("a signature of noughts", replace(good, proof=nothing), SignatureWrong)
    story.refuse("a sign-in is not an act", _sign_login(plain, act), SignatureWrong)
    passkey = SoftwarePasskey(b"vectors plain", ORIGIN).sign(compute_act_message(act))
    story.refuse("a passkey's proof for a plain key", replace(good, proof=passkey), WrongProofKind)
    story.refuse("a key one doesn't have", replace(good, key=2), UnknownKey)
    story.refuse("nobody has this number", plain.sign(replace(act, by=99)), UnknownMember)
    story.refuse("left out an act", plain.sign(replace(act, seq=act.seq + 1)), SequenceBroken)
    story.let("a comment", plain.do(PostComment, subject="charter", text=act.text))
    story.refuse("the same act twice", good, SequenceBroken)
    plain_proof = plain.signer.sign(compute_act_message(create_comment(holder)))
    confused = Envelope(act=create_comment(holder), key=1, proof=plain_proof)
    story.refuse("a plain proof for a passkey", confused, WrongProofKind)


def _sign_login(person: Person, act: AnyAct) -> Envelope:
    """An act in whose place the person was asked to sign in with."""
    return Envelope(act=act, key=1, proof=person.signer.sign(Message(LOGIN_DOMAIN, encode(act))))


def _tell_passkey(story: Story, holder: Person) -> None:
    act, passkey = create_comment(holder), SoftwarePasskey(b"vectors holder", ORIGIN)
    message = compute_act_message(act)

    def answer(proof: PasskeyProof) -> Envelope:
        return Envelope(act=act, key=1, proof=proof)

    for name, (bent, kind) in BENT.items():
        story.refuse(name, answer(passkey.sign(message, bent)), kind)
    good = passkey.sign(message)
    story.refuse("a sign-in is not an act either", _sign_login(holder, act), WrongChallenge)
    story.refuse("client data that can't be read", answer(replace(good, client="{")), WrongCeremony)
    endless = good.client.replace("}", ',"extra":' + "[" * 50 + "]" * 50 + "}")
    story.refuse("client data without end", answer(replace(good, client=endless)), WrongCeremony)
    silent = good.client.replace('"crossOrigin":false', '"crossOrigin":"no"')
    story.refuse("client data of a wrong type", answer(replace(good, client=silent)), WrongCeremony)
    story.refuse("client data altered", answer(replace(good, client=good.client.replace("}", " }"))), SignatureWrong)
    counted = from_base64url(good.authenticator)[:-1] + b"\1"
    altered = replace(good, authenticator=to_base64url(counted))
    story.refuse("authenticator data altered", answer(altered), SignatureWrong)
    high = replace(good, signature=compute_high_s(good.signature))
    story.refuse("a passkey's signature spelled differently", answer(high), SignatureHighS)
    elsewhere = SoftwarePasskey(b"vectors other holder", ORIGIN).sign(message)
    story.refuse("somebody else's passkey", answer(elsewhere), SignatureWrong)
    story.let("a comment with a passkey", holder.do(PostComment, subject="charter", text=act.text))


def _tell_several(story: Story, plain: Person, holder: Person) -> None:
    """Keys are added and revoked; the last one stays."""
    spares = [create_signer(f"spare {number}") for number in range(2, KEYS_LIMIT + 1)]
    for number, spare in enumerate(spares, start=2):
        story.let(f"add key {number}", plain.do(AddKey, key=spare.key, label=create_text(f"key {number}")))
    more = create_signer("one too many").key
    story.refuse("a ninth key", plain.copy().do(AddKey, key=more, label=""), TooManyKeys)
    taken = holder.copy().do(AddKey, key=spares[0].key, label="")
    story.refuse("somebody else's key", taken, KeyTaken)
    story.refuse("one's own key again", plain.copy().do(AddKey, key=spares[0].key, label=""), KeyTaken)
    off_curve = P256Key(public=to_base64url(b"\1" * 64))
    story.refuse("no point of the curve", holder.copy().do(AddKey, key=off_curve, label=""), NotAPoint)
    foreign = SoftwarePasskey(b"vectors foreign", "https://elsewhere.example").key
    story.refuse("a passkey of another site", holder.copy().do(AddKey, key=foreign, label=""), UnknownOrigin)
    story.refuse("revoking the only key", holder.copy().do(RevokeKey, key=1), LastKey)
    story.refuse("revoking a key one doesn't have", holder.copy().do(RevokeKey, key=2), UnknownKey)
    second = plain.copy()
    second.signer, second.key_number = spares[0], 2
    story.let("revoke key 1, signed with key 2", second.do(RevokeKey, key=1))
    plain.seq = second.seq
    story.refuse("a revoked key signs nothing", plain.sign(create_comment(plain)), KeyRevoked)
    story.refuse("revoking it twice", second.copy().do(RevokeKey, key=1), KeyRevoked)
    story.refuse("taking up a revoked key", holder.copy().do(AddKey, key=plain.signer.key, label=""), KeyTaken)
    story.let("room for another key", second.do(AddKey, key=more, label=""))
