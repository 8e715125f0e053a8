"""Lots: chance that nobody controls names the members of a panel, or the holders of a mandate.

Members commit to secrets, then reveal them; the seed is a digest of all that were revealed, and whoever has the
smallest digest of seed and number is drawn. Everything stands on the log, so anybody can draw again and compare.
Whoever commits and does not reveal is named, can't be drawn, and makes the draw be repeated without them. What is left
of their influence is told in docs/limits.md. Read next: `mandate.py`.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from daso.canon import Base64Url32, compute_digest, encode, to_base64url
from daso.kernel.act import Act, Commitment, Number
from daso.kernel.charter import HOUR, Hours
from daso.kernel.mandate import GrantMandate, Term, grant
from daso.kernel.persistent import HashTrieMap, Map
from daso.kernel.queries import check_token, get_dormant, was_eligible
from daso.kernel.refusals import NotInLot, SecretWrong, UnknownLot, WrongWindow

if TYPE_CHECKING:
    from daso.kernel.membership import Member
    from daso.kernel.state import State

__all__ = [
    "ROUNDS",
    "SEED_DOMAIN",
    "CommitLot",
    "DeclineLot",
    "DrawLot",
    "GrantByLot",
    "Lot",
    "RevealLot",
    "advance_lots",
    "compute_drawn",
    "compute_lot_commitment",
    "compute_seed",
    "get_lot",
    "get_pool",
    "is_in_pool",
    "process_commit_lot",
    "process_decline_lot",
    "process_draw_lot",
    "process_reveal_lot",
]

COMMIT_DOMAIN: Final = "daso/lot-commit/1"
SEED_DOMAIN: Final = "daso/lot-seed/1"
RANK_DOMAIN: Final = "daso/lot-rank/1"

ROUNDS: Final = 3
"""How many times a draw is held at most; what the last one brings stands."""

REVEALS: Final = 2
"""Secrets that a draw needs at least, so that nobody makes the seed alone."""

Window = Annotated[int, Meta(ge=1, le=336)]
"""Hours of a lot's window, for committing or for revealing."""


class Lot(msgspec.Struct, frozen=True, kw_only=True):
    """A draw, under way or concluded. Its pool is who could vote on it when it opened, less those who are left out."""

    number: int
    decision: int
    size: int
    text: str
    hours: int
    """The term of the mandates that it gives; nought where it names a panel only."""
    report_hours: int
    commit_hours: int
    reveal_hours: int
    opened_at: int
    commits_until: int
    reveals_until: int
    round: int = 1
    withheld: tuple[int, ...] = ()
    """Who committed to a secret and did not reveal it, in any round; they can't be drawn."""
    left_out: tuple[int, ...] = ()
    """Who was dormant when it opened."""
    declined: tuple[int, ...] = ()
    """Who asked not to be drawn."""
    commits: Map[int, str]
    reveals: Map[int, str]
    seed: str = ""
    drawn: tuple[int, ...] = ()
    """Who was drawn, the first drawn first; nobody where fewer than two revealed."""
    concluded_at: int = 0


class DrawLot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="effect"):
    """Draw so many members by lot, for what the words beside the log say."""

    size: Annotated[int, Meta(ge=1, le=100)]
    text: Commitment
    commit_hours: Window
    reveal_hours: Window


class GrantByLot(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="effect"
):
    """Give a mandate to each of so many members who are drawn by lot; its term begins with the draw."""

    size: Annotated[int, Meta(ge=1, le=100)]
    text: Commitment
    hours: Term
    commit_hours: Window
    reveal_hours: Window
    report_hours: Hours = 0


class CommitLot(Act, frozen=True, kw_only=True, tag="CommitLot"):
    """I commit to a secret of 32 random bytes, which I shall reveal; until then the last one counts."""

    lot: Number
    commitment: Commitment


class RevealLot(Act, frozen=True, kw_only=True, tag="RevealLot"):
    """I reveal the secret to which I committed."""

    lot: Number
    secret: Base64Url32


class DeclineLot(Act, frozen=True, kw_only=True, tag="DeclineLot"):
    """I do not want to be drawn."""

    lot: Number


def compute_lot_commitment(org: str, lot: int, member: int, secret: str) -> str:
    """What commits this member, and nobody who copies it, to a secret."""
    said = {"lot": lot, "member": member, "org": org, "secret": secret}
    return to_base64url(compute_digest(COMMIT_DOMAIN, encode(said)))


def compute_seed(secrets: Iterable[tuple[int, str]]) -> str:
    """The seed that follows from the secrets by member, in whatever order they are given."""
    return to_base64url(compute_digest(SEED_DOMAIN, encode([list(pair) for pair in sorted(secrets)])))


def compute_drawn(seed: str, pool: Iterable[int], size: int) -> tuple[int, ...]:
    """The members of the pool with the smallest digests of seed and number."""

    def rank(number: int) -> tuple[bytes, int]:
        return compute_digest(RANK_DOMAIN, encode({"member": number, "seed": seed})), number

    return tuple(sorted(pool, key=rank)[:size])


def get_lot(state: State, number: int) -> Lot:
    """The lot with this number; refused when there is none."""
    lot = state.lots.get(number)
    if lot is None:
        raise UnknownLot(lot=number)
    return lot


def is_in_pool(state: State, lot: Lot, member: Member) -> bool:
    """Whether the member can be drawn, as far as it is known now; once it is concluded, whether they could."""
    if member.number in (*lot.withheld, *lot.declined, *lot.left_out):
        return False
    if member.left_at and (not lot.concluded_at or member.left_at < lot.concluded_at):
        return False
    return was_eligible(state, member, state.decisions[lot.decision].rule, lot.opened_at)


