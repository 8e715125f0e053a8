"""An error as a page: what happened, what to do about it, and where to go on.

Read next: `../problems.py`, which gives each error its words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from litestar import Response
from litestar.status_codes import HTTP_401_UNAUTHORIZED

from daso.web.render import render_page

if TYPE_CHECKING:
    from daso.web.problems import Problem
    from daso.web.visit import Guest

__all__ = ["show_problem"]


def show_problem(guest: Guest, problem: Problem, *, is_page: bool) -> Response[str]:
    """The page of an error; `is_page` says whether the address is one to come back to."""
    home = _find_home(guest.path)
    way = f"?{urlencode({'next': guest.path})}" if is_page else ""
    sign_in = f"{home}/sign-in{way}" if problem.status == HTTP_401_UNAUTHORIZED and home != "/" else ""
    return render_page(guest, "problem.html", problem.status, problem=problem, home=home, sign_in=sign_in)


def _find_home(path: str) -> str:
    """The front page of the organisation whose page failed, or the site's."""
    parts = path.split("/")
    return f"/o/{parts[2]}" if len(parts) > 3 and parts[1] == "o" else "/"
