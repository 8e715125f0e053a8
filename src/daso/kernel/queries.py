"""Questions to the State that several parts of the law ask. Each is a `get_`, an `is_`, or a `check_` that refuses.

Read next: `state.py`.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from msgspec.structs import replace

from daso.kernel.charter import HOUR, Rule
from daso.kernel.finding import SCRUTINEERS
from daso.kernel.refusals import (
    DecisionOverturned,
    DecisionSuspended,
    FoundationLocked,
    MemberLeft,
    NotAMember,
    NotInaugurated,
    ProposalClosed,
    UnknownMember,
    UnknownProposal,
)

if TYPE_CHECKING:
    from daso.kernel.decision import Decision
    from daso.kernel.membership import Member
    from daso.kernel.proposal import Proposal
    from daso.kernel.state import State

__all__ = [
    "check_founding",
    "check_inaugurated",
    "check_stands",
    "check_token",
    "count_electorate",
    "expect_seq",
    "get_concerned",
    "get_dormant",
    "get_founders",
    "get_member",
    "get_next_seq",
    "get_proposal",
    "has_token",
    "is_dormant",
    "is_eligible",
    "is_seasoned",
    "was_eligible",
]


def get_member(state: State, number: int) -> Member:
    """The member with this number; refused when nobody has it."""
    member = state.members.get(number)
    if member is None:
        raise UnknownMember(member=number)
    return member


def get_next_seq(state: State, by: int) -> int:
    """The number that the next act of this member or scrutineer must have; nought where nobody acts under it."""
    member = state.members.get(by)
    scrutineer = None if member else state.scrutineers.get(by - SCRUTINEERS)
    return member.seq if member else scrutineer.seq if scrutineer else 0


def expect_seq(state: State, by: int, seq: int) -> State:
    """The State in which the next act of this member or scrutineer must have this number."""
    member = state.members.get(by)
    if member is not None:
        return replace(state, members=state.members.insert(by, replace(member, seq=seq)))
    scrutineer = state.scrutineers[by - SCRUTINEERS]
    return replace(state, scrutineers=state.scrutineers.insert(scrutineer.number, replace(scrutineer, seq=seq)))


def has_token(member: Member) -> bool:
    """Whether the member holds the vote-token now."""
    return member.token_at > 0 and member.left_at == 0


def is_seasoned(state: State, member: Member, rule: Rule, at: int) -> bool:
    """Whether the member's token is old enough at `at` to vote under this rule; a founder's always is."""
    is_founder = member.joined_at < state.inaugurated_at
    return is_founder or member.token_at + rule.seasoning_hours * HOUR <= at


def is_dormant(state: State, member: Member, at: int) -> bool:
    """Whether the member has done nothing for so long that they are dormant; any act ends it."""
    hours = state.charter.dormancy_hours
    return hours > 0 and max(member.acted_at, member.token_at) + hours * HOUR <= at


def get_dormant(state: State, rule: Rule, fixed: int) -> tuple[int, ...]:
    """Who is left out of an electorate fixed at this moment for being dormant, in order of number.

    Nobody can be as long as the organisation is young, so most of the time nobody need be asked.
    """
    hours = state.charter.dormancy_hours
    if not hours or state.inaugurated_at + hours * HOUR > fixed:
        return ()
    asleep = (member for member in state.members.values() if is_dormant(state, member, fixed))
    return tuple(sorted(member.number for member in asleep if was_eligible(state, member, rule, fixed)))


def is_eligible(state: State, member: Member, case: Proposal | Decision) -> bool:
    """Whether the member belongs to the electorate, which was fixed when the proposal was published.

    Many entries may share a millisecond, so only what was earlier counts: nothing that follows can change the answer.
    """
    if case.left_out:
        place = bisect_left(case.left_out, member.number)
        if case.left_out[place : place + 1] == (member.number,):
            return False
    return was_eligible(state, member, case.rule, case.published_at)


def was_eligible(state: State, member: Member, rule: Rule, fixed: int) -> bool:
    """The same for any electorate, by its rule and the moment when it was fixed."""
    held = 0 < member.token_at < fixed and not 0 < member.left_at < fixed
    was_away = member.away and any(since < fixed <= until for since, until in member.away)
    return held and not was_away and is_seasoned(state, member, rule, fixed)


def count_electorate(state: State, rule: Rule, fixed: int) -> int:
    """How many belong to an electorate fixed at this moment, dormant members still among them.

    Where nobody is too new, that is how many hold a token, and nobody need be asked.
    """
    if not rule.seasoning_hours and state.tokens_at < fixed:
        return state.tokens
    return sum(was_eligible(state, member, rule, fixed) for member in state.members.values())


def get_founders(state: State) -> list[int]:
    """The numbers of those who found the organisation and have not left, in order."""
    return sorted(number for number, member in state.members.items() if member.left_at == 0)


def get_proposal(state: State, number: int) -> Proposal:
    """The live proposal with this number; refused when it is closed or never was."""
    proposal = state.proposals.get(number)
    if proposal is None:
        if number in state.decisions:
            raise ProposalClosed(proposal=number)
        raise UnknownProposal(proposal=number)
    return proposal


def get_concerned(state: State, proposal: Proposal) -> int:
    """The member whom a proposal concerns and who may reply: the one it is about, or the author of the decision that
    it challenges; nought where it concerns nobody in particular.
    """
    noun, _, name = proposal.about.partition("/")
    if noun == "member":
        return int(name)
    return state.decisions[int(name)].author if proposal.form == "verdict" else 0


def check_stands(decision: Decision) -> None:
    """Refuse to go on with what was overturned, or is suspended until its verdict."""
    if decision.overturned_by:
        raise DecisionOverturned(proposal=decision.number, challenge=decision.overturned_by)
    if decision.challenge:
        raise DecisionSuspended(proposal=decision.number, challenge=decision.challenge)


def check_founding(state: State) -> None:
    """Once the organisation is inaugurated its ideas-issue and charter are locked: nobody can rewrite them, neither a
    member, nor a majority, nor whoever runs a server. Only an amendment changes the charter, in two readings. The
    digest of the beginning, and of the charter as it stands, are at the foot of every page.
    """
    if state.inaugurated_at:
        raise FoundationLocked


def check_inaugurated(state: State) -> None:
    """Refuse while the organisation is still being founded."""
    if not state.inaugurated_at:
        raise NotInaugurated


def check_token(state: State, number: int) -> Member:
    """The member, who must hold a vote-token now."""
    check_inaugurated(state)
    member = get_member(state, number)
    if not member.token_at:
        raise NotAMember(member=number)
    if member.left_at:
        raise MemberLeft(member=number)
    return member
