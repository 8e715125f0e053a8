"""One value, one byte string, one digest: the canonical form every signature and every hash rests on.

The form is RFC 8785 (JCS), restricted: keys sorted and ASCII, no whitespace, integers only with |n| < 2^53, strings
in Unicode NFC without control characters other than newline and tab. A reader decodes, encodes again and compares;
whatever differs is refused, so a value can be written in exactly one way. Read next: `keys/verify.py`.
"""

from __future__ import annotations

import binascii
import hashlib
import re
import string
import unicodedata
from collections.abc import Sequence
from typing import Annotated, TypeVar

import msgspec

from daso.errors import Refusal

__all__ = [
    "MAX_DEPTH",
    "MAX_INTEGER",
    "Base64Url32",
    "Base64Url64",
    "Count",
    "NotCanonical",
    "Value",
    "compute_digest",
    "decode",
    "decode_as",
    "encode",
    "encode_numbers",
    "from_base64url",
    "to_base64url",
]

MAX_INTEGER = 2**53 - 1
"""The largest integer that every JSON reader, JavaScript's included, holds exactly."""

MAX_DEPTH = 32
"""How deep lists and objects may stand in one another; without a limit, readers would differ in when they give up."""

Value = None | bool | int | str | list["Value"] | dict[str, "Value"]

Count = Annotated[int, msgspec.Meta(ge=0, le=MAX_INTEGER)]
"""An integer from nought to 2^53 - 1."""

# In each pattern: Python's `$` also matches before a last newline, so `(?!\n)` shuts that door.
Base64Url32 = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$(?!\n)")]
"""32 bytes as base64url without padding: 43 characters, the last carrying four bits."""

Base64Url64 = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{85}[AQgw]$(?!\n)")]
"""64 bytes as base64url without padding: 86 characters, the last carrying two bits."""

_TO_URL, _FROM_URL = bytes.maketrans(b"+/", b"-_"), bytes.maketrans(b"-_+/", b"+/!!")
_LAST = (
    frozenset(string.ascii_letters + string.digits + "-_") | {""},
    frozenset(""),
    frozenset("AQgw"),
    frozenset("AEIMQUYcgkosw048"),
)
"""With which letter base64url may end, by the letters left after groups of four: those whose spare bits are nought."""
# As numbers: for a byte string, looking for another one goes by way of an error that is raised and caught.
_BACKSLASH, _DELETE = b"\\\x7f"
_ESCAPED_CONTROL = re.compile(rb"\\[bfru]|\x7f")
_T = TypeVar("_T")


class NotCanonical(Refusal):
    """The bytes can be read, or nearly, but they are not the one way of writing what they mean."""

    code = "not-canonical"
    article = "signed"
    message = "These bytes are not in canonical form: {reason}. Encode the value again and sign what comes out."


_encoder = msgspec.json.Encoder(order="sorted")
_any = msgspec.json.Decoder()


def encode(value: object) -> bytes:
    """Give the canonical bytes of `value`, a plain value or a typed struct; refuse what has none."""
    try:
        data = _encoder.encode(value)
    except (TypeError, UnicodeError, RecursionError, OverflowError) as error:
        raise NotCanonical(reason=str(error)) from error
    if not isinstance(value, msgspec.Struct):
        _check_value(value)
    _check_strings(data)
    return data


def encode_numbers(value: Sequence[object]) -> bytes:
    """The canonical bytes of lists of numbers and nothing else, made by the law itself: none needs to be checked."""
    return _encoder.encode(value)


def decode(data: bytes) -> Value:
    """Read any canonical value back; raise `NotCanonical` unless `data` is its one spelling."""
    value: Value = _read(_any, data)
    _check_value(value)
    return value


def decode_as(decoder: msgspec.json.Decoder[_T], data: bytes) -> _T:
    """Read a typed value back: unknown or missing fields, a second spelling or a wrong type are all refused."""
    return _read(decoder, data)


def _read(decoder: msgspec.json.Decoder[_T], data: bytes) -> _T:
    try:
        value = decoder.decode(data)
        same = _encoder.encode(value) == data
        if same:
            _check_strings(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError, OverflowError) as error:
        raise NotCanonical(reason=str(error)) from error
    if not same:
        raise NotCanonical(reason="encoding the value again gives other bytes")
    return value


def _check_strings(data: bytes) -> None:
    if data.isascii() and _BACKSLASH not in data and _DELETE not in data:
        return  # most acts: nothing escaped, and ASCII is its own NFC form
    if _ESCAPED_CONTROL.search(data) and _has_control(data):
        raise NotCanonical(reason="a text holds a control character other than newline and tab")
    if not data.isascii():
        _check_text(_any.decode(data))


def _has_control(data: bytes) -> bool:
    # A backslash may itself be escaped ("\\b" is a backslash and a b), so pairs are removed before looking again.
    return _ESCAPED_CONTROL.search(data.replace(b"\\\\", b"")) is not None


def _check_text(value: Value) -> None:
    if isinstance(value, str):
        if not unicodedata.is_normalized("NFC", value):
            raise NotCanonical(reason="a text is not in Unicode NFC form")
        if any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in value):
            raise NotCanonical(reason="a text holds a control character other than newline and tab")
    elif isinstance(value, list):
        for item in value:
            _check_text(item)
    elif isinstance(value, dict):
        for item in value.values():
            _check_text(item)


def _check_value(value: object, depth: int = 1) -> None:
    if depth > MAX_DEPTH and isinstance(value, (dict, list, tuple)):
        raise NotCanonical(reason=f"lists and objects stand more than {MAX_DEPTH} deep in one another")
    if isinstance(value, dict):
        for key, item in value.items():
            if not (isinstance(key, str) and key.isascii()):
                raise NotCanonical(reason="a key is not ASCII text")
            _check_value(item, depth + 1)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _check_value(item, depth + 1)
    elif isinstance(value, int) and abs(value) > MAX_INTEGER:
        raise NotCanonical(reason="an integer is larger than 2^53 - 1")
    elif isinstance(value, msgspec.Struct):
        _check_strings(_encoder.encode(value))
    elif value is not None and not isinstance(value, (bool, int, str)):
        raise NotCanonical(reason=f"a {type(value).__name__} has no canonical form")


def compute_digest(domain: str, data: bytes) -> bytes:
    """SHA-256 of the domain, a newline and the data, so that no digest can be taken for one of another domain."""
    return hashlib.sha256(domain.encode() + b"\n" + data).digest()


def to_base64url(data: bytes) -> str:
    """Write bytes as base64url without padding (RFC 4648, section 5)."""
    return binascii.b2a_base64(data, newline=False).translate(_TO_URL).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Read base64url without padding; raise `NotCanonical` for any other spelling of the same bytes."""
    left = len(text) % 4
    try:
        data = binascii.a2b_base64(text.encode().translate(_FROM_URL) + b"=" * (-left % 4), strict_mode=True)
    except ValueError as error:
        raise NotCanonical(reason="a value is not base64url") from error
    if text[-1:] not in _LAST[left]:
        raise NotCanonical(reason="a value is not base64url in its one spelling")
    return data
