"""The API described: as an OpenAPI document for programs, and as a page for people that loads nothing from elsewhere.

Read next: `acts.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec
from litestar import Response, get
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import License, Tag

from daso import __version__
from daso.errors import Error, Refusal
from daso.web.problems import get_status
from daso.web.render import render_page
from daso.web.session import Asked
from daso.web.visit import GuestHere

__all__ = ["create_openapi_config", "get_description", "list_errors"]

_TAGS: Final = (
    "acts",
    "signing in",
    "organisations",
    "proposals",
    "comments",
    "offices",
    "payments",
    "being told",
    "log",
)


class ErrorLine(msgspec.Struct, frozen=True):
    """An error as the page lists it."""

    code: str
    status: int
    article: str
    message: str


class Operation(msgspec.Struct, frozen=True):
    """A way of asking, as the page lists it."""

    method: str
    path: str
    summary: str
    tag: str


def list_errors(kind: type[Error] = Error) -> Iterator[type[Error]]:
    """Every error there is, the general ones before the particular."""
    yield kind
    for narrower in kind.__subclasses__():
        yield from list_errors(narrower)


def list_operations(schema: dict[str, Any]) -> list[Operation]:
    """Every way of asking, as the document has them."""
    return [
        Operation(method.upper(), path, operation.get("description", ""), operation["tags"][0])
        for path, item in schema["paths"].items()
        for method, operation in item.items()
    ]


@get("/api", include_in_schema=False, sync_to_thread=True)
def get_description(guest: GuestHere, request: Asked) -> Response[str]:
    """The document as a page: every address, then every error."""
    errors = {
        kind.code: ErrorLine(
            kind.code,
            get_status(kind),
            kind.article if issubclass(kind, Refusal) else "",
            kind.message,
        )
        for kind in list_errors()
    }
    return render_page(
        guest,
        "api.html",
        operations=list_operations(request.app.openapi_schema.to_schema()),
        errors=sorted(errors.values(), key=lambda one: one.code),
    )


def create_openapi_config() -> OpenAPIConfig:
    """What is described, and where: /api and /api/openapi.json."""
    return OpenAPIConfig(
        title="daso",
        version=__version__,
        summary="Organisations without a boss, run by their members and checkable by anybody",
        description=(
            "Everything a page shows may be read here. Everything a member does comes in as an envelope signed on "
            "their own device. An organisation is named by its identifier or its slug. Errors are problem details "
            "(RFC 9457) with a stable code."
        ),
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        tags=[Tag(name) for name in _TAGS],
        use_handler_docstrings=True,
        path="/api/openapi.json",
        render_plugins=[JsonRenderPlugin(path="/")],
    )
