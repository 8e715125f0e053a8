"""Languages: catalogues read from .po files at the start, and which of them a visitor reads.

A sentence's English is its key. A catalogue lies in ``locale/<language>/LC_MESSAGES/daso.po``; nothing is compiled
beforehand. Scripts fetch the part they need from ``/messages/<language>.json``. Read next: `render.py`.
"""

from __future__ import annotations

import io
import re
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
from babel.core import negotiate_locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from litestar import MediaType, Response, get
from litestar.params import FromPath

__all__ = ["DEFAULT", "LANGUAGES", "choose_language", "get_messages", "get_translations"]

DEFAULT: Final = "en"
_LOCALE: Final = Path(__file__).parents[1] / "locale"
_QUALITY: Final = re.compile(r"[01](\.[0-9]{0,3})?", re.ASCII)
_LONGEST: Final = 500
"""Characters of a visitor's list of languages that are read, and remembered."""


class Language(msgspec.Struct, frozen=True):
    """One language that pages come in."""

    name: str
    translations: NullTranslations
    messages: dict[str, str | list[str]]
    """What scripts need, by the English; a list where the words depend on a number."""


def _load(path: Path) -> Language:
    with path.open("rb") as file:
        catalog = read_po(file, locale=path.parents[1].name)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Language(path.parents[1].name, Translations(compiled), _select_messages(catalog))


def _select_messages(catalog: Catalog) -> dict[str, str | list[str]]:
    chosen: dict[str, str | list[str]] = {}
    for message in catalog:
        is_of_script = any(str(file).endswith(".js") for file, _ in message.locations)
        if message.id and message.string and is_of_script and not message.fuzzy:
            name = message.id if isinstance(message.id, str) else message.id[0]
            chosen[name] = message.string if isinstance(message.string, str) else list(message.string)
    return chosen


LANGUAGES: Final[dict[str, Language]] = {DEFAULT: Language(DEFAULT, NullTranslations(), {})} | {
    path.parents[1].name: _load(path) for path in sorted(_LOCALE.glob("*/LC_MESSAGES/daso.po"))
}
"""By their short names; English is always there."""


def get_translations(language: str) -> NullTranslations:
    """What translates into this language."""
    return LANGUAGES[language].translations


def choose_language(wished: str, accepted: str) -> str:
    """The language a visitor has chosen, else the best of those their browser accepts, else English."""
    return wished if wished in LANGUAGES else _negotiate(accepted[:_LONGEST])


@lru_cache(maxsize=4096)
def _negotiate(accepted: str) -> str:
    weighed = []
    for part in accepted.split(",")[:20]:
        name, _, parameter = part.strip().partition(";")
        quality = parameter.strip().removeprefix("q=") or "1"
        if _QUALITY.fullmatch(quality) and float(quality) > 0:
            weighed.append((-float(quality), name.strip()))
    preferred = [name for _, name in sorted(weighed, key=lambda pair: pair[0])]
    return negotiate_locale(preferred, list(LANGUAGES), sep="-") or DEFAULT


@get("/messages/{name:str}", include_in_schema=False, sync_to_thread=False)
def get_messages(name: FromPath[str]) -> Response[bytes]:
    """Sentences for scripts, by their English; nothing for a language that is not there, so English shows."""
    known = LANGUAGES.get(name.removesuffix(".json"), LANGUAGES[DEFAULT])
    headers = {"Cache-Control": "public, max-age=300"}
    return Response(msgspec.json.encode(known.messages), media_type=MediaType.JSON, headers=headers)
