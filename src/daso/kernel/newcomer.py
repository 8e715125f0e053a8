"""Newcomers in probation: their admission can be challenged, and what becomes of it.

Read next: `challenge.py`, with which that begins; `admission.py`, whose sponsors answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from daso.kernel.admission import AdmitMember, pause_sponsors
from daso.kernel.charter import HOUR, Rule
from daso.kernel.expulsion import end_by_others, void_ballots
from daso.kernel.queries import get_member, has_token
from daso.kernel.refusals import AdmissionChallenged, AdmissionSettled, AdmissionsStand, NotInProbation

if TYPE_CHECKING:
    from daso.kernel.decision import Outcome
    from daso.kernel.proposal import Proposal
    from daso.kernel.state import State

__all__ = [
    "ADMISSION_GROUNDS",
    "AdmissionGround",
    "check_doubtful",
    "contest_admission",
    "get_doubting_rule",
    "overturn_admission",
    "settle_admission",
    "undo_admit_member",
]

AdmissionGround = Literal["not-a-person", "second-token", "unknown"]
ADMISSION_GROUNDS: tuple[AdmissionGround, ...] = ("not-a-person", "second-token", "unknown")
"""Why somebody should not have been admitted: no person, here twice, or known to nobody who sponsored them."""


def get_doubting_rule(state: State) -> Rule:
    """While newcomers are in probation, members may challenge their admission on one of three grounds: that they are no
    person, hold a second vote-token, or are known to nobody who sponsored them. What somebody does is no ground; that
    takes an expulsion. Nobody is suspended meanwhile: newcomers go on voting, and are heard first. Who signs and votes,
    for how long, and with which quorum, is as the rule for expulsions says; without one no admission can be challenged.
    """
    rule = state.charter.rules.get("expulsion")
    if rule is None or not rule.challengers:
        raise AdmissionsStand
    return rule


def check_doubtful(state: State, number: int, at: int) -> None:
    """Refuse to contest an admission that stands already, or about which a challenge runs or has just ended."""
    member = get_member(state, number)
    if not has_token(member) or member.probation_until <= at:
        raise NotInProbation(member=number)
    if member.challenge:
        raise AdmissionChallenged(member=number, challenge=member.challenge)
    if at < member.settled_until:
        raise AdmissionSettled(member=number, until=member.settled_until)


def contest_admission(state: State, challenge: Proposal) -> State:
    """Note that enough have signed the challenge of an admission, so that no other one can run beside it."""
    number = int(challenge.about.partition("/")[2])
    contested = replace(state.members[number], challenge=challenge.number)
    return replace(state, members=state.members.insert(number, contested))


def settle_admission(state: State, challenge: Proposal, outcome: Outcome, at: int) -> State:
    """The State once the challenge of an admission has ended, by its verdict or without one."""
    number = int(challenge.about.partition("/")[2])
    member = state.members[number]
    if member.challenge != challenge.number:
        return state
    until = at + challenge.rule.cooldown_hours * HOUR if outcome == "rejected" else member.settled_until
    settled = replace(member, challenge=0, settled_until=until)
    state = replace(state, members=state.members.insert(number, settled))
    return overturn_admission(state, number, at) if outcome == "adopted" else state


def overturn_admission(state: State, number: int, at: int) -> State:
    """An admission is overturned by more than half of the votes, with the quorum of an expulsion, though the probation
    may have ended since it was challenged, or the newcomer left: the vote-token ends, the newcomer's open ballots count
    no longer, and the sponsors answer. If it is upheld, it can't be challenged again for as long as that rule says.
    """
    return _end_admission(pause_sponsors(state, get_member(state, number), at), number, at)


def undo_admit_member(state: State, effect: AdmitMember, decision: int, at: int) -> State | None:
    """End a membership that a vote began; None once the probation is over: then it takes an expulsion."""
    member = get_member(state, effect.member)
    if effect.member in state.waiting:
        return replace(state, waiting=tuple(number for number in state.waiting if number != effect.member))
    if member.fate in ("left", "overturned") or not member.token_at or member.probation_until <= at:
        return None
    return _end_admission(state, effect.member, at)


def _end_admission(state: State, number: int, at: int) -> State:
    """The State without what an admission gave, for good: whoever has gone meanwhile does not come back with it."""
    if has_token(state.members[number]):
        return end_by_others(state, number, at, "overturned", is_void=True)
    state = void_ballots(state, number)
    gone = replace(state.members[number], fate="overturned")
    return replace(state, members=state.members.insert(number, gone))
