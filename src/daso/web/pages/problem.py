"""An error as a page: what happened, what to do about it, and where to go on.

Read next: `../problems.py`, which gives each error its words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar import Response

from daso.web.render import render_page

if TYPE_CHECKING:
    from daso.web.problems import Problem
    from daso.web.visit import Guest

__all__ = ["show_problem"]


def show_problem(guest: Guest, problem: Problem) -> Response[str]:
    """The page of an error."""
    return render_page(guest, "problem.html", problem.status, problem=problem, home=_find_home(guest.path))


def _find_home(path: str) -> str:
    """The front page of the organisation whose page failed, or the site's."""
    parts = path.split("/")
    return f"/o/{parts[2]}" if len(parts) > 3 and parts[1] == "o" else "/"
