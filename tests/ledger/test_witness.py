"""What a witness checks before it cosigns, against vectors that every other implementation must answer alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daso.ledger import (
    EMPTY_ROOT,
    NoteSigner,
    compute_consistency_proof,
    compute_cosignature,
    compute_cosigner,
    parse_checkpoint,
    verify_cosignature,
)
from daso.ledger.witness import (
    Memory,
    Question,
    Unwitnessed,
    WatchUnfit,
    parse_question,
    parse_size,
    render_question,
    strip_signatures,
    verify_question,
    watch_log,
)
from tests.ledger.builders import Row, load_vectors, make_log, make_signer

VECTORS = load_vectors("witness.json")
SIGNER = make_signer()


@pytest.mark.parametrize("row", VECTORS["questions"], ids=lambda row: row["why"])
def test_questions(row: Row) -> None:
    """Each request is answered with the status that the specification has for it."""
    memory = Memory(row["vkey"], int(row["size"]), bytes.fromhex(row["root"]))
    assert _answer(memory, row["body"]) == (row["status"], row["then"])


def _answer(memory: Memory, body: str) -> tuple[str, str]:
    """The status, and the size that is remembered or told."""
    try:
        seen = verify_question(memory, parse_question(body.encode()))
    except Unwitnessed as error:
        return str(error.status), str(error.fields["size"]) if error.status == 409 else ""
    return "200", str(seen.size)


@pytest.mark.parametrize("row", VECTORS["cosigned"], ids=lambda row: row["why"])
def test_cosigning(row: Row) -> None:
    """A key and a moment give the very line of the vectors."""
    signer = NoteSigner.parse(row["skey"])
    assert compute_cosigner(signer).vkey == row["vkey"]
    assert compute_cosignature(row["note"], signer, int(row["time"])) == row["line"]
    assert verify_cosignature(row["note"] + row["line"], row["vkey"]) == int(row["time"])


@given(st.integers(1, 400), st.integers(1, 400))
def test_any_growth_is_followed(one: int, other: int) -> None:
    """However a log grows, a witness that has seen its beginning accepts its proof."""
    old, new = sorted((one, other))
    log = make_log(new, [old])
    first, last = next(log.checkpoints()), list(log.checkpoints())[-1]
    memory = Memory(SIGNER.vkey, old, parse_checkpoint(first).root)
    body = render_question(old, compute_consistency_proof(log.tile, old, new), last)
    assert verify_question(memory, parse_question(body)) == Memory(SIGNER.vkey, new, parse_checkpoint(last).root)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode(errors="surrogatepass")))
def test_junk_is_no_question(junk: bytes) -> None:
    """Whatever is sent, the answer is one of the protocol's and never a crash."""
    with pytest.raises(Unwitnessed):
        verify_question(watch_log(SIGNER.vkey), parse_question(junk))


@given(st.integers(0, 10**18 - 1))
def test_a_size_has_one_spelling(size: int) -> None:
    """A size is read as it is written, and in no other way."""
    assert parse_size(str(size)) == size
    assert parse_size(f"0{size}") is parse_size(f" {size}") is parse_size(f"+{size}") is None


def test_only_a_log_is_watched() -> None:
    """A witness's key is no log's key."""
    assert watch_log(SIGNER.vkey + "\n") == Memory(SIGNER.vkey, 0, EMPTY_ROOT)
    with pytest.raises(WatchUnfit):
        watch_log(compute_cosigner(SIGNER).vkey)


def test_unknown_lines_are_left_behind() -> None:
    """Of what stands under a checkpoint, only the log's own signature is kept."""
    note = next(make_log(3).checkpoints())
    witness = make_signer("witness.example/w1")
    assert strip_signatures(note + compute_cosignature(note, witness, 1), SIGNER.vkey) == note


def test_an_unwatched_log_is_unknown() -> None:
    """A witness that watches nothing, or another log, says so."""
    question = Question(0, (), next(make_log(3).checkpoints()))
    for memory in (None, watch_log(make_signer("other.example/log").vkey)):
        with pytest.raises(Unwitnessed) as caught:
            verify_question(memory, question)
        assert caught.value.status == 404
