"""News of an organisation as server-sent events, so that results change while people look at them.

`size` comes with the log's new length after every act; the subject of each act (`proposal/7`, `member/12`, `charter`)
comes as an event of that name, and so does a proposal whose voting closes. What other processes append to a log is
looked for in the background, once for all who listen. Read next: `static/js/live.js`.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from typing import Final

from litestar import get
from litestar.response import ServerSentEvent, ServerSentEventMessage

from daso.host import Host, Hosted
from daso.kernel.comment import find_comment
from daso.web.refusals import TooManyStreams
from daso.web.security import get_sender
from daso.web.session import Asked
from daso.web.visit import VisitHere

__all__ = ["Streams", "follow_logs", "get_events"]

_PAUSE: Final = 0.5
"""Seconds between two looks at the size of the log; a look reads one number."""

_BREATH: Final = 30
"""Seconds of silence after which a comment keeps the connection open through whatever lies between."""

_MOST: Final = 200
"""Entries whose subjects are told one by one; after more, the page had better look at everything."""


_LEAST: Final = 10
"""Places that everybody may have, on however small a site."""


class Streams:
    """How many pages are being kept up to date, for whom, and whether the server is stopping.

    Nobody gets more than a tenth of the places, however many pages they open.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._share = max(_LEAST, limit // 10)
        self._senders: Counter[str] = Counter()
        self.is_stopping = False

    def check(self, sender: str) -> None:
        """Refuse when there is no place, or none for this sender."""
        if self._senders.total() >= self._limit or self._senders[sender] >= self._share:
            raise TooManyStreams

    def enter(self, sender: str) -> None:
        """Take one of the places."""
        self.check(sender)
        self._senders[sender] += 1

    def leave(self, sender: str) -> None:
        """Give the place back."""
        self._senders[sender] -= 1
        self._senders += Counter()  # forgets whoever has none any more


@get("/o/{slug:str}/events", include_in_schema=False, sync_to_thread=False)
def get_events(visit: VisitHere, request: Asked) -> ServerSentEvent:
    """Tell what happens from now on."""
    streams: Streams = request.app.state.streams
    sender = get_sender(request)
    streams.check(sender)  # while the answer can still say so
    return ServerSentEvent(follow(visit.host, visit.hosted, streams, sender), headers={"Cache-Control": "no-store"})


async def follow(
    host: Host, hosted: Hosted, streams: Streams, sender: str = ""
) -> AsyncIterator[ServerSentEventMessage]:
    """The news of one organisation, for as long as somebody listens."""
    streams.enter(sender)
    try:
        size, looked_at, silent = hosted.size, host.clock(), 0.0
        yield ServerSentEventMessage(event="size", data=str(size), retry=3000)
        while not streams.is_stopping:
            await asyncio.sleep(_PAUSE)
            grown, now = hosted.size, host.clock()
            names = set(find_closed(hosted, looked_at, now))
            if grown != size:
                names |= await asyncio.to_thread(find_subjects, hosted, size)
                yield ServerSentEventMessage(event="size", data=str(grown))
            for name in sorted(names):
                yield ServerSentEventMessage(event=name, data=str(grown))
            silent = 0.0 if names or grown != size else silent + _PAUSE
            if silent >= _BREATH:
                silent = 0.0
                yield ServerSentEventMessage(comment="still here")
            size, looked_at = grown, now
    finally:
        streams.leave(sender)


async def follow_logs(host: Host, streams: Streams) -> None:
    """Until the server stops, notice what other processes append. Pages ask by themselves; this is for the rest."""
    while not streams.is_stopping:
        await asyncio.to_thread(host.follow)
        await asyncio.sleep(_PAUSE)


def find_subjects(hosted: Hosted, size: int) -> set[str]:
    """What the entries from `size` on are about."""
    grown = hosted.size
    rows = hosted.register.get_between(max(size, grown - _MOST), grown)
    return {_get_subject(hosted, row.subject) for row in rows}


def _get_subject(hosted: Hosted, subject: str) -> str:
    """What an entry is about; news of a comment are news of what it is about."""
    noun, _, number = subject.partition("/")
    state = hosted.clerk.state
    comment = find_comment(state, int(number)) if noun == "comment" and state else None
    return comment.subject if comment else subject


def find_closed(hosted: Hosted, since: int, now: int) -> Iterator[str]:
    """The proposals that the clock has closed meanwhile; no act says so on the log."""
    state = hosted.clerk.state
    for due_at, number in state.due if state else ():
        if due_at > now:
            return
        if due_at > since:
            yield f"proposal/{number}"