def get_pool(state: State, lot: Lot) -> tuple[int, ...]:
    """Everybody who can be drawn, or could, in order."""
    return tuple(number for number, member in sorted(state.members.items()) if is_in_pool(state, lot, member))


def process_draw_lot(state: State, effect: DrawLot | GrantByLot, decision: int, at: int) -> State:
    """A decision can have the members of a panel, or the holders of a mandate, drawn by lot, among all who could vote
    on it when the draw opens and do not decline. The chance comes from the members themselves: first they commit to
    secrets, then they reveal them, and a digest of all the secrets says who is drawn. Anybody can draw again from the
    log and compare.
    """
    number = len(state.lots) + 1
    case = state.decisions.get(decision)  # none in a dry run
    commits_until = at + effect.commit_hours * HOUR
    terms = (effect.hours, effect.report_hours) if isinstance(effect, GrantByLot) else (0, 0)
    lot = Lot(
        number=number,
        decision=decision,
        size=effect.size,
        text=effect.text,
        hours=terms[0],
        report_hours=terms[1],
        commit_hours=effect.commit_hours,
        reveal_hours=effect.reveal_hours,
        opened_at=at,
        commits_until=commits_until,
        reveals_until=commits_until + effect.reveal_hours * HOUR,
        left_out=get_dormant(state, case.rule, at) if case else (),
        commits=HashTrieMap(),
        reveals=HashTrieMap(),
    )
    return _schedule(state, lot)


def process_commit_lot(state: State, act: CommitLot, at: int) -> State:
    """Whoever can be drawn may commit to a secret while the time for it runs; the last one counts."""
    lot = _get_open(state, act.lot, act.by)
    _check_commits(lot, at)
    return _store(state, replace(lot, commits=lot.commits.insert(act.by, act.commitment)))


def process_reveal_lot(state: State, act: RevealLot, at: int) -> State:
    """After that they reveal their secrets. Whoever does not is named and can't be drawn, and the draw is repeated
    without them, twice at most. Where fewer than two have revealed in the end, nobody is drawn.
    """
    lot = _get_open(state, act.lot, act.by)
    if at < lot.commits_until:
        raise WrongWindow(
            "Lot {lot} still takes in secrets. Reveal yours from {until} on.", lot=lot.number, until=lot.commits_until
        )
    if lot.commits.get(act.by) != compute_lot_commitment(state.org, lot.number, act.by, act.secret):
        raise SecretWrong(lot=act.lot)
    return _store(state, replace(lot, reveals=lot.reveals.insert(act.by, act.secret)))


def process_decline_lot(state: State, act: DeclineLot, at: int) -> State:
    """Nobody has to be drawn: whoever does not want to says so while secrets are committed to, and theirs goes too."""
    lot = _get_open(state, act.lot, act.by)
    _check_commits(lot, at)
    return _store(state, replace(lot, declined=(*lot.declined, act.by), commits=lot.commits.discard(act.by)))


def advance_lots(state: State, at: int) -> State:
    """The State once the clock has ended every round due by `at`, in order of time."""
    while state.lots_due and state.lots_due[0][0] <= at:
        due_at, number = state.lots_due[0]
        state = _end_round(replace(state, lots_due=state.lots_due[1:]), state.lots[number], due_at)
    return state


def _end_round(state: State, lot: Lot, at: int) -> State:
    """Repeat the draw without those who withheld their secrets, or conclude it."""
    missing = [number for number, _ in sorted(lot.commits.items()) if number not in lot.reveals]
    lot = replace(lot, withheld=tuple(sorted((*lot.withheld, *missing))))
    if missing and lot.round < ROUNDS:
        commits_until = at + lot.commit_hours * HOUR
        again = replace(
            lot,
            round=lot.round + 1,
            commits_until=commits_until,
            reveals_until=commits_until + lot.reveal_hours * HOUR,
            commits=HashTrieMap(),
            reveals=HashTrieMap(),
        )
        return _schedule(state, again)
    return _conclude(state, lot, at)


def _conclude(state: State, lot: Lot, at: int) -> State:
    """Draw, if there is a seed, and give the mandates that hang on it."""
    seed = compute_seed(lot.reveals.items()) if len(lot.reveals) >= REVEALS else ""
    drawn = compute_drawn(seed, get_pool(state, lot), lot.size) if seed else ()
    empty: Map[int, str] = HashTrieMap()
    state = _store(state, replace(lot, commits=empty, reveals=empty, seed=seed, drawn=drawn, concluded_at=at))
    for holder in drawn if lot.hours else ():
        terms = GrantMandate(text=lot.text, hours=lot.hours, report_hours=lot.report_hours, holder=holder)
        state = grant(state, terms, holder, lot.decision, at)
    return state


def _get_open(state: State, number: int, by: int) -> Lot:
    """The lot, which must not be concluded, and from which this member can be drawn."""
    member = check_token(state, by)
    lot = get_lot(state, number)
    if lot.concluded_at:
        raise WrongWindow("Lot {lot} is concluded. Who was drawn stands on its page.", lot=number)
    if not is_in_pool(state, lot, member):
        raise NotInLot(member=by, lot=number)
    return lot


def _check_commits(lot: Lot, at: int) -> None:
    if at >= lot.commits_until:
        raise WrongWindow("Lot {lot} takes in no more secrets. Reveal yours if you committed to one.", lot=lot.number)


def _schedule(state: State, lot: Lot) -> State:
    """Store a lot and when its round ends."""
    due = [*state.lots_due]
    bisect.insort(due, (lot.reveals_until, lot.number))
    return replace(_store(state, lot), lots_due=tuple(due))


def _store(state: State, lot: Lot) -> State:
    return replace(state, lots=state.lots.insert(lot.number, lot))
