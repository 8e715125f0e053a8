"""Founding: people agree on an ideas-issue and a charter, everybody affirms both, and the inauguration locks them.

Two doors lead here. Through the *collective* door all founders write together and agree clause by clause; through
the *innovator's* door member 1 writes, and the others buy in by affirming. Read next: `membership.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from daso.canon import Base64Url32, compute_digest, encode, to_base64url
from daso.kernel.act import Act, MaybeCommitment, Number
from daso.kernel.charter import Charter, check_charter
from daso.kernel.key import KeyRecord, check_key
from daso.kernel.membership import Member
from daso.kernel.persistent import HashTrieMap, Map
from daso.kernel.queries import check_founding, get_founders
from daso.kernel.refusals import (
    ClauseChanged,
    ClausesMissing,
    FoundationChanged,
    NotAffirmed,
    NotAgreed,
    NotTheInnovator,
    TooFewFounders,
    UnknownClause,
    UnknownLaw,
    WrongIdentifier,
)
from daso.keys.verify import Key, Origin

if TYPE_CHECKING:
    from daso.kernel.state import State

__all__ = [
    "CLAUSES",
    "LAW",
    "ORGANISATION_DOMAIN",
    "AffirmFoundation",
    "AgreeClause",
    "Clause",
    "ClauseName",
    "FoundOrganisation",
    "Inaugurate",
    "WriteCharter",
    "WriteClause",
    "compute_clause_digest",
    "compute_foundation",
    "compute_organisation",
]

ORGANISATION_DOMAIN = "daso/organisation/1"
LAW = 1
"""The version of the law that this program runs."""

ClauseName = Literal["purpose", "product", "mission", "profit-targets", "surplus", "brand"]
CLAUSES: tuple[ClauseName, ...] = ("purpose", "product", "mission", "profit-targets", "surplus", "brand")
"""The clauses of an ideas-issue, in the order people read them."""


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """One clause of the ideas-issue as it stands, and who has agreed to just these words, and when."""

    text: str
    by: int
    at: int
    agreed: Map[int, int]


class FoundOrganisation(Act, frozen=True, kw_only=True, tag="FoundOrganisation"):
    """I begin founding an organisation, as its member 1, under this version of the law and this draft charter.

    `org` is the start of a digest over all the rest of it, so no other founding can have the same identifier: none by
    somebody else, and none of mine under another charter. `salt` tells apart what would otherwise be alike.
    """

    law: Number
    door: Literal["collective", "innovator"]
    salt: Base64Url32
    origins: Annotated[tuple[Origin, ...], Meta(max_length=4)]
    charter: Charter
    key: Key
    profile: MaybeCommitment


class WriteClause(Act, frozen=True, kw_only=True, tag="WriteClause"):
    """I write, or rewrite, a clause of the ideas-issue. Agreements to other words end."""

    clause: ClauseName
    text: Annotated[str, Meta(min_length=1, max_length=2000)]


class WriteCharter(Act, frozen=True, kw_only=True, tag="WriteCharter"):
    """I rewrite the draft charter."""

    charter: Charter


class AgreeClause(Act, frozen=True, kw_only=True, tag="AgreeClause"):
    """I agree to a clause, in the words whose digest this is."""

    clause: ClauseName
    text: Base64Url32


class AffirmFoundation(Act, frozen=True, kw_only=True, tag="AffirmFoundation"):
    """I affirm the ideas-issue and charter that have this digest, and want the organisation to begin."""

    foundation: Base64Url32


class Inaugurate(Act, frozen=True, kw_only=True, tag="Inaugurate"):
    """Everybody has affirmed: let the organisation begin. From now on its foundation is locked."""

    foundation: Base64Url32


def compute_organisation(founding: FoundOrganisation) -> str:
    """The identifier that belongs to a founding: 32 hexadecimal digits of a digest over all else that it says."""
    said = msgspec.to_builtins(founding)
    del said["org"]
    return compute_digest(ORGANISATION_DOMAIN, encode(said)).hex()[:32]


def compute_clause_digest(text: str) -> str:
    """The digest by which a founder says to which words they agree."""
    return to_base64url(compute_digest("daso/clause/1", encode(text)))


def compute_foundation(charter: Charter, clauses: Map[str, Clause]) -> str:
    """The digest of ideas-issue and charter together: what founders affirm, and what every page's foot shows."""
    ideas = {name: clauses[name].text for name in sorted(clauses.keys())}
    return to_base64url(compute_digest("daso/foundation/1", encode({"charter": charter, "ideas": ideas})))


