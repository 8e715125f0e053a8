"""A witness over HTTP, as c2sp.org/tlog-witness has it: two addresses, and nothing else.

    POST /add-checkpoint           asks for a cosignature
    GET  /<origin hash>/checkpoint the newest checkpoint that was cosigned, for whoever wants to compare

Read next: `watcher.py`, which decides.
"""

from __future__ import annotations

from typing import Any, Final

import structlog
import uvicorn
from litestar import Litestar, MediaType, Request, Response, get, post
from litestar.params import FromPath, RawBody

from daso.errors import Error, Unavailable
from daso.ledger.witness import SizeUnexpected, Unwitnessed
from daso.witness.watcher import Watcher

__all__ = ["SIZE_TYPE", "create_witness_app", "serve_witness"]

SIZE_TYPE: Final = "text/x.tlog.size"
_BODY: Final = 64 * 1024
_GRACE: Final = 5
_log = structlog.get_logger("daso.witness")


@post("/add-checkpoint", status_code=200, sync_to_thread=True, media_type=MediaType.TEXT)
def add_checkpoint(request: Request[Any, Any, Any], body: RawBody) -> str:
    """Cosign a checkpoint, or say why not."""
    watcher: Watcher = request.app.state.watcher
    return watcher.answer(body)


@get("/{origin_hash:str}/checkpoint", sync_to_thread=True)
def get_checkpoint(request: Request[Any, Any, Any], origin_hash: FromPath[str]) -> Response[str]:
    """What was cosigned last of a log."""
    watcher: Watcher = request.app.state.watcher
    note = watcher.get_newest(origin_hash)
    if note is None:
        return Response("This witness has never cosigned that log.\n", status_code=404, media_type=MediaType.TEXT)
    return Response(note, media_type=MediaType.TEXT, headers={"Access-Control-Allow-Origin": "*"})


def answer_error(_: Request[Any, Any, Any], error: Error) -> Response[str] | Response[bytes]:
    """Each no of the protocol has its own status, and one has a form of its own."""
    _log.info("not cosigned", code=error.code, fields=error.fields)
    if isinstance(error, SizeUnexpected):
        size = f"{error.fields['size']}\n".encode()
        # As a header, for a media type of text would be given a charset, and the protocol names the type alone.
        return Response(size, status_code=error.status, headers={"Content-Type": SIZE_TYPE})
    status = error.status if isinstance(error, Unwitnessed) else 503 if isinstance(error, Unavailable) else 500
    return Response(f"{error}\n", status_code=status, media_type=MediaType.TEXT)


def create_witness_app(watcher: Watcher) -> Litestar:
    """The application of a witness."""
    app = Litestar(
        route_handlers=[add_checkpoint, get_checkpoint],
        exception_handlers={Error: answer_error},
        request_max_body_size=_BODY,
        logging_config=None,
        openapi_config=None,
    )
    app.state.watcher = watcher
    return app


def serve_witness(watcher: Watcher, listen: str, port: int) -> None:
    """Run the witness until it is told to stop."""
    config = uvicorn.Config(
        create_witness_app(watcher),
        host=listen,
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
    )
    print(f"Witness {watcher.vkey} answers at http://{listen}:{port}", flush=True)  # noqa: T201 - whoever starts it wants to know
    uvicorn.Server(config).run()
