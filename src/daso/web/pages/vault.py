"""A vault on the page of payments: who approves there, how that differs from who is a member now, and what to do.

Read next: `payments.py`, the page; `host/renewals.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from daso.chain.members import Seat, WalletSeat, render_seat
from daso.chain.vault import VaultStanding
from daso.clerk.renewing import Changes, find_changes
from daso.clerk.vault import list_seats
from daso.host.renewals import NobodyLeft, NothingToRenew, Renewal, count_cancels
from daso.kernel.contract import Contract
from daso.kernel.queries import has_token
from daso.web.reading import Person, get_people
from daso.web.visit import Visit
from daso.web.words import Words
from daso.web.words.refusals import say_refusal

__all__ = ["VaultView", "find_seat", "get_bound_vaults", "get_vaults"]


_FEW: Final = 5
"""So many names are read at once; the rest unfolds."""


class ChangeView(msgspec.Struct, frozen=True):
    """A kind of change, and whom it is about: the first few, and the rest."""

    words: str
    few: tuple[Person, ...]
    rest: tuple[Person, ...]


class VaultView(msgspec.Struct, frozen=True, kw_only=True):
    """One vault; `is_foreign` where its members never followed from this log. `changes` say who approves there and
    should not, or the reverse; `given` of `needed` have approved that it changes. `status` is empty where no
    change is under way.
    """

    number: int
    name: str
    rule: str = ""
    own: str = ""
    changes: tuple[ChangeView, ...] = ()
    silence: str = ""
    status: str = ""
    given: str = ""
    objected: str = ""
    needed: int = 0
    share: int = 0
    ready_at: int = 0
    by_silence: bool = False
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
    return [_get_view(visit, one) for one in get_bound_vaults(visit)]


def get_bound_vaults(visit: Visit) -> list[Contract]:
    """Every vault that is bound."""
    contracts = [one for _, one in sorted(visit.state.contracts.items())]
    return [one for one in contracts if one.role == "vault" and not one.ended_at]


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
    try:
        renewal = renewals.find(visit.hosted, visit.state, vault, visit.now)
    except NothingToRenew:
        return plain
    except NobodyLeft as error:
        return msgspec.structs.replace(plain, own=say_refusal(words, error))
    after = renewals.get_seats(visit.hosted, visit.state, renewal)
    plain = msgspec.structs.replace(plain, own=_say_own(visit, standing, after))
    changes = list_changes(visit, find_changes(seats, after)) or (_say_numbers(words, renewal),)
    return _add_renewal(visit, plain, renewal, changes)


def _say_numbers(words: Words, renewal: Renewal) -> ChangeView:
    """What a change does that leaves everybody's seat as it is."""
    said = words._(
        "How many must approve or object is not as it should be; after the change, {needed} of {count} approve a "
        "payment, and {cancels} stop one",
        needed=renewal.rules.needed,
        count=renewal.rules.count,
        cancels=renewal.rules.cancels,
    )
    return ChangeView(said, (), ())


def _say_own(visit: Visit, standing: VaultStanding, after: Sequence[Seat]) -> str:
    """What whoever looks should know of their own seat; nothing where they have one, or are no member."""
    words, member = visit.words, visit.member
    if member is None or not has_token(member) or find_seat(visit, standing):
        return ""
    if member.number <= len(after) and after[member.number - 1] in list_seats(member):
        return words._("The vault does not know your key yet. You can approve payments once its members are renewed.")
    return words._("None of your keys can approve here. Add a passkey on this site, or a wallet, to your keys.")


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


def list_changes(visit: Visit, changes: Changes) -> tuple[ChangeView, ...]:
    """Each kind of change, with the people whom it is about."""
    people = get_people(visit, [*changes.seated, *changes.unseated, *changes.rekeyed])
    words = visit.words
    kinds = (
        (changes.seated, words._("{count} can’t approve payments yet", count=len(changes.seated))),
        (
            changes.unseated,
            words._("{count} can still approve, and should not any more", count=len(changes.unseated)),
        ),
        (
            changes.rekeyed,
            words.ngettext(
                "{count} has a new key that the vault does not know",
                "{count} have a new key that the vault does not know",
                len(changes.rekeyed),
            ),
        ),
    )
    listed = ((said, tuple(people[number] for number in numbers)) for numbers, said in kinds if numbers)
    return tuple(ChangeView(said, named[:_FEW], named[_FEW:]) for said, named in listed)


def _say_silence(visit: Visit, standing: VaultStanding) -> str:
    """How few can renew the members after a silence, where they can."""
    terms, words = standing.terms, visit.words
    if not terms.silent_share:
        return ""
    return words._(
        "If too many have lost their keys: once nothing was carried out for {silence}, {few} of {count} are enough. "
        "After {delay} more the new list holds, unless a single member objects. This site does not begin that by "
        "itself: ask whoever runs it.",
        silence=words.duration(terms.silence // 3600),
        few=max(1, -(-standing.rules.count * terms.silent_share // 10_000)),
        count=standing.rules.count,
        delay=words.duration(terms.silent_delay // 3600),
    )


def _add_renewal(visit: Visit, view: VaultView, renewal: Renewal, changes: tuple[ChangeView, ...]) -> VaultView:
    words, book, org = visit.words, visit.host.vaults.book, visit.hosted.org
    place = visit.host.renewals.locate(visit.hosted, visit.state, renewal)
    given, against = book.list_signatures(org, place.digest), book.list_signatures(org, place.objection)
    rules, seat = place.standing.rules, find_seat(visit, place.standing)
    cancels = count_cancels(renewal, rules)
    is_open = renewal.status == "collecting" and len(given) < rules.needed
    is_stoppable = renewal.begun_at > 0 and renewal.status in ("collecting", "waiting") and len(against) < cancels
    return msgspec.structs.replace(
        view,
        changes=changes,
        silence=_say_silence(visit, place.standing) if renewal.status == "collecting" else "",
        status=renewal.status if renewal.begun_at else "",
        given=words._("{given} of {needed} have approved.", given=len(given), needed=rules.needed),
        objected=words._("{given} of {needed} have objected.", given=len(against), needed=cancels) if against else "",
        needed=rules.needed,
        share=min(len(given), rules.needed),
        ready_at=renewal.ready_at,
        by_silence=renewal.by_silence,
        expires_at=1000 * renewal.expiry,
        may_renew=is_open and seat is not None and seat.at not in given,
        may_stop=is_stoppable and seat is not None and seat.at not in against,
        seat=seat.key if seat else "",
    )
