"""Work beside the site is done in turns, by one process at a time, whatever fails."""

from __future__ import annotations

import asyncio
from pathlib import Path

from daso.host.locks import FileLock
from daso.web.turns import take_turns


class Worker:
    """Takes turns until told to stop, and counts them; every second one fails."""

    def __init__(self, folder: Path) -> None:
        self.turns = 0
        self.stopping = asyncio.Event()
        self.lock = FileLock(folder / "work.lock")
        self.has_worked = asyncio.Event()

    async def turn(self) -> None:
        """Work a little."""
        self.turns += 1
        if self.turns % 2 == 0:
            self.has_worked.set()
            raise LookupError("a turn that nobody foresaw")

    async def run(self) -> None:
        """Take turns, then let go of the lock."""
        await take_turns(self.turn, self.stopping, pause=0.001, lock=self.lock)
        self.lock.release()


def test_one_works_and_another_takes_over(tmp_path: Path) -> None:
    """While one has the lock another does nothing; when it stops, the other goes on, and no failure ends either."""

    async def live() -> None:
        first, second = Worker(tmp_path), Worker(tmp_path)
        tasks = [asyncio.create_task(worker.run()) for worker in (first, second)]
        await first.has_worked.wait()
        assert second.turns == 0
        first.stopping.set()
        await tasks[0]
        done = first.turns
        await second.has_worked.wait()
        second.stopping.set()
        await tasks[1]
        assert first.turns == done >= 2
        assert second.turns >= 2

    asyncio.run(asyncio.wait_for(live(), 60))
