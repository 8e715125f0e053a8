"""Proposals and decisions as lines of a list: title, where it stands, and what it is.

Read next: `proposal.py`, the page each line leads to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from daso.host import Absent, ProposalText, Text
from daso.kernel.amendment import is_first_reading
from daso.kernel.decision import Decision, get_tally
from daso.kernel.proposal import Proposal, compute_earliest
from daso.web.hubs import read_hub_names
from daso.web.reading import get_people, get_title
from daso.web.visit import Visit
from daso.web.words import Words, say_ending, say_kind, say_standing, say_turnout
from daso.web.words.language import N_
from daso.web.words.results import OUTCOMES

__all__ = [
    "Case",
    "get_cases",
    "get_decision_status",
    "get_option_names",
    "get_phase",
    "get_proposal_status",
    "say_sort",
]


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a list."""

    number: int
    href: str
    title: str
    line: str
    status: str
    look: str
    above: str


def say_sort(words: Words, case: Proposal | Decision) -> str:
    """What it is: its kind, or that it challenges a decision."""
    return words._("Challenge") if case.form == "verdict" else say_kind(words, case.kind)


def get_option_names(case: Proposal | Decision, text: Text | Absent) -> tuple[str, ...]:
    """The names of a choice's options, as far as they can be read; whatever else names some, they are the law's own."""
    return text.options if case.form == "choice" and isinstance(text, ProposalText) else ()


def get_proposal_status(visit: Visit, proposal: Proposal) -> tuple[str, str]:
    """In a word: in discussion, or open; and how that looks."""
    if proposal.published_at:
        return visit.words._("Voting"), "open"
    return visit.words._("In discussion"), ""


def get_decision_status(visit: Visit, decision: Decision) -> tuple[str, str]:
    """In a word: how it ended, or that it still has to be done; and how that looks."""
    words = visit.words
    if decision.form == "verdict" and decision.tally:
        is_overturned = decision.outcome == "adopted"
        return (words._("Overturned"), "bad") if is_overturned else (words._("Upheld"), "good")
    if decision.overturned_by:
        return words._("Overturned"), "bad"
    if decision.challenge:
        return words._("Opened again") if decision.carried_out_at else words._("Suspended"), "warn"
    if decision.outcome != "adopted":
        return words._(OUTCOMES[decision.outcome]), "bad" if decision.outcome == "rejected" else ""
    if decision.carried_out_at:
        return words._("Adopted and carried out"), "good"
    if is_first_reading(decision):
        return words._("Adopted at its first reading"), "good"
    if decision.expires_at <= visit.now:
        return words._("Adopted, but expired"), "warn"
    return words._("Adopted"), "good"


def get_phase(visit: Visit, case: Proposal | Decision) -> str:
    """Where it stands in time, as a sentence."""
    words = visit.words
    if isinstance(case, Decision):
        return words._("Ended on {date}.", date=words.date(case.closed_at))
    if case.published_at:
        when = {"distance": words.distance(case.closes_at), "moment": words.time(case.closes_at)}
        return words.html(N_("Voting closes {distance}, on {moment}."), **when)
    if case.form == "verdict" and not case.signed_at:
        return words._("Waits for co-signers; lapses {distance}.", distance=words.distance(case.closes_at))
    until = compute_earliest(visit.state, case)
    if visit.now < until:
        return words._("Can be put to the vote {distance}.", distance=words.distance(until))
    if case.form == "verdict":
        return words._("Any member can begin the vote; lapses {distance}.", distance=words.distance(case.closes_at))
    if len(case.sponsors) < case.needed:
        return words._("Waits for sponsors; lapses {distance}.", distance=words.distance(case.closes_at))
    return words._("Can be put to the vote by its author; lapses {distance}.", distance=words.distance(case.closes_at))


def get_cases(visit: Visit, cases: Iterable[Proposal | Decision], *, names_hub: bool = True) -> list[Case]:
    """Lines for these, in the same order, each perhaps with the hub that it concerns."""
    all_of_them = list(cases)
    texts = visit.texts(case.text for case in all_of_them)
    names = get_people(visit, {case.author for case in all_of_them})
    concerned = {case.hub for case in all_of_them if names_hub} - {0}
    hubs = read_hub_names(visit, [visit.state.hubs[hub] for hub in concerned])
    return [
        _get_case(visit, case, texts[case.text], [names[case.author].name, hubs.get(case.hub, "")])
        for case in all_of_them
    ]


def _get_case(visit: Visit, case: Proposal | Decision, text: Text | Absent, whose: Sequence[str]) -> Case:
    """A line; `whose` are its author and its hub."""
    words = visit.words
    if isinstance(case, Decision):
        status, look = get_decision_status(visit, case)
        line = say_ending(words, case, get_option_names(case, text))
    else:
        status, look = get_proposal_status(visit, case)
        line = _say_votes(visit, case, get_option_names(case, text)) if case.published_at else get_phase(visit, case)
    about = (words._("Proposal {number}", number=case.number), say_sort(words, case), *whose)
    parts = about if not isinstance(case, Decision) else (*about, words.date(case.closed_at))
    return Case(
        number=case.number,
        href=f"/o/{visit.hosted.slug}/proposals/{case.number}",
        title=get_title(visit, case.number, text),
        line=line,
        status=status,
        look=look,
        above=" · ".join(filter(None, parts)),
    )


def _say_votes(visit: Visit, proposal: Proposal, options: Sequence[str]) -> str:
    words = visit.words
    closing = words._("Closes {distance}.", distance=words.distance(proposal.closes_at))
    return f"{closing} {say_turnout(words, get_tally(proposal))} {say_standing(words, proposal, options)}"
