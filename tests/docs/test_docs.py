"""The documentation is executed: examples run, tables are complete, links lead somewhere."""

from __future__ import annotations

import doctest
import re
from pathlib import Path
from typing import get_args

import pytest

from daso.kernel.transition import AnyAct

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("README.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_examples_run(page: Path) -> None:
    """Every Python example on every page gives what the page says it gives."""
    result = doctest.testfile(str(page), module_relative=False, encoding="utf-8", optionflags=doctest.ELLIPSIS)
    assert result.failed == 0, page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link leads to a file of the project."""
    for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#]+)", page.read_text()):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_formats_name_every_act() -> None:
    """The table of acts in docs/formats.md has every act with exactly its fields."""
    rows = dict(re.findall(r"^\| `([A-Z]\w+)` \| (.*) \|$", (ROOT / "docs/formats.md").read_text(), re.M))
    expected = {
        act.__name__: [name for name in act.__struct_fields__ if name not in {"org", "by", "seq"}]
        for act in get_args(AnyAct)
    }
    assert {act: re.findall(r"`([\w]+)`", fields) for act, fields in rows.items()} == expected
