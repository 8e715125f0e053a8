"""Stories of pauses, payments and lots: what is stopped for some hours, ordered to be paid, and left to chance."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from daso.canon import compute_digest, to_base64url
from daso.kernel.charter import DAY
from daso.kernel.decision import CarryOutDecision, advance
from daso.kernel.effect import AgreeOrigin
from daso.kernel.lot import CommitLot, DeclineLot, DrawLot, GrantByLot, RevealLot, compute_lot_commitment
from daso.kernel.mandate import AcceptMandate
from daso.kernel.membership import LeaveOrganisation
from daso.kernel.pause import EndPause, PauseDecisions
from daso.kernel.payment import ConfirmPayment, OrderPayment
from daso.kernel.proposal import OpenProposal
from daso.kernel.refusals import (
    DecisionsPaused,
    EffectImpossible,
    EffectNotAllowed,
    MandateUnsound,
    NotInLot,
    NotThePayee,
    PauseTooLong,
    PaymentConfirmed,
    SecretWrong,
    SelfDealing,
    UnknownLot,
    UnknownMember,
    UnknownPayment,
    WrongWindow,
)
from daso.kernel.transition import Envelope
from daso.testkit.person import Person
from vectors.stories.mandates import adopt
from vectors.story import CHARTER, Story, create_text, found, inaugurate

__all__ = ["PANEL", "PAYMENT", "commit", "reveal", "tell_lots", "tell_pauses", "tell_payments"]

PANEL = DrawLot(size=2, text=create_text("A panel that looks into the roof"), commit_hours=48, reveal_hours=24)
PAYMENT = OrderPayment(amount=125_000, currency="EUR", text=create_text("For the new roof"), payee=2)
TEXT = create_text("A proposal")


def _propose(author: Person, kind: str, *effects: object) -> Envelope:
    """What the author would propose, without counting it."""
    return author.copy().do(OpenProposal, kind=kind, form="motion", options=2, text=TEXT, effects=effects)


def tell_pauses() -> Story:
    """Carrying out stops for some hours, what waits loses none of its time, and no pause follows another at once."""
    story = Story("Emergency pauses")
    rules = {**CHARTER.rules, "pause": replace(CHARTER.rules["pause"], carrying_out_hours=40 * DAY)}
    founders = found(story, replace(CHARTER, rules=rules, live_proposals=3))
    inaugurate(story, founders)
    one, two, three = founders
    story.refuse("a pause too long", _propose(one, "pause", PauseDecisions(hours=73)), PauseTooLong)
    story.refuse("a pause by policy", _propose(one, "policy", PauseDecisions(hours=1)), EffectNotAllowed)
    story.refuse("an end of no pause", _propose(one, "pause", EndPause()), EffectImpossible)
    site = adopt(story, founders, AgreeOrigin(origin="https://second.example"), kind="policy")
    first = adopt(story, founders, PauseDecisions(hours=48), kind="pause")
    story.let("the pause begins", two.do(CarryOutDecision, proposal=first))
    story.refuse("nothing is carried out", two.copy().do(CarryOutDecision, proposal=site), DecisionsPaused)
    story.refuse("no second pause meanwhile", _propose(two, "pause", PauseDecisions(hours=1)), EffectImpossible)
    ended = adopt(story, founders, EndPause(), kind="pause")
    story.let("but its end is carried out", three.do(CarryOutDecision, proposal=ended))
    story.refuse("and not twice", _propose(three, "pause", EndPause()), EffectImpossible)
    early = _propose(three, "pause", PauseDecisions(hours=1))
    story.refuse("no further pause so soon", early, EffectImpossible)
    story.wait(7)
    long = _propose(three, "pause", PauseDecisions(hours=72))
    story.refuse("nor more hours than the charter allows in thirty days", long, EffectImpossible)
    second = adopt(story, founders, PauseDecisions(hours=60), kind="pause")
    story.let("a shorter one may be", three.do(CarryOutDecision, proposal=second))
    decision = story.state.decisions[site]
    story.at = decision.expires_at + 60 * 3_600_000
    story.let("pauses took none of its time", two.do(CarryOutDecision, proposal=site))
    return story


def tell_payments() -> Story:
    """One payment goes to a member, who does not vote on it and says that it came, one to somebody outside."""
    story = Story("Payments")
    rules = {**CHARTER.rules, "payment": replace(CHARTER.rules["payment"], sponsors=0)}
    founders = found(story, replace(CHARTER, rules=rules))
    inaugurate(story, founders)
    one, two, three = founders
    story.refuse("a payment to oneself", _propose(two, "payment", PAYMENT), SelfDealing)
    story.refuse("a payment to nobody", _propose(one, "payment", replace(PAYMENT, payee=9)), UnknownMember)
    story.refuse("a payment by policy", _propose(one, "policy", PAYMENT), EffectNotAllowed)
    ordered = adopt(story, [one, three], PAYMENT, replace(PAYMENT, payee=0, currency="JPY"), kind="payment")
    story.let("both are ordered", three.do(CarryOutDecision, proposal=ordered))
    story.refuse("another's payment", one.copy().do(ConfirmPayment, payment=1), NotThePayee)
    story.refuse("no payment", one.copy().do(ConfirmPayment, payment=9), UnknownPayment)
    story.let("the payee confirms", two.do(ConfirmPayment, payment=1))
    story.refuse("confirming twice", two.copy().do(ConfirmPayment, payment=1), PaymentConfirmed)
    story.refuse("an outsider's payment", two.copy().do(ConfirmPayment, payment=2), NotThePayee)
    story.let("whoever proposed it confirms for the outsider", one.do(ConfirmPayment, payment=2))
    return story


def _compute_secret(person: Person, lot: int, turn: int) -> str:
    return to_base64url(compute_digest("daso/vectors", f"secret {person.number} {lot} {turn}".encode()))


def commit(person: Person, lot: int, turn: int = 1) -> Envelope:
    """A commitment to the person's secret for this lot and round."""
    commitment = compute_lot_commitment(person.org, lot, person.number, _compute_secret(person, lot, turn))
    return person.do(CommitLot, lot=lot, commitment=commitment)


