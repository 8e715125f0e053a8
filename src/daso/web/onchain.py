"""The background work with a public chain, beside the site: a turn now and then, in a thread of its own.

Read next: `host/anchoring.py`, what a turn does.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import structlog

from daso.host import Host
from daso.host.anchoring import Anchoring, Way
from daso.web.settings import Settings

__all__ = ["ChainTurns", "create_way"]

_PAUSE: Final = 15.0
"""Seconds between two turns; blocks come about as often."""
_log = structlog.get_logger("daso.web")


def create_way(settings: Settings) -> Way:
    """How the settings say that the chain is reached."""
    key = Path(settings.chain_key).expanduser() if settings.chain_key else None
    return Way(rpc=settings.chain_rpc, key=key, minutes=settings.chain_minutes)


class ChainTurns:
    """Takes turns until it is told to stop."""

    def __init__(self, host: Host, settings: Settings) -> None:
        self._anchoring = Anchoring(host, create_way(settings))
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """A turn that fails in a way nobody foresaw is told to the operator, and the next one tries again."""
        while not self._stopping.is_set():
            try:
                await asyncio.to_thread(self._anchoring.turn)
            except Exception:  # noqa: BLE001 - whatever failed, the chain must be looked at again later
                _log.exception("turn with the chain failed")
            try:
                await asyncio.wait_for(self._stopping.wait(), _PAUSE)
            except TimeoutError:
                continue

    def stop(self) -> None:
        """Take no further turn."""
        self._stopping.set()
