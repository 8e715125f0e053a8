"""The table of plots says what the law says, and what the stories play."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.attacks.stage import get_words
from tests.attacks.threats import TABLE, THREATS, Threat, render_table

HERE = Path(__file__).parent

PLAYED_TO_THE_LAW = ("test_attention.py", "test_capture.py", "test_doubts.py", "test_electorate.py", "test_pretence.py")


def read_stories(name: str) -> dict[str, set[str]]:
    """The stories of a file, each with all that it names."""
    tree = ast.parse((HERE / name).read_text(encoding="utf-8"))
    return {
        f"{name}::{node.name}": {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


STORIES = {story: names for name in PLAYED_TO_THE_LAW for story, names in read_stories(name).items()}


@pytest.mark.parametrize("threat", THREATS, ids=lambda threat: threat.words)
def test_a_threat_is_played(threat: Threat) -> None:
    """Each story is there, every no is heard in one of them, and rests on an article of the line."""
    assert set(threat.stories) <= STORIES.keys()
    assert {no.__name__ for no in threat.noes} <= set().union(*(STORIES[story] for story in threat.stories))
    assert {no.article for no in threat.noes} <= threat.says.keys()


@pytest.mark.parametrize("threat", THREATS, ids=lambda threat: threat.words)
def test_the_article_says_so(threat: Threat) -> None:
    """The articles of a line hold the very words on which its defence rests."""
    assert threat.says
    for article, words in threat.says.items():
        assert words in get_words(article), article


def test_no_story_is_left_out() -> None:
    """Every story against the law stands in the table."""
    assert STORIES.keys() == {story for threat in THREATS for story in threat.stories}


def test_the_table_is_up_to_date() -> None:
    """The page says what is known (write it anew: python -m tests.attacks.threats)."""
    assert TABLE.read_text() == render_table()
