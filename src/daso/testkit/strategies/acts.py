"""Effects and acts of every kind, in form, for hypothesis to try; most of them the law refuses.

Read next: `person.py`, whose acts are lawful.
"""

from __future__ import annotations

import string
from typing import cast, get_args

from hypothesis import strategies as st

from daso.canon import to_base64url
from daso.kernel.act import Act
from daso.kernel.admission import AdmitMember
from daso.kernel.amendment import AmendCharter
from daso.kernel.ballot import CastBallot
from daso.kernel.challenge import GROUNDS, OpenChallenge
from daso.kernel.charter import KINDS
from daso.kernel.comment import REACTIONS, EditComment, PostComment, React, Unreact
from daso.kernel.condition import AttachCondition, ReportCondition
from daso.kernel.contract import BindContract, EndContract
from daso.kernel.decision import CarryOutDecision
from daso.kernel.effect import AgreeOrigin, Effect
from daso.kernel.expulsion import ExpelMember
from daso.kernel.finding import PublishFinding
from daso.kernel.founding import (
    CLAUSES,
    AffirmFoundation,
    AgreeClause,
    FoundOrganisation,
    Inaugurate,
    WriteCharter,
    WriteClause,
)
from daso.kernel.hub import HUB_KINDS, EndHub, FoundHub, JoinHub, LeaveHub, RewordHub
from daso.kernel.key import AddKey, RevokeKey
from daso.kernel.lot import CommitLot, DeclineLot, DrawLot, GrantByLot, RevealLot
from daso.kernel.mandate import AcceptMandate, EndMandate, GrantMandate, ReportMandate, ResignMandate
from daso.kernel.membership import InviteMembers, JoinOrganisation, LeaveOrganisation, SponsorMember
from daso.kernel.moderation import FlagComment, HideComment, RestoreComment
from daso.kernel.objection import AnswerObjection
from daso.kernel.pause import EndPause, PauseDecisions
from daso.kernel.payment import ConfirmPayment, OrderPayment
from daso.kernel.proposal import OpenProposal, PublishProposal, ReviseProposal, WithdrawProposal
from daso.kernel.recovery import CompleteRecovery, VetoRecovery, VouchForMember
from daso.kernel.reply import ReplyToProposal
from daso.kernel.scrutineer import EndScrutineer, NameScrutineer
from daso.kernel.sponsor import SponsorProposal
from daso.kernel.transition import AnyAct
from daso.kernel.withdrawal import AnnouncePayment, PayFromVault
from daso.kernel.witness import EndWitness, NameWitness
from daso.keys.verify import P256Key
from daso.testkit.strategies.charters import charters, rules
from daso.testkit.strategies.values import commitments, numbers, public_keys, texts, witness_keys

__all__ = ["acts", "amendments", "effects", "get_act_kinds"]


def get_act_kinds() -> tuple[type[AnyAct], ...]:
    """Every kind of act there is."""
    return cast("tuple[type[AnyAct], ...]", get_args(AnyAct))


def amendments() -> st.SearchStrategy[AmendCharter]:
    """Changes of a charter in form; most fit no charter."""
    settings = st.none() | numbers() | st.booleans() | texts(0, 80) | st.tuples(numbers(), numbers()) | rules()
    paths = st.sampled_from(("sponsors", "name", "rules.ordinary.quorum", "rules.payment", "rules.amendment.share"))
    return st.builds(AmendCharter, path=paths, was=settings, becomes=settings)


