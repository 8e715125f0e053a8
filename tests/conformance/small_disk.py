"""Fill a real, small disk under a log, then make room again; then take away the right to write.

Runs in a name space of its own, where it may mount:  unshare -rm python -m tests.conformance.small_disk <folder>
Prints what happened as one line of JSON. Read next: `test_sqlite.py`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from daso.errors import Unavailable
from daso.ledger import LogSource, audit_log, get_size
from daso.ledger.sqlite import SqliteLog
from tests.conformance.drivers import SIGNER


def mount(folder: Path, options: str) -> None:
    """A disk in memory at `folder`."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", str(folder)], check=True)


def append_until_refused(log: SqliteLog, most: int) -> str:
    """The code of the error that ended it, or none after `most` appends."""
    for _ in range(most):
        try:
            log.append([b"x" * 4000] * 10, get_size(log.head()))
        except Unavailable as error:
            return error.code
    return "none"


def main(folder: Path) -> None:
    """The story of one disk."""
    mount(folder, "size=1m")
    log = SqliteLog(folder / "log.db", SIGNER)
    story: dict[str, object] = {"full": append_until_refused(log, 100), "held": get_size(log.head())}
    second = SqliteLog(folder / "log.db")
    story["held_again"] = get_size(second.head())
    second.close()
    mount(folder, "remount,size=8m")
    story["after_making_room"] = append_until_refused(log, 3)
    story["grown"] = get_size(log.head())
    notes = list(log.checkpoints())
    log.close()
    mount(folder, "remount,ro")
    try:
        SqliteLog(folder / "log.db", SIGNER).append([b"x"], 0)
    except Unavailable as error:
        story["read_only"] = error.code
    mount(folder, "remount,rw")
    log = SqliteLog(folder / "log.db", SIGNER)
    story["findings"] = [finding.code for finding in audit_log(LogSource(log), log.vkey, notes)]
    print(json.dumps(story))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
