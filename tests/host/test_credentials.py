"""The names of passkeys come with the act that brings the key, and help a browser to find it."""

from __future__ import annotations

import pytest

from daso.canon import NotCanonical, encode
from daso.host import CredentialUnfit
from daso.kernel.comment import PostComment
from daso.kernel.key import AddKey
from daso.keys.sign import P256Signer
from daso.testkit.authenticator import SoftwarePasskey
from tests.host.founded import ORIGIN, Founded, commit

NAME = "c3VjaC1hLW5pY2UtcGFzc2tleQ"


def test_a_passkey_is_found_by_its_name(founded: Founded) -> None:
    """Names given at joining and with a further key belong to these keys."""
    founded.join(SoftwarePasskey(b"phone", ORIGIN), "Pia", credential=NAME)
    envelope = founded.people[2].do(AddKey, key=SoftwarePasskey(b"tablet", ORIGIN).key, label="")
    founded.send(envelope, credential=f"{NAME}2")
    assert founded.hosted.credentials.list_of(3) == {1: NAME, 2: f"{NAME}2"}
    assert founded.hosted.credentials.find(f"{NAME}2") == (3, 2)
    assert founded.hosted.credentials.find("unknown") is None


def test_who_sends_an_act_again_can_name_nothing(founded: Founded) -> None:
    """An envelope is public once it is on the log; sending it again with a name of one's own changes nothing."""
    envelope = founded.people[0].do(AddKey, key=SoftwarePasskey(b"tablet", ORIGIN).key, label="")
    founded.send(envelope)
    founded.send(envelope, credential=NAME)
    assert founded.hosted.credentials.list_of(1) == {}


def test_a_name_is_base64url(founded: Founded) -> None:
    """What no browser would give is refused before the act is taken in."""
    envelope = founded.people[0].do(AddKey, key=SoftwarePasskey(b"tablet", ORIGIN).key, label="")
    size = founded.hosted.size
    for unfit in ("short", "with spaces in between", "x" * 1365):
        with pytest.raises(CredentialUnfit):
            founded.hosted.submit(encode(envelope), (), unfit)
    assert founded.hosted.size == size


def test_only_a_new_passkey_has_a_name(founded: Founded) -> None:
    """A name that comes with a plain key or with another act is refused."""
    commitment, given = commit({"body": "Good morning."})
    plain = founded.people[0].do(AddKey, key=P256Signer.from_seed(b"plain").key, label="")
    founded.people[0].seq -= 1
    comment = founded.people[0].do(PostComment, subject="charter", text=commitment)
    for envelope, texts in ((plain, ()), (comment, (given,))):
        with pytest.raises(NotCanonical):
            founded.send(envelope, *texts, credential=NAME)
