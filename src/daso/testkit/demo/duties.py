"""What came of it: reports, an office given back, a draw repeated, money that arrived, and a scrutineer's findings.

Read next: `build.py`, which puts this on the stage beside the cases.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from daso.canon import to_base64url
from daso.host import Words
from daso.kernel.charter import HOUR
from daso.kernel.condition import ReportCondition
from daso.kernel.decision import advance
from daso.kernel.finding import SCRUTINEERS, PublishFinding, Verdict
from daso.kernel.lot import CommitLot, DeclineLot, Lot, RevealLot, compute_lot_commitment
from daso.kernel.mandate import AcceptMandate, ReportMandate, ResignMandate
from daso.kernel.payment import ConfirmPayment
from daso.testkit.demo.cases import SCRUTINEER
from daso.testkit.demo.stage import DAY, Stage, compute_chance, compute_salt, find_number
from daso.testkit.demo.trust import BOOK, CHALK, EARS, MASON, STALL
from daso.testkit.person import Person

__all__ = ["DRAWN", "put_duties_on"]

DRAWN: Final = ("idris", "gwendolyn")
"""Whom the lot drew: nobody chose them, and a test sees that it is they."""

_ACCEPTED: Final = ((112.4, "amara", BOOK), (194.9, DRAWN[0], EARS), (195.3, DRAWN[1], EARS))
_RESIGNED: Final = ((204.5, DRAWN[1], EARS),)
_REPORTS: Final = (
    (
        152.3,
        "amara",
        BOOK,
        (
            "One drawer, one book. We stand at **7.1 in a hundred**, one more than we aim at: the new oven eats less. "
            "Fenella counted the drawer with me each Friday, and was right twice when I was not."
        ),
    ),
    (
        195.4,
        "amara",
        BOOK,
        (
            "We stand at **5.8**. The windmill’s flour costs what it costs, and you all said that it tastes of "
            "something. I propose nothing; I only mention it."
        ),
    ),
    (
        237.2,
        "amara",
        BOOK,
        (
            "My last one: **6.2 in a hundred**, 8,400 to share out, and the reserve holds its three months. It was an "
            "honour. Whoever comes next gets the good pencil."
        ),
    ),
    (
        214.6,
        DRAWN[0],
        EARS,
        (
            "Eleven people came to the back door. What all of us should hear: the heating upstairs, thanks that are "
            "not said, and that the early shift feels forgotten by noon. Two only came to see whether I would."
        ),
    ),
    (
        204.6,
        DRAWN[1],
        EARS,
        (
            "My only one: I have given my pair of ears back. While people talk, I count. Somebody told me something "
            "sad, and I knew afterwards how often they had said “but”. Idris just listens."
        ),
    ),
)
_DRAWING: Final = 184.1
_DREW: Final = (
    *("osei", "ngozi", "hana", "rafi", "yuki", "ines", "noor", "priya"),
    *("beatrix", "kwame", "gwendolyn"),
)
"""Who throws in a secret."""
_FORGOT: Final = "rafi"
"""Who did not show it the first time, so that all had to begin again without him."""
_DECLINED: Final = ("elspeth", "anselm", "fenella")
_CONFIRMED: Final = ((86.4, "henrik", MASON),)
_MET: Final = ((241.9, "seraphina", STALL, 2, "A bin, a broom, and Ampersand’s old basket for lost gloves."),)
_FINDINGS: Final[tuple[tuple[float, str, Verdict, str], ...]] = (
    (
        134.2,
        "Buy a share in the windmill at Upper Puddlestone",
        "sound",
        (
            "I re-did the count from the first byte. Nineteen ballots, nineteen signatures, six for it. Sound, and "
            "a pity: ten people took part to say that they did not know."
        ),
    ),
    (
        197.3,
        CHALK,
        "doubtful",
        (
            "The count is right. But a member asked whether the council had been asked, and was answered with a joke. "
            "I record that the question was a good one."
        ),
    ),
)


def put_duties_on(stage: Stage) -> None:
    """Put on the stage what follows from decisions that were carried out."""
    for day, name, title in _ACCEPTED:
        stage.call_on(day, partial(_answer, stage, name, title, AcceptMandate))
    for day, name, title in _RESIGNED:
        stage.call_on(day, partial(_answer, stage, name, title, ResignMandate))
    for day, name, title, words in _REPORTS:
        stage.call_on(day, partial(_report, stage, name, title, words))
    for day, name, title in _CONFIRMED:
        stage.call_on(day, partial(_confirm, stage, name, title))
    for day, name, title, condition, words in _MET:
        stage.call_on(day, partial(_meet, stage, name, (title, condition), words))
    agatha = Person(SCRUTINEER, stage.past.org, SCRUTINEERS + 1)
    for day, title, verdict, words in _FINDINGS:
        stage.call_on(day, partial(_find, stage, agatha, (title, verdict), words))
    stage.call_on(_DRAWING, partial(_begin_round, stage))


def _begin_round(stage: Stage) -> None:
    """Secrets are thrown in until half a day before the time is over, and shown on the day after; then once more."""
    lots = advance(stage.state, stage.now).lots  # the last act may have been before the round ended
    [lot] = (one for one in lots.values() if one.decision == stage.numbers[EARS])
    if lot.concluded_at:
        return
    if lot.round == 1:
        for name in _DECLINED:
            stage.call(stage.now + 8 * HOUR * compute_chance("decline", name), partial(_decline, stage, name, lot))
    for name in _DREW:
        if find_number(name) in lot.withheld:
            continue
        chance = compute_chance("lot", lot.round, name)
        window = lot.commits_until - 12 * HOUR - stage.now
        stage.call(stage.now + window * chance, partial(_commit, stage, name, lot))
        if (name, lot.round) != (_FORGOT, 1):
            stage.call(lot.commits_until + DAY * chance + 1, partial(_reveal, stage, name, lot))
    stage.call(lot.reveals_until + HOUR, partial(_begin_round, stage))


def _decline(stage: Stage, name: str, lot: Lot) -> None:
    stage.do(name, DeclineLot, lot=lot.number)


def _commit(stage: Stage, name: str, lot: Lot) -> None:
    secret = _compute_secret(name, lot)
    commitment = compute_lot_commitment(stage.past.org, lot.number, find_number(name), secret)
    stage.do(name, CommitLot, lot=lot.number, commitment=commitment)


def _reveal(stage: Stage, name: str, lot: Lot) -> None:
    stage.do(name, RevealLot, lot=lot.number, secret=_compute_secret(name, lot))


def _compute_secret(name: str, lot: Lot) -> str:
    """Anybody can compute it, as everything here; a real one is random."""
    return to_base64url(compute_salt("lot", name, lot.round, 1) + compute_salt("lot", name, lot.round, 2))


def _find_mandate(stage: Stage, name: str, title: str) -> int:
    wanted = (stage.numbers[title], find_number(name))
    return next(n for n, one in stage.state.mandates.items() if (one.decision, one.holder) == wanted)


def _answer(stage: Stage, name: str, title: str, act: type[AcceptMandate | ResignMandate]) -> None:
    stage.do(name, act, mandate=_find_mandate(stage, name, title))


def _report(stage: Stage, name: str, title: str, words: str) -> None:
    text = stage.write(Words(body=words))
    stage.do(name, ReportMandate, mandate=_find_mandate(stage, name, title), text=text)


def _confirm(stage: Stage, name: str, title: str) -> None:
    number = next(n for n, one in stage.state.payments.items() if one.decision == stage.numbers[title])
    stage.do(name, ConfirmPayment, payment=number)


def _meet(stage: Stage, name: str, condition: tuple[str, int], words: str) -> None:
    title, number = condition
    text = stage.write(Words(body=words))
    stage.do(name, ReportCondition, proposal=stage.numbers[title], condition=number, text=text)


def _find(stage: Stage, scrutineer: Person, about: tuple[str, Verdict], words: str) -> None:
    title, verdict = about
    text = stage.write(Words(body=words))
    number = stage.numbers[title]
    stage.send(scrutineer.do(PublishFinding, decision=number, verdict=verdict, text=text))
