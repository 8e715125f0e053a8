"""A value has one spelling and one digest, and whatever is not a spelling is refused and nothing else happens."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from daso.canon import (
    MAX_DEPTH,
    MAX_INTEGER,
    NotCanonical,
    Value,
    compute_digest,
    decode,
    encode,
    from_base64url,
    to_base64url,
)
from daso.kernel.transition import AnyAct, decode_entry, decode_envelope
from daso.testkit import strategies

_acts = msgspec.json.Decoder(AnyAct)


@given(strategies.values())
def test_a_value_comes_back(value: Value) -> None:
    """What was written is read back as the same value."""
    assert decode(encode(value)) == value


@given(strategies.values(), strategies.values())
def test_spellings_are_unique(one: Value, other: Value) -> None:
    """Two values have the same bytes just when their JSON says the same."""
    assert (encode(one) == encode(other)) == (json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True))


@given(strategies.values())
def test_jcs_agrees(value: Value) -> None:
    """The bytes are those of JSON as RFC 8785 writes it."""
    expected = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert encode(value).decode() == expected


@given(strategies.acts())
def test_an_act_comes_back(act: AnyAct) -> None:
    """An act of whatever kind is read back from its bytes, typed and untyped alike."""
    data = encode(act)
    assert _acts.decode(data) == act
    assert encode(decode(data)) == data


@given(st.binary() | st.text().map(str.encode) | strategies.values().map(lambda value: json.dumps(value).encode()))
@example(b"[" * 100_000)
@example(b'{"a":' * 100_000)
@example(b'"\\ud800"')
def test_a_reader_only_ever_refuses(data: bytes) -> None:
    """Any bytes are either the one spelling of a value or refused."""
    try:
        value = decode(data)
    except NotCanonical:
        return
    assert encode(value) == data


@given(st.binary() | strategies.values().map(encode))
@example(b"[" * 10_000)
def test_envelopes_only_ever_refuse(data: bytes) -> None:
    """Bytes that are no envelope are refused, and so are bytes that are no entry."""
    for reader in (decode_envelope, decode_entry):
        with pytest.raises(NotCanonical):
            reader(data)


@given(strategies.values(), st.data())
def test_another_spelling_is_refused(value: Value, data: st.DataObject) -> None:
    """No byte put in or taken out gives a second spelling of the same value."""
    written = encode(value)
    place = data.draw(st.integers(0, len(written)))
    changed = data.draw(
        st.sampled_from([written[:place] + b" " + written[place:], written[:place] + written[place + 1 :]])
    )
    if changed == written:
        return
    try:
        read = decode(changed)
    except NotCanonical:
        return
    assert read != value


@pytest.mark.parametrize(
    "value", [1.0, 0.1, float("nan"), b"x", {1: 2}, {"é": 1}, {1, 2}, object(), "\ud800", "e\u0301"]
)
def test_what_has_no_form_is_not_written(value: object) -> None:
    """A value without a canonical form is refused by the writer as well."""
    with pytest.raises(NotCanonical):
        encode(value)


@pytest.mark.parametrize("value", [MAX_INTEGER + 1, -MAX_INTEGER - 1, 2**64, 2**70])
def test_large_integers_are_not_written(value: int) -> None:
    """An integer that JavaScript could not hold is refused."""
    with pytest.raises(NotCanonical):
        encode([value])


def test_depth_has_a_limit() -> None:
    """Lists may stand 32 deep in one another, and no deeper, whatever the machine's own limit."""
    deepest: Value = []
    for _ in range(MAX_DEPTH - 1):
        deepest = [deepest]
    assert decode(encode(deepest)) == deepest
    with pytest.raises(NotCanonical):
        encode([deepest])


@given(st.binary())
def test_base64url_comes_back(data: bytes) -> None:
    """Bytes are read back from their base64url."""
    assert from_base64url(to_base64url(data)) == data


@given(st.text(max_size=20))
@example("AB")
@example("AA==")
@example("AA\n")
@example("A")
def test_base64url_has_one_spelling(text: str) -> None:
    """A text is either the one base64url of some bytes or refused."""
    try:
        data = from_base64url(text)
    except NotCanonical:
        return
    assert to_base64url(data) == text


@given(st.binary(), st.binary())
def test_domains_keep_digests_apart(one: bytes, other: bytes) -> None:
    """The same bytes have another digest in another domain, and other bytes in the same domain too."""
    assert compute_digest("daso/act/1", one) != compute_digest("daso/login/1", one)
    assert (compute_digest("daso/act/1", one) == compute_digest("daso/act/1", other)) == (one == other)
