"""The law. Read this file first: it says how an organisation goes from one State to the next, and by whose deed.

An organisation is an ordered public log of signed acts, and this law run over it. `apply` takes the State, an
envelope and the moment it was taken in, and either returns the new State or raises a `Refusal` (the law says no) or
`Tampered` (the signature does not hold); then nothing has changed. There is no clock, chance or disk here, so
everybody who runs the law over the same log comes to the same State. The rules themselves stand in one file per
noun; each `process_` function begins with the article that it enforces, and the charter page prints that article.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Never

import msgspec
from msgspec.structs import replace

from daso.canon import MAX_INTEGER, Count, NotCanonical, decode_as
from daso.kernel import (
    ballot,
    challenge,
    comment,
    condition,
    decision,
    finding,
    founding,
    hub,
    key,
    lot,
    mandate,
    membership,
    moderation,
    objection,
    payment,
    proposal,
    recovery,
    reply,
    sponsor,
    withdrawal,
)
from daso.kernel.act import MAX_ENTRY, Act, Number, compute_act_message
from daso.kernel.ballot import CastBallot
from daso.kernel.challenge import OpenChallenge
from daso.kernel.clock import advance
from daso.kernel.comment import EditComment, PostComment, React, Unreact
from daso.kernel.condition import ReportCondition
from daso.kernel.decision import CarryOutDecision
from daso.kernel.finding import PublishFinding
from daso.kernel.founding import (
    AffirmFoundation,
    AgreeClause,
    FoundOrganisation,
    Inaugurate,
    WriteCharter,
    WriteClause,
)
from daso.kernel.hub import FoundHub, JoinHub, LeaveHub
from daso.kernel.key import AddKey, RevokeKey
from daso.kernel.lot import CommitLot, DeclineLot, RevealLot
from daso.kernel.mandate import AcceptMandate, ReportMandate, ResignMandate
from daso.kernel.membership import InviteMembers, JoinOrganisation, LeaveOrganisation, SponsorMember
from daso.kernel.moderation import FlagComment
from daso.kernel.objection import AnswerObjection
from daso.kernel.payment import ConfirmPayment
from daso.kernel.persistent import HashTrieMap
from daso.kernel.proposal import OpenProposal, PublishProposal, ReviseProposal, WithdrawProposal
from daso.kernel.queries import get_member
from daso.kernel.recovery import CompleteRecovery, VetoRecovery, VouchForMember
from daso.kernel.refusals import (
    AlreadyFounded,
    ClockWentBack,
    MemberLeft,
    NotFounded,
    SequenceBroken,
    UnknownKey,
    UnknownMember,
    WrongOrganisation,
)
from daso.kernel.reply import ReplyToProposal
from daso.kernel.sponsor import SponsorProposal
from daso.kernel.state import State
from daso.kernel.withdrawal import AnnouncePayment
from daso.keys.claim import verify_claim
from daso.keys.verify import Key, Proof, compute_claim

__all__ = [
    "MAX_ENVELOPE",
    "AnyAct",
    "Entry",
    "Envelope",
    "Verify",
    "apply",
    "decode_entry",
    "decode_envelope",
    "replay",
]

DeedOfMember = (
    WriteClause
    | WriteCharter
    | AgreeClause
    | AffirmFoundation
    | Inaugurate
    | InviteMembers
    | SponsorMember
    | LeaveOrganisation
    | AddKey
    | RevokeKey
    | VouchForMember
    | VetoRecovery
    | CompleteRecovery
    | OpenProposal
    | ReviseProposal
    | PublishProposal
    | WithdrawProposal
    | SponsorProposal
    | ReplyToProposal
    | CastBallot
    | AnswerObjection
    | CarryOutDecision
    | OpenChallenge
    | ReportCondition
    | PostComment
    | EditComment
    | React
    | Unreact
    | FlagComment
    | AcceptMandate
    | ResignMandate
    | ReportMandate
    | CommitLot
    | RevealLot
    | DeclineLot
    | ConfirmPayment
    | AnnouncePayment
    | FoundHub
    | JoinHub
    | LeaveHub
)
"""What members do once they are there."""

AnyAct = FoundOrganisation | JoinOrganisation | PublishFinding | DeedOfMember
"""Every kind of act there is."""


class Envelope(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """An act, the number of the member's key that signed it, and the proof."""

    act: AnyAct
    key: Number
    proof: Proof


