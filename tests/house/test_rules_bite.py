"""Each rule of the house reports a file that breaks it, and leaves alone one that keeps it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from tests.house.rules import ELSEWHERE, UNFINISHED, Source, find_breaches

LONG = "def f():\n" + "    pass\n" * 60
IGNORE = "# type" + ": ignore[misc]"
NOQA = "# no" + "qa: S608"


@pytest.mark.parametrize(
    ("rule", "bad", "good"),
    [
        (Source.check_docstring, "x = 1\n", '"""Purpose."""\n'),
        (Source.check_functions, LONG, LONG.replace("    pass\n", "", 1)),
        (Source.check_names, "class BallotManager: ...\n", "class Ballot: ...\n"),
        (Source.check_names, "def read_data(): ...\n", "def encode_base64(): ...\n"),
        (Source.check_silence, f"x = 1  {IGNORE}\n", f"x = 1  {IGNORE}  # the library lies\n"),
        (Source.check_silence, f"x = 1  {NOQA}\n", f"x = 1  {NOQA}  # our own words only\n"),
        (Source.check_silence, f"x = 1  {IGNORE}  {NOQA}\n", f"x = 1  {IGNORE}  {NOQA}  # the library lies\n"),
        (Source.check_tests, "def test_a(): ...\n", 'def test_a():\n    """It holds, e.g. here."""\n'),
        (Source.check_tests, 'def test_a():\n    """One. Two."""\n', 'def build():\n    """One. Two."""\n'),
        (Source.check_tests, "from unittest import mock\n", "import unittest\n"),
        (Source.check_purity, "half = 0.5\n", "half = Fraction(1, 2)\n"),
        (Source.check_purity, "key = hash(act)\n", "key = compute_hash(act)\n"),
    ],
)
def test_a_rule_tells_bad_from_good(rule: Callable[[Source], Iterator[str]], bad: str, good: str) -> None:
    """The rule reports the bad file and says nothing of the good one."""
    assert list(rule(Source("src/ballot.py", bad)))
    assert list(rule(Source("src/ballot.py", good))) == []


@pytest.mark.parametrize(
    ("pattern", "bad", "good"),
    [
        (UNFINISHED, "# TO" + "DO: later", "# to do this"),
        (UNFINISHED, "raise NotImplemented" + "Error", "return NotImplemented"),
        (ELSEWHERE, "cd /wo" + "rk/main", "see network/main"),
        (ELSEWHERE, "https://pypi.or" + "g/simple", "from PyPI"),
    ],
)
def test_a_forbidden_word_is_found(pattern: re.Pattern[str], bad: str, good: str) -> None:
    """The pattern finds the bad line and passes the good one."""
    assert list(find_breaches(pattern, "notes.md", bad))
    assert list(find_breaches(pattern, "notes.md", good)) == []
