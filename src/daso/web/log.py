"""The log's files over HTTP, for anybody's verifier: `daso audit https://example.org/o/<slug>/log`.

Files that can never change say so; what grows may be kept for moments only. Any site's scripts may read them.
Read next: `ledger/files.py`, which says what they hold.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from litestar import Response, get
from litestar.params import FromPath

from daso.host import Hosted
from daso.host.export import list_public, render_text
from daso.kernel.state import State
from daso.ledger.files import TEXTS, VKEY, parse_tile_path
from daso.ledger.merkle import TILE_WIDTH
from daso.web.hidden import find_hidden_words
from daso.web.refusals import PageMissing
from daso.web.visit import GuestHere

__all__ = ["get_log_file"]

_FOR_EVER: Final = "public, max-age=31536000, immutable"
_FOR_AN_HOUR: Final = "public, max-age=3600"
_FOR_MOMENTS: Final = "public, max-age=2"
_NEVER: Final = "no-store"


@get("/o/{slug:str}/log/{path:path}", include_in_schema=False, sync_to_thread=True)
def get_log_file(guest: GuestHere, slug: FromPath[str], path: FromPath[str]) -> Response[bytes]:
    """One file of an organisation's log."""
    name, hosted = path.lstrip("/"), guest.host.open(slug)
    content = fetch_texts(hosted, hosted.get_state(guest.now), name) if is_of_texts(name) else hosted.fetch(name)
    if content is None:
        raise PageMissing
    is_text = parse_tile_path(name) is None
    headers = {
        "Cache-Control": choose_lifetime(name),
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return Response(content, media_type="text/plain" if is_text else "application/octet-stream", headers=headers)


def is_of_texts(name: str) -> bool:
    """Whether a file is one of the texts beside the log, or their list."""
    return name == TEXTS or name.startswith(f"{TEXTS}/")


def fetch_texts(hosted: Hosted, state: State, name: str) -> bytes | None:
    """A text that everybody may read, or the list of them all, as an exported folder has them; None for any other."""
    public = _list_public(hosted, hosted.texts.changes, hosted.size)
    hidden = find_hidden_words(hosted, state)
    if name == TEXTS:
        return "\n".join(one for one in public if one.removesuffix(".json") not in hidden).encode()
    commitment = name.removeprefix(f"{TEXTS}/").removesuffix(".json")
    if f"{commitment}.json" not in public or commitment in hidden:
        return None
    kept = hosted.texts.find([commitment]).get(commitment)
    return render_text(kept.given) if kept and kept.given else None


@lru_cache(maxsize=64)
def _list_public(hosted: Hosted, changes: int, size: int) -> dict[str, None]:  # noqa: ARG001 - keys of the cache
    """The names of all of them: the same until a text comes or goes (`changes`), or the log grows (`size`)."""
    return dict.fromkeys(list_public(hosted, hosted.clerk.get_state()))


def choose_lifetime(name: str) -> str:
    """How long a copy may be used without asking again; texts may be erased, and no copy of ours outlives that."""
    if is_of_texts(name):
        return _NEVER
    tile = parse_tile_path(name)
    if tile is not None:
        return _FOR_EVER if tile.width == TILE_WIDTH else _FOR_AN_HOUR
    return _FOR_AN_HOUR if name == VKEY else _FOR_MOMENTS
