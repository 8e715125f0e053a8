"""A second opinion in another language: `verify_with_go` has Go's own transparency-log packages read an export.

`go/main.go` shares nothing with daso. It is built once in each test process, with the packages that Debian carries.
Read next: `test_go.py`.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

__all__ = ["GoDisagrees", "verify_with_go"]

PACKAGES = ("golang-go", "golang-golang-x-mod-dev")
GOPATH = Path("/usr/share/gocode")
NOTE_PACKAGE = GOPATH / "src/golang.org/x/mod/sumdb/note"
PROGRAM = Path(__file__).parent / "go"


class GoDisagrees(AssertionError):
    """Go's packages do not accept what we exported; the message is theirs."""


def verify_with_go(folder: Path, *witnesses: str) -> str:
    """What Go says about the export in `folder`: `sound: 600 entries, 3 checkpoints`; skips where there is no Go.

    Witnesses, by their keys, must have cosigned its newest checkpoint.
    """
    done = subprocess.run([str(_build()), str(folder), *witnesses], capture_output=True, text=True, check=False)
    if done.returncode:
        raise GoDisagrees(done.stderr.strip())
    return done.stdout.strip()


@lru_cache(maxsize=1)
def _build() -> Path:
    _require_go()
    folder = TemporaryDirectory(prefix="daso-go-")
    atexit.register(folder.cleanup)
    program = Path(folder.name) / "verify"
    environment = os.environ | {
        "GO111MODULE": "off",  # Debian's packages lie in GOPATH; nothing is fetched
        "GOCACHE": f"{folder.name}/cache",
        "GOFLAGS": "",
        "GOPATH": str(GOPATH),
    }
    built = subprocess.run(
        ["go", "build", "-o", str(program), "."],
        cwd=PROGRAM,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return program


def _require_go() -> None:
    if not _has_go() and _may_install():
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "-o", "DPkg::Lock::Timeout=600", *PACKAGES], check=False)
    if not _has_go():
        pytest.skip(f"Go and its log packages are not here: apt-get install {' '.join(PACKAGES)}")


def _has_go() -> bool:
    return shutil.which("go") is not None and NOTE_PACKAGE.is_dir()


def _may_install() -> bool:
    is_wanted = bool(os.environ.get("CI") or os.environ.get("DASO_INSTALL"))
    return is_wanted and os.geteuid() == 0 and shutil.which("apt-get") is not None
