"""A scrutineer's request to be named: their public key and name as one line that can be sent in any message.

Their own browser makes it (`static/js/request.js`), and a member pastes it into a proposal. It opens nothing until a
decision has named the key in it. Read next: `pages/scrutineer.py`.
"""

from __future__ import annotations

from typing import Annotated, Final, TypeVar

import msgspec

from daso.canon import NotCanonical, decode_as, encode, from_base64url, to_base64url
from daso.kernel.act import Number
from daso.keys.tampered import NotAPoint
from daso.keys.verify import Key, verify_public_point
from daso.web.refusals import RequestDamaged

__all__ = ["NamingRequest", "RecoveryRequest", "decode_recovery", "decode_request", "encode_request"]


class NamingRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who asks, and the key they will sign in with; the name is empty where it was erased."""

    key: Key
    name: Annotated[str, msgspec.Meta(max_length=80, pattern=r"^[^\n]*$")]


class RecoveryRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which member has lost every key, and the new key they ask for."""

    key: Key
    member: Number


_decoder: Final = msgspec.json.Decoder(NamingRequest)
_recoveries: Final = msgspec.json.Decoder(RecoveryRequest)
_Request = TypeVar("_Request", NamingRequest, RecoveryRequest)


def encode_request(request: NamingRequest | RecoveryRequest) -> str:
    """The request as one line."""
    return to_base64url(encode(request))


def decode_request(code: str) -> NamingRequest:
    """Read a request back, however a message has broken its line; refused when it is damaged."""
    return _decode(_decoder, code)


def decode_recovery(code: str) -> RecoveryRequest:
    """The same for somebody who asks for a new key."""
    return _decode(_recoveries, code)


def _decode(decoder: msgspec.json.Decoder[_Request], code: str) -> _Request:
    try:
        request = decode_as(decoder, from_base64url("".join(code.split())))
        verify_public_point(request.key)
    except (NotCanonical, NotAPoint) as error:
        raise RequestDamaged from error
    return request
