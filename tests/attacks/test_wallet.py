"""Somebody has led a member's wallet to sign something, or holds its signatures; none of it becomes a deed or a door.

What a wallet can be made to sign is signed here by the very key of the member, so that only the law stands between.
"""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from daso.canon import encode, from_base64url, to_base64url
from daso.clerk import Evidence, Verifiers, audit_organisation
from daso.host import Challenge
from daso.host.login import compute_login_message
from daso.kernel.comment import PostComment
from daso.kernel.key import AddKey
from daso.kernel.membership import InviteMembers
from daso.kernel.transition import AnyAct, Entry, Envelope, decode_entry
from daso.keys.claim import SECP256K1
from daso.keys.message import Message
from daso.keys.sign import P256Signer, WalletSigner
from daso.keys.typed import compute_typed_message
from daso.keys.verify import P256Key, P256Proof, WalletKey, WalletProof
from daso.ledger import FolderSource, NoteSigner
from daso.testkit.person import Person
from tests.clerk.organisation import Story, publish
from tests.host.founded import Founded, commit, send
from tests.keys.oracle import Account, encode_defunct
from tests.web.site import Site
from vectors.stories.keys import compute_high_s

WALLET = WalletSigner.from_seed(b"led astray")
TEXT, GIVEN = commit({"body": "I never said this."})


def settle(site: Site, seed: str = "a") -> tuple[Founded, Person]:
    """An organisation whose member 3 has a wallet."""
    founded = site.found(seed=seed)
    return founded, founded.join(WALLET)


def comment(person: Person) -> PostComment:
    """The member's next act, which they never meant."""
    return PostComment(org=person.org, by=person.number, seq=person.seq, subject="charter", text=TEXT)


def post(site: Site, founded: Founded, act: AnyAct, proof: object) -> tuple[int, str]:
    """Send the act with this proof; gives the status and the code of what is said."""
    texts = [send(GIVEN)] if isinstance(act, PostComment) else []
    content = {"envelope": {"act": act, "key": 1, "proof": proof}, "texts": texts}
    answer = site.post(f"/api/orgs/{founded.hosted.slug}/acts", encode(content))
    return answer.status_code, answer.json().get("code", "")


def sign_typed(change: dict[str, object], act: AnyAct) -> WalletProof:
    """What the wallet signs when a page shows it other typed data around the same act."""
    typed = compute_typed_message(Message("daso/act/1", encode(act))) | change
    signed = Account.from_key(from_base64url(WALLET.secret)).sign_typed_data(full_message=typed)
    return WalletProof(signature=to_base64url(bytes(signed.signature)[:64]))


