"""Errors as answers: RFC 9457 problem details for programs, a page in words for people, and never a stack trace.

`describe` gives any error its status and its sentence in the reader's language. What nobody foresaw is logged and
called what it is: a fault of ours. Read next: `refusals.py`.
"""

from __future__ import annotations

from typing import Final

import msgspec
import structlog
from litestar import Response
from litestar.exceptions import HTTPException

from daso.canon import NotCanonical
from daso.clerk.clerk import NoSuchEntry
from daso.errors import Error, Field, Misconfigured, Refusal, Tampered, Unavailable
from daso.host import refusals as beside
from daso.kernel import refusals as law
from daso.kernel.articles import ARTICLES
from daso.web import refusals as site
from daso.web.pages import show_problem
from daso.web.session import Asked
from daso.web.visit import Guest, get_guest
from daso.web.words import say_refusal

__all__ = [
    "PROBLEM_JSON",
    "Problem",
    "answer_error",
    "answer_http_error",
    "answer_unforeseen",
    "answer_unreadable",
    "describe",
    "get_status",
]

PROBLEM_JSON: Final = "application/problem+json"
_log = structlog.get_logger("daso.web")

_STATUS: Final[dict[type[Error], int]] = {
    Error: 500,
    Refusal: 422,
    Tampered: 422,
    Unavailable: 503,
    Misconfigured: 500,
    NotCanonical: 400,
    NoSuchEntry: 404,
    law.SequenceBroken: 409,
    law.AlreadyFounded: 409,
    beside.UnknownOrganisation: 404,
    beside.NotYourText: 403,
    beside.NotASigner: 403,
    beside.PasskeyUnknown: 403,
    beside.WalletUnknown: 403,
    beside.ChallengeSpent: 409,
    beside.LinkSpent: 404,
    beside.TooManyAddresses: 429,
    site.PageMissing: 404,
    site.MethodUnknown: 405,
    site.BadRequest: 400,
    site.BodyTooLarge: 413,
    site.TooManyPosts: 429,
    site.WrongSite: 403,
    site.SignInNeeded: 401,
    site.TextHidden: 403,
    site.TextErased: 410,
    site.TextUnknown: 404,
    site.NotADemo: 404,
    site.LentMemberStays: 403,
    site.NobodyIsWrittenTo: 403,
}
"""The status of each kind of error; the nearest ancestor's counts."""

_NOT_THERE: Final = (law.UnknownProposal, law.UnknownMember, law.UnknownMandate, law.UnknownLot)
"""Refusals that mean "no such page" to somebody who only wanted to read."""

_ARTICLES: Final = frozenset(article.id for article in ARTICLES)


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """An error as RFC 9457 describes it, with our own `code`, `article` and `fields`."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    article: str | None
    fields: dict[str, Field]


class Unforeseen(Error):
    """A fault of the program."""

    code = "unforeseen"
    message = (
        "Something failed here that should not. Nothing you did is lost; try again, and tell the operator if it stays."
    )


def get_status(kind: type[Error]) -> int:
    """The HTTP status of a kind of error."""
    return next(_STATUS[ancestor] for ancestor in kind.__mro__ if ancestor in _STATUS)


def describe(guest: Guest, error: Error, status: int) -> Problem:
    """The error in the visitor's language."""
    article = error.article if isinstance(error, Refusal) and error.article in _ARTICLES else None
    return Problem(
        type=f"/api#{error.code}",
        title=_choose_title(guest, error),
        status=status,
        detail=say_refusal(guest.words, error),
        code=error.code,
        article=article,
        fields=error.fields,
    )


def _choose_title(guest: Guest, error: Error) -> str:
    """What happened, in a word or two."""
    match error:
        case Tampered():
            return guest.words._("This does not hold")
        case Unavailable():
            return guest.words._("Not just now")
        case Refusal():
            return guest.words._("This is not possible")
    return guest.words._("A fault of this site")


def answer(request: Asked, error: Error, status: int) -> Response[bytes] | Response[str]:
    """A page in words for a browser that wants one, and problem details for everything else."""
    guest = get_guest(request)
    problem = describe(guest, error, status)
    is_for_people = not request.url.path.startswith("/api") and "text/html" in request.headers.get("accept", "")
    if is_for_people:
        page = show_problem(guest, problem, is_page=request.method in {"GET", "HEAD"})
        page.headers["Cache-Control"] = "no-store"
        return page
    headers = {"Cache-Control": "no-store", "Content-Language": guest.language}
    if wait := _choose_wait(error, status):
        headers["Retry-After"] = wait
    return Response(msgspec.json.encode(problem), media_type=PROBLEM_JSON, status_code=status, headers=headers)


def _choose_wait(error: Error, status: int) -> str:
    """Seconds after which trying again may help."""
    return str(error.fields.get("seconds", 2)) if status in {429, 503} else ""


def answer_error(request: Asked, error: Error) -> Response[bytes] | Response[str]:
    """One of our own errors, whose sentence says what to do."""
    status = get_status(type(error))
    if isinstance(error, _NOT_THERE) and request.method in {"GET", "HEAD"}:
        status = 404
    if status >= 500:
        _log.error("failed", path=request.url.path, code=error.code, fields=error.fields)
    return answer(request, error, status)


def answer_http_error(request: Asked, error: HTTPException) -> Response[bytes] | Response[str]:
    """An error that Litestar found in the request."""
    match error.status_code:
        case 404:
            ours: Error = site.PageMissing()
        case 405:
            ours = site.MethodUnknown()
        case 413:
            ours = site.BodyTooLarge(limit=request.app.state.settings.body_bytes)
        case status if status < 500:
            ours = site.BadRequest(reason=_say_validation(error))
        case _:
            return answer_unforeseen(request, error)
    return answer(request, ours, error.status_code)


def answer_unreadable(request: Asked, error: Exception) -> Response[bytes] | Response[str]:
    """What was sent is no JSON that anybody could read: not UTF-8, or nested without end."""
    why = "it is nested too deep" if isinstance(error, RecursionError) else "it is not UTF-8"
    return answer(request, site.BadRequest(reason=why), 400)


def _say_validation(error: HTTPException) -> str:
    """Which field is wrong, and why, without anything that the program knows of itself."""
    extra = error.extra if isinstance(error.extra, list) else []
    said = [f"{one.get('key') or 'the content'}: {one.get('message')}" for one in extra if isinstance(one, dict)]
    return "; ".join(said) or error.detail


def answer_unforeseen(request: Asked, error: Exception) -> Response[bytes] | Response[str]:
    """A fault of ours: the operator's log has all of it, the visitor a sentence."""
    _log.error("unforeseen", path=request.url.path, exc_info=error)
    return answer(request, Unforeseen(), 500)
