"""The two readings of an amendment, each of which says where the other one stands.

Read next: `proposal.py`, the page that shows it; `kernel/amendment.py`, the law of it.
"""

from __future__ import annotations

import msgspec

from daso.host import ProposalText
from daso.kernel.amendment import is_first_reading
from daso.kernel.decision import Decision
from daso.kernel.proposal import Proposal
from daso.kernel.queries import has_token
from daso.kernel.state import State
from daso.web.pages.effect_form import get_kept
from daso.web.reading import get_proposal_text
from daso.web.visit import Visit

__all__ = ["Reading", "find_second_reading", "get_reading"]


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """Which reading this is, in a sentence; the other one; and what the visitor needs to open the second."""

    line: str
    other: int = 0
    link: str = ""
    effects: tuple[dict[str, str], ...] = ()
    title: str = ""


def find_second_reading(state: State, first: int) -> int:
    """The second reading of an amendment, the one that is voted on rather than a draft; nought where there is none."""
    about = f"decision/{first}"
    cases: list[Proposal | Decision] = [*state.proposals.values(), *state.decisions.values()]
    readings = [one for one in cases if one.about == about and _is_reading(one)]
    return max(readings, key=lambda one: (one.published_at > 0, one.number)).number if readings else 0


def _is_reading(case: Proposal | Decision) -> bool:
    if case.kind != "amendment" or case.form != "motion":
        return False
    return isinstance(case, Proposal) or case.outcome not in ("withdrawn", "lapsed")


def get_reading(visit: Visit, subject: Proposal | Decision) -> Reading | None:
    """Where the two readings stand; None for whatever is no amendment."""
    if subject.kind != "amendment" or subject.form == "verdict":
        return None
    words = visit.words
    if not is_first_reading(subject):
        other = int(subject.about.removeprefix("decision/"))
        link = words._("The first was adopted as decision {number}.", number=other)
        return Reading(line=words._("This is the second reading of an amendment."), other=other, link=link)
    if not isinstance(subject, Decision) or subject.outcome != "adopted":
        hours = words.duration(visit.state.charter.reading_hours)
        line = words._("This is the first reading. If it is adopted, a second one follows {hours} later.", hours=hours)
        return Reading(line=line)
    return _get_adopted(visit, subject)


def _get_adopted(visit: Visit, decision: Decision) -> Reading:
    words, number = visit.words, find_second_reading(visit.state, decision.number)
    if number:
        link = words._("It is proposal {number}.", number=number)
        return Reading(line=words._("Adopted once, and brought to its second reading."), other=number, link=link)
    if decision.expires_at <= visit.now:
        return Reading(line=words._("Adopted once, but nobody brought it to a second reading in time."))
    if visit.now < decision.readable_from:
        moment = words.moment(decision.readable_from)
        return Reading(line=words._("Adopted once. Its second reading can begin on {moment}.", moment=moment))
    line = words._("Adopted once. It changes nothing until a second reading adopts it too.")
    if visit.member is None or not has_token(visit.member):
        return Reading(line=line)
    text = get_proposal_text(visit, decision.text)
    title = text.title if isinstance(text, ProposalText) else ""
    effects = tuple(kept.values for kept in get_kept(visit, decision.effects))
    return Reading(line=line, effects=effects, title=words._("Second reading: {title}", title=title)[:120])
