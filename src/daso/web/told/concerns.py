"""Whom a piece of news concerns: functions from the news to the numbers of members. Read next: `reasons.py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from daso.host import Hosted
from daso.kernel.admission import AdmitMember
from daso.kernel.comment import PostComment, find_comment
from daso.kernel.condition import AttachCondition, is_open
from daso.kernel.decision import Decision
from daso.kernel.expulsion import ExpelMember
from daso.kernel.mandate import Mandate, get_mandate_status
from daso.kernel.objection import AnswerObjection
from daso.kernel.proposal import Proposal
from daso.kernel.queries import get_concerned, has_token, is_eligible
from daso.kernel.state import State
from daso.kernel.transition import AnyAct

__all__ = [
    "Case",
    "News",
    "drop_repeated",
    "find_case",
    "find_mandate",
    "get_answered",
    "get_author",
    "get_author_if_sponsored",
    "get_challenged",
    "get_electorate",
    "get_everybody",
    "get_everybody_if_suspended",
    "get_everybody_of_admission",
    "get_everybody_of_decision",
    "get_holder",
    "get_inviter",
    "get_member_meant",
    "get_mentioned",
    "get_newcomer",
    "get_objector",
    "get_owner",
    "get_owners",
    "get_removed",
    "get_self",
    "get_voters_missing",
    "get_vouched",
    "has_replied",
    "has_voted",
    "has_voted_or_cannot",
    "is_answered",
    "is_closed",
    "is_not_held",
    "is_published",
    "never",
    "owes_nothing",
]

Case = Proposal | Decision


class News(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened. `act` and `by` are empty for what the clock brings."""

    hosted: Hosted
    state: State
    about: str
    """What it is about: ``proposal/7``, ``clause/purpose``, ``charter``, ``member/12``."""
    at: int
    act: AnyAct | None = None
    by: int = 0
    entry: int = 0


def find_case(state: State, subject: str) -> Case | None:
    """The proposal or decision meant by ``proposal/7``, or by ``proposal/7@2`` for its condition 2, if there is one."""
    noun, _, name = subject.partition("@")[0].partition("/")
    number = int(name) if noun == "proposal" else 0
    return state.proposals.get(number) or state.decisions.get(number)


def find_mandate(state: State, subject: str) -> Mandate | None:
    """The mandate that is meant by ``mandate/3``, or by ``mandate/3@2`` for its second report, if there is one."""
    noun, _, name = subject.partition("@")[0].partition("/")
    return state.mandates.get(int(name)) if noun == "mandate" else None


def get_everybody(news: News) -> Iterator[int]:
    """All who hold a vote-token, but for whoever did it."""
    return (n for n, member in sorted(news.state.members.items()) if has_token(member) and n != news.by)


def get_electorate(news: News) -> Iterator[int]:
    """All whose vote is asked for, its author too."""
    case = find_case(news.state, news.about)
    if case and case.published_at:
        for number, member in sorted(news.state.members.items()):
            if is_eligible(news.state, member, case) and not member.left_at:
                yield number


def get_voters_missing(news: News) -> Iterator[int]:
    """Those of the electorate who have not voted yet."""
    return (number for number in get_electorate(news) if not has_voted(news.state, number, news.about))


def get_author(news: News) -> Iterator[int]:
    """Whose proposal it is, unless they did it themselves."""
    case = find_case(news.state, news.about)
    if case and case.author != news.by:
        yield case.author


def get_member_meant(news: News) -> Iterator[int]:
    """Whom a proposal is about."""
    case = find_case(news.state, news.about)
    noun, _, name = (case.about if case else "").partition("/")
    if noun == "member" and int(name) != news.by and _is_here(news, int(name)):
        yield int(name)


def get_removed(news: News) -> Iterator[int]:
    """Whose membership a decision or verdict has ended, so that they hear of it even now."""
    case = find_case(news.state, news.about)
    if not isinstance(case, Decision):
        return
    for number in _list_removable(news.state, case):
        member = news.state.members[number]
        if member.fate in {"expelled", "overturned"} and member.left_at in {case.closed_at, case.carried_out_at}:
            yield number


def _list_removable(state: State, case: Decision) -> Iterator[int]:
    """Whom it expels, or of whom it overturns the admission."""
    yield from (effect.member for effect in case.effects if isinstance(effect, ExpelMember))
    noun, _, name = case.about.partition("/")
    if case.form == "verdict" and noun == "member":
        yield int(name)
    if case.form == "verdict" and noun == "decision":
        effects = state.decisions[int(name)].effects
        yield from (effect.member for effect in effects if isinstance(effect, AdmitMember))


def get_challenged(news: News) -> Iterator[int]:
    """Whose decision is challenged."""
    case = find_case(news.state, news.about)
    number = get_concerned(news.state, case) if isinstance(case, Proposal) and _challenges(case, "decision") else 0
    if number != news.by and _is_here(news, number):
        yield number


def get_everybody_of_decision(news: News) -> Iterator[int]:
    """All members, where a decision is challenged."""
    case = find_case(news.state, news.about)
    return get_everybody(news) if case and _challenges(case, "decision") else iter(())


def get_everybody_of_admission(news: News) -> Iterator[int]:
    """All members, where an admission is challenged."""
    case = find_case(news.state, news.about)
    return get_everybody(news) if case and _challenges(case, "member") else iter(())


def _challenges(case: Case, noun: str) -> bool:
    return case.form == "verdict" and case.about.startswith(f"{noun}/")


