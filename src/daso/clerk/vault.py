"""From the log to the vault: who has which seat, and the one deed that follows from each payment ordered or announced.

Both follow from the State alone, so a telephone, the command line, the host and an auditor come to the same digest.
Read next: `chain/approval.py`, what is signed; `kernel/withdrawal.py`, the order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from daso.canon import MAX_INTEGER, compute_digest, encode, from_base64url
from daso.chain.approval import (
    PAYMENT,
    SMALL,
    Deed,
    Limit,
    Rules,
    Terms,
    VaultDomain,
    compute_deed_digest,
    compute_tail,
)
from daso.chain.members import PasskeySeat, Seat, WalletSeat, compute_root
from daso.chain.vault import encode_vault_creation
from daso.errors import Misconfigured
from daso.kernel.admission import get_next_admission
from daso.kernel.clock import advance
from daso.kernel.contract import Contract
from daso.kernel.decision import CarryOutDecision
from daso.kernel.founding import FoundOrganisation, Inaugurate
from daso.kernel.key import AddKey, RevokeKey, is_full
from daso.kernel.membership import JoinOrganisation, LeaveOrganisation, Member, SponsorMember
from daso.kernel.queries import has_token
from daso.kernel.recovery import CompleteRecovery
from daso.kernel.state import State
from daso.kernel.transition import apply, decode_entry
from daso.kernel.withdrawal import Withdrawal
from daso.keys.typed import compute_address
from daso.keys.verify import Key, PasskeyKey, WalletKey

__all__ = [
    "ANNOUNCEMENT_DOMAIN",
    "DECISION_DOMAIN",
    "LAST_SECOND",
    "LEAST_HOURS",
    "Known",
    "NoSeats",
    "compute_decision",
    "compute_deed",
    "compute_domain",
    "compute_rules",
    "compute_seats",
    "compute_terms",
    "compute_thresholds",
    "create_vault",
    "find_seats",
    "follow_seating",
    "get_origin",
    "list_digests",
    "list_seats",
]

DECISION_DOMAIN: Final = "daso/withdrawal/1"
ANNOUNCEMENT_DOMAIN: Final = "daso/announcement/1"
LAST_SECOND: Final = 253_370_764_800
"""The year 9999 begins: no deed lives longer, whatever a vault's terms say, for calendars and tables end there."""
LEAST_HOURS: Final = 1
"""The shortest delay that we make vaults with, and that audits don't call weak."""
_SEATING: Final = (
    FoundOrganisation,
    Inaugurate,
    JoinOrganisation,
    SponsorMember,
    LeaveOrganisation,
    AddKey,
    RevokeKey,
    CompleteRecovery,
    CarryOutDecision,
)
"""Acts after which somebody may have another seat."""


_WHOLE: Final = 10_000
_DAY: Final = 86_400
_APPROVING: Final = 7 * _DAY
"""Seconds besides the delay for which an announced payment can be approved and paid: what everybody was told of must
not come about when nobody looks any more."""
_ORIGIN: Final = re.compile(rb'","origin":"(https?://[^"]+)","crossOrigin":false}')


Known = dict[int, tuple[Member, Seat]]
"""Seats by number, each beside the very member as whom it was found."""


class NoSeats(Misconfigured):
    """Nobody could approve anything."""

    code = "no-vault-seats"
    message = (
        "No member has a passkey of “{origin}”, nor a wallet. Name the site whose passkeys approve: --origin https://…"
    )


class NoDelay(Misconfigured):
    """A vault in which nobody could stop anything."""

    code = "no-vault-delay"
    message = (
        "With {hours} hours from approvals to payment nobody could stop one in time. Give at least {least}, better 72."
    )


class SilentShareUnfit(Misconfigured):
    """A share of the members that could not renew the others, or is none."""

    code = "silent-share-unfit"
    message = "{percent} of a hundred members can't be who renews the list after a silence: give 1 to 50, or none."


