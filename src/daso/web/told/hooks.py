"""News for other programs, as Standard Webhooks has it: small signed events with identifiers and links, and no word
or name; whoever wants to know more reads it where the link leads, as far as they may.

Every act but a ballot is an event of its own name, and so is the close of a vote. Read next: `reaching.py`.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence
from typing import Final

import msgspec
import structlog

from daso import __version__
from daso.clerk.register import Row
from daso.errors import Refusal
from daso.host import Host
from daso.host.endpoints import Endpoint
from daso.host.outbox import Delivery
from daso.kernel.queries import has_token
from daso.kernel.state import State
from daso.web.told.reaching import Unreached, post
from daso.web.words.language import compute_moment

__all__ = ["Event", "compute_event", "compute_signature", "deliver_all", "is_told", "list_receivers", "render_secret"]

_SILENT: Final = frozenset({"CastBallot"})
"""There are as many of these as members, and how a vote stands is read where it stands."""
_GONE: Final = 410
_log = structlog.get_logger("daso.web")


class Event(msgspec.Struct, frozen=True):
    """An event as it is sent: the same identifier and bytes for everybody, and each time it is tried."""

    id: str
    at: int
    body: bytes


class _Content(msgspec.Struct, frozen=True, kw_only=True):
    org: str
    subject: str
    link: str
    entry: int | None


class _Body(msgspec.Struct, frozen=True):
    type: str
    timestamp: str
    data: _Content


def is_told(row: Row) -> bool:
    """Whether an entry is an event."""
    return row.act not in _SILENT


def list_receivers(endpoints: Sequence[Endpoint], state: State) -> list[Endpoint]:
    """The endpoints that are switched on, and whose members are still there."""
    members = state.members
    return [
        one
        for one in endpoints
        if not one.disabled_at and (member := members.get(one.member)) and (has_token(member) or not member.left_at)
    ]


def compute_event(org: str, home: str, kind: str, subject: str, at: int, entry: int | None) -> Event:  # noqa: PLR0913, PLR0917 - all that an event says
    """An event: of an entry, or (without one) of the clock. `home` is the organisation's address."""
    noun, _, name = subject.partition("/")
    link = f"{home}/proposals/{name}" if noun == "proposal" else f"{home}/entries/{entry}"
    moment = compute_moment(at)
    content = _Content(org=org, subject=subject, link=link, entry=entry)
    body = _Body(kind, f"{moment:%Y-%m-%dT%H:%M:%S}.{at % 1000:03}Z", content)
    place = f"{entry}" if entry is not None else f"{kind}-{name}"
    return Event(f"msg_{org}-{place}", at, msgspec.json.encode(body))


def render_secret(endpoint: Endpoint) -> str:
    """The endpoint's secret as receivers' libraries take it."""
    return f"whsec_{base64.b64encode(endpoint.secret).decode()}"


def compute_signature(endpoint: Endpoint, event: str, seconds: int, body: bytes) -> str:
    """By which the receiver knows that it comes from here, now, and whole."""
    signed = f"{event}.{seconds}.".encode() + body
    return f"v1,{base64.b64encode(hmac.digest(endpoint.secret, signed, 'sha256')).decode()}"


def deliver_all(host: Host, endpoint: Endpoint, due: Sequence[Delivery], *, is_private_allowed: bool) -> None:
    """Send an endpoint's events in their order, up to the first that it does not take. Belongs into a thread."""
    for delivery in due:
        if not deliver(host, endpoint, delivery, is_private_allowed=is_private_allowed):
            return


def deliver(host: Host, endpoint: Endpoint, delivery: Delivery, *, is_private_allowed: bool) -> bool:
    """Try to send one event, note how that went, and say whether it has arrived."""
    now = host.clock()
    seconds = now // 1000
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"daso/{__version__}",
        "webhook-id": delivery.event,
        "webhook-timestamp": str(seconds),
        "webhook-signature": compute_signature(endpoint, delivery.event, seconds, delivery.body),
    }
    try:
        status = post(endpoint.url, delivery.body, headers, is_private_allowed=is_private_allowed)
    except (Unreached, Refusal) as error:
        _log.info("event not delivered", endpoint=endpoint.id, why=type(error).__name__)
        host.endpoints.postpone(endpoint, delivery, now)
        return False
    if status == _GONE:
        host.endpoints.disable(endpoint, now)
    elif 200 <= status < 300:
        host.endpoints.settle(delivery)
        return True
    else:
        _log.info("event not delivered", endpoint=endpoint.id, status=status)
        host.endpoints.postpone(endpoint, delivery, now)
    return False
