"""Links that do one thing without signing in: confirm an address, stop letters, read a private feed.

Nothing is stored for them: what they say is written in them, and authenticated by a key of the host for one purpose.
Read next: `wishes.py`.
"""

from __future__ import annotations

import hmac
from typing import Final

import msgspec

from daso.canon import NotCanonical, encode, from_base64url, to_base64url
from daso.host.refusals import LinkSpent

__all__ = ["Links"]

_DOMAIN: Final = b"daso/link/1"
_MARK: Final = 16
_LONGEST: Final = 1000


class Links:
    """Makes the secret part of links, and reads it again. `secret` is the host's own."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, _DOMAIN, "sha256")

    def create(self, purpose: str, *content: str | int) -> str:
        """What a link for this purpose says, as letters that an address may hold."""
        said = encode(list(content))
        return to_base64url(self._compute_mark(purpose, said) + said)

    def read(self, purpose: str, token: str) -> list[str | int]:
        """What a link says; refused when it was not made here for this purpose."""
        try:
            given = from_base64url(token[:_LONGEST])
        except NotCanonical as error:
            raise LinkSpent from error
        mark, said = given[:_MARK], given[_MARK:]
        if not hmac.compare_digest(mark, self._compute_mark(purpose, said)):
            raise LinkSpent
        return msgspec.json.decode(said, type=list[str | int])

    def _compute_mark(self, purpose: str, said: bytes) -> bytes:
        return hmac.digest(self._key, purpose.encode() + b"\n" + said, "sha256")[:_MARK]
