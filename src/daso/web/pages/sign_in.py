"""Signing in with a passkey, which the client does; and the way in for demonstrations.

Read next: `host/login.py`, what is signed.
"""

from __future__ import annotations

from litestar import Response, get

from daso.web.render import render_page
from daso.web.visit import VisitHere

__all__ = ["get_sign_in"]


@get("/o/{slug:str}/sign-in", sync_to_thread=True)
def get_sign_in(visit: VisitHere) -> Response[str]:
    """The page to sign in on."""
    return render_page(visit, "sign-in.html", next=visit.get_way_back())
