"""Beginning to found an organisation: a door, a charter to start from, two names.

Read next: `founding.py`, where it goes on.
"""

from __future__ import annotations

from litestar import Response, get

from daso.canon import encode
from daso.kernel.templates import TEMPLATES
from daso.web.render import render_page
from daso.web.visit import GuestHere
from daso.web.words.rules import TEMPLATES as TEMPLATE_WORDS

__all__ = ["get_found"]


@get("/found", sync_to_thread=True)
def get_found(guest: GuestHere) -> Response[str]:
    """The form that begins a founding."""
    words = guest.words
    return render_page(
        guest,
        "found.html",
        doors=[
            (
                "collective",
                words._("All founders together"),
                words._("Everybody writes, discusses and agrees, clause by clause."),
            ),
            (
                "innovator",
                words._("One innovator, joined by others"),
                words._("You write it; the others read it and join by affirming it."),
            ),
        ],
        templates=[
            (name, *map(words._, TEMPLATE_WORDS[name]), encode(charter).decode()) for name, charter in TEMPLATES.items()
        ],
    )
