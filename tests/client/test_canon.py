"""The browser writes, reads and digests values exactly as `daso.canon` does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daso.canon import MAX_INTEGER, NotCanonical, compute_digest, decode, encode, from_base64url, to_base64url
from tests.client.conftest import Client

VECTORS = Path(__file__).resolve().parents[2] / "vectors" / "encoding"

ENCODE = """async ({canon}, values) => values.map((value) => {
    try { return canon.toHex(canon.encode(value)) } catch (error) { return error.code ?? String(error) }
})"""
DECODE = """async ({canon}, spellings) => spellings.map((hex) => {
    const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
    try { return canon.toHex(canon.encode(canon.decode(bytes))) } catch (error) { return error.code ?? String(error) }
})"""

texts = st.text(st.characters(codec="utf-8"), max_size=12)
keys = st.text(st.characters(max_codepoint=127), max_size=8)
numbers = st.integers(-MAX_INTEGER - 2, MAX_INTEGER + 2) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys | texts, inner, max_size=4),
    max_leaves=12,
)

ODD = [
    b"",
    b" 1",
    b"01",
    b"-0",
    b"1.0",
    b"1e3",
    b"9007199254740991",
    b"9007199254740992",
    b"-9007199254740991",
    b'"\\u0041"',
    b'"\\/"',
    b'"\\n\\t"',
    b'"\\r"',
    b'"\\u0007"',
    b'"\x7f"',
    '"\u0085"'.encode(),
    '"\u00e9"'.encode(),
    '"e\u0301"'.encode(),
    b'"\\ud800"',
    b'"\xed\xa0\x80"',
    b'"\xff"',
    b"\xef\xbb\xbf1",
    b'{"a":1,"a":2}',
    b'{"b":1,"a":2}',
    b'{"a":1,"b":2}',
    '{"\u00e9":1}'.encode(),
    b'{"__proto__":1}',
    b'{"constructor":{},"toString":[]}',
    b"[1,]",
    b"[1 ,2]",
    b"NaN",
    b"true\n",
    b'"\xe2\x80\xa8"',
    '"\U0001f600"'.encode(),
    b'{"10":1,"9":2}',
]


def spell(value: object) -> str:
    """What `daso.canon` makes of a value: its bytes in hexadecimal, or its refusal."""
    try:
        return encode(value).hex()
    except NotCanonical as error:
        return error.code


def reread(data: bytes) -> str:
    """What `daso.canon` makes of bytes."""
    try:
        return encode(decode(data)).hex()
    except NotCanonical as error:
        return error.code


def load(name: str) -> Any:
    """One file of vectors."""
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def test_values_of_the_vectors_have_their_bytes(client: Client) -> None:
    """Each good value of the vectors is written in just its bytes, and all bad bytes are refused."""
    vectors = load("values.json")
    good, bad = ([one["bytes"] for one in vectors[side]] for side in ("good", "bad"))
    assert client(ENCODE, [one["value"] for one in vectors["good"]], "canon") == good
    assert client(DECODE, good, "canon") == good
    assert client(DECODE, bad, "canon") == ["not-canonical"] * len(bad)


def test_digests_of_the_vectors_are_met(client: Client) -> None:
    """In every domain of the vectors the browser computes the same digest."""
    digests = load("digests.json")["digests"]
    code = """async ({canon}, cases) => Promise.all(cases.map(async ({domain, bytes}) => canon.toHex(
        await canon.digest(domain, Uint8Array.from(bytes.match(/../g) ?? [], (pair) => parseInt(pair, 16))))))"""
    assert client(code, digests, "canon") == [one["digest"] for one in digests]


def test_odd_spellings_are_judged_alike(client: Client) -> None:
    """Bytes that nearly mean something are accepted or refused by the browser as by the law."""
    assert client(DECODE, [data.hex() for data in ODD], "canon") == [reread(data) for data in ODD]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(values, min_size=1, max_size=12))
def test_values_are_written_alike(client: Client, several: list[object]) -> None:
    """Whatever the value, the browser gives the same bytes or the same refusal."""
    # A float that is whole is an integer to JavaScript, and to JSON.
    several = json.loads(
        json.dumps(several), parse_float=lambda text: int(float(text)) if float(text).is_integer() else float(text)
    )
    assert client(ENCODE, several, "canon") == [spell(value) for value in several]


def test_digests_and_base64url_agree(client: Client) -> None:
    """Digests in a domain and base64url are the same on both sides, and a second spelling is refused."""
    data = bytes(range(256))
    code = """async ({canon}, text) => {
        const bytes = canon.fromBase64url(text);
        let refused = "";
        try { canon.fromBase64url("AB") } catch (error) { refused = error.code }
        return [canon.toHex(await canon.digest("daso/act/1", bytes)), canon.toBase64url(bytes), refused];
    }"""
    text = to_base64url(data)
    assert client(code, text, "canon") == [compute_digest("daso/act/1", data).hex(), text, "not-canonical"]
    with pytest.raises(NotCanonical):
        from_base64url("AB")
