"""Decisions: how a proposal ends, what its ballots added up to, and whether what was decided has been carried out.

A closed case leaves the State's live part as one of these small records; the digest binds its ballots, which stay
on the log. Read next: `effect.py` for what carrying out does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec.structs import replace

from daso.canon import compute_digest, encode_numbers, to_base64url
from daso.kernel.act import Act, Number
from daso.kernel.amendment import check_read_twice, get_readable
from daso.kernel.charter import HOUR, Kind, Rule
from daso.kernel.condition import Condition, check_conditions
from daso.kernel.cooldown import add_cooling
from daso.kernel.effect import Effect, apply_effects
from daso.kernel.lot import advance_lots
from daso.kernel.pause import check_not_paused, get_expiry
from daso.kernel.queries import check_stands, check_token
from daso.kernel.refusals import (
    DecisionExpired,
    NothingToCarryOut,
    StillInObjection,
    UnknownProposal,
)
from daso.kernel.tally.consent import weigh_objections
from daso.kernel.tally.tally import Tally, compute_tally
from daso.kernel.verdict import process_verdict

if TYPE_CHECKING:
    from daso.kernel.proposal import Proposal
    from daso.kernel.state import State

__all__ = ["CarryOutDecision", "Decision", "Outcome", "advance", "close_early", "close_proposal", "get_tally"]

Outcome = Literal["adopted", "rejected", "withdrawn", "lapsed"]


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal that has ended. `tally` is there when it was voted on; times of nought mean "not yet" or "never"."""

    number: int
    author: int
    kind: Kind
    form: str
    options: int
    text: str
    effects: tuple[Effect, ...]
    rule: Rule
    outcome: Outcome
    tally: Tally | None
    ballots: str
    """Digest of who voted how at the close, in the order of member numbers."""
    about: str
    left_out: tuple[int, ...]
    """Members left out of the electorate, as the proposal's were."""
    opened_at: int
    published_at: int
    closed_at: int
    expires_at: int
    """When an adopted decision that nobody carried out ceases to hold; later by as long as it is suspended."""
    readable_from: int = 0
    """From when an adopted amendment can be brought to its second reading; nought for everything else."""
    effective_at: int = 0
    """From when on an adopted decision can be carried out."""
    carried_out_at: int = 0
    carried_out_by: int = 0
    method: str = ""
    sponsors: tuple[int, ...] = ()
    extensions: int = 0
    """How many times a late swing put the close off."""
    ground: str = ""
    """Of a verdict: on what ground the decision was challenged."""
    reply: str = ""
    replied_at: int = 0
    conditions: tuple[Condition, ...] = ()
    challenge: int = 0
    """The challenge that suspends it now, or has opened it again."""
    suspended_at: int = 0
    upheld_by: int = 0
    """The last verdict that upheld it."""
    overturned_by: int = 0
    """The verdict that overturned it."""
    left: tuple[int, ...] = ()
    """Of what was overturned after it was carried out: the effects, by place, that could not be undone."""
    settled_until: int = 0
    """Until when it can't be challenged again."""
    hub: int = 0
    """The hub that it concerns."""

    @property
    def way(self) -> str:
        """How its ballots were counted: a key of `COUNTS` in `tally/tally.py`."""
        return self.method or self.form

    @property
    def is_by_consent(self) -> bool:
        """Whether members were asked for their consent, and objections had to be answered."""
        return self.form == "motion" and self.rule.method == "consent"


class CarryOutDecision(Act, frozen=True, kw_only=True, tag="CarryOutDecision"):
    """I carry out what was decided; its effects happen now, in order, all of them or none."""

    proposal: Number


def get_tally(proposal: Proposal) -> Tally:
    """What the ballots of a live proposal add up to at this moment."""
    ballots = proposal.ballots.values()
    tally = compute_tally(proposal.rule, proposal.way, proposal.options, proposal.electorate, ballots)
    return weigh_objections(tally, count_unanswered(proposal)) if proposal.is_by_consent else tally


def count_unanswered(proposal: Proposal) -> int:
    """Objections that stand and that the author has not answered."""
    return sum(choices == (2,) and member not in proposal.answered for member, choices in proposal.ballots.items())


