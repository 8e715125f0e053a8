"""Stories of witnesses: named by key and address, replaced, and never fewer than the charter asks for."""

from __future__ import annotations

from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from daso.kernel.decision import CarryOutDecision
from daso.kernel.proposal import OpenProposal
from daso.kernel.refusals import EffectImpossible, EffectNotAllowed
from daso.kernel.transition import Envelope
from daso.kernel.witness import EndWitness, NameWitness
from daso.ledger import NoteSigner, compute_cosigner
from vectors.stories.carrying_out import decide
from vectors.story import CHARTER, Story, create_text, found, inaugurate

__all__ = ["create_witness", "create_witness_signer", "tell_witnesses"]


def create_witness_signer(name: str, seed: str = "") -> NoteSigner:
    """A witness's key that follows from its name."""
    secret = sha256(f"witness {seed or name}".encode()).digest()
    return NoteSigner(name, Ed25519PrivateKey.from_private_bytes(secret))


def create_witness(name: str, seed: str = "") -> NameWitness:
    """The naming of a witness whose key follows from its name, or from another's."""
    vkey = compute_cosigner(create_witness_signer(name, seed)).vkey
    return NameWitness(vkey=vkey, url=f"https://{name}")


ONE, TWO = create_witness("one.example/w"), create_witness("two.example/w")


def tell_witnesses() -> Story:
    """A charter that asks for one witness: it is named, can't be ended alone, and is replaced."""
    story = Story("Witnesses")
    founders = found(story, replace(CHARTER, cosignatures=1))
    inaugurate(story, founders)
    one, two, _ = founders
    text = create_text("Impossible")

    def propose(*effects: object, kind: str = "policy") -> Envelope:
        return one.copy().do(OpenProposal, kind=kind, form="motion", options=2, text=text, effects=effects)

    digits = ONE.vkey.split("+")[1]
    broken = replace(ONE, vkey=ONE.vkey.replace(digits, digits[::-1]))
    same_key = create_witness("other.example/w", "one.example/w")
    story.refuse("an ordinary proposal", propose(ONE, kind="ordinary"), EffectNotAllowed)
    story.refuse("a key that was not copied whole", propose(broken), EffectImpossible)
    story.refuse("nobody's end", propose(EndWitness(witness=1)), EffectImpossible)
    story.refuse("one witness twice", propose(ONE, ONE), EffectImpossible)
    story.refuse("one key under two names", propose(ONE, same_key), EffectImpossible)
    story.refuse("one name for two keys", propose(ONE, create_witness("one.example/w", "x")), EffectImpossible)
    named = decide(story, founders, "A witness", ONE)
    story.let("name the first", two.do(CarryOutDecision, proposal=named))
    story.refuse("fewer than the charter asks for", propose(EndWitness(witness=1)), EffectImpossible)
    replaced = decide(story, founders, "Another witness", TWO, EndWitness(witness=1))
    story.let("replace it", two.do(CarryOutDecision, proposal=replaced))
    again = decide(story, founders, "Both", ONE)
    story.let("name the first one again", two.do(CarryOutDecision, proposal=again))
    return story
