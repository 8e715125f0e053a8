"""An observer of one organisation, who trusts nobody and compares each State with all that went before.

Read next: `machine.py`, whom it observes.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from msgspec.structs import replace

from daso.errors import Error
from daso.kernel.admission import AdmitMember
from daso.kernel.charter import HOUR, Charter
from daso.kernel.clock import advance
from daso.kernel.comment import Comment, list_comments
from daso.kernel.contract import BindContract, Contract
from daso.kernel.decision import Decision, get_tally
from daso.kernel.effect import Effect, apply_effects
from daso.kernel.founding import compute_foundation
from daso.kernel.hub import Hub, get_hub_status
from daso.kernel.key import is_full
from daso.kernel.lot import Lot, compute_drawn, get_pool
from daso.kernel.mandate import Mandate
from daso.kernel.payment import Payment
from daso.kernel.proposal import Proposal
from daso.kernel.queries import has_token, is_eligible
from daso.kernel.setting import compute_original
from daso.kernel.snapshot import compute_state_digest, decode_state, encode_state
from daso.kernel.state import State
from daso.kernel.transition import decode_entry, replay
from daso.kernel.withdrawal import ANNOUNCING_HOURS, Withdrawal

__all__ = ["Observer"]

MOVING = (
    "ballots",
    "electorate",
    "left_out",
    "answered",
    "closes_at",
    "extensions",
    "reply",
    "replied_at",
    "conditions",
)
"""What of a published proposal still changes."""

LATER = (
    "carried_out_at",
    "carried_out_by",
    "challenge",
    "suspended_at",
    "upheld_by",
    "overturned_by",
    "left",
    "settled_until",
    "expires_at",
    "conditions",
)
"""What of a decision may change after it was made."""


class Observer:
    """Remembers what can never change, and looks at every State."""

    def __init__(self) -> None:
        self._digest = b""
        self._entries = 0
        self._at = 0
        self._foundation = ""
        self._charter: Charter | None = None
        self._sponsors, self._live_proposals = 50, 0
        self._electorates: dict[int, set[int]] = {}
        self._published: dict[int, Proposal] = {}
        self._ended: dict[int, Decision] = {}
        self._meant: dict[tuple[int, str], tuple[int, tuple[Effect, ...]]] = {}
        self._foreseen: State | None = None
        self._number = 0
        self._comments: dict[int, Comment] = {}
        self._mandates: dict[int, Mandate] = {}
        self._lots: dict[int, Lot] = {}
        self._payments: dict[int, Payment] = {}
        self._contracts: dict[int, Contract] = {}
        self._withdrawals: dict[int, Withdrawal] = {}
        self._hubs: dict[int, Hub] = {}

    @staticmethod
    def get_foundation(state: State) -> str:
        """The digest of ideas-issue and charter as they stand."""
        return compute_foundation(state.charter, state.clauses)

    def see_same(self, state: State) -> None:
        """A refusal changes nothing."""
        assert compute_state_digest(state) == self._digest

    def see(self, state: State) -> None:
        """Every promise holds in every State."""
        self._digest = compute_state_digest(state)
        self._see_history(state)
        self._see_foundation(state)
        self._see_tokens_and_keys(state)
        self._see_comments(state)
        self._see_mandates(state)
        self._see_lots(state)
        self._see_payments_and_pauses(state)
        self._see_withdrawals(state)
        self._see_contracts(state)
        self._see_hubs(state)
        for proposal in state.proposals.values():
            self._see_proposal(state, proposal)
        for decision in state.decisions.values():
            self._see_decision(state, decision)

    def _see_history(self, state: State) -> None:
        """History only grows, and time only goes forward."""
        assert state.entries > self._entries
        assert state.at >= self._at
        self._entries, self._at = state.entries, state.at
        assert set(self._ended) <= set(state.decisions.keys())
        numbers = sorted([*state.proposals.keys(), *state.decisions.keys()])
        assert numbers == list(range(1, state.next_proposal))
        assert list(state.due) == sorted((p.closes_at, p.number) for p in state.proposals.values())
        assert all(at > state.at for at, _ in state.due)

    def _see_foundation(self, state: State) -> None:
        """Once locked, the foundation never changes, and every amendment leads back to it."""
        if self._foundation:
            original = compute_original(state.charter, state.amendments)
            assert state.foundation == self._foundation == compute_foundation(original, state.clauses)
            assert state.standing == self.get_foundation(state)
            self._see_entrenched(state.charter)
        self._foundation, self._charter = state.foundation, state.charter
        self._sponsors = min(self._sponsors, state.charter.sponsors)
        self._live_proposals = max(self._live_proposals, state.charter.live_proposals)
        assert bool(state.foundation) == bool(state.inaugurated_at)

    def _see_entrenched(self, charter: Charter) -> None:
        """What is entrenched stays, whoever amends."""
        before = self._charter
        assert before is not None
        assert charter.rules.get("amendment") == before.rules.get("amendment")
        assert charter.reading_hours >= before.reading_hours
        assert charter.texts in (before.texts, "public")
        assert (charter.template, charter.founders) == (before.template, before.founders)

    def _see_tokens_and_keys(self, state: State) -> None:
        """Tokens are counted rightly, and no key serves two."""
        members = state.members
        assert state.tokens == sum(map(has_token, members.values()))
        assert state.inaugurated_at or not state.tokens
        owners = [(record.key.public, number) for number, member in members.items() for record in member.keys]
        owners += [(scrutineer.key.public, 0) for scrutineer in state.scrutineers.values()]
        assert sorted(owners) == sorted(state.keys.items())
        for number, member in members.items():
            assert any(is_full(record) for record in member.keys)
            assert number not in member.sponsors
            assert len(set(member.sponsors)) == len(member.sponsors)
            if member.token_at and member.joined_at > state.inaugurated_at:
                by_vote = any(AdmitMember(member=number) in one.effects for one in state.decisions.values())
                assert by_vote or len(member.sponsors) >= self._sponsors

    def _see_comments(self, state: State) -> None:
        """No comment changes its author or subject, or vanishes; hidden is what enough flags or a decision hid."""
        comments = {one.number: one for one in list_comments(state)}
        assert comments.items() >= self._comments.items()
        self._comments = comments
        for number, one in state.moderated.items():
            assert number in comments
            assert len(set(one.flags)) == len(one.flags)
            assert all(state.members[by].token_at or not state.inaugurated_at for by in one.flags)
            if not one.decision:
                assert bool(one.hidden_at) == (0 < one.needed <= len(one.flags))
                assert len(one.flags) <= one.needed or not one.needed

    def _see_mandates(self, state: State) -> None:
        """No mandate goes away, gets another holder or a longer term, or comes back once it is over."""
        assert sorted(state.mandates.keys()) == list(range(1, len(state.mandates) + 1))
        for number, mandate in state.mandates.items():
            first = self._mandates.setdefault(number, mandate)
            terms = [(one.decision, one.text, one.holder, one.granted_at, one.ends_at) for one in (first, mandate)]
            assert terms[0] == terms[1]
            assert state.decisions[mandate.decision].carried_out_at
            assert not first.end or (mandate.end, mandate.ended_at) == (first.end, first.ended_at)
            self._mandates[number] = mandate

    def _see_lots(self, state: State) -> None:
        """What was drawn stays drawn, is drawn again from its seed, and nobody is drawn who withheld or declined."""
        assert list(state.lots_due) == sorted(
            (lot.reveals_until, n) for n, lot in state.lots.items() if not lot.concluded_at
        )
        assert all(at > state.at for at, _ in state.lots_due)
        for number, lot in state.lots.items():
            first = self._lots.setdefault(number, lot)
            assert not first.concluded_at or lot == first
            self._lots[number] = lot
            assert set(lot.drawn).isdisjoint((*lot.withheld, *lot.declined))
            assert lot.drawn == (compute_drawn(lot.seed, get_pool(state, lot), lot.size) if lot.seed else ())

    def _see_payments_and_pauses(self, state: State) -> None:
        """No order is lost or changed but for its confirmation, and no two pauses touch."""
        payments = {number: replace(one, confirmed_at=0) for number, one in state.payments.items()}
        assert payments.items() >= self._payments.items()
        self._payments = payments
        for earlier, later in itertools.pairwise(state.pauses):
            assert later.begun_at - earlier.until >= earlier.until - earlier.begun_at

    def _see_withdrawals(self, state: State) -> None:
        """No payment from a vault is lost or changed; each is ordered, or announced by a member, one a day at most."""
        withdrawals = dict(state.withdrawals.items())
        assert withdrawals.items() >= self._withdrawals.items()
        for number in withdrawals.keys() - self._withdrawals.keys():
            one = withdrawals[number]
            assert bool(one.decision) != bool(one.by)
            assert state.contracts[one.vault].role == "vault"
            if one.by:
                assert has_token(state.members[one.by])
                earlier = [other.ordered_at for other in self._withdrawals.values() if other.by == one.by]
                assert max(earlier, default=0) + ANNOUNCING_HOURS * HOUR <= one.ordered_at
        self._withdrawals = withdrawals

    def _see_proposal(self, state: State, proposal: Proposal) -> None:
        """One live proposal a member; of a published one the ballots change and the close, the electorate never."""
        forms = [one.form == "verdict" for one in state.proposals.values() if one.author == proposal.author]
        assert forms.count(False) <= self._live_proposals
        assert forms.count(True) <= 1
        assert len(set(proposal.sponsors) - {proposal.author}) == len(proposal.sponsors) <= max(0, proposal.needed)
        meant = (proposal.options, proposal.effects)
        assert self._meant.setdefault((proposal.number, proposal.text), meant) == meant, "words have one meaning"
        if proposal.form == "verdict":
            self._see_challenge(state, proposal)
        if not proposal.published_at:
            assert not list(proposal.ballots.keys())
            return
        eligible = {number for number, member in state.members.items() if is_eligible(state, member, proposal)}
        known = self._electorates.setdefault(proposal.number, eligible)
        assert eligible <= known
        assert all(state.members[number].fate in {"expelled", "overturned"} for number in known - eligible)
        self._electorates[proposal.number] = eligible
        assert len(eligible) == proposal.electorate
        assert set(proposal.ballots.keys()) <= eligible
        first = self._published.setdefault(proposal.number, proposal)
        if proposal.revised_at != first.revised_at:
            assert proposal.is_by_consent
            self._published[proposal.number] = first = replace(
                first,
                text=proposal.text,
                effects=proposal.effects,
                hub=proposal.hub,
                extensions=proposal.extensions,
                revised_at=proposal.revised_at,
                earlier=proposal.earlier,
                closes_at=proposal.revised_at + proposal.rule.voting_hours * HOUR,
            )
        assert not proposal.answered or proposal.is_by_consent
        assert replace(proposal, **{name: getattr(first, name) for name in MOVING}) == first
        assert (proposal.closes_at == first.closes_at) == (proposal.extensions == first.extensions)
        assert proposal.closes_at - first.closes_at <= proposal.extensions * proposal.rule.late_hours * HOUR
        assert proposal.extensions <= proposal.rule.extensions
        assert len(proposal.sponsors) == max(0, proposal.needed)
        self._see_weights(proposal)

    @staticmethod
    def _see_weights(proposal: Proposal) -> None:
        """Whatever is counted, and in whatever way, each member's ballot weighs one."""
        tally, ballots = get_tally(proposal), list(proposal.ballots.values())
        assert tally.cast == len(ballots) <= proposal.electorate
        assert tally.abstained == ballots.count(())
        match proposal.way:
            case "approval":
                assert list(tally.counts) == [
                    sum(option in ballot for ballot in ballots) for option in range(1, proposal.options + 1)
                ]
            case "score":
                sums = [sum(points) for points in zip(*filter(None, ballots), strict=True)]
                assert list(tally.points) == (sums or [0] * proposal.options)
            case "ranked":
                for one, other in itertools.combinations(range(proposal.options + 1), 2):
                    assert tally.pairs[one][other] + tally.pairs[other][one] <= tally.votes
            case _:
                assert sum(tally.counts) == tally.votes

    def _see_contracts(self, state: State) -> None:
        """A contract is bound by a decision that was carried out, keeps its place, and is never bound twice at once."""
        for number, one in sorted(state.contracts.items()):
            first = self._contracts.setdefault(number, one)
            assert replace(one, ended_at=first.ended_at) == first
            effects = state.decisions[one.decision].effects
            assert BindContract(chain=one.chain, role=one.role, address=one.address) in effects
            assert one.bound_at == state.decisions[one.decision].carried_out_at
        assert sorted(self._contracts) == sorted(state.contracts.keys())
        places = [(one.chain, one.address) for one in state.contracts.values() if not one.ended_at]
        assert len(places) == len(set(places))

    def _see_hubs(self, state: State) -> None:
        """No hub goes away or becomes another's; only members are in one; all but its first words were decided."""
        assert sorted(state.hubs.keys()) == list(range(1, len(state.hubs) + 1))
        for number, hub in state.hubs.items():
            first = self._hubs.setdefault(number, hub)
            assert (hub.kind, hub.founder, hub.founded_at) == (first.kind, first.founder, first.founded_at)
            assert hub.wordings[0] == first.wordings[0]
            assert all(has_token(state.members[member]) for member in hub.members)
            assert all(state.decisions[one.decision].carried_out_at == one.at for one in hub.wordings[1:])
            assert bool(hub.ended_at) == bool(hub.decision) == (get_hub_status(state, hub) == "ended")
            assert bool(hub.due_at) == (hub.kind == "execution")
        concerned = {one.hub for one in state.proposals.values()} | {one.hub for one in state.decisions.values()}
        assert concerned <= {0, *state.hubs.keys()}

    def _see_challenge(self, state: State, challenge: Proposal) -> None:
        """A challenge that enough have signed suspends its decision, and no other does; nobody's token is suspended."""
        noun, _, name = challenge.about.partition("/")
        if noun == "member":
            newcomer = state.members[int(name)]
            assert bool(challenge.signed_at) == (newcomer.challenge == challenge.number)
            assert 0 < newcomer.token_at < challenge.opened_at + 1 <= newcomer.probation_until
            return
        decision = state.decisions[int(name)]
        assert bool(challenge.signed_at) == (decision.challenge == challenge.number)
        assert challenge.rule.seasoning_hours == decision.rule.seasoning_hours

    @staticmethod
    def _count_paused(state: State, since: int, until: int) -> int:
        """Milliseconds of this time in which nothing could be carried out."""
        spans = (min(one.until, until) - max(one.begun_at, since) for one in state.pauses)
        return sum(span for span in spans if span > 0)

    def _see_decision(self, state: State, decision: Decision) -> None:
        """An end is final; carrying out is noted once; nobody adopts what they were not asked about."""
        first = self._ended.setdefault(decision.number, decision)
        assert replace(decision, **{name: getattr(first, name) for name in LATER}) == first
        if first.carried_out_at or first.overturned_by:
            assert (decision.carried_out_at, decision.carried_out_by) == (first.carried_out_at, first.carried_out_by)
        if decision.carried_out_at and not first.carried_out_at:
            paused = self._count_paused(state, decision.closed_at, decision.carried_out_at)
            assert decision.effective_at <= decision.carried_out_at < decision.expires_at + paused
            assert not first.challenge
            assert not any(one.before and not one.met_at and not one.ended_at for one in first.conditions)
        assert decision.expires_at >= first.expires_at
        assert bool(decision.challenge) == bool(decision.suspended_at)
        assert not (decision.challenge and decision.overturned_by)
        for was, one in zip(first.conditions, decision.conditions, strict=False):
            assert replace(one, met_at=was.met_at, report=was.report, ended_at=was.ended_at) == was
            assert not was.met_at or one == was
        assert len(decision.conditions) >= len(first.conditions)
        self._ended[decision.number] = decision
        if decision.tally:
            assert decision.tally.electorate == len(self._electorates[decision.number])
            assert decision.tally.cast <= decision.tally.electorate
        adopted = bool(decision.tally and decision.tally.winner)
        assert adopted == (decision.outcome == "adopted")
        assert adopted or not decision.carried_out_at
        assert decision.form != "verdict" or not decision.carried_out_at

    def foresee(self, state: State, number: int, at: int) -> None:
        """What carrying out a decision would do, by the same dry run that members see before they vote."""
        self._foreseen, self._number = None, number
        state = advance(state, at)
        decision = state.decisions.get(number)
        if decision is not None:
            try:
                self._foreseen = apply_effects(state, decision.effects, number, at)
            except Error:
                self._foreseen = None

    def see_foreseen(self, state: State) -> None:
        """What happened is what was foreseen; only that it was done, and by whom, has been added."""
        assert self._foreseen is not None
        changed = {"at", "entries", "members", "decisions"}
        for name in State.__struct_fields__:
            assert name in changed or getattr(state, name) == getattr(self._foreseen, name)
        for number, decision in state.decisions.items():
            done = {"carried_out_at": 0, "carried_out_by": 0} if number == self._number else {}
            assert replace(decision, **done) == self._foreseen.decisions[number]

    def see_replayed(self, state: State, entries: Sequence[bytes]) -> None:
        """Replaying the log and reading a snapshot both come to the same State."""
        assert replay(map(decode_entry, entries)) == state
        again = decode_state(encode_state(state))
        assert again == state
        assert compute_state_digest(again) == compute_state_digest(state)
        assert state.entries == len(entries)
