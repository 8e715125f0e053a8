"""Proposals: opened for discussion, revised, published with a frozen electorate, and then voted on.

Read next: `ballot.py` for votes, `decision.py` for how a proposal ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from daso.kernel.act import Act, Commitment, Number
from daso.kernel.amendment import check_reading, compute_amending_rule
from daso.kernel.charter import HOUR, ChoiceMethod, Kind, Rule
from daso.kernel.condition import AttachCondition, Condition, get_target
from daso.kernel.cooldown import check_cooldown
from daso.kernel.decision import close_proposal
from daso.kernel.due import store_due
from daso.kernel.effect import Effect, apply_effects, check_effects
from daso.kernel.hub import HubNumber, check_concerned
from daso.kernel.payment import get_payees
from daso.kernel.persistent import HashTrieMap, Map
from daso.kernel.queries import (
    check_token,
    count_electorate,
    get_concerned,
    get_dormant,
    get_member,
    get_proposal,
    was_eligible,
)
from daso.kernel.refusals import (
    AboutNothing,
    AlreadyPublished,
    ChallengeFixed,
    EffectImpossible,
    NotTheAuthor,
    ReplyAwaited,
    SponsorsMissing,
    StillInDiscussion,
    TextChanged,
    TooManyProposals,
    UnknownKind,
    WordsReused,
    WrongMethod,
    WrongOptions,
)
from daso.kernel.setting import get_charter

if TYPE_CHECKING:
    from daso.kernel.state import State

__all__ = [
    "OPTIONS_LIMIT",
    "Form",
    "Method",
    "OpenProposal",
    "Proposal",
    "PublishProposal",
    "ReviseProposal",
    "WithdrawProposal",
    "compute_earliest",
    "count_live",
]

OPTIONS_LIMIT = 20
"""Options that a choice may have."""

Form = Literal["motion", "choice"]
Method = ChoiceMethod | Literal[""]
"""A way of counting that a choice asks for; empty for the one of its kind."""
About = Annotated[str, Meta(pattern=r"^(decision/[1-9][0-9]{0,8}|member/[1-9][0-9]{0,8})?$(?!\n)")]
"""What a proposal is about, where it is about a decision or a member; empty where it stands by itself."""
Effects = Annotated[tuple[Effect, ...], Meta(max_length=10)]


class Proposal(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A live proposal. `rule` was copied from the charter when it opened, so nothing can change it under way."""

    number: int
    author: int
    kind: Kind
    form: Form | Literal["verdict"]
    options: int
    text: str
    effects: tuple[Effect, ...]
    rule: Rule
    opened_at: int
    revised_at: int
    published_at: int
    closes_at: int
    """When voting closes; while in discussion, when the draft lapses."""
    electorate: int
    left_out: tuple[int, ...]
    """Members who would belong to the electorate and don't, in order: the dormant, and whoever would be paid."""
    about: str
    amended: int = 0
    """Amendments made before it opened: for this case the charter stays as it was then."""
    ballots: Map[int, tuple[int, ...]]
    method: Method = ""
    answered: tuple[int, ...] = ()
    """Members whose objections the author has answered, where consent is asked."""
    needed: int = 0
    """How many sponsors it needs before it can be put to the vote; of a challenge, co-signers besides its author."""
    sponsors: tuple[int, ...] = ()
    extensions: int = 0
    """How many times a late swing has put its close off."""
    ground: str = ""
    """Of a challenge: on what ground."""
    signed_at: int = 0
    """Of a challenge: since when enough have signed it, so that it suspends its decision."""
    reply: str = ""
    replied_at: int = 0
    conditions: tuple[Condition, ...] = ()
    earlier: tuple[str, ...] = ()
    """Words that it had before it was revised into something else."""
    hub: int = 0
    """The hub that it concerns; nought where it concerns none."""

    @property
    def way(self) -> str:
        """How its ballots are counted: a key of `COUNTS` in `tally/tally.py`."""
        return self.method or self.form

    @property
    def is_by_consent(self) -> bool:
        """Whether members are asked for their consent, and objections must be answered."""
        return self.form == "motion" and self.rule.method == "consent"


