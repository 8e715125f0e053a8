"""A vault on the page of payments: who approves there, how that differs from who is a member now, and what to do.

Read next: `payments.py`, the page; `host/renewals.py`.
"""

from __future__ import annotations

import msgspec

from daso.chain.members import WalletSeat, render_seat
from daso.chain.vault import VaultStanding
from daso.clerk.renewing import Changes, find_changes
from daso.clerk.vault import list_seats
from daso.host.renewals import Renewal
from daso.kernel.contract import Contract
from daso.web.reading import get_people
from daso.web.visit import Visit

__all__ = ["VaultView", "find_seat", "get_vaults"]


class VaultView(msgspec.Struct, frozen=True, kw_only=True):
    """One vault; `is_foreign` where its members never followed from this log. `changes` are sentences on who approves
    there and should not, or the reverse; `given` of `needed` have approved that it changes. `status` is empty where no
    change is under way.
    """

    number: int
    name: str
    rule: str = ""
    changes: tuple[str, ...] = ()
    status: str = ""
    given: str = ""
    objected: str = ""
    needed: int = 0
    share: int = 0
    ready_at: int = 0
    expires_at: int = 0
    is_foreign: bool = False
    may_renew: bool = False
    may_stop: bool = False
    seat: str = ""


class OwnSeat(msgspec.Struct, frozen=True):
    """Where somebody's seat is, from nought, and its key as programs read it."""

    at: int
    key: str
    by_wallet: bool


def get_vaults(visit: Visit) -> list[VaultView]:
    """Every vault that is bound, with what is known of its members."""
    contracts = [one for _, one in sorted(visit.state.contracts.items())]
    return [_get_view(visit, one) for one in contracts if one.role == "vault" and not one.ended_at]


def _get_view(visit: Visit, vault: Contract) -> VaultView:
    words, vaults, renewals = visit.words, visit.host.vaults, visit.host.renewals
    name = words._(
        "Vault number {number}: contract {address} on chain {chain}",
        number=vault.number,
        address=vault.address,
        chain=vault.chain,
    )
    standing = vaults.book.get_standing(visit.hosted.org, vault.number)
    seats = vaults.get_known_seats(visit.hosted, standing.rules) if standing else None
    if standing is None or seats is None:
        return VaultView(number=vault.number, name=name)
    rules = standing.rules
    rule = words._(
        "{needed} of the {count} members whom the vault knows must approve a payment; {cancels} can stop one.",
        needed=rules.needed,
        count=rules.count,
        cancels=rules.cancels,
    )
    if not seats:
        return VaultView(number=vault.number, name=name, is_foreign=True)
    plain = VaultView(number=vault.number, name=name, rule=rule)
    renewal = renewals.find_maybe(visit.hosted, visit.state, vault, visit.now)
    if renewal is None:
        return plain
    after = renewals.get_seats(visit.hosted, visit.state, renewal)
    return _add_renewal(visit, plain, renewal, say_changes(visit, find_changes(seats, after)))


def find_seat(visit: Visit, standing: VaultStanding) -> OwnSeat | None:
    """The seat of whoever looks and its key, while it is a key of theirs that still counts."""
    if visit.member is None:
        return None
    seats = visit.host.vaults.get_known_seats(visit.hosted, standing.rules) or ()
    at = visit.member.number - 1
    seat = seats[at] if at < len(seats) else None
    if seat is None or seat not in list_seats(visit.member):
        return None
    return OwnSeat(at, render_seat(seat), isinstance(seat, WalletSeat))


def say_changes(visit: Visit, changes: Changes) -> tuple[str, ...]:
    """A sentence for each kind of change, with names."""
    people = get_people(visit, [*changes.seated, *changes.unseated, *changes.rekeyed])
    words = visit.words

    def name(numbers: tuple[int, ...]) -> str:
        return ", ".join(people[number].name for number in numbers)

    said = (
        (changes.seated, words._("Have no seat in the vault yet: {names}", names=name(changes.seated))),
        (
            changes.unseated,
            words._("Have a seat, and should have none any more: {names}", names=name(changes.unseated)),
        ),
        (changes.rekeyed, words._("Have a new key that the vault does not know: {names}", names=name(changes.rekeyed))),
    )
    return tuple(sentence for numbers, sentence in said if numbers)


def _add_renewal(visit: Visit, view: VaultView, renewal: Renewal, changes: tuple[str, ...]) -> VaultView:
    words, book, org = visit.words, visit.host.vaults.book, visit.hosted.org
    place = visit.host.renewals.locate(visit.hosted, visit.state, renewal)
    given, against = book.list_signatures(org, place.digest), book.list_signatures(org, place.objection)
    rules, seat = place.standing.rules, find_seat(visit, place.standing)
    is_open = renewal.status == "collecting" and len(given) < rules.needed
    is_stoppable = renewal.begun_at > 0 and renewal.status in ("collecting", "waiting") and len(against) < rules.cancels
    return msgspec.structs.replace(
        view,
        changes=changes,
        status=renewal.status if renewal.begun_at else "",
        given=words._("{given} of {needed} have approved.", given=len(given), needed=rules.needed),
        objected=words._("{given} of {needed} have objected.", given=len(against), needed=rules.cancels)
        if against
        else "",
        needed=rules.needed,
        share=min(len(given), rules.needed),
        ready_at=renewal.ready_at,
        expires_at=1000 * renewal.expiry,
        may_renew=is_open and seat is not None and seat.at not in given,
        may_stop=is_stoppable and seat is not None and seat.at not in against,
        seat=seat.key if seat else "",
    )
