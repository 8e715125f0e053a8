"""The register of payments that were ordered. No account is bound to it, and it says so.

Read next: `office_form.py`, where a payment is proposed.
"""

from __future__ import annotations

import msgspec
from litestar import Response, get

from daso.kernel.membership import Member
from daso.kernel.payment import Payment
from daso.web.reading import Person, Written, get_person, get_written
from daso.web.render import render_page
from daso.web.visit import Visit, VisitHere
from daso.web.words.money import say_money

__all__ = ["get_payments", "may_confirm"]


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
    )


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
