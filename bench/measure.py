"""Measuring: how long something takes, what the machine could do at best just then, and the table of both."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import msgspec

__all__ = ["CORES", "Line", "Table", "measure_openssl", "measure_seconds", "say"]

CORES = os.cpu_count() or 1


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One measurement: what, how fast, compared with what, and the ratio that it should reach or stay under."""

    what: str
    measured: str
    compared: str
    ratio: float
    wanted: float
    is_limit: bool = False

    @property
    def is_reached(self) -> bool:
        """Whether it is as fast as it should be."""
        return self.ratio <= self.wanted if self.is_limit else self.ratio >= self.wanted

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as it is printed."""
        sign = "at most" if self.is_limit else "at least"
        reached = "yes" if self.is_reached else "no"
        return self.what, self.measured, self.compared, f"{self.ratio:.2f}", f"{sign} {self.wanted:g}", reached


class Table:
    """All measurements of one run, printed as they come."""

    HEAD = ("what", "measured", "compared with", "ratio", "wanted", "reached")

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def add(self, line: Line) -> None:
        """Note a measurement, and show it."""
        self.lines.append(line)
        say(" | ".join(line.cells))

    def render(self) -> str:
        """The table in Markdown."""
        rows = [self.HEAD, tuple("---" for _ in self.HEAD), *(line.cells for line in self.lines)]
        return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def say(text: str) -> None:
    """Tell whoever waits."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def measure_seconds(run: Callable[[], object]) -> float:
    """How long it takes, once."""
    started = perf_counter()
    run()
    return perf_counter() - started


def measure_openssl() -> float:
    """Signatures of ECDSA P-256 that OpenSSL verifies in a second on all cores: nobody can do better with it.

    Timed by the clock on the wall, as everything here, so that others at work on the machine slow down both sides.
    """
    answer = subprocess.run(  # noqa: S603 - fixed words and a number
        ["openssl", "speed", "-elapsed", "-multi", str(CORES), "-seconds", "2", "ecdsap256"],  # noqa: S607 - whichever openssl the machine has
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.search(r"\(nistp256\).*\s([0-9.]+)\s*$", answer.stdout.strip())
    if found is None:
        raise LookupError(answer.stdout)
    return float(found[1])


def read_processor() -> str:
    """The machine's processor, as far as it tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return "unknown processor"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
