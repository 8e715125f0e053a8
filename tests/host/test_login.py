"""Signing in: by a working key, once for each challenge; and staying signed in no longer than that key works."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from daso.canon import compute_digest, encode, to_base64url
from daso.errors import Error
from daso.host import Challenge, Host, Viewer
from daso.host.login import compute_login_message, find_scrutineer
from daso.host.refusals import ChallengeExpired, ChallengeForged, ChallengeSpent, NotASigner
from daso.host.viewer import is_still_known, may_read_texts
from daso.kernel.act import compute_act_digest
from daso.kernel.key import AddKey, RevokeKey
from daso.kernel.membership import LeaveOrganisation
from daso.kernel.refusals import KeyRevoked, UnknownKey, UnknownMember
from daso.keys.message import Message
from daso.keys.sign import P256Signer, WalletSigner
from daso.keys.tampered import SignatureWrong, WrongChallenge, WrongOrigin
from daso.keys.verify import Proof
from daso.testkit.authenticator import Answer, SoftwarePasskey
from tests.host.founded import CHARTER, HOUR, ORIGIN, Clock, Founded, found

ONE = Viewer("member", 1, 1)


RULES = CHARTER.rules | {"policy": replace(CHARTER.rules["policy"], seasoning_hours=0)}
"""Whoever has just joined decides on policies too."""


def ask(founded: Founded) -> Challenge:
    """Get a challenge."""
    return founded.host.door.create_challenge(founded.hosted.org, founded.host.clock())


def admit(founded: Founded, challenge: Challenge, proof: Proof, viewer: Viewer = ONE) -> None:
    """Try to sign in."""
    founded.host.door.admit(founded.state, founded.host.clock(), viewer, challenge, proof)


def sign(founded: Founded, challenge: Challenge, number: int = 1) -> Proof:
    """Sign a challenge as a member."""
    return founded.people[number - 1].signer.sign(compute_login_message(challenge))


def test_a_member_signs_in_once(founded: Founded) -> None:
    """A signed challenge opens the door, and the same one does not open it again."""
    challenge = ask(founded)
    proof = sign(founded, challenge)
    admit(founded, challenge, proof)
    with pytest.raises(ChallengeSpent):
        admit(founded, challenge, proof)


def test_a_challenge_expires(founded: Founded, clock: Clock) -> None:
    """After five minutes a challenge is worth nothing."""
    challenge = ask(founded)
    clock.now = challenge.expires
    with pytest.raises(ChallengeExpired):
        admit(founded, challenge, sign(founded, challenge))


@pytest.mark.parametrize("bent", [{"expires": 2_000_000_000_000}, {"origin": "https://evil.test"}, {"org": "0" * 32}])
def test_a_challenge_of_ones_own_making_is_refused(founded: Founded, bent: dict[str, object]) -> None:
    """Only what this host gave, unchanged, is a challenge."""
    challenge = replace(ask(founded), **bent)
    with pytest.raises(ChallengeForged):
        admit(founded, challenge, sign(founded, challenge))


def test_a_challenge_is_for_one_organisation(host: Host) -> None:
    """A challenge of one organisation is refused in another on the same host."""
    one, other = found(host, seed="a"), found(host, seed="b")
    challenge = ask(one)
    with pytest.raises(ChallengeForged):
        admit(other, challenge, sign(other, challenge))


def test_another_key_does_not_sign_in(founded: Founded) -> None:
    """Member 2 can't sign in as member 1."""
    challenge = ask(founded)
    with pytest.raises(SignatureWrong):
        admit(founded, challenge, sign(founded, challenge, 2))


def test_the_signature_of_an_act_does_not_sign_in(founded: Founded) -> None:
    """A signature over an act, even one whose bytes are a challenge's, is no sign-in."""
    challenge = ask(founded)
    act = founded.people[0].signer.sign(Message("daso/act/1", encode(challenge)))
    with pytest.raises(SignatureWrong):
        admit(founded, challenge, act)


def test_the_signature_of_a_sign_in_does_not_act(founded: Founded) -> None:
    """A signature in the domain of sign-ins, even over an act's bytes, is no act."""
    person = founded.people[0]
    envelope = person.do(LeaveOrganisation)
    proof = person.signer.sign(Message("daso/login/1", encode(envelope.act)))
    assert compute_act_digest(envelope.act) != compute_digest("daso/login/1", encode(envelope.act))
    with pytest.raises(SignatureWrong):
        founded.send(replace(envelope, proof=proof))


@pytest.mark.parametrize(
    ("viewer", "error"),
    [
        (Viewer("member", 1, 2), UnknownKey),
        (Viewer("member", 9, 1), UnknownMember),
        (Viewer("scrutineer", 1, 1), NotASigner),
    ],
)
def test_nobody_signs_in_as_nobody(founded: Founded, viewer: Viewer, error: type[Error]) -> None:
    """A key, member or scrutineer that does not exist is refused."""
    challenge = ask(founded)
    with pytest.raises(error):
        admit(founded, challenge, sign(founded, challenge), viewer)


def test_who_left_does_not_sign_in(founded: Founded) -> None:
    """A sign-in ends with membership, and so does being signed in."""
    assert is_still_known(founded.state, Viewer("member", 2, 1))
    founded.do(2, LeaveOrganisation)
    challenge = ask(founded)
    assert not is_still_known(founded.state, Viewer("member", 2, 1))
    with pytest.raises(NotASigner):
        admit(founded, challenge, sign(founded, challenge, 2), Viewer("member", 2, 1))


