"""An organisation's home: first what needs the member who looks, then open votes, decisions, purpose and activity.

Read next: `needs.py`, which finds what needs you.
"""

from __future__ import annotations

from typing import Final

from litestar import Response, get

from daso.kernel.pause import get_pause
from daso.kernel.queries import get_founders
from daso.web.pages.cases import get_cases
from daso.web.pages.mandates import is_live
from daso.web.pages.needs import get_needs
from daso.web.pages.recovery import get_recovery_notices
from daso.web.reading import get_deeds
from daso.web.render import render_page
from daso.web.visit import Visit, VisitHere
from daso.web.words import say_template

__all__ = ["get_home"]

RECENT: Final = 5
LATEST: Final = 12


@get("/o/{slug:str}", sync_to_thread=True)
def get_home(visit: VisitHere) -> Response[str]:
    """The front page of an organisation."""
    state, words = visit.state, visit.words
    purpose = state.clauses.get("purpose")
    voting = sorted((p for p in state.proposals.values() if p.published_at), key=lambda p: p.closes_at)
    ended = sorted(state.decisions.values(), key=lambda d: (-d.closed_at, -d.number))
    founders = len(get_founders(state))
    return render_page(
        visit,
        "home.html",
        needs=get_needs(visit) if visit.member else None,
        pause=get_pause(state, visit.now),
        recoveries=get_recovery_notices(visit) if visit.member else [],
        kind=say_template(words, state.charter.template),
        purpose=purpose.text if purpose else "",
        is_inaugurated=state.inaugurated_at > 0,
        founding_line=words.ngettext(
            "{count} founder is writing its ideas-issue and charter. Anybody may read along.",
            "{count} founders are writing its ideas-issue and charter. Anybody may read along.",
            founders,
        ),
        figures=_get_figures(visit, len(voting), len(ended)),
        open_votes=get_cases(visit, voting),
        recent=get_cases(visit, ended[:RECENT]),
        deeds=get_deeds(visit, visit.hosted.register.get_latest(LATEST)),
    )


def _get_figures(visit: Visit, voting: int, ended: int) -> list[tuple[str, str, str]]:
    words, path = visit.words, f"/o/{visit.hosted.slug}"
    entries = (words._("entries on the log"), words.number(visit.state.entries), f"{path}/audit")
    if not visit.state.inaugurated_at:
        return [
            (words._("founders"), words.number(len(get_founders(visit.state))), f"{path}/founding#founders"),
            entries,
        ]
    held = sum(is_live(visit, mandate) for mandate in visit.state.mandates.values())
    return [
        (words._("members"), words.number(visit.state.tokens), f"{path}/members"),
        (words._("open votes"), words.number(voting), f"{path}/proposals"),
        (words._("decisions"), words.number(ended), f"{path}/decisions"),
        (words._("mandates held"), words.number(held), f"{path}/mandates"),
        entries,
    ]
