"""The effects that give mandates, draw lots, order payments and pause, as controls of a form.

Names are those that `static/js/offices.js` reads. Read next: `effect_form.py`.
"""

from __future__ import annotations

from daso.host.texts import MandateText, Words
from daso.kernel.charter import DAY
from daso.kernel.lot import DrawLot, GrantByLot
from daso.kernel.mandate import EndMandate, GrantMandate
from daso.kernel.pause import EndPause, PauseDecisions
from daso.kernel.payment import OrderPayment
from daso.web.visit import Visit
from daso.web.words.money import write_amount

__all__ = ["Office", "get_office_values"]

Office = GrantMandate | EndMandate | GrantByLot | DrawLot | OrderPayment | PauseDecisions | EndPause
"""The effects of this file."""


def get_office_values(visit: Visit, effect: Office) -> dict[str, str]:
    """What the controls of a form say for an effect that a draft has already."""
    match effect:
        case GrantMandate():
            return {
                **_get_mandate_values(visit, effect),
                "effect.holder": str(effect.holder or ""),
                "effect.candidates": ", ".join(map(str, effect.candidates)),
            }
        case GrantByLot():
            return _get_mandate_values(visit, effect) | _get_lot_values(effect)
        case DrawLot():
            return _get_lot_values(effect) | {"effect.purpose": _read_words(visit, effect.text)}
        case EndMandate(mandate=mandate):
            return {"effect.mandate": str(mandate)}
        case OrderPayment(payee=payee, amount=amount, currency=currency, text=text):
            return {
                "effect.payee": str(payee or ""),
                "effect.amount": write_amount(amount, currency),
                "effect.currency": currency,
                "effect.purpose": _read_words(visit, text),
            }
        case PauseDecisions(hours=hours):
            return {"effect.hours": str(hours)}
        case EndPause():
            return {}


def _get_mandate_values(visit: Visit, effect: GrantMandate | GrantByLot) -> dict[str, str]:
    said = visit.text(effect.text)
    known = said if isinstance(said, MandateText) else MandateText(title="", domain="", accountabilities="", limits="")
    return {
        "effect.title": known.title,
        "effect.domain": known.domain,
        "effect.accountabilities": known.accountabilities,
        "effect.limits": known.limits,
        "effect.days": _write_days(effect.hours),
        "effect.report_days": _write_days(effect.report_hours) if effect.report_hours else "",
    }


def _get_lot_values(effect: DrawLot | GrantByLot) -> dict[str, str]:
    return {
        "effect.size": str(effect.size),
        "effect.commit_hours": str(effect.commit_hours),
        "effect.reveal_hours": str(effect.reveal_hours),
    }


def _write_days(hours: int) -> str:
    """A term in days; what is no whole number of them is rounded up, and shown before it is signed."""
    return str(-(-hours // DAY))


def _read_words(visit: Visit, text: str) -> str:
    said = visit.text(text)
    return said.body if isinstance(said, Words) else ""
