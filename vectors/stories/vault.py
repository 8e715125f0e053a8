"""Stories of payments from a vault: what can be ordered and announced, and what can't."""

from __future__ import annotations

from msgspec.structs import replace

from daso.kernel.charter import HOUR
from daso.kernel.contract import BindContract, EndContract
from daso.kernel.decision import CarryOutDecision
from daso.kernel.membership import LeaveOrganisation, SponsorMember
from daso.kernel.pause import PauseDecisions
from daso.kernel.proposal import OpenProposal
from daso.kernel.refusals import (
    AnnouncedLately,
    DecisionsPaused,
    EffectImpossible,
    EffectNotAllowed,
    InProbation,
    MemberLeft,
    NotAMember,
    UnknownVault,
    VaultPaysItself,
)
from daso.kernel.transition import Envelope
from daso.kernel.withdrawal import ANNOUNCING_HOURS, AnnouncePayment, PayFromVault
from daso.keys.tampered import SignatureWrong
from daso.testkit.person import Person
from vectors.stories.challenging import adopt
from vectors.stories.contracts import ANCHOR
from vectors.stories.waiting import FULL, open_motion
from vectors.story import MINUTE, Story, create_person, create_text, found, inaugurate, welcome

__all__ = ["SMALL", "VAULT", "WITHDRAWAL", "tell_small", "tell_vault"]

VAULT = BindContract(chain=31337, role="vault", address="0x" + "c0" * 20)
WITHDRAWAL = PayFromVault(vault=1, to="0x" + "b0" * 20, amount="500000000000000000", text=create_text("For the flour"))
SMALL = {"vault": 1, "to": "0x" + "b0" * 20, "amount": "20000000000000000", "text": create_text("For the yeast")}


def _propose(author: Person, *effects: object, kind: str = "payment") -> Envelope:
    return author.copy().do(OpenProposal, **open_motion("From the vault", kind=kind, effects=effects))


def tell_vault() -> Story:
    """A vault is bound, a coin payment and a token payment are ordered from it, and none after its end."""
    story = Story("Payments from a vault")
    founders = found(story, FULL)
    inaugurate(story, founders)
    one = founders[0]
    story.refuse("there is no vault yet", _propose(one, WITHDRAWAL), EffectImpossible)
    bound = adopt(story, founders, "A vault and an anchor", kind="policy", effects=(VAULT, ANCHOR))
    story.wait(72)
    story.let("both are bound", one.do(CarryOutDecision, proposal=bound))
    story.refuse("a policy pays nothing", _propose(one, WITHDRAWAL, kind="policy"), EffectNotAllowed)
    story.refuse("an anchor holds no money", _propose(one, replace(WITHDRAWAL, vault=2)), EffectImpossible)
    story.refuse("nor does a vault pay itself", _propose(one, replace(WITHDRAWAL, to=VAULT.address)), EffectImpossible)
    of_token = replace(WITHDRAWAL, token="0x" + "70" * 20, amount="1")
    ordered = adopt(story, founders, "Flour", kind="payment", effects=(WITHDRAWAL, of_token))
    story.wait(72)
    story.let("both payments are ordered", one.do(CarryOutDecision, proposal=ordered))
    ended = adopt(story, founders, "No vault", kind="policy", effects=(EndContract(contract=1),))
    story.wait(72)
    story.let("the vault is used no longer", one.do(CarryOutDecision, proposal=ended))
    story.refuse("nothing is ordered from it", _propose(one, WITHDRAWAL), EffectImpossible)
    return story


def tell_small() -> Story:
    """Members announce small payments from a vault, one a day each; newcomers, leavers and strangers announce none."""
    story = Story("Small payments from a vault")
    founders = found(story, FULL)
    inaugurate(story, founders)
    one, two, *_ = founders
    story.refuse("there is no vault yet", one.copy().do(AnnouncePayment, **SMALL), UnknownVault)
    bound = adopt(story, founders, "A vault and an anchor", kind="policy", effects=(VAULT, ANCHOR))
    story.wait(72)
    story.let("both are bound", one.do(CarryOutDecision, proposal=bound))
    for name, changes, kind in (
        ("an anchor holds no money", {"vault": 2}, UnknownVault),
        ("a vault does not pay itself", {"to": VAULT.address}, VaultPaysItself),
    ):
        story.refuse(name, one.copy().do(AnnouncePayment, **(SMALL | changes)), kind)
    announced = story.at + MINUTE
    story.let("one announces a small payment", one.do(AnnouncePayment, **SMALL))
    story.refuse("and not another", one.copy().do(AnnouncePayment, **SMALL), AnnouncedLately)
    story.let("two announces one of a token", two.do(AnnouncePayment, **SMALL, token="0x" + "70" * 20))
    until = announced + ANNOUNCING_HOURS * HOUR
    story.refuse("not even a moment too soon", one.copy().do(AnnouncePayment, **SMALL), AnnouncedLately, until - 1)
    story.at = until - MINUTE
    story.let("the next one a day later", one.do(AnnouncePayment, **SMALL))
    _tell_others(story, founders)
    return story


def _tell_others(story: Story, founders: list[Person]) -> None:
    """Who is new, who has left, and who is somebody else; then nobody, during a pause and after the vault's end."""
    one, two, three, *_ = founders
    newcomer, number = create_person("newcomer"), story.state.next_member
    welcome(story, one, ("the newcomer", newcomer))
    story.refuse("without a vote-token", newcomer.copy().do(AnnouncePayment, **SMALL), NotAMember)
    story.let("who is sponsored", two.do(SponsorMember, member=number))
    story.refuse("in probation", newcomer.copy().do(AnnouncePayment, **SMALL), InProbation)
    forged = three.copy()
    forged.signer = newcomer.signer
    story.refuse("in another's name", forged.do(AnnouncePayment, **SMALL), SignatureWrong)
    story.let("somebody leaves", newcomer.do(LeaveOrganisation))
    story.refuse("after leaving", newcomer.copy().do(AnnouncePayment, **SMALL), MemberLeft)
    pause = adopt(story, founders, "Something is wrong", kind="pause", effects=(PauseDecisions(hours=72),))
    story.wait(story.state.proposals[pause].rule.objection_hours)
    story.let("a pause begins", one.do(CarryOutDecision, proposal=pause))
    story.refuse("nobody during a pause", three.copy().do(AnnouncePayment, **SMALL), DecisionsPaused)
    ended = adopt(story, founders, "No vault", kind="policy", effects=(EndContract(contract=1),))
    story.wait(72)
    story.let("the vault is used no longer", one.do(CarryOutDecision, proposal=ended))
    story.refuse("nor after its end", three.copy().do(AnnouncePayment, **SMALL), UnknownVault)
