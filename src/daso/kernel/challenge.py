"""Challenges: members contest a decision; enough co-signers suspend it until a vote has spoken.

So can they contest an admission, which nothing suspends. A challenge is a proposal of the form *verdict*. Read next:
`verdict.py` for how it ends, `newcomer.py` for admissions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from daso.kernel.act import Act, Commitment
from daso.kernel.charter import HOUR, Kind, Rule
from daso.kernel.due import store_due
from daso.kernel.newcomer import (
    ADMISSION_GROUNDS,
    AdmissionGround,
    check_doubtful,
    contest_admission,
    get_doubting_rule,
)
from daso.kernel.pause import get_expiry
from daso.kernel.persistent import HashTrieMap
from daso.kernel.proposal import Proposal
from daso.kernel.queries import check_token
from daso.kernel.refusals import (
    ChallengeRunning,
    CooldownRunning,
    NoChallenges,
    NothingToChallenge,
    TooManyChallenges,
    WrongGround,
)
from daso.kernel.setting import get_charter

if TYPE_CHECKING:
    from daso.kernel.decision import Decision
    from daso.kernel.state import State

__all__ = ["GROUNDS", "DecisionGround", "OpenChallenge", "begin_challenge", "check_challenge", "process_open_challenge"]

DecisionGround = Literal["facts", "harm", "procedure", "charter"]
GROUNDS: tuple[DecisionGround, ...] = ("facts", "harm", "procedure", "charter")
"""Why a decision can be contested: new facts, harm, how it came about, or that the charter does not allow it."""


class OpenChallenge(Act, frozen=True, kw_only=True, tag="OpenChallenge"):
    """I challenge a decision or an admission on this ground, for the reasons to which this commits."""

    about: Annotated[str, Meta(pattern=r"^(decision|member)/[1-9][0-9]{0,8}$(?!\n)")]
    ground: DecisionGround | AdmissionGround
    text: Commitment


def check_challenge(state: State, about: str, at: int) -> None:
    """Refuse to challenge, or to go on challenging, a decision or admission where that is not possible now."""
    noun, _, name = about.partition("/")
    if noun == "member":
        check_doubtful(state, int(name), at)
    else:
        check_challengeable(state, int(name), at)


def get_challenge_rule(state: State, about: str) -> tuple[Kind, Rule]:
    """The kind and rule by which this decision or admission is challenged."""
    noun, _, name = about.partition("/")
    if noun == "member":
        return "expulsion", get_doubting_rule(state)
    return state.decisions[int(name)].kind, state.decisions[int(name)].rule


def check_ground(about: str, ground: str) -> None:
    """Refuse a ground that stands for the other thing."""
    grounds = ADMISSION_GROUNDS if about.startswith("member/") else GROUNDS
    if ground not in grounds:
        raise WrongGround(about=about, ground=ground, grounds=", ".join(grounds))


def check_challengeable(state: State, number: int, at: int) -> Decision:
    """The decision, which must be open to a challenge at this moment."""
    decision = state.decisions.get(number)
    if decision is None or decision.outcome != "adopted" or decision.form == "verdict" or decision.overturned_by:
        raise NothingToChallenge(proposal=number)
    if decision.challenge:
        raise ChallengeRunning(proposal=number, challenge=decision.challenge)
    if not decision.carried_out_at and get_expiry(state, decision) <= at:
        raise NothingToChallenge(proposal=number)
    if not decision.rule.challengers:
        raise NoChallenges(kind=decision.kind)
    if at < decision.settled_until:
        raise CooldownRunning(proposal=number, until=decision.settled_until)
    return decision


def process_open_challenge(state: State, act: OpenChallenge, at: int) -> State:
    """Every member may challenge a decision, before and after it is carried out, on one of four grounds: new facts,
    harm, how it came about, or that the charter does not allow it. A member may have one live challenge at a time,
    besides proposals. A challenge counts when as many have signed it as the decision's rule asks for, the challenger
    included: a share of all who held a vote-token when it was opened. One that finds too few lapses like a draft.
    """
    check_token(state, act.by)
    check_ground(act.about, act.ground)
    check_challenge(state, act.about, at)
    kind, rule = get_challenge_rule(state, act.about)
    if any(one.author == act.by and one.form == "verdict" for one in state.proposals.values()):
        raise TooManyChallenges
    signers = max(1, -(-state.tokens * rule.challengers // 100))
    challenge = Proposal(
        number=state.next_proposal,
        author=act.by,
        kind=kind,
        form="verdict",
        options=2,
        text=act.text,
        effects=(),
        rule=replace(rule, method="majority", of="votes", share=(1, 2), choices=()),
        opened_at=at,
        revised_at=at,
        published_at=0,
        closes_at=at + state.charter.draft_hours * HOUR,
        electorate=0,
        left_out=(),
        about=act.about,
        amended=len(state.amendments),
        ballots=HashTrieMap(),
        ground=act.ground,
        needed=signers - 1,
        hub=_get_hub(state, act.about),
    )
    state = store_due(replace(state, next_proposal=state.next_proposal + 1), challenge, 0)
    return begin_challenge(state, challenge, at)


def _get_hub(state: State, about: str) -> int:
    """The hub of the decision that is challenged; an admission concerns none."""
    noun, _, name = about.partition("/")
    return state.decisions[int(name)].hub if noun == "decision" else 0


def begin_challenge(state: State, challenge: Proposal, at: int) -> State:
    """From the moment when enough have signed a challenge, the decision is suspended: it can't be carried out, and the
    time to do so stands still; what was carried out already is opened again. No other challenge runs meanwhile.
    """
    if len(challenge.sponsors) < challenge.needed:
        return state
    noun, _, name = challenge.about.partition("/")
    draft_hours = get_charter(state, challenge.amended).draft_hours
    running = replace(challenge, signed_at=at, closes_at=at + draft_hours * HOUR)
    state = store_due(state, running, challenge.closes_at)
    if noun == "member":
        return contest_admission(state, running)
    suspended = replace(state.decisions[int(name)], challenge=challenge.number, suspended_at=at)
    return replace(state, decisions=state.decisions.insert(suspended.number, suspended))
