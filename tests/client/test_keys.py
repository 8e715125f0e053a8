"""Passkeys of a real browser sign what the law accepts, and every failure is a sentence."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from msgspec.structs import replace
from playwright.sync_api import Page

from daso.canon import encode, from_base64url, to_base64url
from daso.kernel.membership import compute_invitation_message
from daso.kernel.templates import TEMPLATES
from daso.keys.message import Message
from daso.keys.sign import P256Signer, compute_low_s
from daso.keys.verify import P256Key, P256Proof, PasskeyKey, PasskeyProof, verify_signature
from daso.testkit.person import Person
from tests.client.conftest import Client
from tests.e2e.browser import VirtualAuthenticator

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
ACT = {"act": "LeaveOrganisation", "by": 3, "org": "0" * 32, "seq": 7}

SIGN = """async ({keys}, {act, times}) => {
    const made = await keys.createPasskey({name: "Ada", organisation: "A notice board"});
    const proofs = [];
    for (let i = 0; i < times; i++) proofs.push((await keys.signAct(act, [made.credential])).proof);
    return {key: made.key, proofs, login: (await keys.signLogin(act)).proof};
}"""
FAIL = """async ({keys}) => {
    try { await keys.createPasskey({name: "Ada", organisation: "A notice board"}) }
    catch (error) { return [error.code, error.message] }
}"""


def test_a_passkey_signs_acts_as_the_law_wants(
    client: Client, page: Page, virtual_authenticator: Callable[[Page], VirtualAuthenticator]
) -> None:
    """A passkey made by the client signs an act, and a sign-in, in proofs that the law's own checks accept."""
    virtual_authenticator(page)
    # High s comes up in half of all signatures, so several are made.
    made = client(SIGN, {"act": ACT, "times": 6}, "keys")
    key = msgspec.convert({k: v for k, v in made["key"].items() if k != "kind"} | {"kind": "passkey"}, PasskeyKey)
    assert key.origin == page.evaluate("location.origin")
    for proof in made["proofs"]:
        verify_signature(key, msgspec.convert(proof, PasskeyProof), Message("daso/act/1", encode(ACT)))
    login = msgspec.convert(made["login"], PasskeyProof)
    verify_signature(key, login, Message("daso/login/1", encode(ACT)))


def test_an_unrecognised_owner_is_told_so(
    client: Client, page: Page, virtual_authenticator: Callable[[Page], VirtualAuthenticator]
) -> None:
    """When the device does not recognise its owner, the member reads a sentence and not the name of an error."""
    virtual_authenticator(page).recognise_owner(yes=False)
    code, sentence = client(FAIL, None, "keys")
    assert code == "cancelled"
    assert "Nothing was sent" in sentence


def test_a_number_as_address_is_explained(client: Client, page: Page, site: str) -> None:
    """At an address that is a number, the client says that passkeys need a name."""
    page.goto(site.replace("localhost", "127.0.0.1"))
    code, sentence = client(FAIL, None, "keys")
    assert code == "no-name"
    assert "127.0.0.1" in sentence


@pytest.mark.parametrize(
    ("r", "s"), [(1, 1), (2**255, ORDER - 1), (ORDER - 1, ORDER // 2), (5, ORDER // 2 + 1), (255, 2**8)]
)
def test_signatures_are_brought_into_one_form(client: Client, r: int, s: int) -> None:
    """A DER signature becomes the same 64 bytes with a low s as on the command line."""
    der = encode_dss_signature(r, s)
    code = "({keys, canon}, der) => canon.toHex(keys.toLowS(canon.fromBase64url(der)))"
    assert client(code, to_base64url(der), "keys", "canon") == compute_low_s(der).hex()


def test_an_invitation_is_shown_as_the_law_wants(client: Client, page: Page) -> None:
    """The secret of a link signs for the newcomer's key; a secret of another invitation is refused, and so is none."""
    invitation, newcomer, other = (P256Signer.from_seed(seed) for seed in (b"i", b"n", b"o"))
    code = """async ({join}, {secret, invited, org, number, key}) => {
        location.hash = secret;
        try {
            return await join.showInvitation(await join.readInvitation(invited), org, number, key);
        } catch (error) { return error.code ?? String(error) }
    }"""
    given = {"secret": invitation.secret, "invited": invitation.key.public, "org": "a" * 32, "number": 9}
    given |= {"key": newcomer.key.public}
    shown = client(code, given, "join")
    message = compute_invitation_message("a" * 32, 9, newcomer.key)
    verify_signature(invitation.key, P256Proof(signature=shown), message)
    assert client(code, given | {"secret": other.secret}, "join") == "wrong-secret"
    assert client(code, given | {"secret": "nonsense"}, "join") == "wrong-secret"
    assert client(code, given | {"secret": ""}, "join") == "no-secret"


def test_an_organisation_gets_the_identifier_of_the_law(client: Client) -> None:
    """The identifier that the client computes for a founding is the law's."""
    charter = replace(TEMPLATES["dao"], name="Höhle № 7")
    act = Person(P256Signer.from_seed(b"f")).found(charter, bytes(range(32)), origins=("https://daso.example",)).act
    said = msgspec.to_builtins(act)
    org = said.pop("org")
    assert client("({found}, said) => found.computeOrganisation(said)", said, "found") == org


def test_invitations_carry_their_own_keys(client: Client) -> None:
    """Each invitation made in the browser has a key of its own whose secret half the browser keeps."""
    code = """async ({invite}) => {
        const form = document.createElement("form");
        form.innerHTML = "<input name=count value=3>";
        const task = {org: "b".repeat(32)};
        await invite.prepare(form, task);
        return [task.fields.keys, JSON.parse(localStorage.getItem(`daso/invitations/${task.org}`))];
    }"""
    public, kept = client(code, None, "invite")
    assert [P256Signer.from_secret(one["secret"]).key.public for one in kept] == [one["public"] for one in public]
    assert len({msgspec.convert({"public": one["public"], "kind": "p256"}, P256Key) for one in public}) == 3
    assert all(len(from_base64url(one["public"])) == 64 for one in public)
