"""Reads a page as a browser would: its text, its links, its forms; and what is wrong with it.

Read next: `test_pages.py`.
"""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

__all__ = ["Reader", "read"]

VOID = {"area", "br", "circle", "col", "hr", "img", "input", "line", "link", "meta", "path", "rect", "source"}
CONTROLS = {"input", "select", "textarea"}
SILENT = {"script", "style"}

Attributes = list[tuple[str, str | None]]


class Reader(HTMLParser):
    """What stands on one page. `complaints` is empty for a sound one."""

    def __init__(self) -> None:
        super().__init__()
        self.complaints: list[str] = []
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.texts: list[str] = []
        self.labels: set[str] = set()
        self.controls: list[dict[str, str | None]] = []
        self.headings: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Note everything that has to fit something else on the page."""
        given = dict(attrs)
        if identifier := given.get("id"):
            self.ids[identifier] += 1
        if tag == "a" and (href := given.get("href")):
            self.links.append(href)
        if tag == "label" and (name := given.get("for")):
            self.labels.add(name)
        if tag in CONTROLS and given.get("type") != "hidden":
            self.controls.append(given | {"within": "label" if "label" in self._open else None})
        if tag in {"h1", "h2", "h3", "h4"}:
            self.headings.append(tag)
        if "style" in given or any(name.startswith("on") for name in given):
            self.complaints.append(f"<{tag}> has a style or a script of its own, which the page's policy forbids")
        self.texts += [value for name in ("aria-label", "placeholder", "title", "alt") if (value := given.get(name))]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Every element ends where it should."""
        if tag in VOID:
            return
        if not self._open or self._open.pop() != tag:
            self.complaints.append(f"</{tag}> does not end what was opened last")

    def handle_data(self, data: str) -> None:
        """Collect the words that people see or hear."""
        if data.strip() and not SILENT & set(self._open):
            self.texts.append(" ".join(data.split()))

    def judge(self) -> list[str]:
        """Everything wrong with the page."""
        said = [f"unclosed: {tag}" for tag in self._open]
        said += [f"the id {name!r} is given {count} times" for name, count in self.ids.items() if count > 1]
        said += [f"a control without a label: {one}" for one in self.controls if not self._is_labelled(one)]
        if self.headings.count("h1") != 1:
            said.append(f"{self.headings.count('h1')} headings of the first order")
        return self.complaints + said

    def _is_labelled(self, control: dict[str, str | None]) -> bool:
        return control["within"] == "label" or "aria-label" in control or control.get("id") in self.labels


def read(html: str) -> Reader:
    """Read a whole page."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader
