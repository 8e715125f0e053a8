"""Pages for visitors who have not signed in, made once for each state of the log and each minute.

Such a page depends on its address, the language, the log, the texts and the minute, and on nothing else; so while
none of these changes, all strangers get the same bytes. Whoever has signed in gets a page of their own.
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

_PAGES: Final = 2000
_LARGEST: Final = 1 << 20

Key = tuple[str, bytes, str, bool, int, int]


class _Page(msgspec.Struct, frozen=True):
    """An answer as it was sent."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


class PageCache:
    """Stands before one family of pages."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._minute = 0
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
        page = self._pages.get(key)
        if page is None:
            await self._make(key, (scope, receive, send))
        else:
            await send({"type": "http.response.start", "status": page.status, "headers": page.headers})
            await send({"type": "http.response.body", "body": page.body, "more_body": False})

    async def _make(self, key: Key, asked: tuple[Scope, Receive, Send]) -> None:
        scope, receive, send = asked
        recorder = _Recorder(send)
        self._making[key] = asyncio.Event()
        try:
            await self._app(scope, receive, recorder)
            page = recorder.get_page()
            if page and len(self._pages) < _PAGES:
                self._pages[key] = page
        finally:
            self._making.pop(key).set()

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
        return scope["path"], query, language, is_compressed, hosted.size, hosted.texts.changes

    def _forget_old(self, minute: int) -> None:
        if minute != self._minute:
            self._minute = minute
            self._pages.clear()


class _Recorder:
    """Passes an answer on and remembers it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._status = 0
        self._headers: tuple[tuple[bytes, bytes], ...] = ()
        self._chunks: list[bytes] = []
        self._is_whole = False

    async def __call__(self, message: Message) -> None:
        """Pass on one part of the answer."""
        if message["type"] == "http.response.start":
            self._status, self._headers = message["status"], tuple(message["headers"])
        elif message["type"] == "http.response.body":
            self._chunks.append(message["body"])
            self._is_whole = not message["more_body"]
        await self._send(message)

    def get_page(self) -> _Page | None:
        """The answer, if it is a whole page that any other stranger may get too."""
        body = b"".join(self._chunks)
        headers = dict(self._headers)
        is_page = headers.get(b"content-type", b"").startswith(b"text/html") and b"set-cookie" not in headers
        if self._status != 200 or not is_page or not self._is_whole or len(body) > _LARGEST:
            return None
        return _Page(self._status, self._headers, body)
