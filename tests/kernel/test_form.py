"""Every act is signed by its member, in order, for this organisation, and taken in as time goes forward."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import fields, replace

from daso.canon import NotCanonical, encode
from daso.errors import Refusal
from daso.kernel.act import MAX_ENTRY
from daso.kernel.charter import Charter, Rule
from daso.kernel.comment import PostComment
from daso.kernel.key import AddKey, RevokeKey
from daso.kernel.refusals import (
    AlreadyFounded,
    ClockWentBack,
    KeyRevoked,
    NotFounded,
    SequenceBroken,
    UnknownKey,
    UnknownMember,
    WrongOrganisation,
)
from daso.kernel.transition import MAX_ENVELOPE, Entry, Envelope, apply, decode_entry, decode_envelope
from daso.keys.message import Message
from daso.keys.tampered import SignatureHighS, SignatureWrong, WrongProofKind
from daso.keys.verify import P256Proof
from daso.testkit.authenticator import SoftwarePasskey
from daso.testkit.person import Person
from daso.testkit.strategies import get_act_kinds
from tests.kernel.conftest import Commons
from vectors.stories.keys import compute_high_s, create_comment
from vectors.story import ORIGIN, Story, create_person, create_signer, found


def comment(person: Person) -> Envelope:
    """The person's next act, without counting it."""
    return person.sign(create_comment(person))


def test_bytes_have_one_spelling(commons: Commons) -> None:
    """An envelope with a space more is refused, though it would mean the same."""
    data = encode(comment(commons.one))
    assert decode_envelope(data) == comment(commons.one)
    with pytest.raises(NotCanonical):
        decode_envelope(data.replace(b",", b", ", 1))


def test_unknown_fields_are_refused(commons: Commons) -> None:
    """An act that says more than the law knows is refused, not read in part."""
    data = encode(comment(commons.one))
    with pytest.raises(NotCanonical):
        decode_envelope(data.replace(b'"text":', b'"sudo":1,"text":'))


def test_unknown_acts_are_refused(commons: Commons) -> None:
    """An act of a kind that the law doesn't know is refused."""
    data = encode(comment(commons.one))
    with pytest.raises(NotCanonical):
        decode_envelope(data.replace(b'"PostComment"', b'"PostOrder"'))


def test_an_envelope_leaves_room_for_its_entry() -> None:
    """The longest envelope and the latest hour together make an entry that can be read again, and no byte more fits."""
    frame = len(encode({"at": 2**53 - 1, "envelope": None})) - len("null")
    assert frame + MAX_ENVELOPE == MAX_ENTRY


@pytest.mark.parametrize(("reader", "limit"), [(decode_envelope, MAX_ENVELOPE), (decode_entry, MAX_ENTRY)])
def test_oversize_is_refused(reader: object, limit: int) -> None:
    """Bytes above the limit are refused before they are read."""
    assert callable(reader)
    with pytest.raises(NotCanonical, match=str(limit)):
        reader(b" " * (limit + 1))


def test_a_log_begins_with_a_founding(commons: Commons) -> None:
    """No act but a founding can be the first entry."""
    with pytest.raises(NotFounded):
        apply(None, comment(commons.one), commons.story.at)


def test_a_log_is_founded_once(commons: Commons) -> None:
    """The founding can't be repeated on its own log."""
    first = decode_entry(commons.story.entries[0]).envelope
    commons.refuse(first, AlreadyFounded)


def test_another_organisation_s_act_is_refused(commons: Commons) -> None:
    """An act signed for one organisation can't be replayed in another, even by the same person with the same key."""
    elsewhere = Story("Elsewhere")
    found(elsewhere)
    assert elsewhere.state.org != commons.state.org
    twin = commons.one.copy()
    twin.org = elsewhere.state.org
    commons.refuse(comment(twin), WrongOrganisation)


def test_another_member_s_key_is_refused(commons: Commons) -> None:
    """An act in somebody's name signed with somebody else's key is refused."""
    commons.refuse(commons.two.sign(create_comment(commons.one)), SignatureWrong)


