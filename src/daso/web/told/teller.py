"""The background work: follow every log, write the letters that are due, send the events. Read `follow.py` first.

One turn does all there is to do and may be taken at any time; nothing is remembered between turns but what can be
forgotten. `run` takes turns until it is told to stop; of several processes that share a data folder one tells, and
when it dies another.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from email.message import EmailMessage
from typing import Final

import structlog

from daso.errors import Error
from daso.host import Host
from daso.host.endpoints import Endpoint
from daso.host.outbox import Delivery, Notice, Status
from daso.kernel.state import State
from daso.web.settings import Settings
from daso.web.told.follow import Follower
from daso.web.told.hooks import deliver_all
from daso.web.told.letters import DAY, create_visit, is_moot, write_confirmation, write_letter
from daso.web.told.post import CameBack, Post, PostClosed
from daso.web.told.reasons import EXPELLED
from daso.web.turns import take_turns

__all__ = ["Teller"]

_PAUSE: Final = 1.0
"""Seconds between two turns; a turn in which nothing is new looks at a few numbers."""
_HOUR: Final = 3_600_000
_MORNING: Final = 6 * _HOUR
"""When digests go out, in UTC; those of a week on Mondays."""
_MONDAY: Final = 4 * DAY
"""The first Monday after the beginning of all UTC milliseconds, 1 January 1970."""
_AT_ONCE: Final = 8
_log = structlog.get_logger("daso.web")


def compute_digest_time(rhythm: str, now: int) -> int:
    """The last moment at which digests of this rhythm went out."""
    start, length = (_MORNING, DAY) if rhythm == "daily" else (_MONDAY + _MORNING, 7 * DAY)
    return now - (now - start) % length


class Teller:
    """Tells the members of every organisation of `host`."""

    def __init__(self, host: Host, settings: Settings) -> None:
        self._host = host
        self._settings = settings
        self._followers: dict[str, Follower] = {}
        self._stopping = asyncio.Event()
        self._pen = host.create_lock("telling")

    async def run(self) -> None:
        """Take turns until told to stop. Letters wait for no receiver of events."""
        try:
            await asyncio.gather(*(self._repeat(turn) for turn in (self.tell, self.send_events)))
        finally:
            self._pen.release()

    def _repeat(self, turn: Callable[[], Awaitable[None]]) -> Awaitable[None]:
        return take_turns(turn, self._stopping, pause=_PAUSE, lock=self._pen)

    def stop(self) -> None:
        """Take no further turn."""
        self._stopping.set()

    async def tell(self) -> None:
        """Follow every log, and send every letter that is due."""
        await asyncio.to_thread(self._follow)
        if self._settings.has_mail:
            await self._send_letters()

    def _follow(self) -> None:
        now = self._host.clock()
        for listing in self._host.list():
            try:
                follower = self._followers.get(listing.org)
                if follower is None:
                    hosted = self._host.open(listing.org)
                    follower = Follower(self._host, hosted, has_mail=self._settings.has_mail)
                    self._followers[listing.org] = follower
                follower.follow(now)
                self._collect(listing.org, now)
            except Error as error:
                _log.warning("log not followed", org=listing.org, code=error.code)

    def _collect(self, org: str, now: int) -> None:
        """Begin a digest for everybody for whom something was kept since before the last morning of digests."""
        for rhythm in ("daily", "weekly"):
            due = compute_digest_time(rhythm, now)
            members = {notice.member for notice in self._host.outbox.list_kept(org, rhythm, due)}
            self._host.outbox.add(
                Notice(
                    org=org,
                    member=member,
                    reason=rhythm,
                    subject=f"digest/{due}",
                    status="waiting",
                    created_at=now,
                    by="mail",
                )
                for member in sorted(members)
            )

    async def _send_letters(self) -> None:
        async with Post(self._settings) as post:
            for notice in await asyncio.to_thread(self._host.outbox.list_due, self._host.clock()):
                try:
                    await self._send_letter(post, notice)
                except PostClosed as error:
                    _log.warning("post closed", why=error.fields["why"])
                    return
                except CameBack as error:
                    _log.info("letter came back", org=notice.org, member=notice.member, fields=error.fields)
                    await asyncio.to_thread(self._settle, notice, "returned")

    async def _send_letter(self, post: Post, notice: Notice) -> None:
        message, kept = await asyncio.to_thread(self._prepare, notice)
        if message is None:
            return
        try:
            await post.send(message)
        except PostClosed:
            if notice.has_tries_left:
                await asyncio.to_thread(self._host.outbox.postpone, notice, self._host.clock())
            else:
                await asyncio.to_thread(self._settle, notice, "returned", kept)
            raise
        await asyncio.to_thread(self._settle, notice, "told", kept)

    def _settle(self, notice: Notice, status: Status, kept: Sequence[Notice] = ()) -> None:
        self._host.outbox.settle([notice, *kept], status, self._host.clock())
        if notice.reason == EXPELLED.name:
            self._host.wishes.forget(notice.org, notice.member)

    def _prepare(self, notice: Notice) -> tuple[EmailMessage | None, list[Notice]]:
        """The letter, and what is told with it; no letter when it is of no use any more, which is noted."""
        outbox, now = self._host.outbox, self._host.clock()
        hosted, wishes = self._host.open(notice.org), self._host.wishes.get(notice.org, notice.member)
        visit = create_visit(self._host, self._settings, hosted, notice.member, wishes.language)
        member = visit.state.members.get(notice.member)
        is_asking = notice.reason == "confirm"
        has_left = member is None or (member.left_at > 0 and notice.reason != EXPELLED.name)
        if has_left or (is_asking and (wishes.verified_at or not wishes.address)):
            outbox.settle([notice], "moot", now)
            return None, []
        if is_asking:
            return write_confirmation(visit, notice, wishes), []
        kept = self._get_kept(notice, visit.state)
        if not wishes.has_mail:
            outbox.settle([notice, *kept], "told", now, "page" if wishes.is_paused else "unreached")
            return None, []
        if (notice.subject.startswith("digest/") and not kept) or self._is_moot(notice, visit.state):
            outbox.settle([notice], "moot", now)
            return None, []
        return write_letter(visit, notice, wishes, kept), kept

    def _is_moot(self, notice: Notice, state: State) -> bool:
        is_digest = notice.subject.startswith("digest/")
        return not is_digest and is_moot(self._host.open(notice.org), state, notice)

    def _get_kept(self, notice: Notice, state: State) -> list[Notice]:
        """What a digest tells; what is of no use any more is noted as such and left out."""
        noun, _, due = notice.subject.partition("/")
        if noun != "digest":
            return []
        kept = self._host.outbox.list_kept(notice.org, notice.reason, int(due), notice.member)
        stale = [one for one in kept if self._is_moot(one, state)]
        self._host.outbox.settle(stale, "moot", self._host.clock())
        return [one for one in kept if one not in stale]

    async def send_events(self) -> None:
        """Send every event that is due: a few endpoints at a time, so that one slow receiver holds up few others."""
        due: dict[str, tuple[Endpoint, list[Delivery]]] = {}
        for endpoint, delivery in await asyncio.to_thread(self._host.endpoints.list_due, self._host.clock()):
            due.setdefault(endpoint.id, (endpoint, []))[1].append(delivery)
        lines, is_allowed = list(due.values()), self._settings.private_endpoints
        for start in range(0, len(lines), _AT_ONCE):
            sending = (
                asyncio.to_thread(deliver_all, self._host, endpoint, deliveries, is_private_allowed=is_allowed)
                for endpoint, deliveries in lines[start : start + _AT_ONCE]
            )
            await asyncio.gather(*sending)