def reveal(person: Person, lot: int, turn: int = 1) -> Envelope:
    """The secret to which the person committed for this lot and round."""
    return person.do(RevealLot, lot=lot, secret=_compute_secret(person, lot, turn))


def tell_lots() -> Story:
    """A panel is drawn, a mandate given by lot after one withheld a secret, and one draw names nobody."""
    story = Story("Lots")
    founders = found(story, replace(CHARTER, founders=6))
    inaugurate(story, founders)
    one, two, *_ = founders
    story.refuse("a lot by policy", _propose(one, "policy", PANEL), EffectNotAllowed)
    by_lot = GrantByLot(size=1, text=TEXT, hours=30 * DAY, report_hours=10 * DAY, commit_hours=24, reveal_hours=24)
    story.refuse("a term too long", _propose(one, "mandate", replace(by_lot, hours=367 * DAY)), MandateUnsound)
    panel = adopt(story, founders, PANEL, kind="mandate")
    story.let("the draw opens", two.do(CarryOutDecision, proposal=panel))
    _tell_draw(story, founders)
    mandate = adopt(story, founders[:5], by_lot, kind="mandate")
    story.let("a draw for a mandate opens", two.do(CarryOutDecision, proposal=mandate))
    _tell_withholding(story, founders)
    alone = adopt(story, founders[:5], PANEL, kind="mandate")
    story.let("a draw in which one alone reveals opens", two.do(CarryOutDecision, proposal=alone))
    story.let("one commits", commit(one, 3))
    story.wait(48)
    story.let("and reveals", reveal(one, 3))
    story.wait(24)
    story.refuse("nobody is drawn, and it is over", commit(two.copy(), 3), WrongWindow)
    return story


def _tell_draw(story: Story, founders: Sequence[Person]) -> None:
    """Committed, revealed in any order, declined, left: two of those who remain are drawn."""
    one, two, three, four, five, six = founders
    story.refuse("a lot there is not", commit(one.copy(), 9), UnknownLot)
    for person in (three, one, two):
        story.let("commit", commit(person, 1))
    story.let("another secret", commit(one, 1, 2))
    story.refuse("revealing too early", reveal(one.copy(), 1, 2), WrongWindow)
    story.let("decline", four.do(DeclineLot, lot=1))
    story.refuse("whoever declined takes no part", commit(four.copy(), 1), NotInLot)
    story.wait(48)
    story.refuse("committing too late", commit(five.copy(), 1), WrongWindow)
    story.refuse("declining too late", five.copy().do(DeclineLot, lot=1), WrongWindow)
    story.refuse("an earlier secret", reveal(one.copy(), 1), SecretWrong)
    story.refuse("a secret without a commitment", reveal(five.copy(), 1), SecretWrong)
    story.let("reveal", reveal(one, 1, 2))
    story.let("reveal", reveal(three, 1))
    story.let("one leaves", six.do(LeaveOrganisation))
    story.let("reveal", reveal(two, 1))
    story.let("reveal again, which changes nothing", reveal(two, 1))
    story.wait(24)


def _tell_withholding(story: Story, founders: Sequence[Person]) -> None:
    """Whoever withholds a secret is left out, and the draw is repeated without them; then a mandate hangs on it."""
    one, two, three, *_ = founders
    for person in (one, two, three):
        story.let("commit", commit(person, 2))
    story.wait(24)
    for person in (one, two):
        story.let("reveal", reveal(person, 2))
    story.wait(24)
    story.refuse("whoever withheld takes no further part", commit(three.copy(), 2, 2), NotInLot)
    for person in (two, one):
        story.let("commit anew", commit(person, 2, 2))
    story.wait(24)
    for person in (one, two):
        story.let("reveal anew", reveal(person, 2, 2))
    story.wait(24)
    drawn = advance(story.state, story.at).lots[2].drawn
    holder = founders[drawn[0] - 1]
    story.let("the drawn member accepts", holder.do(AcceptMandate, mandate=1))
