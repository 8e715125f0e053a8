"""The web site of a host: pages, API, logs and live events, put together from their parts. Read this file first.

`create_app` makes the application of a `Host`; `serve` runs it. Pages stand in `pages/`, one file a family; the API in
`api/`. What every request passes is in `security.py` and `page_cache.py`.
"""

from __future__ import annotations

import asyncio
import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import FrameType
from typing import Final

import uvicorn
from litestar import Litestar, Router, get
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State as Shared
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.middleware import DefineMiddleware

from daso.errors import Error
from daso.host import Host
from daso.web.api import HANDLERS as API
from daso.web.api.description import create_openapi_config
from daso.web.demo import enter_demo, sign_demo
from daso.web.demo_keys import DEMO_KEYS, DemoKeys
from daso.web.events import Streams, follow_logs, get_events
from daso.web.journal import configure_journal
from daso.web.languages import get_messages
from daso.web.log import get_log_file
from daso.web.onchain import ChainTurns
from daso.web.page_cache import PageCache
from daso.web.pages import HANDLERS
from daso.web.problems import answer_error, answer_http_error, answer_unforeseen
from daso.web.security import Guard, Rates, add_headers
from daso.web.session import Asked, sign_out
from daso.web.settings import Settings
from daso.web.statics import get_static_file
from daso.web.texts import erase_text, get_text
from daso.web.told import Teller
from daso.web.visit import get_guest, get_visit
from daso.web.witnessing import Asker

__all__ = ["create_app", "serve"]

_FILES: Final = 65_536
_GRACE: Final = 5
"""Seconds that open requests get when the server is told to stop."""


@get("/healthz", include_in_schema=False, sync_to_thread=True)
def get_health(request: Asked) -> dict[str, str]:
    """Whether this site can answer, for whoever watches over it."""
    host: Host = request.app.state.host
    return {"status": "ok" if host.is_well() else "failing"}


_REST: Final = (
    enter_demo,
    erase_text,
    get_events,
    get_health,
    get_log_file,
    get_messages,
    get_static_file,
    get_text,
    sign_demo,
    sign_out,
)
"""What is neither a page nor the API."""


def create_app(host: Host, settings: Settings, *, tells: bool = False) -> Litestar:
    """The application that serves `host`; it closes the host when it stops.

    `tells`: whether it also does what goes on beside the pages, such as following the logs and telling members.
    """
    pages = Router("/", route_handlers=HANDLERS, middleware=[PageCache], include_in_schema=False)
    return Litestar(
        route_handlers=[pages, Router("/", route_handlers=[*API, *_REST])],
        dependencies={
            "guest": Provide(get_guest, sync_to_thread=False),
            "visit": Provide(get_visit, sync_to_thread=True),
        },
        middleware=[DefineMiddleware(Guard, settings=settings, rates=Rates(settings.posts_per_minute))],
        before_send=[add_headers],
        exception_handlers={
            Error: answer_error,
            HTTPException: answer_http_error,
            Exception: answer_unforeseen,
        },
        compression_config=CompressionConfig(backend="gzip", minimum_size=1024, exclude="/events$"),
        request_max_body_size=settings.body_bytes,
        state=Shared(
            {
                "host": host,
                "settings": settings,
                "streams": Streams(settings.streams),
                "workers": _create_workers(host, settings) if tells else [],
                "demo_keys": DemoKeys(host.data / DEMO_KEYS) if settings.demo else None,
            }
        ),
        lifespan=[_close_at_the_end],
        logging_config=None,
        openapi_config=create_openapi_config(),
    )


@asynccontextmanager
async def _close_at_the_end(app: Litestar) -> AsyncIterator[None]:
    """What was accepted is durable already; closing lets the clerks finish what they have begun."""
    host, streams, workers = app.state.host, app.state.streams, app.state.workers
    works = [*(worker.run() for worker in workers), follow_logs(host, streams)] if workers else []
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        streams.is_stopping = True
        for worker in workers:
            worker.stop()
        if tasks:
            await asyncio.wait(tasks, timeout=_GRACE)
        for task in tasks:
            task.cancel()
        host.close()


def _create_workers(host: Host, settings: Settings) -> list[Teller | Asker | ChainTurns]:
    """What goes on beside the site: telling members, asking witnesses, keeping in step with a public chain, if any."""
    workers: list[Teller | Asker | ChainTurns] = [Teller(host, settings), Asker(host, settings)]
    if settings.chain_rpc:
        workers.append(ChainTurns(host, settings))
    return workers


class _Server(uvicorn.Server):
    """Lets the pages that are kept up to date go at once when it is told to stop, so that nobody waits for them."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Hear the signal."""
        if isinstance(self.config.app, Litestar):
            self.config.app.state.streams.is_stopping = True
        super().handle_exit(sig, frame)


def make_room_for_files() -> None:
    """Let this process hold many files: systems begin with few, and every visitor is one of them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(hard, _FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def serve(host: Host, settings: Settings) -> None:
    """Run the site until it is told to stop."""
    make_room_for_files()
    configure_journal(settings.log_format)
    config = uvicorn.Config(
        create_app(host, settings, tells=True),
        host=settings.listen,
        port=settings.port,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
        forwarded_allow_ips=settings.proxies or None,
        proxy_headers=bool(settings.proxies),
    )
    print(f"Open {settings.origin}", flush=True)  # noqa: T201 - whoever starts a server wants to know where it is
    _Server(config).run()
