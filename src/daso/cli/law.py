"""The whole law as one text to read, made of the kernel: `python -m daso.cli.law > docs/law.md`.

Its sentences are those that the program obeys, in the order of its articles, with the numbers of one charter in them;
under each article stands what is refused because of it. Read next: `daso/kernel/articles.py`.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import Final

from daso import kernel
from daso.errors import Refusal
from daso.kernel import refusals
from daso.kernel.charter import KINDS, Charter
from daso.kernel.templates import TEMPLATES
from daso.web.words import KINDS as KINDS_IN_WORDS
from daso.web.words import Words, render_articles, say_kind, say_path, say_rule, say_setting
from daso.web.words.settings import CHARTER_SETTINGS

__all__ = ["render_law"]

TEMPLATE: Final = "employee-owned"

_OPENING: Final = """\
# The law

What an organisation's program obeys, in the words in which its members read it. An organisation is an ordered public
log of signed acts, and this law run over it: nothing else decides anything.

This page is made of the law itself (`python -m daso.cli.law > docs/law.md`): each article consists of the first
sentences of the very functions that enforce it, and under it stands all that is refused because of it, each no with
its code. **Entrenched** articles can be changed by nobody. The numbers are those of the charter for an
employee-owned company; every organisation chooses its own, which stand on its charter page.
"""


def render_law() -> str:
    """The law as Markdown."""
    words, charter = Words("en", NullTranslations(), 0), TEMPLATES[TEMPLATE]
    parts = [_OPENING, "\n## Contents\n\n"]
    articles = render_articles(words, charter)
    for number, article in enumerate(articles, start=1):
        parts.append(f"{number}. [{article.title}](#{_make_anchor(number, article.title)})\n")
    parts.append("\nThen [the numbers](#the-numbers), and [how each kind is decided](#how-each-kind-is-decided).\n")
    for number, article in enumerate(articles, start=1):
        parts.append(f"\n## {number}. {article.title}\n\n")
        parts.append("**Entrenched.**\n\n" if article.entrenched else "")
        parts.append("\n\n".join(map(_wrap, article.sentences)) + "\n")
        parts.extend(_render_refusals(article.id))
    return "".join([*parts, *_render_numbers(words, charter), *_render_rules(words, charter)])


def _make_anchor(number: int, title: str) -> str:
    return re.sub(r"[^a-z0-9 -]", "", f"{number} {title}".lower()).replace(" ", "-")


def _render_refusals(article: str) -> Iterator[str]:
    kinds = [getattr(refusals, name) for name in refusals.__all__]
    resting: list[type[Refusal]] = [kind for kind in kinds if kind.article == article]
    if resting:
        yield "\nWhat is refused:\n\n"
    said = _find_messages()
    for kind in resting:
        for message in said.get(kind.__name__) or [kind.message]:
            sentence = re.sub(r"{[a-z_]+}", "…", message)
            yield _wrap(f"- `{kind.code}`: {sentence}", "  ") + "\n"


def _wrap(text: str, indent: str = "") -> str:
    return textwrap.fill(text, 120, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


@cache
def _find_messages() -> dict[str, list[str]]:
    """The sentences with which the law's files raise refusals that have more than one."""
    found: dict[str, list[str]] = {}
    for path in sorted(Path(kernel.__path__[0]).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(message)), *_]):
                    if name in refusals.__all__:
                        found.setdefault(name, []).append(message)
    return found


def _render_numbers(words: Words, charter: Charter) -> Iterator[str]:
    yield "\n## The numbers\n\n| | | what for |\n|---|---|---|\n"
    for name, (_, purpose) in CHARTER_SETTINGS.items():
        value = say_setting(words, name, getattr(charter, name))
        yield f"| {say_path(words, name)} | {value} | {purpose} |\n"


def _render_rules(words: Words, charter: Charter) -> Iterator[str]:
    yield "\n## How each kind is decided\n"
    for kind in KINDS:
        if kind in charter.rules:
            yield f"\n### {say_kind(words, kind)}: {KINDS_IN_WORDS[kind][1]}\n\n"
            yield from (f"- {heading}: {phrase}\n" for heading, phrase in say_rule(words, charter.rules[kind]))


if __name__ == "__main__":
    print(render_law(), end="")
