"""From a log and its clock to notices and deliveries: what is new since the last look, whom it concerns, and how each
of them wishes to be told.

A stretch of the log and all that follows from it are committed together; so a crash in between repeats the stretch,
and what was noted before stays as it is. Read next: `teller.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from daso.clerk.register import Row
from daso.host import Host, Hosted
from daso.host.outbox import Cursor, Delivery, Notice, Status
from daso.host.wishes import Channel, Wishes
from daso.kernel.decision import Decision
from daso.kernel.state import State
from daso.web.reading import read_entry
from daso.web.told.concerns import News, drop_repeated, find_case
from daso.web.told.hooks import compute_event, is_told, list_receivers
from daso.web.told.moments import list_moments
from daso.web.told.reason import Reason
from daso.web.told.reasons import DECIDED, EXPELLED, OF_ACTS
from daso.web.told.topics import compute_topics

__all__ = ["Follower"]

_FRESH: Final = 7 * 86_400_000
"""Milliseconds after which news is history: an old log that comes to a new host fills nobody's mailbox."""

_MARGIN: Final = 60_000
"""Milliseconds that are looked at twice, for what was timed before the last look and seen after it."""


class Happened(msgspec.Struct, frozen=True):
    """A piece of news and why somebody may be told of it."""

    news: News
    reason: Reason


class Follower:
    """Follows one log. `has_mail` says whether letters can be sent from this host at all."""

    def __init__(self, host: Host, hosted: Hosted, *, has_mail: bool) -> None:
        self._host = host
        self._hosted = hosted
        self._has_mail = has_mail
        self._seen = (-1, 0)
        """Entries followed, and the next moment at which the clock will bring anything."""

    def follow(self, now: int) -> None:
        """Note what is new."""
        size, soon = self._seen
        if self._hosted.size == size and now < soon:
            return
        state = self._hosted.get_state(now)
        place = self._host.outbox.get_cursor(state.org) or Cursor(0, now - _FRESH)
        rows = self._hosted.register.get_between(place.entry, state.entries)
        moments = list(list_moments(state))
        since = max(place.looked_at - _MARGIN, now - _FRESH)
        brought = [(at, reason, about) for at, reason, about in moments if since < at <= now]
        fresh = [row for row in rows if row.at > now - _FRESH]
        notices = [*self._note_acts(state, fresh, now), *self._note_clock(state, brought, now)]
        deliveries = self._note_deliveries(state, fresh, [about for _, reason, about in brought if reason is DECIDED])
        last = {one.member for one in notices if one.reason == EXPELLED.name and one.status == "waiting"}
        self._forget_leavers(state, rows, last)
        self._host.outbox.store(state.org, Cursor(state.entries, now), notices, deliveries)
        self._seen = state.entries, min((at for at, *_ in moments if at > now), default=now + _FRESH)

    def _note_acts(self, state: State, rows: list[Row], now: int) -> Iterator[Notice]:
        wishes = self._host.wishes.list_of(state.org)
        for row in rows:
            reasons, known = OF_ACTS.get(row.act, ()), set[int]()
            if not reasons:
                continue
            act = read_entry(self._hosted, row.entry).envelope.act
            news = News(
                hosted=self._hosted, state=state, about=row.subject, at=row.at, act=act, by=row.by, entry=row.entry
            )
            for reason in reasons:
                for member in drop_repeated(reason.concerns(news), known):
                    yield self._note(Happened(news, reason), member, wishes, now)

    def _note_clock(self, state: State, brought: list[tuple[int, Reason, str]], now: int) -> Iterator[Notice]:
        wishes = self._host.wishes.list_of(state.org) if brought else {}
        for at, reason, about in brought:
            news = News(hosted=self._hosted, state=state, about=about, at=at)
            for member in reason.concerns(news):
                yield self._note(Happened(news, reason), member, wishes, now)

    def _note(self, happened: Happened, member: int, wishes: Mapping[int, Wishes], now: int) -> Notice:
        news, reason = happened.news, happened.reason
        wished = wishes.get(member, Wishes())
        subject = news.about if reason.subject == "about" else f"entry/{news.entry}"
        is_moot = reason.is_moot(news.state, member, news.about)
        can_write = self._has_mail and wished.has_mail
        way = "mail" if reason is EXPELLED else wished.get_channel(*_get_topics(news, reason, member))
        return Notice(
            org=news.state.org,
            member=member,
            reason=reason.name,
            subject=subject,
            status="moot" if is_moot else _BEGINNINGS[way] if can_write else "told",
            created_at=now,
            told_at=now if is_moot or not can_write or way == "page" else 0,
            by=way if can_write else "page" if way == "page" or wished.is_paused else "unreached",
        )

    def _note_deliveries(self, state: State, rows: list[Row], closed: list[str]) -> list[Delivery]:
        receivers = list_receivers(self._host.endpoints.list_of(state.org), state)
        if not receivers:
            return []
        origin = f"{self._host.origin}/o/{self._hosted.slug}"
        events = [
            compute_event(state.org, origin, row.act, row.subject, row.at, row.entry) for row in rows if is_told(row)
        ]
        for about in closed:
            case = find_case(state, about)
            if isinstance(case, Decision):
                events.append(compute_event(state.org, origin, "ProposalClosed", about, case.closed_at, None))
        now = self._host.clock()
        return [
            Delivery(endpoint=one.id, event=event.id, body=event.body, created_at=now)
            for event in events
            for one in receivers
            if event.at >= one.added_at
        ]

    def _forget_leavers(self, state: State, rows: list[Row], last: set[int]) -> None:
        """Who has left is written to no more, and nothing is kept of where they were written to; `last` are those to
        whom one last letter goes, and they are forgotten with it.
        """
        if not rows:
            return
        for number in self._host.wishes.list_of(state.org):
            awaits = number in last or self._host.outbox.is_waiting(state.org, number, EXPELLED.name)
            if _has_left(state, number) and not awaits:
                self._host.wishes.forget(state.org, number)
        for endpoint in self._host.endpoints.list_of(state.org):
            if _has_left(state, endpoint.member):
                self._host.endpoints.remove(state.org, endpoint.member, endpoint.id)


_BEGINNINGS: Final[dict[Channel, Status]] = {"mail": "waiting", "page": "told", "daily": "daily", "weekly": "weekly"}
"""By channel: how a notice begins."""


def _has_left(state: State, number: int) -> bool:
    member = state.members.get(number)
    return member is None or member.left_at > 0


def _get_topics(news: News, reason: Reason, member: int) -> tuple[str, ...]:
    if reason.topic:
        return (reason.topic,)
    case = find_case(news.state, news.about)
    return compute_topics(news.state, member, case.kind if case else "ordinary", case.hub if case else 0)
