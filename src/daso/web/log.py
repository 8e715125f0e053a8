"""The log's files over HTTP, for anybody's verifier: `daso audit https://example.org/o/<slug>/log`.

Files that can never change say so; what grows may be kept for moments only. Any site's scripts may read them.
Read next: `ledger/files.py`, which says what they hold.
"""

from __future__ import annotations

from typing import Final

from litestar import Response, get
from litestar.params import FromPath

from daso.ledger.files import VKEY, parse_tile_path
from daso.ledger.merkle import TILE_WIDTH
from daso.web.refusals import PageMissing
from daso.web.visit import GuestHere

__all__ = ["get_log_file"]

_FOR_EVER: Final = "public, max-age=31536000, immutable"
_FOR_AN_HOUR: Final = "public, max-age=3600"
_FOR_MOMENTS: Final = "public, max-age=2"


@get("/o/{slug:str}/log/{path:path}", include_in_schema=False, sync_to_thread=True)
def get_log_file(guest: GuestHere, slug: FromPath[str], path: FromPath[str]) -> Response[bytes]:
    """One file of an organisation's log."""
    name = path.lstrip("/")
    content = guest.host.open(slug).fetch(name)
    if content is None:
        raise PageMissing
    is_text = parse_tile_path(name) is None
    headers = {
        "Cache-Control": choose_lifetime(name),
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return Response(content, media_type="text/plain" if is_text else "application/octet-stream", headers=headers)


def choose_lifetime(name: str) -> str:
    """How long a copy may be used without asking again."""
    tile = parse_tile_path(name)
    if tile is not None:
        return _FOR_EVER if tile.width == TILE_WIDTH else _FOR_AN_HOUR
    return _FOR_AN_HOUR if name == VKEY else _FOR_MOMENTS
