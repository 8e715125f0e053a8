"""A story of contracts on public chains: bound by decisions, ended by others, and undone when one is overturned."""

from __future__ import annotations

from daso.kernel.comment import PostComment
from daso.kernel.contract import BindContract, EndContract
from daso.kernel.decision import CarryOutDecision
from daso.kernel.proposal import OpenProposal
from daso.kernel.refusals import EffectImpossible, EffectNotAllowed
from daso.kernel.transition import Envelope
from daso.testkit.person import Person
from vectors.stories.challenging import adopt, challenge, settle
from vectors.stories.waiting import FULL, open_motion
from vectors.story import Story, create_text, found, inaugurate

__all__ = ["ANCHOR", "INBOX", "tell_contracts"]

ANCHOR = BindContract(chain=31337, role="anchor", address="0x" + "5f" * 20)
INBOX = BindContract(chain=31337, role="inbox", address="0x" + "a0" * 20)


def _propose(author: Person, *effects: object, kind: str = "policy") -> Envelope:
    return author.copy().do(OpenProposal, **open_motion("Contracts", kind=kind, effects=effects))


def tell_contracts() -> Story:
    """An anchor and an inbox are bound, one is ended, and both decisions are overturned, the later one first."""
    story = Story("Contracts on a public chain")
    founders = found(story, FULL)
    inaugurate(story, founders)
    one = founders[0]
    story.refuse("an ordinary proposal binds nothing", _propose(one, ANCHOR, kind="ordinary"), EffectNotAllowed)
    story.refuse("the same contract twice", _propose(one, ANCHOR, ANCHOR), EffectImpossible)
    story.refuse("ending what is not bound", _propose(one, EndContract(contract=1)), EffectImpossible)
    first = adopt(story, founders, "An anchor and an inbox", kind="policy", effects=(ANCHOR, INBOX))
    story.wait(72)
    story.let("both are bound", one.do(CarryOutDecision, proposal=first))
    story.refuse("bound already", _propose(one, ANCHOR), EffectImpossible)
    second = adopt(story, founders, "No inbox", kind="policy", effects=(EndContract(contract=2),))
    story.wait(72)
    story.let("the inbox is bound no longer", one.do(CarryOutDecision, proposal=second))
    story.refuse("ended already", _propose(one, EndContract(contract=2)), EffectImpossible)
    settle(story, founders, challenge(story, founders[1:], second), 1)
    story.refuse("it is bound again", _propose(one, INBOX), EffectImpossible)
    settle(story, founders, challenge(story, founders[1:], first), 1)
    story.refuse("and bound no longer", _propose(one, EndContract(contract=1)), EffectImpossible)
    story.let("somebody comments", one.do(PostComment, subject="charter", text=create_text("So be it")))
    return story
