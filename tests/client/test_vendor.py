"""What others wrote stands here as its list says."""

from __future__ import annotations

import re
from hashlib import sha256
from importlib import resources


def test_vendored_files_are_those_of_the_list() -> None:
    """Every vendored script is on the list, byte for byte the one whose digest stands there."""
    vendor = resources.files("daso.web").joinpath("static/vendor")
    words = vendor.joinpath("LICENCES-AND-VERSIONS.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", words, re.MULTILINE))
    found = {
        f"{folder.name}/{file.name}": sha256(file.read_bytes()).hexdigest()
        for folder in vendor.iterdir()
        if folder.is_dir()
        for file in folder.iterdir()
        if file.name != "LICENSE"
    }
    assert found == listed
