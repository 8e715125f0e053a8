"""The session's cookie: how a browser says who it is, and how it is told to forget.

Read next: `host/sessions.py`, which knows what the token in it means.
"""

from __future__ import annotations

from typing import Final

from litestar import Request, post
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.datastructures import State as Shared
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from daso.host import Host, Hosted, Viewer
from daso.host.sessions import SESSION_DAYS
from daso.host.viewer import is_still_known
from daso.kernel.state import State
from daso.web.settings import Settings

__all__ = ["COOKIE", "Asked", "Connection", "create_cookie", "get_token", "get_viewer", "sign_out"]

COOKIE: Final = "daso_session"

Asked = Request[object, object, Shared]
"""A request; who asks is told by `Visit.viewer`, never by Litestar."""

Connection = ASGIConnection[object, object, object, Shared]
"""The same, before anybody has read its body."""


def get_token(request: Asked) -> str:
    """The token that the browser sent, or nothing."""
    return request.cookies.get(COOKIE, "")


def get_viewer(host: Host, state: State, token: str, now: int) -> Viewer | None:
    """Who has signed in to this organisation, if their key and membership still hold."""
    viewer = host.sessions.get(state.org, token, now) if token else None
    return viewer if viewer and is_still_known(state, viewer) else None


def create_cookie(settings: Settings, token: str) -> Cookie:
    """The cookie that keeps a browser signed in; no script can read it and no other site's form sends it."""
    return Cookie(
        key=COOKIE,
        value=token,
        path="/",
        max_age=SESSION_DAYS * 86_400,
        secure=settings.is_secure,
        httponly=True,
        samesite="lax",
    )


@post("/o/{slug:str}/sign-out", include_in_schema=False, sync_to_thread=True, status_code=HTTP_303_SEE_OTHER)
def sign_out(slug: FromPath[str], request: Asked) -> Redirect:
    """End the session of this browser in this organisation."""
    host: Host = request.app.state.host
    hosted: Hosted = host.open(slug)
    host.sessions.end(hosted.org, get_token(request))
    return Redirect(f"/o/{hosted.slug}", status_code=HTTP_303_SEE_OTHER)
