"""What protects members from other sites and this site from floods: headers, origins, rates.

Every answer carries the headers; everything that is sent must come from this site's own pages or carry no session;
and nobody may send too much at a time. Read next: `app.py`, which puts these in place.
"""

from __future__ import annotations

import re
import time
from ipaddress import IPv6Address, IPv6Network, ip_address
from threading import Lock
from typing import Final
from urllib.parse import quote, urlsplit

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from daso.web.refusals import TooManyPosts, WrongSite
from daso.web.session import COOKIE, Asked, Connection
from daso.web.settings import Settings

__all__ = ["CONTENT_POLICY", "HEADERS", "Guard", "Rates", "add_headers", "get_sender", "send_elsewhere"]

CONTENT_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing from anywhere else, and nothing written into a page: a hijacked page can run no script."""

HEADERS: Final = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""On every answer, whatever it is."""

_RAW: Final = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
_TRANSPORT: Final = (b"strict-transport-security", b"max-age=31536000")
_NUMBER: Final = re.compile(rb"(?:127\.0\.0\.1|\[::1\])((?::[0-9]{1,5})?)")
_REMEMBERED: Final = 10_000
_TOKEN: Final = 43
"""Signs of a session's token; who sends more sends none of ours."""

_log = structlog.get_logger("daso.web")


async def add_headers(message: Message, scope: Scope) -> None:
    """Put the headers on an answer; one that a page has set itself stays."""
    if message["type"] != "http.response.start":
        return
    headers = list(message["headers"])
    there = {name for name, _ in headers}
    headers += [pair for pair in _RAW if pair[0] not in there]
    if scope["app"].state.settings.is_secure:
        headers.append(_TRANSPORT)
    message["headers"] = headers


class Rates:
    """How much each sender may still send: `per_minute` at once, and the same again over each minute."""

    def __init__(self, per_minute: int) -> None:
        self._limit = float(per_minute)
        self._lock = Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def check(self, sender: str, now: float) -> None:
        """Count one thing sent at `now` (seconds); refuse it when it is too much."""
        with self._lock:
            left, since = self._left.get(sender, (self._limit, now))
            left = min(self._limit, left + (now - since) * self._limit / 60)
            if left < 1:
                raise TooManyPosts(seconds=1 + int((1 - left) * 60 / self._limit))
            if len(self._left) > _REMEMBERED:
                self._left = {key: kept for key, kept in self._left.items() if now - kept[1] < 60}
            self._left[sender] = (left - 1, now)


class Guard:
    """Stands before every address: sends visitors to the name their passkeys know, and checks whatever is sent."""

    def __init__(self, app: ASGIApp, settings: Settings, rates: Rates) -> None:
        self._app = app
        self._settings = settings
        self._rates = rates
        self._is_local = urlsplit(settings.origin).hostname == "localhost"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through, send elsewhere, or refuse."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
        elif scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            place = self._choose_place(scope)
            await (send_elsewhere(place, send) if place else self._app(scope, receive, send))
        else:
            asked = Connection(scope)
            self._check_site(asked)
            self._check_rates(asked)
            await self._app(scope, receive, _Scribe(scope, send))

    def _choose_place(self, scope: HTTPScope) -> str:
        """A passkey belongs to a name and not to a number: pages opened by number are shown by name instead."""
        headers = dict(scope["headers"])
        number = _NUMBER.fullmatch(headers.get(b"host", b""))
        if number is None or not self._is_local or b"text/html" not in headers.get(b"accept", b""):
            return ""
        query = scope["query_string"].decode("latin-1")
        return f"http://localhost{number[1].decode()}{quote(scope['path'])}" + (f"?{query}" if query else "")

    def _check_site(self, asked: Connection) -> None:
        """Only this site's own pages may send with a session. Without one, an act's signatures speak for it."""
        origin = asked.headers.get("origin")
        if origin != self._settings.origin and (origin is not None or COOKIE in asked.cookies):
            raise WrongSite(origin=self._settings.origin)

    def _check_rates(self, asked: Connection) -> None:
        now = time.monotonic()
        self._rates.check(f"address {get_sender(asked)}", now)
        if token := asked.cookies.get(COOKIE):
            self._rates.check(f"session {token[:_TOKEN]}", now)


def get_sender(asked: Connection | Asked) -> str:
    """The address that somebody sends from; of IPv6 the half that a household has, for of the other half it has all."""
    host = asked.client.host if asked.client else "unknown"
    try:
        address = ip_address(host)
    except ValueError:
        return host  # a name, as of a socket
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Network((int(address), 64), strict=False))
    return host


class _Scribe:
    """Writes down in the journal how something that was sent has turned out."""

    def __init__(self, scope: HTTPScope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._since = time.monotonic()

    async def __call__(self, message: Message) -> None:
        """Pass on the answer."""
        if message["type"] == "http.response.start":
            taken = round((time.monotonic() - self._since) * 1000)
            _log.info("sent", path=self._scope["path"], status=message["status"], milliseconds=taken)
        await self._send(message)


async def send_elsewhere(place: str, send: Send) -> None:
    """Answer with a redirect that is not remembered."""
    headers = [(b"location", place.encode("latin-1")), (b"cache-control", b"no-store"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 307, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
