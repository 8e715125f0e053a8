"""Whoever does not speak with public chains needs none of the libraries for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

# Libraries of the extra `chain`, and what they bring along: made impossible to import.
_WITHOUT = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"eth_abi", "eth_account", "eth_utils", "eth_keys", "eth_hash", "eth_typing"}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Missing())
from daso.cli import main
"""


def run_without(code: str, folder: Path) -> str:
    """What a program prints that has none of these libraries."""
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT + code], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_site_and_the_demonstration_run_without(tmp_path: Path) -> None:
    """The demonstration is made, the site's every page and route is put together, and a log is audited."""
    made = run_without("sys.exit(main(['demo', '--no-serve', '--data', 'demo']))", tmp_path)
    assert "The demonstration is in" in made
    run_without("sys.exit(main(['export', '--data', 'demo', '--org', 'crumb-and-spoke', 'copy']))", tmp_path)
    assert "Sound: all" in run_without("sys.exit(main(['audit', 'copy']))", tmp_path)
    page = """
from pathlib import Path
from litestar.testing import TestClient
from daso.host import Host
from daso.web.app import create_app
from daso.web.settings import Settings
with TestClient(create_app(Host(Path('demo')), Settings(data=Path('demo')))) as browser:
    for path in ('', '/audit', '/payments', '/proposals', '/charter', '/members'):
        answer = browser.get('/o/crumb-and-spoke' + path)
        assert answer.status_code == 200, (path, answer.status_code)
"""
    run_without(page, tmp_path)