@pytest.mark.parametrize(
    "change",
    [
        {"domain": {"name": "dasa", "version": "1"}},
        {"domain": {"name": "daso", "version": "2"}},
        {
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
    ],
    ids=["another application", "another version", "a chain"],
)
def test_another_application_s_signature_is_no_act(site: Site, change: dict[str, object]) -> None:
    """Typed data of another application, version or chain is no act here, though the act's words are the same."""
    founded, person = settle(site)
    act = comment(person)
    assert post(site, founded, act, sign_typed(change, act)) == (422, "signature-wrong")
    assert post(site, founded, act, sign_typed({}, act))[0] == 201


def test_a_sign_in_is_no_act(site: Site) -> None:
    """Whoever signed an act's words as a sign-in, an invitation, a shown key or a plain message has not acted."""
    founded, person = settle(site)
    act = comment(person)
    for domain in ("daso/login/1", "daso/invitation/1", "daso/key/1"):
        assert post(site, founded, act, WALLET.sign(Message(domain, encode(act)))) == (422, "signature-wrong")
    plain = Account.from_key(from_base64url(WALLET.secret)).sign_message(encode_defunct(primitive=encode(act)))
    proof = WalletProof(signature=to_base64url(bytes(plain.signature)[:64]))
    assert post(site, founded, act, proof) == (422, "signature-wrong")


def test_an_act_is_no_sign_in(site: Site) -> None:
    """A signature made for an act opens no door, and neither does one for another challenge or another site."""
    founded, _ = settle(site)
    path = f"/api/orgs/{founded.hosted.slug}/login"
    challenge = Challenge(**site.browser.get(path).json())
    elsewhere = replace(challenge, origin="https://evil.example")
    for message in (
        Message("daso/act/1", encode(challenge)),
        Message("daso/key/1", encode(challenge)),
        compute_login_message(elsewhere),
    ):
        login = {"challenge": challenge, "proof": WALLET.sign(message), "public": WALLET.key.public}
        assert site.post(path, login).json()["code"] == "signature-wrong"
    proof = WALLET.sign(compute_login_message(elsewhere))
    moved = {"challenge": elsewhere, "proof": proof, "public": WALLET.key.public}
    assert site.post(path, moved).json()["code"] == "challenge-forged"


def test_a_public_key_alone_opens_nothing(site: Site) -> None:
    """Naming somebody's public key proves nothing: the signature must be that key's, and once only."""
    founded, _ = settle(site)
    path = f"/api/orgs/{founded.hosted.slug}/login"
    challenge = Challenge(**site.browser.get(path).json())
    thief = WalletSigner.from_seed(b"thief")
    proof = thief.sign(compute_login_message(challenge))
    for public, code in ((WALLET.key.public, "signature-wrong"), (thief.key.public, "wallet-unknown")):
        answer = site.post(path, {"challenge": challenge, "proof": proof, "public": public})
        assert answer.json()["code"] == code
    right = {
        "challenge": challenge,
        "proof": WALLET.sign(compute_login_message(challenge)),
        "public": WALLET.key.public,
    }
    assert site.post(path, right).json() == {"org": founded.hosted.org, "role": "member", "number": 3}
    assert site.post(path, right).json()["code"] == "challenge-spent"


def test_an_act_is_of_one_organisation(site: Site) -> None:
    """The same wallet in two organisations: what it signed in one is nothing in the other, as it is or altered."""
    here, person = settle(site, "a")
    there, twin = settle(site, "b")
    act = comment(twin)
    proof = WALLET.sign(Message("daso/act/1", encode(act)))
    assert post(site, here, act, proof)[1] == "wrong-organisation"
    assert post(site, here, comment(person), proof) == (422, "signature-wrong")
    assert post(site, there, act, proof)[0] == 201


def test_a_signature_has_one_spelling(site: Site) -> None:
    """The other s, the recovery byte, a contract's signature or none: no second envelope can be made of one act."""
    founded, person = settle(site)
    act = comment(person)
    proof = WALLET.sign(Message("daso/act/1", encode(act)))
    raw = from_base64url(proof.signature)
    high = WalletProof(signature=compute_high_s(proof.signature, SECP256K1))
    assert post(site, founded, act, high) == (422, "signature-high-s")
    for other in (raw + b"\x1b", raw + b"\0", raw[:63], b"", raw + bytes(32), bytes(96)):
        status, _ = post(site, founded, act, {"kind": "wallet", "signature": to_base64url(other)})
        assert status == 400
    assert post(site, founded, act, proof)[0] == 201
    assert len([one for one in list_comments(founded) if one.by == 3]) == 1


def list_comments(founded: Founded) -> list[PostComment]:
    """Every comment on the log."""
    log = founded.hosted.log
    acts = [decode_entry(data).envelope.act for data in log.read(0, founded.state.entries)]
    return [act for act in acts if isinstance(act, PostComment)]


def test_a_contract_signs_for_nobody(site: Site) -> None:
    """No key can be registered that only a contract's word would confirm: an address is no key."""
    founded, person = settle(site)
    address = to_base64url(bytes(12) + b"\x11" * 20 + bytes(32))
    act = AddKey(org=person.org, by=3, seq=person.seq, key=WalletKey(public=address), label="")
    assert post(site, founded, act, WALLET.sign(Message("daso/act/1", encode(act)))) == (422, "key-not-a-point")


def test_kinds_are_not_confused(site: Site) -> None:
    """A key of one kind is never registered or used as one of another, even where one secret serves for both."""
    founded, person = settle(site)
    act = comment(person)
    twin = P256Signer.from_secret(WALLET.secret)
    message = Message("daso/act/1", encode(act))
    assert post(site, founded, act, twin.sign(message)) == (422, "proof-kind-wrong")
    as_wallet = WalletProof(signature=twin.sign(message).signature)
    assert post(site, founded, act, as_wallet) == (422, "signature-wrong")
    as_plain = P256Proof(signature=WALLET.sign(message).signature)
    assert post(site, founded, act, as_plain) == (422, "proof-kind-wrong")
    for key in (P256Key(public=WALLET.key.public), WalletKey(public=twin.key.public)):
        added = AddKey(org=person.org, by=3, seq=person.seq, key=key, label="")
        assert post(site, founded, added, WALLET.sign(Message("daso/act/1", encode(added))))[1] in {
            "key-not-a-point",
            "key-taken",
        }


def test_joining_with_a_wallet_signs_nobody_in(site: Site) -> None:
    """Whoever sends a newcomer's joining gets no session by it: a wallet's signature is not bound to one site."""
    founded = site.found()
    key, number = P256Signer.generate(), founded.state.next_member
    founded.do(1, InviteMembers, keys=(key.key,))
    joining = Person(WALLET).join(founded.hosted.org, number, key, affirms=founded.state.foundation)
    sent = site.act(founded, joining)
    assert (sent.status_code, "set-cookie" in sent.headers) == (201, False)
    answer = site.browser.get(f"/api/orgs/{founded.hosted.slug}/signer")
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("signer", "domain", "code"),
    [
        (WALLET, "daso/login/1", "signature-of-another-domain"),
        (WalletSigner.from_seed(b"other"), "daso/act/1", "signature-of-another-key"),
        (WalletSigner.from_seed(b"stranger"), "daso/act/1", "signature-wrong"),
    ],
    ids=["a sign-in", "another member's", "a stranger's"],
)
def test_an_operator_s_forgery_is_named(
    tmp_path_factory: pytest.TempPathFactory, signer: WalletSigner, domain: str, code: str
) -> None:
    """What an operator passes off as a wallet's act is named by the audit for what it is."""
    story = Story()
    story.found(P256Signer.from_seed(b"founder"))
    story.welcome(WALLET, WalletSigner.from_seed(b"other"))
    person = story.people[1]
    story.tell(person.do(PostComment, subject="charter", text=TEXT))
    entry = decode_entry(story.entries[-1])
    proof = signer.sign(Message(domain, encode(entry.envelope.act)))
    forged = Envelope(act=entry.envelope.act, key=1, proof=proof)
    entries = [*story.entries[:-1], encode(Entry(at=entry.at, envelope=forged))]
    folder = tmp_path_factory.mktemp("forged")
    note = NoteSigner.generate(f"coop.example/o/{story.state.org}")
    publish(entries, story.state, note, folder)
    verifiers = Verifiers(1)
    result = audit_organisation(FolderSource(folder), Evidence(vkey=note.vkey, now=story.now), verifiers=verifiers)
    verifiers.close()
    assert code in {finding.code for finding in result.findings}
