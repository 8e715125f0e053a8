"""What is much like a proposal that is being written: so that nobody asks twice what was asked, or decided, already.

A hint and no more; the law's own word is `kernel/cooldown.py`. Read next: `proposal_form.py`, which asks here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final
from urllib.parse import parse_qs

import msgspec
from litestar import MediaType, Response, get

from daso.host import ProposalText
from daso.kernel.decision import Decision
from daso.kernel.proposal import Proposal
from daso.web.pages.cases import Case, get_cases
from daso.web.render import render_template
from daso.web.visit import Visit, VisitHere

__all__ = ["find_alike", "get_alike"]

LOOKED_AT: Final = 500
"""The newest proposals and decisions that are compared."""
SHOWN: Final = 4
LIKENESS: Final = 0.45
"""How much of two titles must be the same, from nought to one."""
_LETTERS: Final = 4
"""Letters of a word that says something; shorter ones are mostly and, the, for."""
_SPELLED_ALIKE: Final = 0.8
"""From here on two titles are the same but for their endings or a slip of the pen."""


class Alike(msgspec.Struct, frozen=True):
    """A proposal or decision much like the new one, and until when the like of it can't be brought."""

    case: Case
    cools_until: str


@get("/o/{slug:str}/proposals/alike", sync_to_thread=True)
def get_alike(visit: VisitHere) -> Response[str]:
    """What is much like the title that is being written: a part of a page."""
    given = parse_qs(visit.query)
    own = given.get("proposal", ["0"])[0]
    title = given.get("text.title", [""])[0][:120]
    alike = find_alike(visit, title, int(own) if re.fullmatch("[0-9]{1,9}", own) else 0)
    part = render_template(visit, "alike.html", alike=alike)
    return Response(part, media_type=MediaType.HTML, headers={"Cache-Control": "no-store"})


def find_alike(visit: Visit, title: str, own: int = 0) -> list[Alike]:
    """The few that are most like this title, the likest first."""
    state = visit.state
    cases: list[Proposal | Decision] = [*state.proposals.values(), *state.decisions.values()]
    newest = sorted((one for one in cases if one.number != own), key=lambda one: -one.number)[:LOOKED_AT]
    texts = visit.texts(one.text for one in newest)
    found = []
    for one in newest:
        said = texts[one.text]
        likeness = compute_likeness(title, said.title) if isinstance(said, ProposalText) else 0
        if likeness >= LIKENESS:
            found.append((-likeness, -one.number, one))
    chosen = [one for *_, one in sorted(found, key=lambda item: item[:2])[:SHOWN]]
    cooling = {number: until for until, number in state.cooling if until > visit.now}
    dates = [visit.words.date(cooling[one.number]) if one.number in cooling else "" for one in chosen]
    return [Alike(case, date) for case, date in zip(get_cases(visit, chosen), dates, strict=True)]


def compute_likeness(one: str, other: str) -> float:
    """From nought to one: how many of the words that say something are shared, or how alike the letters are."""
    ours, theirs = find_words(one), find_words(other)
    if not ours or not theirs:
        return 0
    shared, fewest = len(ours & theirs), min(len(ours), len(theirs))
    likeness = shared / fewest if shared > 1 or fewest == 1 else shared / fewest / 2
    first, second = sorted((_join(ours), _join(theirs)))
    spelling = SequenceMatcher(None, first, second).ratio()
    return max(likeness, spelling if spelling >= _SPELLED_ALIKE else 0)


def find_words(title: str) -> set[str]:
    """The words of a title that say something."""
    return {word for word in re.findall(r"\w+", title.casefold()) if len(word) >= _LETTERS}


def _join(words: Iterable[str]) -> str:
    return " ".join(sorted(words))
