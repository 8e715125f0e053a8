"""What commands show: progress on stderr, results on stdout, plain when nobody watches.

Read next: `program.py`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

from daso.errors import Misconfigured

__all__ = [
    "FileUnreadable",
    "NotConfirmed",
    "Progress",
    "confirm",
    "keep_logs_apart",
    "read_text",
    "say_moment",
    "show",
    "show_progress",
]

_COMMANDS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Signs that a terminal obeys instead of showing them."""

Progress = Callable[[int, int], None]
"""Hears what is done, and of how much."""


class FileUnreadable(Misconfigured):
    """A file that was named can't be read."""

    code = "file-unreadable"
    message = "{path} can't be read ({why}). Check the name, and that you may read it."


class NotConfirmed(Misconfigured):
    """Nobody said yes."""

    code = "not-confirmed"
    message = "Nothing was done, for nobody said yes. Answer y when asked, or give --yes."


def read_text(path: Path) -> str:
    """A file that the user named."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise FileUnreadable(path=str(path), why=why or str(error)) from error


def show(*lines: str, file: TextIO | None = None) -> None:
    """Print lines in which others may have written: a log, a site, a record. What is no letter is shown as a number."""
    for line in lines:
        print(_COMMANDS.sub(lambda found: f"\\u{ord(found[0]):04x}", line), file=file or sys.stdout)


def say_moment(at: int) -> str:
    """A moment (UTC milliseconds) that others may have chosen, even one that no calendar has."""
    from datetime import UTC, datetime

    try:
        return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M} UTC"
    except (OverflowError, ValueError, OSError):
        return f"a day that no calendar has ({at} milliseconds after 1970)"


def confirm(question: str) -> None:
    """Ask before something that can't be undone; raises unless the answer is yes."""
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise NotConfirmed


def keep_logs_apart() -> None:
    """Notes of the program's parts go to stderr, so that results can be read by programs."""
    import structlog

    # Asked anew for every note, for stderr may be another one by then.
    structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr), cache_logger_on_first_use=False)


@contextmanager
def show_progress(title: str) -> Iterator[Progress]:
    """A bar while somebody watches; else a line at each quarter."""
    if not sys.stderr.isatty():
        yield _Quarters(title)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


class _Quarters:
    """Says how far it is, four times."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._said = 0

    def __call__(self, done: int, total: int) -> None:
        quarter = 4 * done // total if total else 4
        if quarter > self._said:
            self._said = quarter
            print(f"{self._title}: {25 * quarter} %", file=sys.stderr, flush=True)
