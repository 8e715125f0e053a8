"""Sending to an address that a member chose, and to nothing else: never to a machine of this network, wherever the
name leads; no redirect is followed, little is read, and nobody is waited for long.

The name is looked up once, what it leads to is checked, and that very address is spoken to; so a name that leads
elsewhere a moment later gains nothing. Read next: `hooks.py`.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv6Address, ip_address
from threading import Timer
from typing import Final
from urllib.parse import urlsplit

import msgspec

from daso.host.refusals import EndpointUnfit

__all__ = ["Answer", "Unreached", "ask", "post", "read"]

_PATIENCE: Final = 10
"""Seconds for each step of an answer."""
_LONGEST: Final = 30
"""Seconds for all of it."""


_MOST: Final = 64 * 1024
"""Bytes of an answer that are read; whoever says more is not listened to."""


class Answer(msgspec.Struct, frozen=True):
    """What came back."""

    status: int
    kind: str
    body: bytes


class Unreached(OSError):
    """Nobody there took what was sent."""


class _Plain(HTTPConnection):
    """Speaks to `place`, under the name in the address."""

    place: tuple[str, int]

    def connect(self) -> None:
        """Open the line to the checked address."""
        self.sock = socket.create_connection(self.place, self.timeout)


class _Secure(HTTPSConnection):
    """The same with TLS, whose certificate must be for the name."""

    place: tuple[str, int]

    def connect(self) -> None:
        """Open the line to the checked address."""
        line = socket.create_connection(self.place, self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(line, server_hostname=self.host)


def find_place(host: str, port: int, *, is_private_allowed: bool) -> tuple[str, int]:
    """Look a name up; refuse it when any address it leads to is not on the open net."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreached(f"{host} has no address") from error
    addresses = [str(one[4][0]) for one in found]
    if not is_private_allowed and not all(map(is_on_the_open_net, addresses)):
        raise EndpointUnfit
    return addresses[0], port


def is_on_the_open_net(address: str) -> bool:
    """Whether anybody could reach this address: it is neither private, nor this machine's, nor kept for other uses."""
    number = ip_address(address.partition("%")[0])
    if isinstance(number, IPv6Address):
        inner = number.ipv4_mapped or number.sixtofour or (number.teredo[1] if number.teredo else None)
        if inner is not None:
            return is_on_the_open_net(str(inner))
        if int(number) >> 32 == 0x64FF9B << 64:  # the well-known prefix that leads into IPv4
            return is_on_the_open_net(str(ip_address(int(number) & 0xFFFFFFFF)))
    return number.is_global and not number.is_multicast


def post(url: str, body: bytes, headers: Mapping[str, str], *, is_private_allowed: bool) -> int:
    """Send, and give the status of the answer; raise `Unreached` or `EndpointUnfit` when there can be none."""
    return ask(url, body, headers, is_private_allowed=is_private_allowed, most=0).status


def ask(url: str, body: bytes, headers: Mapping[str, str], *, is_private_allowed: bool, most: int = _MOST) -> Answer:
    """The same, with what the answer says, as far as it says no more than `most` bytes."""
    return _speak("POST", url, body, headers, is_private_allowed=is_private_allowed, most=most)


def read(url: str, headers: Mapping[str, str], *, is_private_allowed: bool) -> Answer:
    """What stands at an address, with the same care."""
    return _speak("GET", url, None, headers, is_private_allowed=is_private_allowed, most=_MOST)


def _speak(  # noqa: PLR0913 - all that a request says
    method: str, url: str, body: bytes | None, headers: Mapping[str, str], *, is_private_allowed: bool, most: int
) -> Answer:
    parts = urlsplit(url)
    host, is_secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    place = find_place(host, port, is_private_allowed=is_private_allowed)
    line: _Secure | _Plain = (_Secure if is_secure else _Plain)(host, port, timeout=_PATIENCE)
    line.place = place
    limit = Timer(_LONGEST, _hang_up, [line])
    limit.start()
    try:
        line.request(method, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, dict(headers))
        answer = line.getresponse()
        said = answer.read(most + 1) if most else b""
        if len(said) > most:
            raise Unreached("too long an answer")
        return Answer(answer.status, answer.headers.get_content_type(), said)
    except (OSError, HTTPException, ValueError) as error:
        raise Unreached(type(error).__name__) from error
    finally:
        limit.cancel()
        line.close()


def _hang_up(line: HTTPConnection) -> None:
    """Whoever answers one letter at a time is not listened to for ever."""
    if line.sock is not None:
        with suppress(OSError):  # it has just ended by itself
            line.sock.shutdown(socket.SHUT_RDWR)
