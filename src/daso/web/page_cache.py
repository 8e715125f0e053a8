"""Pages for visitors who have not signed in, made once for each state of the log and each minute.

Such a page depends on its address, the language, the log, the texts, what witnesses said, and the minute; so while
none of these changes, all strangers get the same bytes. Whoever has signed in gets a page of their own. A page is
made whole before anybody gets it, so that a visitor who reads slowly, or not at all, holds up nobody else.
Read next: `app.py`.
"""

from __future__ import annotations

import asyncio
from typing import Final

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from daso.host import Host
from daso.web.languages import choose_language
from daso.web.session import COOKIE, Connection
from daso.web.visit import LANGUAGE_COOKIE

__all__ = ["PageCache"]

_ROOM: Final = 16 << 20
"""Bytes of pages that each family keeps: a visitor may ask for pages without end, each with another query."""

Key = tuple[str, bytes, str, bool, int, int, int]


class _Page(msgspec.Struct, frozen=True):
    """An answer as it was made."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    @property
    def is_for_everybody(self) -> bool:
        """Whether any other stranger may get it too."""
        headers = dict(self.headers)
        is_page = headers.get(b"content-type", b"").startswith(b"text/html")
        return self.status == 200 and is_page and b"set-cookie" not in headers


class PageCache:
    """Stands before one family of pages."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._minute = 0
        self._room = _ROOM
        self._pages: dict[Key, _Page] = {}
        self._making: dict[Key, asyncio.Event] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what was made before, or make the page and keep it."""
        key = self._compute_key(scope) if scope["type"] == ScopeType.HTTP else None
        if key is None:
            await self._app(scope, receive, send)
            return
        if key in self._making:  # somebody else has asked for the same page a moment before
            await self._making[key].wait()
        if key not in self._pages and key in self._making:  # it turned out to be none that can be kept
            await self._app(scope, receive, send)
            return
        page = self._pages.get(key) or await self._make(key, scope, receive)
        await send({"type": "http.response.start", "status": page.status, "headers": page.headers})
        await send({"type": "http.response.body", "body": page.body, "more_body": False})

    async def _make(self, key: Key, scope: Scope, receive: Receive) -> _Page:
        recorder = _Recorder()
        self._making[key] = asyncio.Event()
        try:
            await self._app(scope, receive, recorder)
            page = recorder.get_page()
            if page.is_for_everybody and len(page.body) <= self._room:
                self._room -= len(page.body)
                self._pages[key] = page
        finally:
            self._making.pop(key).set()
        return page

    def _compute_key(self, scope: HTTPScope) -> Key | None:
        """All that the page depends on, or None when it is somebody's own or changes what the browser keeps."""
        host: Host = scope["litestar_app"].state.host
        hosted = host.peek(scope["path_params"].get("slug", ""))
        query = scope["query_string"]
        if hosted is None or scope["method"] != "GET" or b"language=" in query:
            return None
        headers = dict(scope["headers"])
        cookies = Connection(scope).cookies if b"cookie" in headers else {}
        if COOKIE in cookies:
            return None
        self._forget_old(host.clock() // 60_000)
        accepted = headers.get(b"accept-language", b"").decode("latin-1")
        language = choose_language(cookies.get(LANGUAGE_COOKIE, ""), accepted)
        is_compressed = b"gzip" in headers.get(b"accept-encoding", b"")
        changes = hosted.texts.changes, hosted.sightings.changes
        return scope["path"], query, language, is_compressed, hosted.size, *changes

    def _forget_old(self, minute: int) -> None:
        if minute != self._minute:
            self._minute = minute
            self._room = _ROOM
            self._pages.clear()


class _Recorder:
    """Takes an answer as it is made."""

    def __init__(self) -> None:
        self._status = 0
        self._headers: tuple[tuple[bytes, bytes], ...] = ()
        self._chunks: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        """Take one part of the answer."""
        if message["type"] == "http.response.start":
            self._status, self._headers = message["status"], tuple(message["headers"])
        elif message["type"] == "http.response.body":
            self._chunks.append(message["body"])

    def get_page(self) -> _Page:
        """The whole answer."""
        return _Page(self._status, self._headers, b"".join(self._chunks))
