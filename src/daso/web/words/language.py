"""One language: sentences, counts, dates and durations as people say them in it.

Read next: `deeds.py` for what members did, `results.py` for how votes stand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from babel import Locale
from babel.dates import format_date, format_timedelta
from babel.lists import format_list
from babel.numbers import format_decimal
from markupsafe import Markup, escape

__all__ = ["N_", "Catalogue", "Words", "compute_message", "compute_moment"]

_LAST: Final = int(datetime.max.replace(tzinfo=UTC).timestamp()) * 1000 - 1
"""The last moment that calendars here know, at the end of the year 9999; the log may hold later ones."""
_JUST: Final = 5
"""Seconds for which something has only just happened."""
_UNITS = re.compile(r"\{([a-z_.]*hours)\} hours")


class Catalogue(Protocol):
    """Where translations come from; `gettext.NullTranslations` and what babel loads both are one."""

    def gettext(self, message: str, /) -> str:
        """The sentence in this language, or as given."""

    def ngettext(self, singular: str, plural: str, n: int, /) -> str:
        """The form for this count."""


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate me later"
    """Mark a sentence for translation where it stands, and leave it as it is."""
    return message


def compute_message(template: str) -> str:
    """What is translated of a sentence of the law: there hours are hours, here they are said with their own unit."""
    return _UNITS.sub(r"{\1}", template)


def compute_moment(at: int) -> datetime:
    """A moment of the log (UTC milliseconds) as a date: whatever is beyond all calendars is their last one."""
    return datetime.fromtimestamp(min(at, _LAST) / 1000, tz=UTC)


class Words:
    """How things are said in one language, at one moment (`now`, UTC milliseconds)."""

    def __init__(self, language: str, catalogue: Catalogue, now: int) -> None:
        self.language = language
        self.now = now
        self._catalogue = catalogue
        self.locale = Locale.parse("en_GB" if language == "en" else language, sep="_")

    def _(self, message: str, **fields: object) -> str:
        """A sentence with its fields filled in."""
        said = self._catalogue.gettext(message)
        return said.format(**fields) if fields else said

    def html(self, message: str, **fields: object) -> Markup:
        """A sentence for a page: fields that are HTML stay so, all others are escaped."""
        return Markup(self._catalogue.gettext(message)).format(**fields)  # noqa: S704 - translators write sentences only

    def ngettext(self, singular: str, plural: str, count: int, **fields: object) -> str:
        """A sentence in the form for a count, which it may mention as {count}."""
        said = self._catalogue.ngettext(singular, plural, count)
        return said.format(count=self.number(count), **fields)

    def number(self, number: int) -> str:
        """A number with the language's own marks between thousands."""
        return str(format_decimal(number, locale=self.locale))

    def share(self, part: int, whole: int) -> str:
        """A fraction of a whole, as a percentage without decimals: rounded down, so that nothing looks reached."""
        return f"{100 * part // whole if whole else 0} %"

    def list(self, items: Sequence[str]) -> str:
        """Several things as one phrase: a, b and c."""
        return str(format_list(items, locale=self.locale))

    def date(self, at: int) -> str:
        """A day."""
        return self._or_later(at, str(format_date(compute_moment(at), format="long", locale=self.locale)))

    def moment(self, at: int) -> str:
        """A day and the time, which is everybody's: UTC."""
        return self._or_later(at, f"{self.date(min(at, _LAST))}, {compute_moment(at):%H:%M} UTC")

    def _or_later(self, at: int, said: str) -> str:
        return self._("{moment} or later", moment=said) if at > _LAST else said

    def time(self, at: int) -> Markup:
        """The same for a page, where `static/js/times.js` says it in the reader's own time."""
        if at > _LAST:
            return escape(self.moment(at))  # no time of the reader's own could say it
        return Markup('<time datetime="{}">{}</time>').format(self.stamp(at), self.moment(at))

    def stamp(self, at: int) -> str:
        """The moment as machines write it, for `<time datetime>`."""
        return f"{compute_moment(at):%Y-%m-%dT%H:%M:%SZ}"

    def distance(self, at: int) -> str:
        """How far off a moment is: in 2 days, 3 hours ago."""
        seconds = round((min(at, _LAST) - self.now) / 1000)
        if -_JUST <= seconds <= 0:
            return self._("just now")
        return str(format_timedelta(timedelta(seconds=seconds), add_direction=True, threshold=1.2, locale=self.locale))

    def duration(self, hours: int) -> str:
        """A number of hours as people say it: 14 days, 36 hours."""
        if hours >= 48 and hours % 24 == 0:
            return self.ngettext("{count} day", "{count} days", hours // 24)
        return self.ngettext("{count} hour", "{count} hours", hours)
