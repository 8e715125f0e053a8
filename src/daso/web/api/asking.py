"""How the API is asked: `read` and `send` are Litestar's `get` and `post` with every problem described.

Handlers run in threads, for they read files. Read next: `acts.py`.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from litestar import get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.types import ExceptionHandlersMap

from daso.web.problems import PROBLEM_JSON, Problem, answer_unreadable

__all__ = ["UNREADABLE", "read", "send"]

PROBLEMS: Final = {
    status: ResponseSpec(Problem, description=description, media_type=PROBLEM_JSON, generate_examples=False)
    for status, description in {
        400: "What was sent can't be understood",
        401: "Sign in first",
        403: "Not for this visitor, or not from another site",
        404: "There is no such thing here",
        405: "This address can't be used in this way",
        409: "Something else came first",
        413: "Too large",
        422: "The law says no, or the signature does not hold",
        429: "Too much at once",
        503: "Not just now",
    }.items()
}
"""What every address may answer when it says no."""

UNREADABLE: Final[ExceptionHandlersMap] = {RecursionError: answer_unreadable, UnicodeDecodeError: answer_unreadable}
"""What reading a body may end in; elsewhere the same would be a fault of ours."""

read = partial(get, sync_to_thread=True, responses=PROBLEMS)
send = partial(post, sync_to_thread=True, responses=PROBLEMS, exception_handlers=UNREADABLE)
