"""`make bench`: every promise about speed in one run, printed and written to `docs/speed.md`.

    make bench                  up to 100,000 acts, two minutes or so
    BENCH_FULL=1 make bench     up to a million

Ratios count, not numbers: each is taken against what OpenSSL or SQLite do alone on the same machine in the same
minute. Read next: `history.py`, what is measured; `work.py`, the measurements; `page.py`, those of a page; `gas.py`,
what the chain costs.
"""

from __future__ import annotations

import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import gas, page
from bench.measure import CORES, Table, read_processor, say
from bench.work import Work

SPEED = Path(__file__).resolve().parents[1] / "docs" / "speed.md"
_HEAD = """\
# How fast it is

Written by `make bench` on {date}: {processor}, {cores} cores, Python {python}, histories of up to {size:,} acts.
What counts are the ratios: each compares with what the machine could do at best in the same minute, OpenSSL's own
verification of P-256 signatures or a bare SQLite commit. Verifying a signature is by far the largest part of any act,
so nothing here can be faster than that.

"""


def main() -> int:
    """Measure everything; the exit code says whether all is as fast as it should be."""
    largest = 1_000_000 if os.environ.get("BENCH_FULL") else 100_000
    table = Table()
    say(" | ".join(table.HEAD))
    # The usual place for temporary files may be memory, and not a disk.
    with TemporaryDirectory(dir=".", prefix=".bench-") as folder:
        work = Work(Path(folder), largest, table)
        work.run()
    page.measure(table)
    gas.measure_beside_governor(table, work.ballots_a_second)
    head = _HEAD.format(
        date=datetime.now(UTC).date(),
        processor=read_processor(),
        cores=CORES,
        python=platform.python_version(),
        size=largest,
    )
    SPEED.write_text(head + table.render())
    return 0 if all(line.is_reached for line in table.lines) else 1


if __name__ == "__main__":
    sys.exit(main())
