"""A process that appends to a log until it is killed, writing down what was acknowledged.

    python -m tests.conformance.appender <log file> <acknowledgements> <name of this worker>

Each acknowledged append becomes one line of JSON, written in one go after `append` has returned.
Read next: `test_crash.py`.
"""

from __future__ import annotations

import json
import os
import sys
from itertools import count
from pathlib import Path

from daso.ledger import RaceLost, get_size
from daso.ledger.sqlite import LogBusy, SqliteLog
from tests.conformance.drivers import SIGNER


def main(path: Path, acknowledgements: Path, name: str) -> None:
    """Append for ever, in batches of one to forty."""
    log = SqliteLog(path, SIGNER)
    acks = os.open(acknowledgements, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for turn in count():
        batch = [f"{name} {turn} {number}" for number in range(1 + turn * 7 % 40)]
        size = get_size(log.head())
        try:
            head = log.append([entry.encode() for entry in batch], size)
        except (RaceLost, LogBusy):
            continue
        line = json.dumps({"start": size, "entries": batch, "note": head.note})
        os.write(acks, line.encode() + b"\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
