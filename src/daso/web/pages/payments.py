"""The register of payments: those ordered that a treasurer pays, and those from a vault, ordered or announced.

Read next: `vault.py`, the vault itself; `office_form.py`, where a payment is proposed; `small.py`, where announced.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from litestar import Response, get

from daso.host.small import list_recent
from daso.kernel.membership import Member
from daso.kernel.payment import Payment
from daso.kernel.withdrawal import Withdrawal
from daso.web.pages.small import get_small
from daso.web.pages.vault import find_seat, get_bound_vaults, get_vaults
from daso.web.reading import Person, Written, get_person, get_written
from daso.web.render import render_page
from daso.web.visit import Visit, VisitHere
from daso.web.words import Words
from daso.web.words.money import say_money, say_units

__all__ = ["find_vault_tasks", "get_payments", "may_confirm"]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One ordered payment."""

    number: int
    amount: str
    payee: Person | None
    purpose: Written
    decision: str
    ordered_at: int
    confirmed_at: int
    may_confirm: bool


@get("/o/{slug:str}/payments", sync_to_thread=True)
def get_payments(visit: VisitHere) -> Response[str]:
    """Every payment that was ordered, the latest first."""
    ordered = sorted(visit.state.payments.values(), key=lambda one: -one.number)
    return render_page(
        visit,
        "payments.html",
        lines=[_get_line(visit, one) for one in ordered],
        may_propose=visit.member is not None and "payment" in visit.state.charter.rules,
        vaults=get_vaults(visit),
        small={one.number: get_small(visit, one.number) for one in get_bound_vaults(visit)},
        withdrawals=[_get_withdrawal(visit, one) for _, one in sorted(visit.state.withdrawals.items(), reverse=True)],
    )


class WithdrawalLine(msgspec.Struct, frozen=True, kw_only=True):
    """One payment from a vault, and how far it is. `needed` is nought where no bar of approvals is to be shown."""

    number: int
    amount: str
    to: str
    purpose: Written
    decision: str
    by: Person | None
    """Who announced it, where it is a small one that no decision ordered."""
    ordered_at: int
    status: str
    given: str
    needed: int
    share: int
    ready_at: int
    expires_at: int
    paid_at: int
    transaction: str
    objected: str
    may_approve: bool
    may_object: bool
    seat: str
    by_wallet: bool


def _get_withdrawal(visit: Visit, one: Withdrawal) -> WithdrawalLine:
    book, org, words = visit.host.vaults.book, visit.hosted.org, visit.words
    progress, standing = book.get_progress(org, one.number), book.get_standing(org, one.vault)
    place = visit.host.vaults.locate(visit.hosted, visit.state, one) if standing else None
    given = book.list_signatures(org, place.digest) if place else {}
    against = book.list_signatures(org, place.objection) if place else {}
    needed, cancels = (place.needed, place.cancels) if place else (0, 0)
    seat = find_seat(visit, standing) if standing else None
    is_theirs = not one.by or (visit.member is not None and visit.member.number == one.by)
    is_open = progress.status in ("unread", "collecting") and len(given) < needed and is_theirs
    is_stoppable = progress.status in ("collecting", "waiting", "limited") and len(against) < cancels
    if progress.status in ("stopped", "over"):
        # Stopped under other members, or overturned: those with a seat now can still keep the vault itself from paying.
        is_stoppable = visit.now < progress.expires_at and max(len(against), progress.objected) < cancels
    return WithdrawalLine(
        number=one.number,
        amount=say_units(words, one.amount, one.token),
        to=one.to,
        purpose=get_written(visit, visit.text(one.text)),
        decision=f"/o/{visit.hosted.slug}/proposals/{one.decision}",
        by=get_person(visit, one.by) if one.by else None,
        ordered_at=one.ordered_at,
        status=progress.status,
        given=words._("{given} of {needed} have approved.", given=len(given), needed=needed),
        needed=0 if one.by else needed,
        share=min(len(given), needed),
        ready_at=progress.ready_at,
        expires_at=progress.expires_at,
        paid_at=progress.paid_at,
        transaction=progress.transaction,
        objected=_say_objected(words, one, len(against), cancels) if against or (one.by and is_stoppable) else "",
        may_approve=is_open and seat is not None and seat.at not in given,
        may_object=is_stoppable and seat is not None and seat.at not in against,
        seat=seat.key if seat else "",
        by_wallet=seat is not None and seat.by_wallet,
    )


def find_vault_tasks(visit: Visit) -> Iterator[tuple[Withdrawal, str, str]]:
    """What whoever looks may still approve or object to of the payments that decisions ordered from vaults, and why."""
    words = visit.words
    for vault in get_bound_vaults(visit):
        standing = visit.host.vaults.book.get_standing(visit.hosted.org, vault.number)
        if standing is None or find_seat(visit, standing) is None:
            continue
        for one in list_recent(visit.state, vault.number, visit.now, ordered=True):
            line = _get_withdrawal(visit, one)
            if line.may_approve and line.may_object:
                why = words._(
                    "{given} It expires {distance}.", given=line.given, distance=words.distance(line.expires_at)
                )
                yield one, words._("Approve or object: {amount}", amount=line.amount), why


def _say_objected(words: Words, one: Withdrawal, against: int, cancels: int) -> str:
    if one.by:
        return words._("Vetoes: {given} of {needed}", given=against, needed=cancels)
    return words._("{given} of {needed} have objected.", given=against, needed=cancels)


def may_confirm(visit: Visit, payment: Payment, member: Member | None) -> bool:
    """Whether it is up to this member to say that the money came."""
    by = payment.payee or visit.state.decisions[payment.decision].author
    return not payment.confirmed_at and member is not None and member.number == by


def _get_line(visit: Visit, payment: Payment) -> Line:
    return Line(
        number=payment.number,
        amount=say_money(visit.words, payment.amount, payment.currency),
        payee=get_person(visit, payment.payee) if payment.payee else None,
        purpose=get_written(visit, visit.text(payment.text)),
        decision=f"/o/{visit.hosted.slug}/proposals/{payment.decision}",
        ordered_at=payment.ordered_at,
        confirmed_at=payment.confirmed_at,
        may_confirm=may_confirm(visit, payment, visit.member),
    )