def test_a_revoked_key_does_not_sign_in(founded: Founded) -> None:
    """When a key is revoked, browsers that signed in with it are signed out, and it signs in no more."""
    founded.do(1, AddKey, key=P256Signer.from_seed(b"second").key, label="")
    founded.people[0].signer, old = P256Signer.from_seed(b"second"), founded.people[0].signer
    founded.people[0].key_number = 2
    founded.do(1, RevokeKey, key=1)
    challenge = ask(founded)
    assert not is_still_known(founded.state, ONE)
    assert is_still_known(founded.state, Viewer("member", 1, 2))
    with pytest.raises(KeyRevoked):
        admit(founded, challenge, old.sign(compute_login_message(challenge)))


def test_a_passkey_signs_in_at_its_own_site(founded: Founded) -> None:
    """A passkey signs in here, and what it answered to another site or to another question does not."""
    passkey = SoftwarePasskey(b"phone", ORIGIN)
    founded.join(passkey, "Pia")
    viewer = Viewer("member", 3, 1)
    challenge = ask(founded)
    message = compute_login_message(challenge)
    with pytest.raises(WrongOrigin):
        admit(founded, challenge, passkey.sign(message, Answer(origin="https://evil.example")), viewer)
    with pytest.raises(WrongChallenge):
        admit(founded, challenge, passkey.sign(Message("daso/login/1", b"{}")), viewer)
    admit(founded, challenge, passkey.sign(message), viewer)


def test_a_scrutineer_signs_in_and_reads(host: Host, clock: Clock) -> None:
    """A named scrutineer signs in and reads what is kept to members, which strangers do not."""
    founded = found(host, replace(CHARTER, texts="members", rules=RULES))
    signer = P256Signer.from_seed(b"scrutineer")
    founded.name_scrutineer(clock, signer)
    viewer = Viewer("scrutineer", 1, 1)
    challenge = ask(founded)
    admit(founded, challenge, signer.sign(compute_login_message(challenge)), viewer)
    assert may_read_texts(founded.state, viewer)
    assert may_read_texts(founded.state, ONE)
    assert not may_read_texts(founded.state, None)
    assert not may_read_texts(founded.state, Viewer("member", 99, 1))


def test_a_wallet_signs_in(founded: Founded) -> None:
    """A wallet signs in with what it signed for that; an act with the same words opens nothing."""
    wallet = WalletSigner.from_seed(b"wallet")
    founded.join(wallet, "Wanda")
    viewer, challenge = Viewer("member", 3, 1), ask(founded)
    message = compute_login_message(challenge)
    with pytest.raises(SignatureWrong):
        admit(founded, challenge, wallet.sign(Message("daso/act/1", message.data)), viewer)
    admit(founded, challenge, wallet.sign(message), viewer)


def test_a_scrutineer_is_found_by_their_signature(host: Host, clock: Clock) -> None:
    """Which scrutineer signed is told by the proof alone; members and strangers are none."""
    founded = found(host, replace(CHARTER, rules=RULES))
    passkeys = [SoftwarePasskey(name, ORIGIN) for name in (b"first", b"second", b"stranger")]
    for passkey in passkeys[:2]:
        founded.name_scrutineer(clock, passkey)
    challenge = ask(founded)
    proofs = [one.sign(compute_login_message(challenge)) for one in passkeys]
    found_ones = [find_scrutineer(founded.state, challenge, proof) for proof in (*proofs, sign(founded, challenge))]
    assert found_ones == [Viewer("scrutineer", 1, 1), Viewer("scrutineer", 2, 1), None, None]
    assert find_scrutineer(founded.state, ask(founded), proofs[0]) is None


def test_a_session_is_known_by_its_token(host: Host, clock: Clock) -> None:
    """A token is known in its organisation until it expires or is ended, and only there."""
    token = host.sessions.begin("a" * 32, ONE, clock())
    assert host.sessions.get("a" * 32, token, clock()) == ONE
    assert host.sessions.get("b" * 32, token, clock()) is None
    assert host.sessions.get("a" * 32, to_base64url(bytes(32)), clock()) is None
    clock.advance(30 * 24)
    assert host.sessions.get("a" * 32, token, clock()) is None


def test_signing_in_changes_the_token(host: Host, clock: Clock) -> None:
    """A second sign-in of the same browser gives a new token, which keeps the first sign-in; the old one is nothing."""
    old = host.sessions.begin("a" * 32, ONE, clock())
    new = host.sessions.begin("b" * 32, Viewer("member", 5, 1), clock(), old)
    assert host.sessions.get("a" * 32, old, clock()) is None
    assert host.sessions.get("a" * 32, new, clock()) == ONE
    host.sessions.end("a" * 32, new)
    assert host.sessions.get("a" * 32, new, clock()) is None
    assert host.sessions.get("b" * 32, new, clock()) == Viewer("member", 5, 1)


def test_tokens_are_not_kept(host: Host, clock: Clock) -> None:
    """Who steals the side tables finds no token in them."""
    token = host.sessions.begin("a" * 32, ONE, clock() + HOUR)
    for file in host.data.glob("host.sqlite*"):
        assert token.encode() not in file.read_bytes()
