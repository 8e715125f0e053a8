"""The proposals that are alive: open votes first, then what is being discussed.

Read next: `proposal.py`, one of them; `decisions.py`, what became of the others.
"""

from __future__ import annotations

from litestar import Response, get

from daso.kernel.queries import has_token
from daso.web.pages.cases import get_cases
from daso.web.render import render_page
from daso.web.visit import VisitHere

__all__ = ["get_proposals"]


@get("/o/{slug:str}/proposals", sync_to_thread=True)
def get_proposals(visit: VisitHere) -> Response[str]:
    """Everything that is open, in the order of what ends soonest."""
    words = visit.words
    live = sorted(visit.state.proposals.values(), key=lambda proposal: proposal.closes_at)
    voting = get_cases(visit, [proposal for proposal in live if proposal.published_at])
    drafts = get_cases(visit, [proposal for proposal in live if not proposal.published_at])
    return render_page(
        visit,
        "proposals.html",
        lead=words._("Every member may propose. First it is discussed, then its author puts it to the vote."),
        may_propose=visit.member is not None and has_token(visit.member),
        groups=[
            (words._("Open votes"), voting, words._("No vote is open.")),
            (
                words._("In discussion"),
                drafts,
                words._("Nothing is being discussed. A good moment to propose something."),
            ),
        ],
    )
