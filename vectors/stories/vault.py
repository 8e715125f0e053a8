"""A story of payments from a vault: what can be ordered, and what can't."""

from __future__ import annotations

from msgspec.structs import replace

from daso.kernel.contract import BindContract, EndContract
from daso.kernel.decision import CarryOutDecision
from daso.kernel.proposal import OpenProposal
from daso.kernel.refusals import EffectImpossible, EffectNotAllowed
from daso.kernel.transition import Envelope
from daso.kernel.withdrawal import PayFromVault
from daso.testkit.person import Person
from vectors.stories.challenging import adopt
from vectors.stories.contracts import ANCHOR
from vectors.stories.waiting import FULL, open_motion
from vectors.story import Story, create_text, found, inaugurate

__all__ = ["VAULT", "WITHDRAWAL", "tell_vault"]

VAULT = BindContract(chain=31337, role="vault", address="0x" + "c0" * 20)
WITHDRAWAL = PayFromVault(vault=1, to="0x" + "b0" * 20, amount="500000000000000000", text=create_text("For the flour"))


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
