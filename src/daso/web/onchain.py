"""The background work with a public chain, beside the site: a turn now and then, in a thread of its own.

Read next: `host/anchoring.py`, what a turn does.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from daso.host import Host
from daso.host.anchoring import Anchoring, Way
from daso.web.settings import Settings
from daso.web.turns import take_turns

__all__ = ["ChainTurns", "create_way"]

_PAUSE: Final = 15.0
"""Seconds between two turns; blocks come about as often."""


def create_way(settings: Settings) -> Way:
    """How the settings say that the chain is reached."""
    key = Path(settings.chain_key).expanduser() if settings.chain_key else None
    return Way(rpc=settings.chain_rpc, key=key, minutes=settings.chain_minutes)


class ChainTurns:
    """Takes turns until it is told to stop."""

    def __init__(self, host: Host, settings: Settings) -> None:
        self._anchoring = Anchoring(host, create_way(settings))
        self._stopping = asyncio.Event()
        self._lock = host.create_lock("anchoring")

    async def run(self) -> None:
        """Take turns; two processes with one account would send over each other's heads."""
        try:
            await take_turns(self._turn, self._stopping, pause=_PAUSE, lock=self._lock)
        finally:
            self._lock.release()

    async def _turn(self) -> None:
        await asyncio.to_thread(self._anchoring.turn)

    def stop(self) -> None:
        """Take no further turn."""
        self._stopping.set()