class Entry(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """What stands on the log: an envelope, and when the clerk took it in, in UTC milliseconds."""

    at: Count
    envelope: Envelope


MAX_ENVELOPE = MAX_ENTRY - len(f'{{"at":{MAX_INTEGER},"envelope":}}')
"""Bytes that an envelope may have at most, so that its entry never has too many, whatever the hour."""

Verify = Callable[[bytes], None]
"""Verifies a claim of `keys.verify.compute_claim`; an audit may collect claims instead and verify them elsewhere."""

_envelopes = msgspec.json.Decoder(Envelope)
_entries = msgspec.json.Decoder(Entry)


def decode_envelope(data: bytes) -> Envelope:
    """Read an envelope from its canonical bytes; refuse any others."""
    _check_size(data, MAX_ENVELOPE)
    return decode_as(_envelopes, data)


def decode_entry(data: bytes) -> Entry:
    """Read an entry of the log from its canonical bytes; refuse any others."""
    _check_size(data, MAX_ENTRY)
    return decode_as(_entries, data)


def _check_size(data: bytes, limit: int) -> None:
    if len(data) > limit:
        raise NotCanonical(reason=f"they are {len(data)}, and at most {limit} are allowed")


def apply(state: State | None, envelope: Envelope, at: int, verify: Verify = verify_claim) -> State:
    """The State after this act, or a `Refusal` or `Tampered` and no change. `state` is None before the founding."""
    act = envelope.act
    if state is None:
        return _found(envelope, at, verify)
    if act.org != state.org:
        raise WrongOrganisation(given=act.org, expected=state.org)
    if at < state.at:
        raise ClockWentBack(at=at, last=state.at)
    state = advance(state, at)
    match act:
        case FoundOrganisation():
            raise AlreadyFounded
        case JoinOrganisation():
            check_join(state, envelope, act, verify)
            state = membership.process_join_organisation(state, act, at)
        case PublishFinding():
            check_scrutineer(state, envelope, act, verify)
            state = finding.process_publish_finding(state, act, at)
            return replace(state, at=at, entries=state.entries + 1)
        case _:
            check_signed(state, envelope, at, verify)
            state = process(state, act, at)
    member = replace(state.members[act.by], seq=act.seq + 1, acted_at=at)
    return replace(state, at=at, entries=state.entries + 1, members=state.members.insert(act.by, member))


PROCESSES: dict[type[Act], Callable[[State, Never, int], State]] = {
    CastBallot: ballot.process_cast_ballot,
    PostComment: comment.process_post_comment,
    EditComment: comment.process_edit_comment,
    React: comment.process_react,
    Unreact: comment.process_react,
    FlagComment: moderation.process_flag_comment,
    WriteClause: founding.process_write_clause,
    WriteCharter: founding.process_write_charter,
    AgreeClause: founding.process_agree_clause,
    AffirmFoundation: founding.process_affirm_foundation,
    Inaugurate: founding.process_inaugurate,
    InviteMembers: membership.process_invite_members,
    SponsorMember: membership.process_sponsor_member,
    LeaveOrganisation: membership.process_leave_organisation,
    AddKey: key.process_add_key,
    RevokeKey: key.process_revoke_key,
    VouchForMember: recovery.process_vouch_for_member,
    VetoRecovery: recovery.process_veto_recovery,
    CompleteRecovery: recovery.process_complete_recovery,
    OpenProposal: proposal.process_open_proposal,
    ReviseProposal: proposal.process_revise_proposal,
    PublishProposal: proposal.process_publish_proposal,
    WithdrawProposal: proposal.process_withdraw_proposal,
    AnswerObjection: objection.process_answer_objection,
    SponsorProposal: sponsor.process_sponsor_proposal,
    ReplyToProposal: reply.process_reply_to_proposal,
    CarryOutDecision: decision.process_carry_out_decision,
    OpenChallenge: challenge.process_open_challenge,
    ReportCondition: condition.process_report_condition,
    AcceptMandate: mandate.process_accept_mandate,
    ResignMandate: mandate.process_resign_mandate,
    ReportMandate: mandate.process_report_mandate,
    CommitLot: lot.process_commit_lot,
    RevealLot: lot.process_reveal_lot,
    DeclineLot: lot.process_decline_lot,
    ConfirmPayment: payment.process_confirm_payment,
    AnnouncePayment: withdrawal.process_announce_payment,
    FoundHub: hub.process_found_hub,
    JoinHub: hub.process_join_hub,
    LeaveHub: hub.process_leave_hub,
}
"""What each kind of act does, once its member and signature are known to be right: a line an act."""


def process(state: State, act: DeedOfMember, at: int) -> State:
    """The State after a member's deed, or a `Refusal`."""
    return PROCESSES[type(act)](state, act, at)  # type: ignore[arg-type] # each stands beside its own kind of act


def replay(entries: Iterable[Entry], verify: Verify = verify_claim) -> State | None:
    """The State that follows from a whole log, entry by entry; None for an empty one."""
    state: State | None = None
    for entry in entries:
        state = apply(state, entry.envelope, entry.at, verify)
    return state


def check_signed(state: State, envelope: Envelope, at: int, verify: Verify) -> None:
    """Every act is signed by its member's own working key and carries that member's next number, without gaps. So
    nobody, whoever runs the server, can act for another, or drop, repeat or re-order unseen what a member did. Only
    what a key itself has signed counts; no program's word that it would accept a signature stands in for one.
    """
    act = envelope.act
    member = get_member(state, act.by)
    if member.left_at:
        raise MemberLeft(member=act.by)
    if act.seq != member.seq:
        raise SequenceBroken(expected=member.seq, given=act.seq)
    verify(compute_claim(key.get_signing_key(member, envelope.key, act, at), envelope.proof, compute_act_message(act)))


def check_first(envelope: Envelope, signing: Key, verify: Verify) -> None:
    """A newcomer's first act is signed with the very key that it brings along."""
    if envelope.act.seq != 1:
        raise SequenceBroken(expected=1, given=envelope.act.seq)
    if envelope.key != 1:
        raise UnknownKey(member=envelope.act.by, key=envelope.key)
    verify(compute_claim(signing, envelope.proof, compute_act_message(envelope.act)))


def check_scrutineer(state: State, envelope: Envelope, act: PublishFinding, verify: Verify) -> None:
    """A scrutineer's acts are signed and counted like a member's, with the one key that the decision named."""
    scrutineer = finding.get_acting_scrutineer(state, act.by)
    if act.seq != scrutineer.seq:
        raise SequenceBroken(expected=scrutineer.seq, given=act.seq)
    if envelope.key != 1:
        raise UnknownKey(member=act.by, key=envelope.key)
    verify(compute_claim(scrutineer.key, envelope.proof, compute_act_message(act)))


def check_join(state: State, envelope: Envelope, act: JoinOrganisation, verify: Verify) -> None:
    """Joining takes two signatures: of the newcomer's key, and of the key that only the invitation's link contains."""
    invitation_key, proof, message = membership.get_join_claim(state, act)
    check_first(envelope, act.key, verify)
    verify(compute_claim(invitation_key, proof, message))


def _found(envelope: Envelope, at: int, verify: Verify) -> State:
    act = envelope.act
    if not isinstance(act, FoundOrganisation):
        raise NotFounded
    founding.check_founding_act(act)
    check_first(envelope, act.key, verify)
    if act.by != 1:
        raise UnknownMember(member=act.by)
    founder = replace(founding.create_founder(act, at), seq=2, acted_at=at)
    return State(
        org=act.org,
        law=act.law,
        door=act.door,
        at=at,
        entries=1,
        origins=act.origins,
        charter=act.charter,
        amendments=(),
        clauses=HashTrieMap(),
        affirmed=HashTrieMap(),
        foundation="",
        standing="",
        inaugurated_at=0,
        members=HashTrieMap({1: founder}),
        tokens=0,
        tokens_at=0,
        admitted=(),
        ended=(),
        expelled=(),
        waiting=(),
        keys=HashTrieMap({act.key.public: 1}),
        invitations=HashTrieMap(),
        next_member=2,
        proposals=HashTrieMap(),
        decisions=HashTrieMap(),
        next_proposal=1,
        due=(),
        cooling=(),
        scrutineers=HashTrieMap(),
        witnesses=HashTrieMap(),
        contracts=HashTrieMap(),
        recoveries=HashTrieMap(),
        comments=HashTrieMap(),
        moderated=HashTrieMap(),
        mandates=HashTrieMap(),
        lots=HashTrieMap(),
        lots_due=(),
        payments=HashTrieMap(),
        withdrawals=HashTrieMap(),
        hubs=HashTrieMap(),
        pauses=(),
    )
