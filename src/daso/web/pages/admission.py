"""The admission of a newcomer as members can contest it: on what grounds, what runs, and what overturning would do.

Read next: `contest.py` for challenges of decisions; `kernel/newcomer.py`, the law of it.
"""

from __future__ import annotations

import msgspec

from daso.errors import Refusal
from daso.kernel.decision import Decision
from daso.kernel.membership import Member
from daso.kernel.newcomer import ADMISSION_GROUNDS, check_doubtful, get_doubting_rule, overturn_admission
from daso.kernel.proposal import Proposal
from daso.kernel.queries import get_member, has_token
from daso.web.pages.cases import get_decision_status, get_proposal_status
from daso.web.reading import get_people, get_person
from daso.web.visit import Visit
from daso.web.words import DryRun
from daso.web.words.contest import GROUND_WORDS

__all__ = ["Doubt", "DoubtLine", "get_doubt", "try_out_overturning"]


class DoubtLine(msgspec.Struct, frozen=True):
    """A challenge of somebody's admission."""

    name: str
    href: str
    status: str


class Doubt(msgspec.Struct, frozen=True, kw_only=True):
    """Challenges of an admission that there were or are, and the grounds for another, where the visitor may."""

    challenges: tuple[DoubtLine, ...]
    grounds: tuple[tuple[str, str], ...]


def get_doubt(visit: Visit, member: Member) -> Doubt:
    """What a member's page says of their admission."""
    cases: list[Proposal | Decision] = [*visit.state.proposals.values(), *visit.state.decisions.values()]
    found = [case for case in cases if case.form == "verdict" and case.about == f"member/{member.number}"]
    return Doubt(
        challenges=tuple(_get_line(visit, case) for case in sorted(found, key=lambda one: one.number)),
        grounds=tuple((ground, visit.words._(GROUND_WORDS[ground])) for ground in ADMISSION_GROUNDS)
        if _may_challenge(visit, member)
        else (),
    )


def _get_line(visit: Visit, case: Proposal | Decision) -> DoubtLine:
    if isinstance(case, Decision):
        status, _ = get_decision_status(visit, case)
    else:
        status, _ = get_proposal_status(visit, case)
    said = visit.words._("Admission challenged as number {number}", number=case.number)
    return DoubtLine(said, f"/o/{visit.hosted.slug}/proposals/{case.number}", status)


def _may_challenge(visit: Visit, member: Member) -> bool:
    if visit.member is None or not has_token(visit.member) or visit.is_own(member.number):
        return False
    try:
        check_doubtful(visit.state, member.number, visit.now)
        get_doubting_rule(visit.state)
    except Refusal:
        return False
    return True


def try_out_overturning(visit: Visit, subject: Proposal | Decision) -> DryRun:
    """What overturning this admission would do today; of what has ended, what came of it."""
    number, words = int(subject.about.partition("/")[2]), visit.words
    name = get_person(visit, number).name
    if isinstance(subject, Decision):
        endings = {
            "adopted": words._("The admission of {name} was overturned.", name=name),
            "rejected": words._("The admission of {name} was upheld.", name=name),
        }
        nothing = words._("Nothing: {name} keeps the vote-token.", name=name)
        return DryRun(steps=(endings.get(subject.outcome, nothing),))
    if not has_token(get_member(visit.state, number)):
        return DryRun(steps=(words._("Nothing: {name} holds no vote-token any more.", name=name),))
    steps = [words._("{name} loses the vote-token, and what they voted in open votes counts no longer.", name=name)]
    steps += _say_who_answers(visit, number)
    return DryRun(steps=tuple(steps))


def _say_who_answers(visit: Visit, number: int) -> list[str]:
    """Who sponsors nobody for a time, if there are any."""
    after = overturn_admission(visit.state, number, visit.now)
    paused = [one for one in visit.state.members[number].sponsors if after.members[one].paused_until > visit.now]
    if not paused:
        return []
    people = get_people(visit, paused)
    names = visit.words.list([people[one].name for one in paused])
    until = visit.words.date(max(after.members[one].paused_until for one in paused))
    return [visit.words._("Sponsors who answer, and sponsor nobody until {date}: {names}.", date=until, names=names)]
