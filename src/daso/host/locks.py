"""Locks between the processes that share a data folder: a file each, which the system lets go of when a process dies.

`host.lock` is held while something is made that must be made once; `serving.lock` is shared by all who have the folder
open; `telling.lock`, `asking.lock` and `anchoring.lock` are held by the one process that writes letters, asks
witnesses, or keeps in step with a public chain. Read next: `host.py`.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

__all__ = ["FileLock"]


class FileLock:
    """A lock in the file at `path`. One object is one holder, whichever thread asks it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether we have it."""
        return self._file is not None

    def take(self) -> None:
        """Wait for it."""
        self._take(fcntl.LOCK_EX)

    def try_take(self, *, shared: bool = False) -> bool:
        """Take it, if nobody else has it: for us alone, or `shared` with all who take it so. What we have we keep."""
        if self._file is None:
            try:
                self._take((fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return True

    def release(self) -> None:
        """Let go of it; twice is fine."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _take(self, how: int) -> None:
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, how)
        except BaseException:
            os.close(file)
            raise
        self._file = file

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
