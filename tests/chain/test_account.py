"""The account that pays for anchors takes nothing away from what protects the site."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_DEEP = """
from pathlib import Path
from daso.canon import NotCanonical, decode
from daso.chain.account import create_account
create_account(Path("key"))
try:
    decode(b"[" * 250_000)
except NotCanonical:
    print("refused")
"""


def test_deep_words_are_refused_where_a_site_anchors(tmp_path: Path) -> None:
    """The library that signs for chains lets Python recurse a hundred times deeper; no stranger may find that open."""
    done = subprocess.run([sys.executable, "-c", _DEEP], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "refused\n")