def create_vault(
    state: State, origin: str, hours: int, silent_percent: int = 0, limits: tuple[Limit, ...] = ()
) -> bytes:
    """What sets up a vault for today's members: half of them and one more approve, more than a third can stop it, deeds
    live ninety days. After a year of silence so many of a hundred can renew the members, with a delay of thirty days.
    Without limits there are no small payments; with them, more than a tenth of the members stop one.
    """
    if hours < LEAST_HOURS:
        raise NoDelay(hours=hours, least=LEAST_HOURS)
    if not 0 <= silent_percent <= _WHOLE // 200:
        raise SilentShareUnfit(percent=silent_percent)
    terms = compute_terms(hours, silent_percent)
    rules = compute_rules(compute_seats(state, origin), origin, terms.share, limits)
    return encode_vault_creation(state.org, terms, rules)


def compute_terms(hours: int, silent_percent: int = 0) -> Terms:
    """What holds for ever in a vault with a delay of so many hours."""
    return Terms(
        share=_WHOLE // 2,
        delay=3600 * hours,
        small_delay=3600 * hours,
        life=90 * _DAY,
        silence=365 * _DAY,
        silent_share=100 * silent_percent,
        silent_delay=max(30 * _DAY, 3600 * hours),
    )


def compute_rules(seats: Sequence[Seat], origin: str, share: int, limits: tuple[Limit, ...] = ()) -> Rules:
    """The rules under which these seats decide, of a vault whose terms ask for this share at least."""
    count = sum(seat is not None for seat in seats)
    if not count:
        raise NoSeats(origin=origin)
    needed, cancels, vetoes = compute_thresholds(count, share)
    return Rules(
        root=compute_root(seats),
        count=count,
        needed=needed,
        cancels=cancels,
        vetoes=vetoes,
        site=sha256((urlsplit(origin).hostname or "").encode()).digest(),
        tail=compute_tail(origin),
        limits=limits,
    )


