"""The documentation is executed: examples run, tables are complete, links lead somewhere."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from daso.cli.law import render_law
from daso.kernel import refusals
from daso.kernel.articles import ARTICLES
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
    rows = dict(re.findall(r"^\| `([A-Z]\w+)` \| (.*) \|$", (ROOT / "docs/formats.md").read_text(), re.MULTILINE))
    expected = {
        act.__name__: [name for name in act.__struct_fields__ if name not in {"org", "by", "seq"}]
        for act in get_args(AnyAct)
    }
    assert {act: re.findall(r"`([\w]+)`", fields) for act, fields in rows.items()} == expected


def test_the_law_is_current() -> None:
    """The page of the law says just what the law says today."""
    written = (ROOT / "docs/law.md").read_text()
    assert written == render_law(), "run: python -m daso.cli.law > docs/law.md"


def test_the_law_hides_nothing() -> None:
    """Every article and every no stands on the page of the law, and its contents lead to each article."""
    page = render_law()
    for article in ARTICLES:
        assert article.title in page
    for name in refusals.__all__:
        assert f"`{getattr(refusals, name).code}`" in page
    anchors = {
        re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")
        for title in re.findall("^##+ (.*)$", page, re.MULTILINE)
    }
    assert set(re.findall(r"\(#([^)]*)\)", page)) <= anchors


def test_readme_story_is_true(tmp_path: Path) -> None:
    """The README's commands do what it says: a copy is sound, and one changed byte is found and named."""
    page = (ROOT / "README.md").read_text()
    story = next(block for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL) if "daso audit" in block)
    said = re.search(r"```text\n(Sound: .*?)\n```", page)
    assert said
    answers = [_run(line.split()[1:], tmp_path) for line in story.splitlines() if line.startswith("daso ")]
    for done in answers:
        assert done.returncode == 0, done.stderr
    assert re.sub(r"[0-9a-f]{32}|[0-9]+", "*", answers[-1].stdout).splitlines()[-1] == re.sub(
        r"[0-9a-f]{32}|[0-9]+", "*", said[1]
    )

    for file in (
        "tile/entries/000",
        "tile/0/000",
        "checkpoint",
        "checkpoints",
        "decisions",
        "log.vkey",
        "state",
        "texts",
    ):
        path = tmp_path / "copy" / file
        path = min(path.iterdir()) if path.is_dir() else path
        honest = path.read_bytes()
        path.write_bytes(honest[:40] + bytes([honest[40] ^ 1]) + honest[41:])
        done = _run(["audit", "copy"], tmp_path)
        assert done.returncode == 1, file
        assert "Not sound" in done.stdout, file
        path.write_bytes(honest)


def test_every_folder_of_tests_is_explained() -> None:
    """The tests' README says of each of their folders what it asks, and of no other."""
    rows = set(re.findall(r"^\| `(\w+)/`", (ROOT / "tests/README.md").read_text(), re.MULTILINE))
    assert rows == {path.parent.relative_to(ROOT / "tests").parts[0] for path in ROOT.glob("tests/*/**/test_*.py")}


def test_readme_fits_one_screen() -> None:
    """The README stays one screen of a desk's monitor."""
    assert len((ROOT / "README.md").read_text().splitlines()) <= 80


def _run(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the real command line in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "daso", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
