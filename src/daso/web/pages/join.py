"""The page an invitation leads to: what one would join, and joining. The invitation's secret stays in the browser.

Read next: `kernel/membership.py`, what joining takes.
"""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromPath

from daso.web.pages.charter import get_clauses
from daso.web.pages.founding import get_foundation_words
from daso.web.render import render_page
from daso.web.visit import Visit, VisitHere
from daso.web.words import render_articles

__all__ = ["get_join"]


@get("/o/{slug:str}/join/{number:int}", sync_to_thread=True)
def get_join(visit: VisitHere, number: FromPath[int]) -> Response[str]:
    """What the invited person reads before they join."""
    words, state = visit.words, visit.state
    invitation = state.invitations.get(number)
    lead = words.ngettext(
        "Read what they stand for. Once {count} member sponsors you, you hold one vote-token, like everybody else.",
        "Read what they stand for. Once {count} members sponsor you, you hold one vote-token, like everybody else.",
        state.charter.sponsors,
    )
    affirmation = words._("I have read the ideas-issue and the charter, and I affirm them.")
    if not state.inaugurated_at:
        lead = words._("It is still being founded: you would be one of its founders, and write along.")
        affirmation = words._("I want to found it together with the others.")
    return render_page(
        visit,
        "join.html",
        number=number,
        invitation=invitation.key.public if invitation else "",
        lead=lead,
        obstacle=_find_obstacle(visit, number),
        clauses=get_clauses(visit),
        articles=render_articles(words, state.charter),
        affirmation=affirmation,
        words_affirmed=get_foundation_words(visit) if state.inaugurated_at else "",
    )


def _find_obstacle(visit: Visit, number: int) -> str:
    words, invitation = visit.words, visit.state.invitations.get(number)
    if number in visit.state.members:
        return words._("This invitation has been used already. If it was by you, sign in.")
    if invitation is None:
        return words._("There is no such invitation any more. Ask a member for a new one.")
    if invitation.expires_at <= visit.now:
        return words._("This invitation has expired. Ask the member who sent it for a new one.")
    return ""
