"""The page about the vault names tests that are there, and every test of an attack stands on it."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "vault.md"


def find_tests(*names: str) -> set[str]:
    """The tests of these files."""
    return {test for name in names for test in re.findall(r"^def (test_\w+)", (HERE / name).read_text(), re.MULTILINE)}


def test_the_table_of_threats_is_true() -> None:
    """Each threat is answered by tests that exist, and no attack is tried that the page does not name."""
    named = set(re.findall(r"`(test_\w+)`", PAGE.read_text()))
    assert named <= find_tests(*(path.name for path in HERE.glob("test_*.py")))
    assert find_tests("test_forgery.py", "test_hostility.py") <= named