def get_everybody_if_suspended(news: News) -> Iterator[int]:
    """All members, once this very name has suspended a decision."""
    case = find_case(news.state, news.about)
    if (
        isinstance(case, Proposal)
        and _challenges(case, "decision")
        and case.sponsors[-1:] == (news.by,)
        and case.signed_at
    ):
        yield from get_everybody(news)


def get_author_if_sponsored(news: News) -> Iterator[int]:
    """Whose draft it is, once this very name was the last that was missing."""
    case = find_case(news.state, news.about)
    if not isinstance(case, Proposal) or case.form == "verdict":
        return
    if case.sponsors[-1:] == (news.by,) and len(case.sponsors) == case.needed:
        yield case.author


def get_owners(news: News) -> Iterator[int]:
    """Who answers for the conditions that this decision attaches."""
    case = find_case(news.state, news.about)
    owners = [effect.owner for effect in (case.effects if case else ()) if isinstance(effect, AttachCondition)]
    yield from (number for number in dict.fromkeys(owners) if number != news.by and _is_here(news, number))


def get_owner(news: News) -> Iterator[int]:
    """Who answers for this one condition."""
    case, number = find_case(news.state, news.about), news.about.partition("@")[2]
    for one in case.conditions if case else ():
        if str(one.number) == number and is_open(one) and _is_here(news, one.owner):
            yield one.owner


def get_objector(news: News) -> Iterator[int]:
    """Whose objection was answered."""
    if isinstance(news.act, AnswerObjection):
        yield news.act.member


def get_holder(news: News) -> Iterator[int]:
    """Who holds a mandate, or is offered it, unless they did it themselves."""
    mandate = find_mandate(news.state, news.about)
    if mandate and mandate.holder != news.by and _is_here(news, mandate.holder):
        yield mandate.holder


def get_self(news: News) -> Iterator[int]:
    """Whoever did it, so that they notice when it was somebody else with their key."""
    yield news.by


def get_inviter(news: News) -> Iterator[int]:
    """Who invited the newcomer, while sponsors are missing. All others find them in their digest and on their page."""
    member = news.state.members.get(news.by)
    if member and not member.token_at and news.state.inaugurated_at:
        yield member.invited_by


def get_newcomer(news: News) -> Iterator[int]:
    """Who was sponsored, once it has brought them the vote-token."""
    number = int(news.about.partition("/")[2])
    member = news.state.members.get(number)
    if member and has_token(member) and member.sponsors[-1:] == (news.by,):
        yield number


def get_vouched(news: News) -> Iterator[int]:
    """Whoever is about to be given a new key, so that they can say no."""
    number = int(news.about.partition("/")[2])
    if _is_here(news, number):
        yield number


def get_mentioned(news: News) -> Iterator[int]:
    """Those whom a comment addresses."""
    mentions = news.act.mentions if isinstance(news.act, PostComment) else ()
    return (number for number in mentions if number != news.by and _is_here(news, number))


def get_answered(news: News) -> Iterator[int]:
    """Whose comment another one answers; or whose proposal it is about."""
    parent = find_comment(news.state, news.act.parent) if isinstance(news.act, PostComment) else None
    case = find_case(news.state, news.about)
    number = parent.author if parent else case.author if case else 0
    if number != news.by and _is_here(news, number):
        yield number


def _is_here(news: News, number: int) -> bool:
    member = news.state.members.get(number)
    return member is not None and not member.left_at


def has_voted(state: State, member: int, subject: str) -> bool:
    """Whether there is a ballot of this member in a vote that is open."""
    case = find_case(state, subject)
    return isinstance(case, Proposal) and member in case.ballots


def has_voted_or_cannot(state: State, member: int, subject: str) -> bool:
    """Whether nothing is left to be done: the member has voted, or voting has closed."""
    return isinstance(find_case(state, subject), Decision) or has_voted(state, member, subject)


def is_published(state: State, member: int, subject: str) -> bool:
    """Whether a draft is none any more."""
    case = find_case(state, subject)
    return not isinstance(case, Proposal) or case.published_at > 0


def is_closed(state: State, member: int, subject: str) -> bool:
    """Whether it has ended."""
    return isinstance(find_case(state, subject), Decision)


def has_replied(state: State, member: int, subject: str) -> bool:
    """Whether the reply is there, or nobody waits for it any more."""
    case = find_case(state, subject)
    return not isinstance(case, Proposal) or bool(case.reply or case.published_at)


def owes_nothing(state: State, member: int, subject: str) -> bool:
    """Whether no condition there is left to this member."""
    case = find_case(state, subject)
    return case is None or not any(is_open(one) and one.owner == member for one in case.conditions)


def is_answered(state: State, member: int, subject: str) -> bool:
    """Whether a mandate is no offer any more."""
    mandate = find_mandate(state, subject)
    return mandate is None or get_mandate_status(state, mandate, state.at) != "offered"


def is_not_held(state: State, member: int, subject: str) -> bool:
    """Whether a mandate is held by nobody now."""
    mandate = find_mandate(state, subject)
    return mandate is None or get_mandate_status(state, mandate, state.at) != "held"


def never(state: State, member: int, subject: str) -> bool:
    """News that stays news."""
    return False


def drop_repeated(numbers: Iterable[int], known: set[int]) -> Iterator[int]:
    """Those who are not told of the same deed for a better reason already."""
    for number in numbers:
        if number not in known:
            known.add(number)
            yield number