class OpenProposal(Act, frozen=True, kw_only=True, tag="OpenProposal"):
    """I open a proposal for discussion. Title, reasons and option names stand in the text beside the log."""

    kind: Kind
    form: Form
    options: Annotated[int, Meta(ge=2, le=OPTIONS_LIMIT)]
    text: Commitment
    effects: Effects
    about: About = ""
    method: Method = ""
    hub: HubNumber = 0


class ReviseProposal(Act, frozen=True, kw_only=True, tag="ReviseProposal"):
    """I revise my proposal: in discussion, which begins anew; or where consent is asked, and the vote begins anew.

    What is left out is taken out: without `hub` it concerns none from now on.
    """

    proposal: Number
    options: Annotated[int, Meta(ge=2, le=OPTIONS_LIMIT)]
    text: Commitment
    effects: Effects
    hub: HubNumber = 0


class PublishProposal(Act, frozen=True, kw_only=True, tag="PublishProposal"):
    """I publish my proposal in the words that have this commitment: from now on people vote on it."""

    proposal: Number
    text: Commitment


class WithdrawProposal(Act, frozen=True, kw_only=True, tag="WithdrawProposal"):
    """I withdraw my proposal before it is voted on."""

    proposal: Number


def check_content(state: State, proposal: Proposal, at: int) -> Rule:
    """Refuse options that don't fit the form, and effects that are not allowed or could not happen today.

    Returns the rule by which this content is decided: an amendment's is as hard as what it changes.
    """
    if proposal.form == "motion" and proposal.options != 2:
        raise WrongOptions(form=proposal.form, options=proposal.options, limit=OPTIONS_LIMIT)
    check_method(proposal)
    check_effects(get_charter(state, proposal.amended), proposal)
    check_reading(state, proposal, at)
    check_cooldown(state, proposal, at)
    after = apply_effects(state, proposal.effects, proposal.number, at)
    for effect in proposal.effects:
        if isinstance(effect, AttachCondition) and effect.before and proposal.kind != "policy":
            _check_may_hold_back(state, effect)
    if proposal.kind != "amendment":
        return proposal.rule
    return compute_amending_rule(state.charter.rules["amendment"], state.charter, after.charter)


def _check_may_hold_back(state: State, effect: AttachCondition) -> None:
    """Refuse that an ordinary majority holds back, by a condition, what more members decided by a stricter rule."""
    target = get_target(state, effect.to)
    if target.kind != "ordinary":
        raise EffectImpossible(
            "Only a policy can let decision {proposal} wait for a condition. Propose it as one.", proposal=target.number
        )


def check_about(state: State, about: str) -> None:
    """Refuse a proposal that is about a decision or member that there is not."""
    noun, _, name = about.partition("/")
    if about and int(name) not in (state.decisions if noun == "decision" else state.members):
        raise AboutNothing(about=about)


def count_live(state: State, member: int) -> int:
    """How many live proposals a member has; challenges are counted for themselves."""
    return sum(one.author == member and one.form != "verdict" for one in state.proposals.values())


def check_method(proposal: Proposal) -> None:
    """Refuse a way of counting that the charter does not allow here; consent is for motions alone."""
    rule = proposal.rule
    is_allowed = proposal.form == "choice" and proposal.method in rule.choices
    if proposal.method and not is_allowed:
        raise WrongMethod(kind=proposal.kind, form=proposal.form, method=proposal.method)
    if proposal.form == "choice" and not proposal.method and rule.method == "consent":
        raise WrongMethod(kind=proposal.kind, form=proposal.form, method=rule.method)