def test_an_unknown_key_is_refused(commons: Commons) -> None:
    """An act that names a key its member doesn't have is refused."""
    commons.refuse(replace(comment(commons.one), key=2), UnknownKey)


def test_a_revoked_key_is_refused(commons: Commons) -> None:
    """A revoked key signs nothing from the moment on which it was revoked."""
    one = commons.one
    spare = create_signer("spare")
    commons.let(one.do(AddKey, key=spare.key, label=""))
    commons.let(one.do(RevokeKey, key=1))
    commons.refuse(comment(one), KeyRevoked)
    one.signer, one.key_number = spare, 2
    commons.let(comment(one))


def test_an_unknown_member_is_refused(commons: Commons) -> None:
    """Nobody acts under a number that nobody has."""
    stranger = create_person("stranger")
    stranger.org, stranger.number = commons.state.org, 4
    commons.refuse(comment(stranger), UnknownMember)


def test_a_replayed_act_is_refused(commons: Commons) -> None:
    """An envelope that was taken in once is refused ever after."""
    envelope = comment(commons.one)
    commons.let(envelope)
    commons.refuse(envelope, SequenceBroken)


@pytest.mark.parametrize("skip", [-2, -1, 1, 2, 2**40])
def test_acts_are_numbered_without_gaps(commons: Commons, skip: int) -> None:
    """An act that skips a number, or has one that was used, is refused."""
    person = commons.one.copy()
    person.seq += skip
    error = commons.refuse(comment(person), SequenceBroken)
    assert error.fields["expected"] == commons.one.seq


def test_a_high_s_is_refused(commons: Commons) -> None:
    """An envelope can't be changed into a second one that says the same with another signature."""
    envelope = comment(commons.one)
    other = P256Proof(signature=compute_high_s(envelope.proof.signature))
    commons.refuse(replace(envelope, proof=other), SignatureHighS)


def test_a_sign_in_is_not_an_act(commons: Commons) -> None:
    """Whoever was tricked into signing an act's bytes as a sign-in has not acted."""
    act = create_comment(commons.one)
    proof = commons.one.signer.sign(Message("daso/login/1", encode(act)))
    commons.refuse(Envelope(act=act, key=1, proof=proof), SignatureWrong)


def test_a_proof_is_of_its_key_s_kind(commons: Commons) -> None:
    """A passkey's proof is none for a plain key."""
    act = create_comment(commons.one)
    proof = SoftwarePasskey(b"any", ORIGIN).sign(Message("daso/act/1", encode(act)))
    commons.refuse(Envelope(act=act, key=1, proof=proof), WrongProofKind)


def test_the_clock_never_goes_back(commons: Commons) -> None:
    """An entry may be of the same millisecond as the one before, and never of an earlier one."""
    now = commons.state.at
    commons.refuse(comment(commons.one), ClockWentBack, now - 1)
    commons.let(comment(commons.one), 0)
    assert commons.state.at == now


def test_an_entry_has_its_time_and_nothing_else(commons: Commons) -> None:
    """An entry is read back as the time and the envelope that were written."""
    entry = Entry(at=commons.state.at, envelope=comment(commons.one))
    assert decode_entry(encode(entry)) == entry


def test_a_refusal_leaves_no_trace(commons: Commons) -> None:
    """After a refusal the State is the same, and the member's next number too."""
    before = commons.state
    remark = commons.one.copy().do(PostComment, subject="proposal/1", text=create_comment(commons.one).text)
    with pytest.raises(Refusal):
        apply(before, remark, before.at)
    assert commons.state == before
    commons.let(comment(commons.one))


@pytest.mark.parametrize("kind", [Rule, Charter, *get_act_kinds()], ids=lambda kind: kind.__name__)
def test_what_is_left_out_has_one_spelling(kind: type[msgspec.Struct]) -> None:
    """A field that came later is left out exactly when it says nothing: its default is the one nought of its type."""
    defaults = [field.default for field in fields(kind) if not field.required]
    assert all(any(default is nought for nought in (0, False, "", ())) for default in defaults)
