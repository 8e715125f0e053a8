"""Work beside the site, in turns: a look now and then at what is to be done, until the site stops.

Of several processes that share a data folder, one alone takes turns at what must be done once: whoever holds the lock.
Read next: `told/teller.py`, `witnessing.py` and `onchain.py`, which work in this way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from daso.host.locks import FileLock

__all__ = ["take_turns"]

_log = structlog.get_logger("daso.web")


async def take_turns(
    turn: Callable[[], Awaitable[object]], stopping: asyncio.Event, *, pause: float, lock: FileLock | None = None
) -> None:
    """Take turns with `pause` seconds between them, as long as we have the `lock`, until `stopping` is set.

    A turn that fails in a way nobody foresaw is told to the operator, and the next one tries again.
    """
    while not stopping.is_set():
        try:
            if lock is None or lock.try_take():
                await turn()
        except Exception:  # noqa: BLE001 - whatever failed, what waits must be done later
            _log.exception("turn failed")
        try:
            await asyncio.wait_for(stopping.wait(), pause)
        except TimeoutError:
            continue
