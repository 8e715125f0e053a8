"""Pages from templates: one environment for each language, and the few names that every template knows.

A page handler is short:

    @get("/o/{slug:str}/proposals/{number:int}", sync_to_thread=True)
    def show_proposal(visit: VisitHere, number: FromPath[int]) -> Response[str]:
        return render_page(visit, "proposal.html", proposal=get_proposal(visit.state, number))

Templates know `visit` (a `Visit` or `Guest`), `words`, `_`,
`static("css/frame.css")` for addresses that may be cached for ever, and whatever the handler adds.
Read next: `visit.py`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Response
from litestar.datastructures import Cookie

from daso.web.languages import get_translations
from daso.web.statics import get_static_address
from daso.web.visit import LANGUAGE_COOKIE, Guest, Visit

__all__ = ["render_page", "render_template"]

_TEMPLATES: Final = Path(__file__).parent / "templates"
_YEAR: Final = 365 * 86_400


@cache
def get_environment(language: str) -> Environment:
    """The templates in one language. A name that a template misspells is an error, not an empty place."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    translations = get_translations(language)
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined] # by the extension
    environment.globals["static"] = get_static_address
    return environment


def render_template(guest: Guest, template: str, **context: object) -> str:
    """A template, or a part of a page, in the visitor's language."""
    return get_environment(guest.language).get_template(template).render(visit=guest, words=guest.words, **context)


def render_page(guest: Guest, template: str, status: int = 200, **context: object) -> Response[str]:
    """A whole page. A language asked for with ``?language=`` is kept in a cookie from now on."""
    cookies = []
    if guest.chosen_language:
        secure = guest.settings.is_secure
        kept = Cookie(LANGUAGE_COOKIE, value=guest.chosen_language, max_age=_YEAR, secure=secure, samesite="lax")
        cookies.append(kept)
    is_signed_in = isinstance(guest, Visit) and guest.viewer is not None
    return Response(
        render_template(guest, template, **context),
        media_type=MediaType.HTML,
        status_code=status,
        cookies=cookies,
        headers={
            "Cache-Control": "private, no-store" if is_signed_in else "no-cache",
            "Vary": "Accept-Language, Cookie",
            "Content-Language": guest.language,
        },
    )
