"""What members wrote, as safe HTML: Markdown without raw HTML and without pictures, and cleaned once more at the end.

Read next: `reading.py`, which finds the words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

__all__ = ["link_mentions", "render_markdown"]

_SUNK: Final = 2
"""Headings of members begin two levels below the page's own."""

_TAGS: Final = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"}
_HEADINGS: Final = {"h3", "h4", "h5", "h6"}
_TABLE_TAGS: Final = {"table", "tbody", "td", "th", "thead", "tr"}
_LARGEST_TABLE: Final = 4000
"""Cells: a short text can make a table of very many, for the rows of a table are filled up."""

_plain: Final = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")
_with_tables: Final = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable("image")
_cleaner: Final = nh3.Cleaner(
    tags=_TAGS | _HEADINGS | _TABLE_TAGS,
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noopener",
)


@lru_cache(maxsize=4096)
def render_markdown(text: str) -> Markup:
    """The text as HTML that can do nothing but be read."""
    parser = _with_tables if count_cells(text) <= _LARGEST_TABLE else _plain
    tokens = parser.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + _SUNK)}"
    html = parser.renderer.render(tokens, parser.options, {})
    return Markup(_cleaner.clean(html))  # noqa: S704 - cleaned in this very line


def count_cells(text: str) -> int:
    """How many cells a table in this text might have: as many columns as its widest line, and as many rows as lines."""
    return max((line.count("|") for line in text.split("\n")), default=0) * (text.count("\n") + 1)


_PIECES: Final = re.compile(r"(<a .*?</a>|<code>.*?</code>|<[^>]*>)", re.DOTALL)
"""What stands between words: tags, and whole links and code, in which nobody is addressed."""


def link_mentions(html: Markup, people: Mapping[str, str]) -> Markup:
    """The same HTML with each "@name" of these people, by address, as a link to them."""
    if not people or "@" not in html:
        return html
    link = Markup('<a class="mention" href="{}">@{}</a>')
    links = {f"@{escape(name, quote=False)}": link.format(address, name) for name, address in people.items()}
    names = re.compile("|".join(re.escape(name) for name in sorted(links, key=len, reverse=True)))
    pieces = _PIECES.split(str(html))
    pieces[::2] = [names.sub(lambda found: links[found[0]], words) for words in pieces[::2]]
    return Markup("".join(pieces))  # noqa: S704 - clean HTML, with links made in this very function