def close_early(state: State, proposal: Proposal, at: int) -> State:
    """Where the rule of a kind says so, a motion is adopted and its vote closed as soon as all who have not voted
    could no longer keep it from that by voting against. Then no ballot can be changed any more.

    Returns the State with the vote closed, or as it was.
    """
    if proposal.form != "motion" or proposal.is_by_consent:
        return state
    silent = proposal.electorate - len(proposal.ballots)
    if 2 * silent >= proposal.electorate:
        return state
    ballots = [*proposal.ballots.values(), *[(2,)] * silent]
    worst = compute_tally(proposal.rule, proposal.way, proposal.options, proposal.electorate, ballots)
    return close_proposal(state, proposal, "adopted", at, get_tally(proposal)) if worst.winner else state


def advance(state: State, at: int) -> State:
    """Voting closes at the moment that was announced when it began, and no ballot is taken after it.

    Returns the State once the clock has brought everything due by `at`: closes, lapses and draws, in order of time.
    """
    while state.due and state.due[0][0] <= at:
        due_at, number = state.due[0]
        proposal = state.proposals[number]
        if not proposal.published_at:
            state = close_proposal(state, proposal, "lapsed", due_at)
        else:
            tally = get_tally(proposal)
            state = close_proposal(state, proposal, "adopted" if tally.winner else "rejected", due_at, tally)
    return advance_lots(state, at)


def close_proposal(state: State, proposal: Proposal, outcome: Outcome, at: int, tally: Tally | None = None) -> State:
    """Turn a proposal into the small record of how it ended."""
    ballots = [[member, list(choices)] for member, choices in sorted(proposal.ballots.items())]
    effective_at = at + proposal.rule.objection_hours * HOUR if outcome == "adopted" else 0
    is_verdict = proposal.form == "verdict"
    decision = Decision(
        number=proposal.number,
        author=proposal.author,
        kind=proposal.kind,
        form=proposal.form,
        options=proposal.options,
        text=proposal.text,
        effects=proposal.effects,
        rule=proposal.rule,
        outcome=outcome,
        tally=tally,
        ballots=to_base64url(compute_digest("daso/ballots/1", encode_numbers(ballots))),
        about=proposal.about,
        left_out=proposal.left_out,
        opened_at=proposal.opened_at,
        published_at=proposal.published_at,
        closed_at=at,
        method=proposal.method,
        readable_from=get_readable(state, proposal, at) if outcome == "adopted" else 0,
        expires_at=effective_at + proposal.rule.carrying_out_hours * HOUR if effective_at and not is_verdict else 0,
        effective_at=0 if is_verdict else effective_at,
        sponsors=proposal.sponsors,
        extensions=proposal.extensions,
        ground=proposal.ground,
        reply=proposal.reply,
        replied_at=proposal.replied_at,
        conditions=proposal.conditions,
        hub=proposal.hub,
    )
    state = replace(
        state,
        proposals=state.proposals.remove(proposal.number),
        decisions=state.decisions.insert(proposal.number, decision),
        due=tuple(item for item in state.due if item[1] != proposal.number),
        cooling=add_cooling(state, decision),
    )
    return process_verdict(state, proposal, outcome, at) if is_verdict else state


def process_carry_out_decision(state: State, act: CarryOutDecision, at: int) -> State:
    """What was adopted first waits for objections, for the kinds whose rule asks for it. Then any member may carry it
    out, unless it is suspended by a challenge or must wait for a condition. Its effects happen together, exactly as
    shown before the vote. An adopted decision that nobody carries out in time expires.
    """
    check_token(state, act.by)
    decision = state.decisions.get(act.proposal)
    if decision is None and act.proposal not in state.proposals:
        raise UnknownProposal(proposal=act.proposal)
    if decision is None or decision.outcome != "adopted" or decision.carried_out_at or decision.form == "verdict":
        raise NothingToCarryOut(proposal=act.proposal)
    check_ready(state, decision, at)
    state = apply_effects(state, decision.effects, decision.number, at)
    done = replace(state.decisions[act.proposal], carried_out_at=at, carried_out_by=act.by)
    return replace(state, decisions=state.decisions.insert(act.proposal, done))


def check_ready(state: State, decision: Decision, at: int) -> None:
    """Refuse to carry out what was overturned, is suspended, has expired, or still waits."""
    check_stands(decision)
    check_not_paused(state, decision, at)
    if get_expiry(state, decision) <= at:
        raise DecisionExpired(proposal=decision.number)
    if at < decision.effective_at:
        raise StillInObjection(proposal=decision.number, until=decision.effective_at)
    check_read_twice(state, decision)
    check_conditions(decision)
