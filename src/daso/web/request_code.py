"""A scrutineer's request to be named: their public key and name as one line that can be sent in any message.

Their own browser makes it (`static/js/request.js`), and a member pastes it into a proposal. It opens nothing until a
decision has named the key in it. Read next: `pages/scrutineer.py`.
"""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

from daso.canon import NotCanonical, decode_as, encode, from_base64url, to_base64url
from daso.keys.tampered import NotAPoint
from daso.keys.verify import Key, verify_public_point
from daso.web.refusals import RequestDamaged

__all__ = ["NamingRequest", "decode_request", "encode_request"]


class NamingRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who asks, and the key they will sign in with; the name is empty where it was erased."""

    key: Key
    name: Annotated[str, msgspec.Meta(max_length=80, pattern=r"^[^\n]*$")]


_decoder: Final = msgspec.json.Decoder(NamingRequest)


def encode_request(request: NamingRequest) -> str:
    """The request as one line."""
    return to_base64url(encode(request))


def decode_request(code: str) -> NamingRequest:
    """Read a request back, however a message has broken its line; refused when it is damaged."""
    try:
        request = decode_as(_decoder, from_base64url("".join(code.split())))
        verify_public_point(request.key)
    except (NotCanonical, NotAPoint) as error:
        raise RequestDamaged from error
    return request
