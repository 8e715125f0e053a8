"""What members can do about a proposal or decision besides voting: sponsor it, reply, challenge it, meet a condition.

Read next: `proposal.py`, whose page shows it.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from daso.errors import Refusal
from daso.kernel.challenge import GROUNDS, check_challenge
from daso.kernel.condition import AttachCondition, Condition, is_open
from daso.kernel.decision import Decision
from daso.kernel.effect import Effect
from daso.kernel.pause import get_expiry
from daso.kernel.proposal import Proposal, compute_earliest
from daso.kernel.queries import get_concerned, has_token
from daso.web.reading import Deed, Person, Written, get_people, get_person, get_written
from daso.web.visit import Visit
from daso.web.words.contest import GROUND_WORDS, say_course
from daso.web.words.language import N_

__all__ = ["ConditionLine", "Contest", "get_contest", "get_contest_deeds"]

Subject = Proposal | Decision


class ConditionLine(msgspec.Struct, frozen=True, kw_only=True):
    """A condition as the page shows it."""

    number: int
    owner: Person
    words: Written
    due_at: int
    status: str
    look: str
    waits: bool
    report: Written | None
    may_report: bool


class Challenged(msgspec.Struct, frozen=True):
    """The decision or admission that a challenge contests."""

    name: str
    href: str


class Contest(msgspec.Struct, frozen=True, kw_only=True):
    """Everything besides the vote itself."""

    course: tuple[str, ...]
    ground: str
    challenged: Challenged | None
    sponsors: tuple[Person, ...]
    needed: int
    may_sponsor: bool
    may_begin: bool
    reply: Written | None
    may_reply: bool
    may_challenge: bool
    may_mitigate: bool
    may_hold_back: bool
    related: tuple[tuple[int, str], ...]
    """Challenges and mitigations of it: number, and what each is."""
    grounds: tuple[tuple[str, str], ...]
    conditions: tuple[ConditionLine, ...]


def get_contest(visit: Visit, subject: Subject) -> Contest:
    """What stands beside this proposal or decision, and what the visitor can do."""
    words = visit.words
    draft = subject if isinstance(subject, Proposal) and not subject.published_at else None
    is_verdict = subject.form == "verdict"
    return Contest(
        course=say_course(words, subject, get_expiry(visit.state, subject) if isinstance(subject, Decision) else 0),
        ground=words._(GROUND_WORDS[subject.ground]) if subject.ground else "",
        challenged=_get_challenged(visit, subject) if is_verdict else None,
        sponsors=tuple(get_people(visit, list(subject.sponsors)).values()) if subject.sponsors else (),
        needed=max(0, draft.needed) if draft else 0,
        may_sponsor=draft is not None and _may_sponsor(visit, draft),
        may_begin=draft is not None and is_verdict and _may_begin(visit, draft),
        reply=get_written(visit, visit.text(subject.reply)) if subject.reply else None,
        may_reply=_may_reply(visit, subject),
        may_challenge=isinstance(subject, Decision) and _may_challenge(visit, subject),
        may_mitigate=_may_mitigate(visit, subject),
        may_hold_back=_may_hold_back(visit, subject),
        related=tuple(_list_related(visit, subject)),
        grounds=tuple((ground, words._(GROUND_WORDS[ground])) for ground in GROUNDS),
        conditions=tuple(_get_line(visit, one) for one in subject.conditions),
    )


def _get_challenged(visit: Visit, subject: Subject) -> Challenged:
    noun, _, name = subject.about.partition("/")
    path, words = f"/o/{visit.hosted.slug}", visit.words
    if noun == "member":
        said = words._("The admission of {name}", name=get_person(visit, int(name)).name)
        return Challenged(said, f"{path}/members/{name}")
    return Challenged(words._("Decision {number}", number=int(name)), f"{path}/proposals/{name}")


def _holds_token(visit: Visit) -> bool:
    return visit.member is not None and has_token(visit.member)


def _may_sponsor(visit: Visit, draft: Proposal) -> bool:
    mine = visit.member.number if visit.member else 0
    is_wanted = len(draft.sponsors) < draft.needed
    return _holds_token(visit) and is_wanted and mine != draft.author and mine not in draft.sponsors


def _may_begin(visit: Visit, draft: Proposal) -> bool:
    return _holds_token(visit) and draft.signed_at > 0 and compute_earliest(visit.state, draft) <= visit.now


def _may_reply(visit: Visit, subject: Subject) -> bool:
    if not isinstance(subject, Proposal) or subject.reply or visit.member is None:
        return False
    return get_concerned(visit.state, subject) == visit.member.number


def _may_challenge(visit: Visit, decision: Decision) -> bool:
    try:
        check_challenge(visit.state, f"decision/{decision.number}", visit.now)
    except Refusal:
        return False
    return _holds_token(visit)


def _may_mitigate(visit: Visit, subject: Subject) -> bool:
    """Whether a condition could be attached: to what is voted on, or to a decision that holds."""
    if not _holds_token(visit) or subject.form == "verdict" or "ordinary" not in visit.state.charter.rules:
        return False
    return isinstance(subject, Proposal) or (subject.outcome == "adopted" and not subject.overturned_by)


def _may_hold_back(visit: Visit, subject: Subject) -> bool:
    """Whether it takes a policy to let it wait for a condition, and there is something left to wait for."""
    is_done = isinstance(subject, Decision) and subject.carried_out_at > 0
    has_rule = "policy" in visit.state.charter.rules
    return has_rule and subject.kind != "ordinary" and not is_done and _may_mitigate(visit, subject)


def _list_related(visit: Visit, subject: Subject) -> Iterator[tuple[int, str]]:
    """Challenges of a decision, and mitigations that were proposed for it, in the order of their numbers."""
    cases: list[Subject] = [*visit.state.proposals.values(), *visit.state.decisions.values()]
    for case in sorted(cases, key=lambda one: one.number):
        if case.form == "verdict" and case.about == f"decision/{subject.number}":
            yield case.number, visit.words._("Challenge {number}", number=case.number)
        elif any(_reaches(effect, subject.number) for effect in case.effects):
            yield case.number, visit.words._("Condition proposed as number {number}", number=case.number)


def _reaches(effect: Effect, number: int) -> bool:
    return isinstance(effect, AttachCondition) and effect.to.partition("/")[2] == str(number)


def get_contest_deeds(visit: Visit, subject: Subject) -> list[Deed]:
    """What challenges did to a decision, for the story of what happened to it."""
    words, deeds = visit.words, []
    for number, _ in _list_related(visit, subject):
        href = f"/o/{visit.hosted.slug}/proposals/{number}"
        case = visit.state.proposals.get(number) or visit.state.decisions[number]
        if case.form != "verdict":
            continue
        challenged = words._("Challenged as number {number}", number=number)
        deeds.append(Deed(what=challenged, href=href, at=case.opened_at))
        if isinstance(case, Decision) and case.tally:
            ended = (
                N_("Overturned by verdict {number}") if case.outcome == "adopted" else N_("Upheld by verdict {number}")
            )
            deeds.append(Deed(what=words._(ended, number=number), href=href, at=case.closed_at))
    return deeds


def _get_line(visit: Visit, condition: Condition) -> ConditionLine:
    words = visit.words
    status, look = words._("Open"), ""
    if condition.met_at:
        status, look = words._("Met"), "good"
    elif condition.ended_at:
        status = words._("Ended")
    elif condition.due_at <= visit.now:
        status, look = words._("Overdue"), "warn"
    return ConditionLine(
        number=condition.number,
        owner=get_person(visit, condition.owner),
        words=get_written(visit, visit.text(condition.text)),
        due_at=condition.due_at,
        status=status,
        look=look,
        waits=condition.before,
        report=get_written(visit, visit.text(condition.report)) if condition.report else None,
        may_report=is_open(condition) and visit.is_own(condition.owner),
    )