def get_own(state: State, number: int, by: int) -> Proposal:
    """The live proposal, which must be this member's own."""
    check_token(state, by)
    proposal = get_proposal(state, number)
    if proposal.author != by:
        raise NotTheAuthor(proposal=number, author=proposal.author)
    return proposal


def get_own_draft(state: State, number: int, by: int) -> Proposal:
    """The proposal, which must be this member's own and still in discussion."""
    get_own(state, number, by)
    return get_draft(state, number)


def get_draft(state: State, number: int) -> Proposal:
    """The proposal, which must still be in discussion, whosever it is."""
    proposal = get_proposal(state, number)
    if proposal.published_at:
        raise AlreadyPublished(proposal=number)
    return proposal


def process_open_proposal(state: State, act: OpenProposal, at: int) -> State:
    """Every member may propose. What a proposal would do must be what its kind may do, and possible as things stand.
    The most live proposals that a member may have at a time is {charter.live_proposals}. A draft that is not published
    within {charter.draft_hours} hours lapses.
    """
    check_token(state, act.by)
    rule = state.charter.rules.get(act.kind)
    if rule is None:
        raise UnknownKind(kind=act.kind)
    if count_live(state, act.by) >= state.charter.live_proposals:
        raise TooManyProposals(limit=state.charter.live_proposals)
    proposal = Proposal(
        number=state.next_proposal,
        author=act.by,
        kind=act.kind,
        form=act.form,
        options=act.options,
        text=act.text,
        effects=act.effects,
        rule=rule,
        opened_at=at,
        revised_at=at,
        published_at=0,
        closes_at=at + state.charter.draft_hours * HOUR,
        electorate=0,
        left_out=(),
        about=act.about,
        amended=len(state.amendments),
        ballots=HashTrieMap(),
        method=act.method,
        hub=act.hub,
    )
    rule = check_content(state, proposal, at)
    check_about(state, act.about)
    check_concerned(state, act.hub)
    proposal = replace(proposal, rule=rule, needed=min(rule.sponsors, state.tokens - 1))
    return store_due(replace(state, next_proposal=state.next_proposal + 1), proposal, 0)


def process_revise_proposal(state: State, act: ReviseProposal, at: int) -> State:
    """Its author may revise a proposal while it is discussed; then the time for discussion begins anew, sponsors are
    asked again, and whoever is concerned may reply again. Where consent is asked, the author may also take up
    objections during the vote; then all ballots lapse, and the vote begins anew with the same electorate. What is
    proposed otherwise is said in new words, so that nobody's name or vote for one thing can count for another. A
    challenge can't be revised.
    """
    proposal = get_own(state, act.proposal, act.by)
    if proposal.form == "verdict":
        raise ChallengeFixed(proposal=act.proposal)
    if proposal.published_at and not proposal.is_by_consent:
        raise AlreadyPublished(proposal=act.proposal)
    earlier = _check_new_words(proposal, act)
    draft_hours = get_charter(state, proposal.amended).draft_hours
    hours = proposal.rule.voting_hours if proposal.published_at else draft_hours
    revised = replace(
        proposal,
        options=act.options,
        text=act.text,
        effects=act.effects,
        revised_at=at,
        closes_at=at + hours * HOUR,
        ballots=HashTrieMap(),
        answered=(),
        sponsors=proposal.sponsors if proposal.published_at else (),
        reply="",
        replied_at=0,
        earlier=earlier,
        hub=act.hub,
    )
    rule = check_content(state, revised, at)
    check_concerned(state, act.hub)
    needed = proposal.needed if proposal.published_at else min(rule.sponsors, state.tokens - 1)
    return store_due(state, replace(revised, rule=rule, needed=needed), proposal.closes_at)


def _check_new_words(proposal: Proposal, act: ReviseProposal) -> tuple[str, ...]:
    """Refuse words under which this proposal proposed something else: an act that names them may still be on its way.

    Returns all words that it had before.
    """
    if (act.text, act.options, act.effects) == (proposal.text, proposal.options, proposal.effects):
        return proposal.earlier
    if act.text == proposal.text or act.text in proposal.earlier:
        raise WordsReused(proposal=act.proposal)
    return (*proposal.earlier, proposal.text)