def check_writer(state: State, by: int) -> None:
    """Refuse unless this founder may write: everybody through the collective door, else member 1."""
    check_founding(state)
    if state.door == "innovator" and by != 1:
        raise NotTheInnovator


def check_founding_act(act: FoundOrganisation) -> None:
    """Refuse a founding whose law, charter, identifier or key can't hold."""
    if act.law != LAW:
        raise UnknownLaw(law=act.law)
    expected = compute_organisation(act)
    if act.org != expected:
        raise WrongIdentifier(expected=expected)
    check_charter(act.charter)
    check_key(act.origins, act.key)


def create_founder(act: FoundOrganisation, at: int) -> Member:
    """Member 1, who began the founding and holds no more than any other founder will."""
    return Member(
        number=1,
        keys=(KeyRecord(key=act.key, added_at=at),),
        seq=1,
        profile=act.profile,
        invited_by=0,
        sponsors=(),
        joined_at=at,
    )


def process_write_clause(state: State, act: WriteClause, at: int) -> State:
    """An organisation is founded on an ideas-issue: purpose, product, mission, profit targets, use of surplus and
    brand requirements. It is written openly, and whoever agreed to other words is asked again. Through the collective
    door every founder may write; through the innovator's door member 1 writes, and the others buy in by affirming.
    """
    check_writer(state, act.by)
    clause = Clause(text=act.text, by=act.by, at=at, agreed=HashTrieMap({act.by: at}))
    return replace(state, clauses=state.clauses.insert(act.clause, clause))


def process_write_charter(state: State, act: WriteCharter, at: int) -> State:
    """The charter's numbers are drafted openly too. A charter must be one under which decisions can be made."""
    check_writer(state, act.by)
    check_charter(act.charter)
    return replace(state, charter=act.charter)


def process_agree_clause(state: State, act: AgreeClause, at: int) -> State:
    """Founders agree to each clause by itself, in the words they have read."""
    check_founding(state)
    clause = state.clauses.get(act.clause)
    if clause is None:
        raise UnknownClause(clause=act.clause)
    if compute_clause_digest(clause.text) != act.text:
        raise ClauseChanged(clause=act.clause)
    clause = replace(clause, agreed=clause.agreed.insert(act.by, at))
    return replace(state, clauses=state.clauses.insert(act.clause, clause))


def process_affirm_foundation(state: State, act: AffirmFoundation, at: int) -> State:
    """Each founder affirms ideas-issue and charter as a whole. If either changes, or a founder joins, everybody is
    asked again: they also affirm with whom they begin.
    """
    check_founding(state)
    if act.foundation != compute_foundation(state.charter, state.clauses):
        raise FoundationChanged
    return replace(state, affirmed=state.affirmed.insert(act.by, act.foundation))


def process_inaugurate(state: State, act: Inaugurate, at: int) -> State:
    """The organisation begins when its founders number {charter.founders} or more, every clause is written and, through
    the collective door, agreed, and every founder has affirmed the whole. Each of them receives one vote-token. From
    then on the ideas-issue is locked, and the charter changes by amendment only.
    """
    check_founding(state)
    founders = get_founders(state)
    if len(founders) < state.charter.founders:
        raise TooFewFounders(needed=state.charter.founders, count=len(founders))
    _check_all_agreed(state, founders)
    foundation = compute_foundation(state.charter, state.clauses)
    if act.foundation != foundation:
        raise FoundationChanged
    missing = sum(state.affirmed.get(number) != foundation for number in founders)
    if missing:
        raise NotAffirmed(count=missing)
    members = state.members
    for number in founders:
        members = members.insert(number, replace(members[number], token_at=at))
    count = len(founders)
    return replace(
        state,
        members=members,
        tokens=count,
        tokens_at=at,
        foundation=foundation,
        standing=foundation,
        inaugurated_at=at,
    )


def _check_all_agreed(state: State, founders: list[int]) -> None:
    unwritten = [name for name in CLAUSES if name not in state.clauses]
    if unwritten:
        raise ClausesMissing(missing=", ".join(unwritten))
    if state.door == "innovator":
        return  # who comes through this door agrees to all clauses at once, by affirming
    for name in CLAUSES:
        missing = sum(number not in state.clauses[name].agreed for number in founders)
        if missing:
            raise NotAgreed(clause=name, count=missing)
