"""The law promises nothing that it does not do: what an article is read from is called, and by more than tests."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parents[2] / "src" / "daso"
ARTICLES = SOURCES / "kernel" / "articles.py"


def list_enforcing() -> list[str]:
    """The functions from which articles are read."""
    calls = [node for node in ast.walk(ast.parse(ARTICLES.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    articles = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "_article"]
    return [one.attr for call in articles for one in call.args if isinstance(one, ast.Attribute)]


def collect_used() -> set[str]:
    """Every name that anything but the articles, the testkit and imports uses."""
    paths = [path for path in sorted(SOURCES.rglob("*.py")) if path != ARTICLES and "testkit" not in path.parts]
    nodes = [node for path in paths for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return names | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


USED = collect_used()


@pytest.mark.parametrize("name", list_enforcing())
def test_an_article_is_enforced(name: str) -> None:
    """The function whose words stand in the charter is used by the program."""
    assert name in USED


def test_articles_were_found() -> None:
    """There is something to hold the law to."""
    assert len(list_enforcing()) > 60
    assert "overturn_admission" in list_enforcing()