def compute_thresholds(count: int, share: int) -> tuple[int, int, int]:
    """How many of so many approve a deed, stop one, and stop a small payment, where the terms ask for this share."""
    return max(count // 2 + 1, -(-count * share // _WHOLE)), count // 3 + 1, count // 10 + 1


def get_origin(rules: Rules) -> str:
    """The site whose passkeys approve; empty where the rules name none."""
    found = _ORIGIN.fullmatch(rules.tail)
    return found[1].decode() if found else ""


def compute_seats(state: State, origin: str, known: Known | None = None) -> tuple[Seat, ...]:
    """The seats of a vault for passkeys of this site: each member's own number less one, with their newest such key.

    Whoever has no passkey there has a seat by their newest wallet. Who holds no vote-token, or has neither, has none.
    Whoever asks again and again gives what is `known` from the last time, for most members are as they were.
    """
    known = {} if known is None else known
    seats = [_recall_seat(state.members.get(number), origin, known) for number in range(1, state.next_member)]
    while seats and seats[-1] is None:
        seats.pop()
    return tuple(seats)


def _recall_seat(member: Member | None, origin: str, known: Known) -> Seat:
    if member is None:
        return None
    last = known.get(member.number)
    if last is None or last[0] is not member:
        known[member.number] = last = (member, _find_seat(member, origin))
    return last[1]


def _find_seat(member: Member, origin: str) -> Seat:
    if not has_token(member):
        return None
    newest = [record.key for record in reversed(member.keys) if is_full(record)]
    passkeys = (key for key in newest if isinstance(key, PasskeyKey) and key.origin == origin)
    wallets = (key for key in newest if isinstance(key, WalletKey))
    chosen = next(passkeys, None) or next(wallets, None)
    return _seat(chosen) if chosen else None


def list_seats(member: Member) -> list[Seat]:
    """Every seat that a member's keys, as they count now, could have in a vault of some site."""
    return [_seat(record.key) for record in member.keys if is_full(record)]


def _seat(key: Key) -> Seat:
    match key:
        case PasskeyKey(public=public):
            return PasskeySeat(from_base64url(public))
        case WalletKey(public=public):
            return WalletSeat(bytes.fromhex(compute_address(from_base64url(public))[2:]))
        case _:
            return None


def compute_decision(state: State, withdrawal: Withdrawal) -> bytes:
    """What a deed holds of the decision that it follows from, or of the announcement."""
    fields = {"org": state.org, "withdrawal": withdrawal.number}
    if withdrawal.by:
        return compute_digest(ANNOUNCEMENT_DOMAIN, encode(fields | {"member": withdrawal.by}))
    return compute_digest(DECISION_DOMAIN, encode(fields | {"decision": withdrawal.decision}))


def compute_deed(state: State, withdrawal: Withdrawal, epoch: int, terms: Terms) -> Deed:
    """The deed of an ordered or announced payment, in an epoch of a vault with these terms."""
    life = min(terms.life, terms.small_delay + _APPROVING) if withdrawal.by else terms.life
    return Deed(
        kind=SMALL if withdrawal.by else PAYMENT,
        epoch=epoch,
        token=bytes.fromhex(withdrawal.token[2:]).rjust(20, b"\0"),
        to=bytes.fromhex(withdrawal.to[2:]),
        amount=int(withdrawal.amount),
        decision=compute_decision(state, withdrawal),
        salt=withdrawal.number.to_bytes(32, "big"),
        expiry=min(withdrawal.ordered_at // 1000 + life, LAST_SECOND),
    )


def list_digests(state: State, withdrawal: Withdrawal, epoch: int, terms: Terms) -> tuple[bytes, ...]:
    """What a payment's deed is called in each epoch up to this one; what was stopped in one stays stopped."""
    domain = compute_domain(state, state.contracts[withdrawal.vault])
    deeds = (compute_deed(state, withdrawal, one, terms) for one in range(epoch + 1))
    return tuple(compute_deed_digest(domain, deed) for deed in deeds)


def compute_domain(state: State, vault: Contract) -> VaultDomain:
    """Which vault is meant."""
    return VaultDomain(
        chain=vault.chain, address=bytes.fromhex(vault.address[2:]), organisation=bytes.fromhex(state.org)
    )


def find_seats(entries: Iterable[bytes], origin: str, is_right: Callable[[tuple[Seat, ...]], bool]) -> tuple[Seat, ...]:
    """The seats as they were when somebody set the vault's members: the last ones in the log that fit its root.

    Nobody's, where the log never had such members.
    """
    seats: tuple[Seat, ...] = ()
    found: tuple[Seat, ...] = ()
    known: Known = {}
    for _, state in follow_seating(entries):
        now = compute_seats(state, origin, known)
        if now != seats and is_right(now):
            found = now
        seats = now
    return found


def follow_seating(entries: Iterable[bytes]) -> Iterator[tuple[int, State]]:
    """The State after everything by which somebody may have got another seat, and when that was: acts, and what the
    clock brings between them, or would bring after the last.
    """
    state: State | None = None
    for data in entries:
        entry = decode_entry(data)
        if state:
            yield from _let_pass(state, entry.at)
        state = apply(state, entry.envelope, entry.at, _trust)
        if isinstance(entry.envelope.act, _SEATING):
            yield entry.at, state
    if state:
        yield from _let_pass(state, MAX_INTEGER)


def _let_pass(state: State, until: int) -> Iterator[tuple[int, State]]:
    """The State each time that the clock gives or takes a vote-token up to this moment."""
    while (moment := _find_moment(state)) <= until:
        tokens_at, state = state.tokens_at, advance(state, moment)
        if state.tokens_at != tokens_at:
            yield moment, state


def _find_moment(state: State) -> int:
    """When the clock next closes something or admits somebody; beyond all time where nothing is due."""
    closing = state.due[0][0] if state.due else MAX_INTEGER + 1
    return min(closing, get_next_admission(state) or closing)


def _trust(claim: bytes) -> None:
    """The clerk has verified it when it was taken in."""
