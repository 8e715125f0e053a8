"""Style sheets, scripts and pictures: read from the package, and cached for ever under an address of their content.

``/static/css/frame.css`` is checked with the server each time; ``/static/<digest>/css/frame.css``, which `static(…)` in
templates gives, never changes. Scripts import each other by relative addresses, and so stay under one digest.
Read next: `security.py`.
"""

from __future__ import annotations

import hashlib
import mimetypes
from functools import cache
from pathlib import Path
from typing import Final

from litestar import Response, get
from litestar.params import FromPath

from daso.web.refusals import PageMissing
from daso.web.session import Asked

__all__ = ["get_static_address", "get_static_file"]

_FOLDER: Final = Path(__file__).parent / "static"
_TYPES: Final = {".js": "text/javascript", ".webmanifest": "application/manifest+json", ".woff2": "font/woff2"}
_FOR_EVER: Final = "public, max-age=31536000, immutable"


@cache
def list_static_files() -> dict[str, Path]:
    """Every static file by its name, as they were when the server started; nothing else is ever opened."""
    return {path.relative_to(_FOLDER).as_posix(): path for path in sorted(_FOLDER.rglob("*")) if path.is_file()}


@cache
def compute_static_digest() -> str:
    """A digest of every static file."""
    digest = hashlib.sha256()
    for name, path in list_static_files().items():
        digest.update(name.encode() + b"\n" + path.read_bytes())
    return digest.hexdigest()[:16]


def get_static_address(name: str) -> str:
    """Where a static file may be fetched once and kept for ever."""
    return f"/static/{compute_static_digest()}/{name}"


@get("/static/{path:path}", include_in_schema=False, sync_to_thread=True)
def get_static_file(path: FromPath[str], request: Asked) -> Response[bytes]:
    """One static file, or the news that the browser's copy is still right."""
    name = path.lstrip("/")
    current = name.removeprefix(compute_static_digest() + "/")
    file = list_static_files().get(current)
    if file is None:
        raise PageMissing
    content = file.read_bytes()
    mark = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": mark, "Cache-Control": _FOR_EVER if current != name else "no-cache"}
    if request.headers.get("if-none-match") == mark:
        return Response(b"", status_code=304, headers=headers)
    kind = _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return Response(content, media_type=kind, headers=headers)
