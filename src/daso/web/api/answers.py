"""The forms of what the API answers about an organisation. Times are UTC milliseconds; nought means "not yet".

Names are given only where this reader may read them; everything else here is public always. Read next:
`organisations.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Generic, Literal, TypeVar

import msgspec
from litestar.params import QueryParameter

from daso.kernel.charter import Charter, Kind, Rule
from daso.kernel.condition import Condition
from daso.kernel.contract import Contract
from daso.kernel.decision import Outcome
from daso.kernel.effect import Effect
from daso.kernel.recovery import RecoveryStatus
from daso.kernel.setting import Amendment
from daso.kernel.tally.tally import Tally
from daso.kernel.witness import Witness

__all__ = [
    "After",
    "CaseAnswer",
    "ClauseAnswer",
    "EntryAnswer",
    "InvitationAnswer",
    "Limit",
    "ListingAnswer",
    "MemberAnswer",
    "OrganisationAnswer",
    "RecoveryAnswer",
    "ScrutineerAnswer",
    "Slice",
    "VouchAnswer",
    "cut_slice",
]

_Item = TypeVar("_Item")

After = Annotated[int, QueryParameter(ge=0, description="the number after which the list goes on")]
Limit = Annotated[int, QueryParameter(ge=1, le=500, description="how many at most")]


class Slice(msgspec.Struct, Generic[_Item], frozen=True):
    """Part of a long list. `next` is what `after` must be for the following part; null at the end."""

    items: list[_Item]
    next: int | None


def cut_slice(numbers: Sequence[int], after: int, limit: int) -> tuple[list[int], int | None]:
    """The numbers of one part, and where the following one begins."""
    rest = [number for number in numbers if number > after]
    return rest[:limit], rest[limit - 1] if len(rest) > limit else None


class ListingAnswer(msgspec.Struct, frozen=True):
    """An organisation of this site."""

    org: str
    slug: str
    name: str


class ClauseAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A clause of the ideas-issue: its words, whose they are, and who has agreed to just these."""

    text: str
    by: int
    at: int
    agreed: list[int]


class ScrutineerAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A named scrutineer, and by which decision."""

    number: int
    name: str | None
    decision: int
    named_at: int
    ended_at: int


class OrganisationAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Where an organisation stands. `entries` is the length of its log, `digest` that of its State there.

    `foundation` is the digest of the beginning, `standing` the same with the charter as last amended.
    """

    org: str
    slug: str
    law: int
    door: str
    origins: tuple[str, ...]
    charter: Charter
    clauses: dict[str, ClauseAnswer]
    foundation: str
    standing: str
    amendments: tuple[Amendment, ...]
    contracts: list[Contract]
    """Contracts on public chains that are or were its own."""
    inaugurated_at: int
    tokens: int
    members: int
    proposals: int
    decisions: int
    scrutineers: list[ScrutineerAnswer]
    witnesses: list[Witness]
    """Every witness ever named."""
    entries: int
    digest: str
    vkey: str
    log: str


class MemberAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A member. `name` is null where this reader may not read it, or it was erased."""

    number: int
    name: str | None
    profile: str
    invited_by: int
    sponsors: tuple[int, ...]
    joined_at: int
    token_at: int
    left_at: int
    fate: str
    waits_until: int
    """For whoever has all sponsors, when the next newcomer is admitted; else nought."""
    probation_until: int
    challenge: int
    """The challenge of their admission that waits for its verdict, or nought."""
    paused_until: int
    is_dormant: bool


class VouchAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Who vouched, and for which public key."""

    by: int
    public: str


class RecoveryAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A member who is about to be given a new key: who vouched, from when it counts, and when it is forgotten."""

    member: int
    status: RecoveryStatus
    needed: int
    vouches: list[VouchAnswer]
    ready_at: int
    ends_at: int


class InvitationAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An open invitation: for which number, by whom, its public key, and until when."""

    number: int
    by: int
    public: str
    expires_at: int


class CaseAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal, live or ended. While it is voted on, `tally` says how it stands; afterwards, how it ended.

    Where the rule hides counts, `tally` is null until the close. `method` is how a choice is counted, empty for the
    rule's own; `answered` are the members whose objections the author has answered, while consent is asked. `says` is
    how it stands or ended, as a sentence. A field that its stage has no use for keeps its default.
    """

    number: int
    status: Literal["discussion", "voting"] | Outcome
    author: int
    kind: Kind
    form: str
    method: str
    options: int
    text: str
    title: str | None
    says: str
    effects: tuple[Effect, ...]
    about: str
    hub: int
    """The hub that it concerns; nought where it concerns none."""
    rule: Rule
    electorate: int
    tally: Tally | None
    opened_at: int
    published_at: int
    closes_at: int
    expires_at: int
    readable_from: int
    carried_out_at: int
    carried_out_by: int
    answered: tuple[int, ...]
    left_out: tuple[int, ...]
    """Members who would belong to the electorate and don't: the dormant, and whoever would be paid."""
    sponsors: tuple[int, ...]
    """Who sponsored it; of a challenge, who co-signed."""
    extensions: int
    """How many times a late swing has put the close off."""
    ground: str
    """Of a challenge: on what ground."""
    reply: str
    """The commitment to the reply of whom it concerns."""
    replied_at: int
    conditions: tuple[Condition, ...]
    revised_at: int = 0
    publishable_from: int = 0
    """From when a draft can be put to the vote."""
    needed: int = 0
    """How many sponsors or co-signers a draft needs."""
    signed_at: int = 0
    """Of a challenge: since when it suspends its decision."""
    effective_at: int = 0
    """From when an adopted decision can be carried out."""
    challenge: int = 0
    """The challenge that suspends it now, or has opened it again."""
    suspended_at: int = 0
    upheld_by: int = 0
    overturned_by: int = 0
    """The verdicts that upheld or overturned it."""
    left: tuple[int, ...] = ()
    """Of what was overturned after it was carried out: the effects, by place, that could not be undone."""


class EntryAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the log: its place, and its bytes as text."""

    entry: int
    content: str
