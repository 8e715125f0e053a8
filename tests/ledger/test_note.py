"""Signed notes, checkpoints and cosignatures, against vectors that every other implementation must read alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daso.errors import Tampered
from daso.ledger import (
    Checkpoint,
    NoteSigner,
    VerifierKey,
    cosign_checkpoint,
    parse_vkey,
    sign_checkpoint,
    sign_note,
    verify_checkpoint,
    verify_cosignature,
    verify_note,
)
from daso.ledger.note import COSIGNATURE_V1, KeyTextMalformed, NoteMalformed, NoteUnsigned, decode_base64
from tests.ledger.builders import Row, load_vectors, make_signer

NOTES = load_vectors("notes.json")
SIGNER = make_signer()
TEXTS = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=200)


@pytest.mark.parametrize("row", NOTES["keys"])
def test_keys(row: Row) -> None:
    """Keys are read and written in the one-line forms of Go's note package."""
    signer = NoteSigner.parse(row["skey"])
    assert (signer.skey, signer.vkey) == (row["skey"], row["vkey"])
    assert parse_vkey(row["vkey"] + "\n") == signer.key
    assert row["skey"] not in repr(signer)


@pytest.mark.parametrize("row", NOTES["signed"])
def test_signing(row: Row) -> None:
    """A text and a key give the very note of the vectors, and the note gives the text back."""
    signer = NoteSigner.parse(row["skey"])
    assert sign_note(row["text"], signer) == row["note"]
    assert verify_note(row["note"], signer.vkey) == row["text"]


@pytest.mark.parametrize("row", NOTES["checkpoints"], ids=lambda row: row["why"])
def test_checkpoints(row: Row) -> None:
    """A checkpoint is accepted whatever other keys signed it too."""
    checkpoint = verify_checkpoint(row["note"], row["vkey"])
    assert checkpoint == Checkpoint("coop.example/log", int(row["size"]), bytes.fromhex(row["root"]))


@pytest.mark.parametrize("row", NOTES["refused"], ids=lambda row: row["why"])
def test_refused(row: Row) -> None:
    """What is not a genuine checkpoint of this log is refused, each fault by its own name."""
    with pytest.raises(Tampered) as caught:
        verify_checkpoint(row["note"], row["vkey"])
    assert caught.value.code == row["code"]


@pytest.mark.parametrize("row", NOTES["cosignatures"])
def test_cosignature(row: Row) -> None:
    """A witness's cosignature tells when it saw the checkpoint."""
    assert verify_cosignature(row["note"], row["vkey"]) == int(row["time"])


@given(TEXTS)
def test_any_text_can_be_signed(text: str) -> None:
    """Any text comes back from its note unchanged, empty lines and other scripts included."""
    note = sign_note(text + "\n", SIGNER)
    assert verify_note(note, SIGNER.vkey) == text + "\n"


@given(st.integers(0, 10**17), st.binary(min_size=32, max_size=32), st.data())
def test_a_changed_letter_is_noticed(size: int, root: bytes, data: st.DataObject) -> None:
    """No letter of a checkpoint can be changed."""
    note = sign_checkpoint(Checkpoint(SIGNER.name, size, root), SIGNER)
    at = data.draw(st.integers(0, len(note) - 1))
    letter = data.draw(st.sampled_from("0aA+/=\n —").filter(lambda letter: letter != note[at]))
    with pytest.raises(Tampered):
        verify_checkpoint(note[:at] + letter + note[at + 1 :], SIGNER.vkey)


@given(st.text(max_size=60))
def test_junk_is_no_note(junk: str) -> None:
    """Whatever is pasted, the answer is one of ours and never a crash."""
    with pytest.raises(Tampered):
        verify_checkpoint(junk, SIGNER.vkey)


@pytest.mark.parametrize(
    "junk", ["\ud800", "— a\u2003b AAAAAAAA\n", "— a+b AAAAAAAA\n", "— AAAAAAAA\n", "- a AAAAAAAA\n"]
)
def test_junk_beside_a_genuine_line(junk: str) -> None:
    """A note with a line that is no signature line is refused whole, though a genuine line stands beside it."""
    note = sign_note("text\n", SIGNER)
    with pytest.raises(NoteMalformed):
        verify_note(note + junk, SIGNER.vkey)


def test_same_name_or_same_id_is_not_the_same_key() -> None:
    """A line counts only if both the name and the id are those of the key."""
    impostor = make_signer(salt="another key of that name")
    note = sign_note("text\n", impostor)
    with pytest.raises(NoteUnsigned):
        verify_note(note, SIGNER.vkey)
    both = note + sign_note("text\n", SIGNER).partition("\n\n")[2]
    assert verify_note(both, SIGNER.vkey) == verify_note(both, impostor.vkey) == "text\n"


def test_cosignature_is_no_signature_of_the_log() -> None:
    """A witness cannot speak as the log, nor the log as a witness."""
    witness = make_signer("witness.example/w1")
    witness_vkey = VerifierKey(witness.name, COSIGNATURE_V1, witness.key.public_key).vkey
    note = sign_checkpoint(Checkpoint(SIGNER.name, 3, bytes(32)), SIGNER)
    cosigned = cosign_checkpoint(note, witness, 1_700_000_000)
    assert verify_cosignature(cosigned, witness_vkey) == 1_700_000_000
    for text, vkey in ((note, witness_vkey), (cosigned, witness.vkey), (cosigned, SIGNER.vkey)):
        with pytest.raises(NoteUnsigned):
            verify_cosignature(text, vkey)
    with pytest.raises(NoteUnsigned):
        verify_note(cosigned, witness_vkey)
    with pytest.raises(NoteUnsigned):
        verify_cosignature(cosigned.replace("\n3\n", "\n4\n"), witness_vkey)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "name",
        "name+00000000",
        "name+00000000+AAAA",
        "na me" + SIGNER.vkey.removeprefix(SIGNER.name),
        "other" + SIGNER.vkey.removeprefix(SIGNER.name),
        SIGNER.vkey.replace("+", "+zz", 1),
        SIGNER.vkey[:-2],
        SIGNER.skey,
    ],
)
def test_broken_keys(vkey: str) -> None:
    """A key that was copied badly is refused with a sentence that says so."""
    with pytest.raises(KeyTextMalformed, match="Copy the whole line"):
        parse_vkey(vkey)
    with pytest.raises(KeyTextMalformed, match="Copy the whole line"):
        NoteSigner.parse(vkey.replace("PRIVATE", ""))


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u2003b"])
def test_names(name: str) -> None:
    """A name that would break a signature line cannot be given to a key."""
    with pytest.raises(KeyTextMalformed):
        NoteSigner.generate(name)


@pytest.mark.parametrize("text", ["", "no end", "tab\there\n", "return\r\n", "zero\x00\n"])
def test_texts_that_cannot_be_signed(text: str) -> None:
    """A text without its last newline or with control characters is refused before it is signed."""
    with pytest.raises(NoteMalformed):
        sign_note(text, SIGNER)


@pytest.mark.parametrize("text", ["A", "AB==", "AA=", "A A=", "AA==\n", "é", "AA-_"])
def test_base64_has_one_form(text: str) -> None:
    """Base64 that is not the one canonical form of its bytes is refused."""
    assert decode_base64(text) is None
