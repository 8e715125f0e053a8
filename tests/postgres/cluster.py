"""A real PostgreSQL server of the tests' own: Debian's programs, in a temporary folder, behind a socket in it.

It shares nothing with a server that the machine runs by itself. PostgreSQL refuses to run as root, so where the tests
do, it runs as the user `postgres` that Debian's package makes. Read next: `fixtures.py`.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import cache
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

__all__ = ["Cluster", "get_cluster"]

_USER = "postgres"
_names = count()


def find_programs() -> Path | None:
    """Where `initdb` and `pg_ctl` are: the newest of Debian's versions, or wherever the shell finds them."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


class Cluster:
    """A server that can be stopped, killed and started again. It waits for its disk, as it must."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self.folder = folder
        self._run("initdb", "-D", str(folder / "data"), "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C")
        rules = folder / "data" / "pg_hba.conf"
        rules.write_text("local all careful scram-sha-256\n" + rules.read_text())
        self.start()

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c max_connections=60"
        self._control("start", "-o", options, "-l", str(self.folder / "server.log"))

    def stop(self, how: str = "fast") -> None:
        """Stop: `fast`, or `immediate`, which is as good as a power cut."""
        self._control("stop", "-m", how)

    def restart(self) -> None:
        """What a crash and the repair after it are to everybody who is connected."""
        self.stop("immediate")
        self.start()

    def get_url(self, database: str = "postgres", user: str = _USER, options: str = "") -> str:
        """The address of a database of this server."""
        more = f"&options={quote(options)}" if options else ""
        return f"postgresql://{user}@/{database}?host={quote(str(self.folder), safe='')}{more}"

    def make_place(self) -> str:
        """The address of an empty schema, in which nothing else will ever be."""
        name = f"place_{os.getpid()}_{next(_names)}"
        self.execute(f"CREATE SCHEMA {name}")
        return self.get_url(options=f"-c search_path={name}")

    def execute(self, statement: str, url: str = "") -> list[tuple[object, ...]]:
        """Go behind the log's back."""
        with psycopg.connect(url or self.get_url(), autocommit=True) as db:
            cursor = db.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def _control(self, *words: str) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-s", *words)

    def _run(self, program: str, *words: str) -> None:
        command = [str(self._programs / program), *words]
        if os.geteuid() == 0:
            command = ["setpriv", f"--reuid={_USER}", f"--regid={_USER}", "--init-groups", *command]
        done = subprocess.run(
            command, cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=program != "pg_ctl", check=False
        )
        if done.returncode:
            pytest.fail(f"{program} failed: {(done.stderr or b'').decode()}")


@cache
def get_cluster() -> Cluster:
    """The one server of this process, started when first needed and stopped at its end."""
    programs = find_programs()
    if programs is None:
        pytest.skip("there is no PostgreSQL here: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="daso-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, _USER, _USER)
    cluster = Cluster(programs, folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(cluster.stop, "immediate")
    return cluster
