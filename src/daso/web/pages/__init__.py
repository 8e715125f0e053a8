"""The pages that people read, one file a family. `HANDLERS` lists them all for `app.py`; `show_problem` says errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar import MediaType, Response
from litestar.handlers import HTTPRouteHandler
from markupsafe import Markup

if TYPE_CHECKING:
    from daso.web.problems import Problem
    from daso.web.visit import Guest

__all__ = ["HANDLERS", "show_problem"]

HANDLERS: tuple[HTTPRouteHandler, ...] = ()


def show_problem(guest: Guest, problem: Problem) -> Response[str]:
    """An error as a page: what happened, what to do, and where to go on."""
    page = Markup("<!doctype html><html lang='{}'><title>{}</title><h1>{}</h1><p>{}</p></html>")
    said = page.format(guest.language, problem.title, problem.title, problem.detail)
    return Response(str(said), media_type=MediaType.HTML, status_code=problem.status)
