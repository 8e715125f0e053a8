"""Collect every sentence that is translated, and bring the catalogues up to date.

    .venv/bin/python -m tools.messages          write daso.pot, and merge it into every daso.po
    .venv/bin/python -m tools.messages check    only say what is missing or stale

Sentences come from the pages' templates, from Python (`_`, `N_`, `ngettext`), from scripts (`t`), from the law's own
articles, and from every error's sentence, the kind's own or the one it is raised with. New ones are left empty for a
translator; those nobody needs are dropped.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import io
import pkgutil
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

import daso
from daso.errors import Error, Misconfigured
from daso.kernel.articles import ARTICLES
from daso.web.words.language import compute_message

__all__ = ["check_catalogue", "collect", "render"]

SOURCE: Final = Path(daso.__file__).parent
LOCALE: Final = SOURCE / "locale"
KEYWORDS: Final = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
SCRIPT_KEYWORDS: Final = {"t": None, "plural": (1, 2)}
BUILDERS: Final = ("testkit", "cli")
"""What speaks to builders and operators stays in English, as does every `Misconfigured`."""

_OF_TOOLS: Final = re.compile(rb'"(?!Language:|Plural|MIME|Content)[A-Z][A-Za-z-]+: .*\\n"$')
"""Lines of a catalogue's head that speak of dates, programs and addresses."""

Found = tuple[str, str | tuple[str, ...]]
"""Where a sentence stands, and the sentence, or its forms."""


def collect() -> Catalog:
    """Every sentence, with the files it comes from."""
    catalog = Catalog(project="daso", charset="utf-8", fuzzy=False)
    for place, message in sorted({*_find_in_files(), *_find_in_law(), *_find_in_raises(), *_find_in_errors()}, key=str):
        catalog.add(message, locations=[(place, 1)])
    return catalog


def _find_in_files() -> Iterator[Found]:
    web = SOURCE / "web"
    for folder, pattern, method, keywords in (
        (web, "*.py", "python", KEYWORDS),
        (web / "templates", "*.html", "jinja2", KEYWORDS),
        (web / "static" / "js", "*.js", "javascript", SCRIPT_KEYWORDS),
    ):
        for path in sorted(folder.rglob(pattern)):
            options = {"encoding": "utf-8", "silent": "false", "trimmed": "true"}
            with path.open("rb") as file:
                for _line, message, _comments, _context in extract(method, file, keywords, options=options):
                    yield str(path.relative_to(SOURCE)), message


def _find_in_law() -> Iterator[Found]:
    for article in ARTICLES:
        yield "kernel/articles.py", article.title
        for template in article.templates:
            yield "kernel/articles.py", compute_message(template)


def _find_in_raises() -> Iterator[Found]:
    """What the law says where one error has several reasons: ``raise CharterUnsound("…", kind=kind)``."""
    for path in sorted((SOURCE / "kernel").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            match node:
                case ast.Raise(exc=ast.Call(args=[ast.Constant(value=str(sentence))])):
                    yield str(path.relative_to(SOURCE)), compute_message(sentence)


def _find_in_errors() -> Iterator[Found]:
    for module in _load_modules():
        for kind in vars(module).values():
            is_own = inspect.isclass(kind) and issubclass(kind, Error) and kind.__module__ == module.__name__
            if is_own and "message" in vars(kind) and not issubclass(kind, Misconfigured):
                path = f"{module.__name__.removeprefix('daso.').replace('.', '/')}.py"
                yield path, compute_message(kind.message)


def _load_modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(daso.__path__, "daso."):
        if found.name.split(".")[1] not in BUILDERS and not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def check_catalogue(path: Path, wanted: Catalog) -> list[str]:
    """What a translation lacks, has too much, or has in a form that would break a page."""
    with path.open("rb") as file:
        catalog = read_po(file, locale=path.parents[1].name)
    complaints = []
    for message in wanted:
        known = catalog.get(message.id) if message.id else None
        if not message.id:
            continue
        said = (known.string if known else None) or ""
        strings = [said] if isinstance(said, str) else list(said)
        if not strings or not all(strings):
            complaints.append(f"untranslated: {message.id}")
        elif _get_fields(strings) != _get_fields(message.id):
            complaints.append(f"other fields than the English: {message.id}")
    complaints += [f"stale: {message.id}" for message in catalog if message.id and message.id not in wanted]
    complaints += [f"fuzzy: {message.id}" for message in catalog if message.id and message.fuzzy]
    return complaints


def _get_fields(said: str | Sequence[str]) -> set[str]:
    """The places in a sentence that are filled in; of several forms, those of the one for many."""
    text = said if isinstance(said, str) else said[-1]
    return set(re.findall(r"\{[a-zA-Z_.]*\}|%\([a-z_]+\)s", text))


def render(catalog: Catalog) -> bytes:
    """The catalogue as a file that changes only where a sentence has changed."""
    catalog.header_comment = "# Made by tools/messages.py; only what follows msgstr is written by hand."
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=100, include_lineno=False, sort_output=True)
    return b"\n".join(line for line in buffer.getvalue().split(b"\n") if not _OF_TOOLS.match(line))


def main(wish: str = "") -> None:
    """Write the catalogues, or check them."""
    wanted = collect()
    paths = sorted(LOCALE.glob("*/LC_MESSAGES/daso.po"))
    if wish != "check":
        LOCALE.mkdir(exist_ok=True)
        (LOCALE / "daso.pot").write_bytes(render(wanted))
        for path in paths:
            with path.open("rb") as file:
                catalog = read_po(file, locale=path.parents[1].name)
            catalog.update(wanted, no_fuzzy_matching=True, keep_user_comments=False)
            catalog.obsolete.clear()
            path.write_bytes(render(catalog))
    complaints = [f"{path.parents[1].name}: {line}" for path in paths for line in check_catalogue(path, wanted)]
    print("\n".join([*complaints, f"{len(wanted)} sentences, {len(complaints)} complaints"]))
    sys.exit(bool(complaints))


if __name__ == "__main__":
    main(*sys.argv[1:])