def process_publish_proposal(state: State, act: PublishProposal, at: int) -> State:
    """After the time for discussion its author may publish it. From then on it can't be changed, and its electorate
    is fixed: all who held a vote-token just before, and nobody who comes later. For the kinds of proposal whose
    rule asks for it, only those vote whose token is old enough; a founder's always is. Whoever has done nothing for
    {charter.dormancy_hours} hours is dormant and left out as well, so that no quorum waits for them; with 0 hours
    nobody is. Whatever they do, a comment too, counts them in again from the next vote on. The vote on a challenge
    may be begun by any member.
    """
    check_token(state, act.by)
    found = state.proposals.get(act.proposal)
    is_verdict = found is not None and found.form == "verdict"
    draft = get_draft(state, act.proposal) if is_verdict else get_own_draft(state, act.proposal, act.by)
    if act.text != draft.text:
        raise TextChanged(proposal=act.proposal)
    if len(draft.sponsors) < draft.needed:
        raise SponsorsMissing(proposal=act.proposal, count=len(draft.sponsors), needed=draft.needed)
    _check_discussed(state, draft, at)
    if not is_verdict:
        check_content(state, draft, at)
    published = replace(draft, published_at=at, closes_at=at + draft.rule.voting_hours * HOUR)
    left_out = _get_left_out(state, draft, at)
    electorate = count_electorate(state, draft.rule, at) - len(left_out)
    return store_due(state, replace(published, electorate=electorate, left_out=left_out), draft.closes_at)


def _get_left_out(state: State, draft: Proposal, at: int) -> tuple[int, ...]:
    """Who is left out of the electorate though their token is old enough: the dormant, and who would be paid."""
    noun, _, name = draft.about.partition("/")
    is_of_decision = draft.form == "verdict" and noun == "decision"
    effects = state.decisions[int(name)].effects if is_of_decision else draft.effects
    payees = [get_member(state, number) for number in get_payees(effects)]
    paid = [member.number for member in payees if was_eligible(state, member, draft.rule, at)]
    return tuple(sorted(dict.fromkeys((*get_dormant(state, draft.rule, at), *paid))))


def process_withdraw_proposal(state: State, act: WithdrawProposal, at: int) -> State:
    """Its author may withdraw a proposal before it is published, and not after: then it belongs to everybody. So does a
    challenge that enough have signed.
    """
    draft = get_own_draft(state, act.proposal, act.by)
    if draft.signed_at:
        raise ChallengeFixed(proposal=act.proposal)
    return close_proposal(state, draft, "withdrawn", at)


def compute_earliest(state: State, draft: Proposal) -> int:
    """When a draft can be put to the vote, if nothing else is missing: after its discussion, and after the reply of
    whoever is concerned, or the time they have for it. A challenge has no discussion of its own beside that time.
    """
    is_verdict = draft.form == "verdict"
    discussed = draft.opened_at if is_verdict else draft.revised_at + draft.rule.discussion_hours * HOUR
    if draft.replied_at or not get_concerned(state, draft):
        return discussed
    return max(discussed, (draft.signed_at if is_verdict else draft.revised_at) + draft.rule.reply_hours * HOUR)


def _check_discussed(state: State, draft: Proposal, at: int) -> None:
    until = compute_earliest(state, draft)
    if at >= until:
        return
    if draft.form != "verdict" and at < draft.revised_at + draft.rule.discussion_hours * HOUR:
        until = draft.revised_at + draft.rule.discussion_hours * HOUR
        raise StillInDiscussion(hours=draft.rule.discussion_hours, proposal=draft.number, until=until)
    raise ReplyAwaited(hours=draft.rule.reply_hours, member=get_concerned(state, draft), until=until)
