"""A comment's own address, which stays: it leads to wherever on its subject's page the comment stands today.

Read next: `../discussion.py`.
"""

from __future__ import annotations

from litestar import get
from litestar.params import FromPath
from litestar.response import Redirect

from daso.kernel.comment import get_comment
from daso.web.discussion import find_page
from daso.web.reading import get_subject_address
from daso.web.visit import VisitHere

__all__ = ["get_comment_page"]


@get("/o/{slug:str}/comments/{index:int}", sync_to_thread=True)
def get_comment_page(visit: VisitHere, index: FromPath[int]) -> Redirect:
    """Go to a comment."""
    address = get_subject_address(visit, get_comment(visit.state, index).subject).partition("#")[0]
    if address.endswith("/charter") and not visit.state.inaugurated_at:
        address = address.removesuffix("charter") + "founding"
    return Redirect(address + find_page(visit, index), status_code=303)
