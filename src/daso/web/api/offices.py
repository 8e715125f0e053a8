"""The registers of offices and money, for programs: mandates, lots, payments and pauses; and what needs a member.

Read next: `answers.py`.
"""

from __future__ import annotations

import msgspec

from daso.host.texts import MandateText
from daso.kernel.lot import Lot, get_pool
from daso.kernel.mandate import Mandate, MandateStatus, compute_report_due, get_mandate_status
from daso.kernel.pause import Pause
from daso.kernel.payment import Payment
from daso.kernel.withdrawal import Withdrawal
from daso.web.api.asking import read
from daso.web.api.cases import read_words
from daso.web.pages.lots import read_secrets, say_lot_phase
from daso.web.pages.needs import Need
from daso.web.pages.needs import get_needs as find_needs
from daso.web.refusals import SignInNeeded
from daso.web.visit import Visit, VisitHere

__all__ = ["get_lots", "get_mandates", "get_needs", "get_pauses", "get_payments"]


class MandateAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A mandate: what the log says of it, how it stands, and its words where this reader may read them."""

    mandate: Mandate
    status: MandateStatus
    report_due_at: int
    """When the next report is due; nought where none is."""
    words: MandateText | None


@read("/api/orgs/{slug:str}/mandates", tags=["offices"])
def get_mandates(visit: VisitHere) -> list[MandateAnswer]:
    """The register of mandates, those of the past included, by number."""
    mandates = [one for _, one in sorted(visit.state.mandates.items())]
    texts = visit.texts(one.text for one in mandates)
    return [
        MandateAnswer(
            mandate=one,
            status=get_mandate_status(visit.state, one, visit.now),
            report_due_at=compute_report_due(one) if one.accepted_at and not one.ended_at else 0,
            words=text if isinstance(text := texts[one.text], MandateText) else None,
        )
        for one in mandates
    ]


class SecretAnswer(msgspec.Struct, frozen=True):
    """A secret that a member revealed, and its entry."""

    member: int
    secret: str
    entry: int


class LotAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A draw, with all that is needed to draw again: the pool, and once it is concluded the secrets of its last round.

    `phase` is a sentence. `commits` are commitments by member number.
    """

    number: int
    decision: int
    phase: str
    words: str | None
    size: int
    hours: int
    round: int
    commits_until: int
    reveals_until: int
    pool: tuple[int, ...]
    commits: dict[str, str]
    revealed: list[int]
    withheld: tuple[int, ...]
    declined: tuple[int, ...]
    secrets: list[SecretAnswer]
    seed: str
    drawn: tuple[int, ...]
    concluded_at: int


@read("/api/orgs/{slug:str}/lots", tags=["offices"])
def get_lots(visit: VisitHere) -> list[LotAnswer]:
    """Every draw by lot, under way or concluded, by number."""
    return [_describe_lot(visit, lot) for _, lot in sorted(visit.state.lots.items())]


def _describe_lot(visit: Visit, lot: Lot) -> LotAnswer:
    return LotAnswer(
        number=lot.number,
        decision=lot.decision,
        phase=say_lot_phase(visit.words, lot),
        words=read_words(visit, [lot.text])[lot.text],
        size=lot.size,
        hours=lot.hours,
        round=lot.round,
        commits_until=lot.commits_until,
        reveals_until=lot.reveals_until,
        pool=get_pool(visit.state, lot),
        commits={str(member): commitment for member, commitment in sorted(lot.commits.items())},
        revealed=sorted(lot.reveals.keys()),
        withheld=lot.withheld,
        declined=lot.declined,
        secrets=[SecretAnswer(n, secret, entry) for n, (secret, entry) in read_secrets(visit, lot).items()],
        seed=lot.seed,
        drawn=lot.drawn,
        concluded_at=lot.concluded_at,
    )


class PaymentAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An ordered payment, and what it is for where this reader may read it. `amount` is in the smallest unit."""

    payment: Payment
    words: str | None


class PaymentsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Payments that people make and confirm, and those that a vault makes, by number."""

    payments: list[PaymentAnswer]
    withdrawals: list[Withdrawal]


@read("/api/orgs/{slug:str}/payments", tags=["payments"])
def get_payments(visit: VisitHere) -> PaymentsAnswer:
    """The register of payments that decisions have ordered."""
    ordered = [one for _, one in sorted(visit.state.payments.items())]
    words = read_words(visit, [one.text for one in ordered])
    return PaymentsAnswer(
        payments=[PaymentAnswer(payment=one, words=words[one.text]) for one in ordered],
        withdrawals=[one for _, one in sorted(visit.state.withdrawals.items())],
    )


@read("/api/orgs/{slug:str}/pauses", tags=["offices"])
def get_pauses(visit: VisitHere) -> list[Pause]:
    """Every emergency pause, the last one last. While one lasts, `until` lies ahead and nothing is carried out."""
    return list(visit.state.pauses)


@read("/api/orgs/{slug:str}/needs", tags=["organisations"])
def get_needs(visit: VisitHere) -> list[Need]:
    """What waits for whoever has signed in, the most urgent first: what to do, why, and the page for it."""
    if visit.member is None:
        raise SignInNeeded
    return find_needs(visit)
