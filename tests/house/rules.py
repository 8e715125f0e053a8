"""The rules of the house as functions from a file to its breaches, one readable line each.

`test_rules.py` applies them to the whole tree, whatever it has grown to; `test_rules_bite.py` shows that each one can
fail. What ruff, mypy and import-linter already watch is not repeated here.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

__all__ = ["ROOT", "Source", "find_packages", "find_sources", "find_texts", "is_vendored"]

ROOT = Path(__file__).resolve().parents[2]

# What is ours to write. Folders that are made, not written, have no part in it.
WRITTEN = (".ci", "bench", "docs", "src", "tests", "tools", "vectors")
MADE = {"__pycache__", ".hypothesis", ".pytest_cache", "node_modules"}

LONGEST_FILE = 400
LONGEST_FUNCTION = 60

EMPTY_WORDS = {"manager", "handler", "service", "helper", "util", "base", "data", "info"}

# The words of a standard, which its readers will look for.
STANDARD_NAMES = {"AuthenticatorData", "ClientData"}  # Web Authentication

# Put together from halves, so that this file keeps the rules it states.
UNFINISHED = re.compile("|".join(("TO" + "DO", "FIX" + "ME", r"\bXX" + r"X\b", "NotImplemented" + "Error")))
ELSEWHERE = re.compile(
    "|".join(
        (
            r"(?<![\w.])/(?:wo" + r"rk|ro" + r"ot|ho" + r"me)/\w",
            r"pypi\.or" + r"g|pythonhosted\.or" + r"g|npmjs\.(?:or" + r"g|com)|deb\.debian\.or" + r"g",
        )
    )
)
SILENCED = re.compile(r"#\s*(?:type:\s*ignore(?:\[[^]]*\])?|noqa(?::\s*[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*)?)")
SENTENCE_WITHIN = re.compile(r"[.!?]\s+[A-Z]")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file, read and understood."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The file as Python sees it."""
        return ast.parse(self.text, self.name)

    @property
    def definitions(self) -> Iterator[ast.ClassDef | Function]:
        """Every class and function, however deep."""
        return (n for n in ast.walk(self.tree) if isinstance(n, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef))

    @property
    def functions(self) -> Iterator[Function]:
        """Every function and method, however deep."""
        return (n for n in self.definitions if not isinstance(n, ast.ClassDef))

    def check_docstring(self) -> Iterator[str]:
        """A module says what it is for."""
        if not ast.get_docstring(self.tree):
            yield f"{self.name}: the module has no docstring"

    def check_functions(self) -> Iterator[str]:
        """A function fits on a screen."""
        for node in self.functions:
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{self.name}:{node.lineno}: {node.name} has {length} lines"

    def check_names(self) -> Iterator[str]:
        """A name says what a thing is; some last words say nothing."""
        named = [(Path(self.name).stem, 1), *((node.name, node.lineno) for node in self.definitions)]
        for name, line in named:
            last = re.findall(r"[A-Z]?[a-z\d]+|[A-Z\d]+", name)[-1:]
            if last and last[0].lower().removesuffix("s") in EMPTY_WORDS and name.strip("_") not in STANDARD_NAMES:
                yield f"{self.name}:{line}: {name} ends in a word that says nothing"

    def check_silence(self) -> Iterator[str]:
        """Who silences a checker says why: `# noqa: S608  # every part of the statement is our own`."""
        for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
            if token.type == tokenize.COMMENT and SILENCED.search(token.string):
                reason = SILENCED.sub("", token.string)
                if len(re.findall(r"[A-Za-z]{2,}", reason)) < 2:
                    yield f"{self.name}:{token.start[0]}: a silenced check without its reason"

    def check_tests(self) -> Iterator[str]:
        """A test promises one thing in one sentence, and meets the real thing."""
        for node in self.functions:
            if node.name.startswith("test_"):
                promise = ast.get_docstring(node) or ""
                if not promise or "\n\n" in promise or SENTENCE_WITHIN.search(promise):
                    yield f"{self.name}:{node.lineno}: {node.name} needs a docstring of one sentence"
        for statement in ast.walk(self.tree):
            if isinstance(statement, ast.Import | ast.ImportFrom) and re.search(r"\bmock\b", ast.unparse(statement)):
                yield f"{self.name}:{statement.lineno}: mocks prove nothing"

    def check_purity(self) -> Iterator[str]:
        """The law counts in integers and fractions and asks nothing of the machine it runs on."""
        impure = {"float", "hash", "id", "input", "open", "print"}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                yield f"{self.name}:{node.lineno}: {node.value} is a float"
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in impure:
                yield f"{self.name}:{node.lineno}: {node.func.id}() has no place in the law"


def find_breaches(pattern: re.Pattern[str], name: str, text: str) -> Iterator[str]:
    """Find the lines that hold what the pattern forbids."""
    for number, line in enumerate(text.splitlines(), 1):
        if found := pattern.search(line):
            yield f"{name}:{number}: {found[0]}"


def is_vendored(path: Path) -> bool:
    """Tell whether the file was written by others and stands here as they wrote it."""
    return "vendor" in path.parts


def find_files() -> Iterator[Path]:
    """Find every file of the project that somebody wrote."""
    yield from (path for path in ROOT.iterdir() if path.is_file() and path.name != ".git")
    for folder in WRITTEN:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and MADE.isdisjoint(path.relative_to(ROOT).parts):
                yield path


def find_texts() -> Iterator[tuple[str, str]]:
    """Find every text of ours: its name and what it says."""
    for path in find_files():
        if not is_vendored(path.relative_to(ROOT)):
            try:
                yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # a picture, a font, a database: no words to judge


def find_sources(*folders: str) -> list[Source]:
    """Find every Python file of these folders, or of all."""
    return [
        Source(name, text) for name, text in find_texts() if name.endswith(".py") and name.startswith(folders or ("",))
    ]


def find_packages() -> list[Path]:
    """Find every folder of Python below `daso` itself, which the README of the project describes."""
    package = ROOT / "src" / "daso"
    return sorted({path.parent for path in package.rglob("*.py")} - {package})
