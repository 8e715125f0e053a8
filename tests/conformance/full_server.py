"""Fill the real, small disk of a PostgreSQL server under a log, then make room again.

Runs as root in a mount name space of its own:  unshare -m python -m tests.conformance.full_server <folder>
Prints what happened as one line of JSON. Read next: `test_postgres.py`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from pwd import getpwnam

import psycopg

from daso.errors import Unavailable
from daso.ledger import LogSource, audit_log, get_size
from daso.ledger.postgres import PostgresLog
from tests.conformance.drivers import SIGNER
from tests.postgres.cluster import Cluster, find_programs


def append_until_refused(log: PostgresLog, most: int) -> str:
    """The code of the error that ended it, or none after `most` appends."""
    for _ in range(most):
        try:
            log.append([os.urandom(16_000) for _ in range(60)], get_size(log.head()))
        except Unavailable as error:
            return error.code
    return "none"


def main(folder: Path) -> None:
    """The story of one disk: the tables lie on it, and the server's own journal beside it."""
    programs = find_programs()
    assert programs is not None
    shutil.chown(folder, "postgres", "postgres")
    cluster = Cluster(programs, folder)
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size=6m,mode=700,uid={getpwnam('postgres').pw_uid}", "none", str(disk)],
        check=True,
    )
    with psycopg.connect(cluster.get_url(), autocommit=True) as db:
        db.execute(f"CREATE TABLESPACE small LOCATION '{disk}'".encode())
    log = PostgresLog(cluster.get_url(options="-c default_tablespace=small"), SIGNER)
    try:
        story: dict[str, object] = {"full": append_until_refused(log, 100), "held": get_size(log.head())}
        subprocess.run(["mount", "-o", "remount,size=60m", str(disk)], check=True)
        story["after_making_room"] = append_until_refused(log, 3)
        story["grown"] = get_size(log.head())
        story["findings"] = [finding.code for finding in audit_log(LogSource(log), log.vkey, log.checkpoints())]
        print(json.dumps(story))
    finally:
        log.close()
        cluster.stop("immediate")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
