"""What differs between two charters: every number that changed, and every sentence of an article, side by side.

Both are made of the charters themselves, never of what a proposal's author says about them. Read next: `settings.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from daso.kernel.charter import KINDS, Charter
from daso.web.words.rules import render_articles
from daso.web.words.settings import CHARTER_SETTINGS, RULE_SETTINGS, say_path, say_setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daso.kernel.setting import Setting
    from daso.web.words.language import Words

__all__ = ["Change", "compare_articles", "compare_charters"]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that differs: where, as it was, and as it becomes. Empty where there was or will be nothing."""

    place: str
    was: str
    becomes: str


def compare_charters(words: Words, before: Charter, after: Charter) -> list[Change]:
    """Every number that differs, in the order people read them; of a rule that is new or ends, every number."""
    return [
        Change(place=say_path(words, path), was=_say(words, path, was), becomes=_say(words, path, becomes))
        for path, was, becomes in _find_changes(before, after)
    ]


def _say(words: Words, path: str, value: Setting) -> str:
    return words._("no such proposals") if value is None else say_setting(words, path, value)


def _find_changes(before: Charter, after: Charter) -> Iterator[tuple[str, Setting, Setting]]:
    for name in CHARTER_SETTINGS:
        if getattr(before, name) != getattr(after, name):
            yield name, getattr(before, name), getattr(after, name)
    for kind in KINDS:
        was, becomes = before.rules.get(kind), after.rules.get(kind)
        if was != becomes:
            for name in RULE_SETTINGS:
                one, other = getattr(was, name, None), getattr(becomes, name, None)
                if one != other:
                    yield f"rules.{kind}.{name}", one, other


def compare_articles(words: Words, before: Charter, after: Charter) -> list[Change]:
    """Every sentence of an article that reads otherwise."""
    changes = []
    for was, becomes in zip(render_articles(words, before), render_articles(words, after), strict=True):
        for one, other in zip(was.sentences, becomes.sentences, strict=True):
            if one != other:
                changes.append(Change(place=was.title, was=one, becomes=other))
    return changes
