"""Where somebody stands: waiting, on probation, dormant, gone; and what became of those whom they sponsored.

Read next: `member.py` and `members.py`, which show it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from daso.kernel.admission import get_next_admission
from daso.kernel.charter import HOUR
from daso.kernel.membership import Member
from daso.kernel.queries import has_token, is_dormant
from daso.web.reading import get_people
from daso.web.visit import Visit
from daso.web.words.language import N_

__all__ = [
    "count_missing_sponsors",
    "get_standing",
    "get_standing_facts",
    "get_token_notes",
    "may_bring_people",
    "say_no_token",
    "say_standing_of",
    "say_waiting",
]

_GONE: Final[dict[str, str]] = {
    "left": N_("left on {date}"),
    "expelled": N_("expelled on {date}"),
    "overturned": N_("admission overturned on {date}"),
}
_FATES: Final[dict[str, str]] = {
    "left": N_("Has left"),
    "expelled": N_("Was expelled"),
    "overturned": N_("Admission was overturned"),
}


def get_standing(visit: Visit, member: Member) -> tuple[str, str]:
    """Where somebody stands in a few words, and how a tag is to look that says so."""
    words = visit.words
    if member.left_at:
        return words._(_FATES[member.fate]), ""
    if has_token(member):
        if member.probation_until > visit.now:
            return words._("Holds one vote-token, on probation"), "good"
        if is_dormant(visit.state, member, visit.now):
            return words._("Holds one vote-token, dormant"), "warn"
        return words._("Holds one vote-token"), "good"
    if member.number in visit.state.waiting:
        return words._("Waits for their turn"), "warn"
    if visit.state.inaugurated_at:
        return words._("Waits for sponsors"), "warn"
    return words._("Founder"), "open"


def say_standing_of(visit: Visit, member: Member) -> str:
    """Since when somebody is a member, or was."""
    words = visit.words
    if member.left_at:
        return words._(_GONE[member.fate], date=words.date(member.left_at))
    if not member.token_at:
        return words._("joined on {date}", date=words.date(member.joined_at))
    if member.joined_at <= visit.state.inaugurated_at:
        since = words._("founder, member {number}", number=member.number)
    else:
        since = words._("since {date}, member {number}", date=words.date(member.token_at), number=member.number)
    if member.probation_until > visit.now:
        return words._("{since}, on probation", since=since)
    return words._("{since}, dormant", since=since) if is_dormant(visit.state, member, visit.now) else since


def say_waiting(visit: Visit, member: Member) -> str:
    """How long somebody waits who has all sponsors; empty for everybody else."""
    if member.number not in visit.state.waiting:
        return ""
    place = visit.state.waiting.index(member.number) + 1
    until = get_next_admission(visit.state)
    if place == 1:
        return visit.words._(
            "Has all sponsors, and waits until {moment}: so many may be admitted in a month.",
            moment=visit.words.moment(until),
        )
    return visit.words._(
        "Has all sponsors, and is number {place} of those who wait; the next is admitted on {date}.",
        place=place,
        date=visit.words.date(until),
    )


def count_missing_sponsors(visit: Visit, member: Member) -> int:
    """How many sponsors somebody lacks for their vote-token; nought for whoever waits for something else, or has it."""
    is_done = has_token(member) or member.left_at or member.number in visit.state.waiting
    if is_done or not visit.state.inaugurated_at:
        return 0
    return max(0, visit.state.charter.sponsors - len(member.sponsors))


def say_no_token(visit: Visit, member: Member) -> str:
    """Why the member who looks holds no vote-token yet, said to them; empty when they hold one."""
    words = visit.words
    if has_token(member):
        return ""
    if not visit.state.inaugurated_at:
        return words._("You hold no vote-token yet: it comes with the inauguration.")
    if missing := count_missing_sponsors(visit, member):
        return words.ngettext(
            "You hold no vote-token yet: you wait for {count} more sponsor.",
            "You hold no vote-token yet: you wait for {count} more sponsors.",
            missing,
        )
    return words._("You hold no vote-token yet: you have all sponsors, and wait for your turn.")


def may_bring_people(visit: Visit, member: Member) -> bool:
    """Whether nothing keeps them from inviting and sponsoring now."""
    return member.probation_until <= visit.now and member.paused_until <= visit.now


def get_token_notes(visit: Visit, member: Member) -> list[str]:
    """What a member should know about their own standing, in sentences."""
    words, notes = visit.words, []
    if member.probation_until > visit.now:
        notes.append(
            words._(
                "You are on probation until {date}: you vote and propose like all, and invite and sponsor nobody.",
                date=words.date(member.probation_until),
            )
        )
    if member.paused_until > visit.now:
        notes.append(
            words._(
                "You answer for somebody you sponsored: until {date} you invite and sponsor nobody.",
                date=words.date(member.paused_until),
            )
        )
    hours = visit.state.charter.dormancy_hours
    asleep_at = max(member.acted_at, member.token_at) + hours * HOUR
    if hours and has_token(member) and asleep_at <= visit.now:
        notes.append(
            words._("You are dormant: new votes go on without you until you do anything here, even a comment.")
        )
    return notes


def get_standing_facts(visit: Visit, member: Member) -> Iterator[tuple[str, str]]:
    """Probation, pauses and those whom they sponsored, for the member's page."""
    words = visit.words
    if has_token(member) and member.probation_until > visit.now:
        yield words._("On probation until"), words.date(member.probation_until)
    if has_token(member) and member.paused_until > visit.now:
        yield words._("Sponsors nobody until"), words.date(member.paused_until)
    if waiting := say_waiting(visit, member):
        yield words._("Admission"), waiting
    sponsored = sorted(n for n, other in visit.state.members.items() if member.number in other.sponsors)
    if sponsored:
        people = get_people(visit, sponsored)
        told = [_say_sponsored(visit, people[n].name, visit.state.members[n]) for n in sponsored]
        yield words._("Sponsored"), words.list(told)


def _say_sponsored(visit: Visit, name: str, other: Member) -> str:
    """Somebody by name, and what became of them where that is worth saying."""
    if not other.left_at and has_token(other):
        return name
    became = say_standing_of(visit, other) if other.left_at else get_standing(visit, other)[0]
    return visit.words._("{name} ({became})", name=name, became=became)
