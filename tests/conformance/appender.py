"""A process that appends to a log until it is killed, writing down what was acknowledged.

    python -m tests.conformance.appender <driver> <folder> <acknowledgements> <name of this worker>

Each acknowledged append becomes one line of JSON, written in one go after `append` has returned. Where the log can't be
had just now, the worker asks it again how long it is, as the clerk does.
Read next: `test_crash.py`.
"""

from __future__ import annotations

import json
import os
import sys
from itertools import count
from pathlib import Path

from daso.errors import Unavailable
from daso.ledger import get_size
from tests.conformance.drivers import OPEN


def main(driver: str, folder: Path, acknowledgements: Path, name: str) -> None:
    """Append for ever, in batches of one to forty."""
    log = OPEN[driver](folder)
    acks = os.open(acknowledgements, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for turn in count():
        batch = [f"{name} {turn} {number}" for number in range(1 + turn * 7 % 40)]
        try:
            size = get_size(log.head())
            head = log.append([entry.encode() for entry in batch], size)
        except Unavailable:
            continue
        line = json.dumps({"start": size, "entries": batch, "note": head.note})
        os.write(acks, line.encode() + b"\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