def effects() -> st.SearchStrategy[Effect]:
    """Effects in form."""
    named = st.builds(NameScrutineer, key=public_keys(), profile=commitments() | st.just(""))
    ended = st.builds(EndScrutineer, scrutineer=numbers())
    agreed = st.builds(AgreeOrigin, origin=st.from_regex(r"\Ahttps?://[a-z0-9]{1,20}\Z"))
    seen = st.builds(NameWitness, vkey=witness_keys(), url=st.from_regex(r"\Ahttps://[a-z0-9]{1,20}(/[a-z]{1,9})?\Z"))
    unseen = st.builds(EndWitness, witness=numbers())
    roles = st.sampled_from(("anchor", "inbox", "vault"))
    addresses = st.from_regex(r"\A0x[0-9a-f]{40}\Z")
    bound = st.builds(BindContract, chain=numbers(), role=roles, address=addresses)
    unbound = st.builds(EndContract, contract=numbers())
    hidden = st.builds(HideComment, comment=numbers(), reason=commitments())
    restored = st.builds(RestoreComment, comment=numbers())
    granted = st.builds(
        GrantMandate,
        text=commitments(),
        hours=st.integers(1, 5000),
        report_hours=st.integers(0, 800),
        holder=st.just(0) | numbers(),
        candidates=st.lists(numbers(), max_size=4).map(tuple),
    )
    recalled = st.builds(EndMandate, mandate=numbers())
    admitted = st.builds(AdmitMember, member=numbers())
    grounds = st.sampled_from(("not-a-person", "second-token", "unknown", "conduct"))
    expelled = st.builds(ExpelMember, member=numbers(), ground=grounds)
    windows = st.integers(1, 336)
    lots = {"size": st.integers(1, 100), "text": commitments(), "commit_hours": windows, "reveal_hours": windows}
    drawn = st.builds(DrawLot, **lots) | st.builds(GrantByLot, hours=st.integers(1, 5000), **lots)
    paid = st.builds(
        OrderPayment,
        amount=st.integers(1, 10**14),
        currency=st.sampled_from(("EUR", "JPY", "XAU")),
        text=commitments(),
        payee=st.just(0) | numbers(),
    )
    from_vault = st.builds(
        PayFromVault,
        vault=numbers(),
        to=addresses,
        amount=st.integers(1, 10**30).map(str),
        text=commitments(),
        token=st.just("") | addresses,
    )
    paused = st.builds(PauseDecisions, hours=st.integers(1, 100)) | st.builds(EndPause)
    attached = st.builds(
        AttachCondition,
        to=numbers(999).map(lambda n: f"decision/{n}"),
        owner=numbers(),
        due_at=numbers(),
        text=commitments(),
        before=st.booleans(),
        replaces=st.integers(0, 50),
    )
    reworded = st.builds(RewordHub, hub=numbers(), text=commitments(), due_at=st.just(0) | numbers())
    hubs = reworded | st.builds(EndHub, hub=numbers())
    everything = named | ended | agreed | seen | unseen | bound | unbound | hidden | restored | granted | recalled
    return everything | admitted | expelled | amendments() | drawn | paid | from_vault | paused | attached | hubs


def _build_contest_fields() -> dict[type[Act], dict[str, st.SearchStrategy[object]]]:
    """The same for sponsoring, replying, challenging and mitigating."""
    number, text = numbers(), commitments()
    return {
        SponsorProposal: {"proposal": number, "text": text},
        ReplyToProposal: {"proposal": number, "text": text},
        OpenChallenge: {
            "about": numbers(999).map(lambda n: f"decision/{n}"),
            "ground": st.sampled_from(GROUNDS),
            "text": text,
        },
        ReportCondition: {"proposal": number, "condition": number, "text": text},
    }


def _build_lifelines() -> dict[type[Act], dict[str, st.SearchStrategy[object]]]:
    """The same of acts about lost keys, and of scrutineers' findings."""
    verdicts = st.sampled_from(("sound", "doubtful", "unsound"))
    return {
        VouchForMember: {"member": numbers(), "key": public_keys()},
        VetoRecovery: {},
        CompleteRecovery: {"member": numbers()},
        PublishFinding: {"decision": numbers(), "verdict": verdicts, "text": commitments()},
    }


