"""Canonical values, texts, numbers, commitments and keys, for hypothesis to try.

Read next: `charters.py`.
"""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

from daso.canon import MAX_INTEGER, Value, to_base64url
from daso.keys.verify import Key, P256Key, PasskeyKey, WalletKey

__all__ = ["commitments", "numbers", "public_keys", "texts", "values", "witness_keys"]

_PRINTABLE = "".join(chr(code) for code in range(0x20, 0x7F))


def texts(min_size: int = 0, max_size: int | None = None) -> st.SearchStrategy[str]:
    """Texts in NFC without control characters other than newline and tab."""
    letters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), include_characters="\n\t")
    composed = st.text(letters, min_size=min_size, max_size=max_size).map(
        lambda text: unicodedata.normalize("NFC", text)
    )
    return composed.filter(lambda text: len(text) >= min_size and (max_size is None or len(text) <= max_size))


def values() -> st.SearchStrategy[Value]:
    """Whatever has a canonical form."""
    integers = st.integers(-MAX_INTEGER, MAX_INTEGER)
    keys = st.text(_PRINTABLE + "\n\t", max_size=8)
    leaves: st.SearchStrategy[Value] = st.none() | st.booleans() | integers | texts()
    return st.recursive(leaves, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(keys, inner, max_size=5))


def numbers(largest: int = MAX_INTEGER) -> st.SearchStrategy[int]:
    """Numbers of members, proposals or keys; often small."""
    return st.integers(1, min(largest, 20)) | st.integers(1, largest)


def commitments() -> st.SearchStrategy[str]:
    """Digests as base64url."""
    return st.binary(min_size=32, max_size=32).map(to_base64url)


def public_keys() -> st.SearchStrategy[Key]:
    """Keys in form; most are no points of the curve."""
    points = st.binary(min_size=64, max_size=64).map(to_base64url)
    sites = st.from_regex(r"\Ahttps://[a-z0-9-]{1,20}\.example(:[0-9]{1,5})?\Z")
    plain, wallets = st.builds(P256Key, public=points), st.builds(WalletKey, public=points)
    return plain | wallets | st.builds(PasskeyKey, public=points, origin=sites)


def witness_keys() -> st.SearchStrategy[str]:
    """Witnesses' keys in form; the checksum of most does not fit."""
    return st.from_regex(r"\A[a-z]{1,12}\.example/w[0-9]\+[0-9a-f]{8}\+B[A-P][A-Za-z0-9+/]{42}\Z")