def _build_fields() -> dict[type[Act], dict[str, st.SearchStrategy[object]]]:
    """What each kind of act may say, besides what all acts say."""
    number, text, maybe = numbers(), commitments(), commitments() | st.just("")
    clause, key = st.sampled_from(CLAUSES), public_keys()
    content = {
        "options": st.integers(2, 20),
        "text": text,
        "effects": st.lists(effects(), max_size=3).map(tuple),
        "hub": st.integers(0, 9),
    }
    signatures = st.binary(min_size=64, max_size=64).map(to_base64url)
    plain_keys = public_keys().filter(lambda key: isinstance(key, P256Key))
    return {
        FoundOrganisation: {
            "law": number,
            "door": st.sampled_from(("collective", "innovator")),
            "salt": text,
            "origins": st.just(("https://daso.example",)),
            "charter": charters(),
            "key": key,
            "profile": maybe,
        },
        JoinOrganisation: {"key": key, "invitation": signatures, "affirms": maybe, "profile": maybe},
        WriteClause: {"clause": clause, "text": texts(1, 2000)},
        WriteCharter: {"charter": charters()},
        AgreeClause: {"clause": clause, "text": text},
        AffirmFoundation: {"foundation": text},
        Inaugurate: {"foundation": text},
        InviteMembers: {"keys": st.lists(plain_keys, min_size=1, max_size=4).map(tuple)},
        SponsorMember: {"member": number},
        LeaveOrganisation: {},
        AddKey: {"key": key, "label": maybe, "scope": st.sampled_from(("", "light")), "until": st.just(0) | number},
        RevokeKey: {"key": number},
        **_build_lifelines(),
        OpenProposal: {
            "kind": st.sampled_from(KINDS),
            "form": st.sampled_from(("motion", "choice")),
            "method": st.sampled_from(("", "ranked", "approval", "score")),
            **content,
        },
        ReviseProposal: {"proposal": number, **content},
        PublishProposal: {"proposal": number, "text": text},
        WithdrawProposal: {"proposal": number},
        CastBallot: {
            "proposal": number,
            "text": text,
            "choices": st.lists(st.integers(0, 21), max_size=21).map(tuple),
            "reason": maybe,
        },
        AnswerObjection: {"proposal": number, "member": number, "text": text},
        CarryOutDecision: {"proposal": number},
        **_build_contest_fields(),
        **_build_talk_fields(),
        **_build_office_fields(),
    }


def _build_talk_fields() -> dict[type[Act], dict[str, st.SearchStrategy[object]]]:
    """The same for comments and what is said to them."""
    number, text, reactions = numbers(), commitments(), st.sampled_from(REACTIONS)
    subjects = st.sampled_from(["charter", *(f"clause/{name}" for name in CLAUSES)])
    return {
        PostComment: {
            "subject": subjects | numbers(99).map(lambda n: f"proposal/{n}"),
            "text": text,
            "parent": st.just(0) | number,
            "mentions": st.lists(number, max_size=20).map(tuple),
        },
        EditComment: {"comment": number, "text": text},
        React: {"comment": number, "reaction": reactions},
        Unreact: {"comment": number, "reaction": reactions},
        FlagComment: {"comment": number, "reason": text},
    }


def _build_office_fields() -> dict[type[Act], dict[str, st.SearchStrategy[object]]]:
    """The same for acts about mandates, lots, payments and hubs."""
    number, text = numbers(), commitments()
    addresses = st.from_regex(r"\A0x[0-9a-f]{40}\Z")
    return {
        AcceptMandate: {"mandate": number},
        ResignMandate: {"mandate": number},
        ReportMandate: {"mandate": number, "text": text},
        CommitLot: {"lot": number, "commitment": text},
        RevealLot: {"lot": number, "secret": text},
        DeclineLot: {"lot": number},
        ConfirmPayment: {"payment": number},
        AnnouncePayment: {
            "vault": number,
            "to": addresses,
            "amount": st.integers(1, 10**77 - 1).map(str),
            "text": text,
            "token": st.just("") | addresses,
        },
        FoundHub: {"kind": st.sampled_from(HUB_KINDS), "text": text, "due_at": st.just(0) | number},
        JoinHub: {"hub": number},
        LeaveHub: {"hub": number},
    }


def acts() -> st.SearchStrategy[AnyAct]:
    """Acts of every kind, sound in form; the law would refuse most of them."""
    common = {"org": st.text(string.hexdigits[:16], min_size=32, max_size=32), "by": numbers(), "seq": numbers()}
    kinds = _build_fields()
    return st.one_of([st.builds(kind, **common, **kinds[kind]) for kind in get_act_kinds()])
