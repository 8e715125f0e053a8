"""What was decided happens once, as a whole, just as it was shown, or not at all."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from daso.errors import Error
from daso.kernel.charter import HOUR
from daso.kernel.decision import CarryOutDecision, advance
from daso.kernel.effect import AgreeOrigin, Effect, apply_effects
from daso.kernel.key import AddKey
from daso.kernel.proposal import OpenProposal, ReviseProposal
from daso.kernel.refusals import (
    DecisionExpired,
    EffectImpossible,
    EffectNotAllowed,
    KeyTaken,
    NothingToCarryOut,
    UnknownOrigin,
)
from daso.kernel.scrutineer import EndScrutineer, NameScrutineer
from daso.kernel.state import State
from tests.kernel.conftest import Commons
from vectors.stories.carrying_out import decide, decide_together
from vectors.story import CHARTER, ORIGIN, Story, create_holder, create_signer, create_text, found, inaugurate, publish

SITE = AgreeOrigin(origin="https://second.example")
NAMED = NameScrutineer(key=create_signer("scrutineer").key, profile="")
TEXT = create_text("A policy")


@pytest.mark.parametrize(("kind", "form"), [("ordinary", "motion"), ("policy", "choice"), ("ordinary", "choice")])
def test_effects_need_a_policy_motion(commons: Commons, kind: str, form: str) -> None:
    """Neither an ordinary proposal nor a choice can have effects, when opened or by revision."""
    content = {"options": 2, "text": TEXT}
    opening = commons.one.copy().do(OpenProposal, kind=kind, form=form, effects=(SITE,), **content)
    commons.refuse(opening, EffectNotAllowed)
    commons.let(commons.one.do(OpenProposal, kind=kind, form=form, effects=(), **content))
    otherwise = {"options": 2, "text": create_text("Another policy"), "effects": (SITE,)}
    commons.refuse(commons.one.copy().do(ReviseProposal, proposal=1, **otherwise), EffectNotAllowed)


@pytest.mark.parametrize(
    ("effects", "kind"),
    [
        ((AgreeOrigin(origin=ORIGIN),), EffectImpossible),
        ((SITE, SITE), EffectImpossible),
        ((EndScrutineer(scrutineer=1),), EffectImpossible),
        ((NAMED, EndScrutineer(scrutineer=1), EndScrutineer(scrutineer=1)), EffectImpossible),
        ((NAMED, NAMED), KeyTaken),
        ((NameScrutineer(key=create_holder("s", SITE.origin).signer.key, profile=""),), UnknownOrigin),
    ],
)
def test_the_impossible_is_not_proposed(commons: Commons, effects: tuple[Effect, ...], kind: type[Error]) -> None:
    """What could not happen today can't be proposed."""
    opening = commons.one.copy().do(OpenProposal, kind="policy", form="motion", options=2, text=TEXT, effects=effects)
    commons.refuse(opening, kind)


def test_the_dry_run_is_what_happens(commons: Commons) -> None:
    """What the dry run shows before the vote is what carrying out does, and nothing else changes."""
    effects = (SITE, NameScrutineer(key=create_holder("s", SITE.origin).signer.key, profile=TEXT))
    shown = apply_effects(commons.state, effects, 1, commons.state.at)
    assert commons.state.origins == (ORIGIN,), "a dry run changes nothing"
    number = decide(commons.story, [commons.one, commons.two], "A second site", *effects)
    at = commons.story.at + 60_000
    foreseen = apply_effects(advance(commons.state, at), effects, number, at)
    after = commons.let(commons.two.do(CarryOutDecision, proposal=number))
    assert (shown.origins, sorted(shown.scrutineers.keys())) == (after.origins, sorted(after.scrutineers.keys()))
    same = {name for name in State.__struct_fields__ if getattr(foreseen, name) == getattr(after, name)}
    assert set(State.__struct_fields__) - same == {"at", "entries", "members", "decisions"}
    assert (after.decisions[number].carried_out_by, after.decisions[number].carried_out_at) == (2, after.at)


def test_carrying_out_twice_is_refused(commons: Commons) -> None:
    """What was carried out can't be carried out again, by anybody."""
    number = decide(commons.story, [commons.one, commons.two], "A second site", SITE)
    commons.let(commons.two.do(CarryOutDecision, proposal=number))
    for person in (commons.two, commons.three):
        commons.refuse(person.copy().do(CarryOutDecision, proposal=number), NothingToCarryOut)


def test_what_was_rejected_is_not_carried_out(commons: Commons) -> None:
    """What nobody voted for can't be carried out."""
    number = publish(commons.story, commons.one, "A second site", kind="policy", effects=(SITE,))
    commons.story.wait(7 * 24)
    commons.refuse(commons.two.copy().do(CarryOutDecision, proposal=number), NothingToCarryOut)


def test_a_decision_expires(commons: Commons) -> None:
    """An adopted decision can be carried out until it expires, and not at that moment."""
    number = decide(commons.story, [commons.one, commons.two], "A second site", SITE)
    commons.let(commons.one.do(OpenProposal, kind="ordinary", form="motion", options=2, text=TEXT, effects=()))
    decision = commons.state.decisions[number]
    assert decision.expires_at == decision.closed_at + 90 * 24 * HOUR
    late = commons.two.do(CarryOutDecision, proposal=number)
    commons.refuse(late, DecisionExpired, decision.expires_at)
    commons.let(late, decision.expires_at - 1 - commons.story.at)


def test_effects_happen_together_or_not_at_all() -> None:
    """When one of a decision's effects has become impossible, none of the others happens either."""
    story = Story("Two policies at once")
    founders = found(story, replace(CHARTER, live_proposals=2))
    inaugurate(story, founders)
    first, second = decide_together(story, founders, (SITE,), (AgreeOrigin(origin="https://third.example"), SITE))
    story.let("", founders[1].do(CarryOutDecision, proposal=first))
    story.refuse("", founders[1].copy().do(CarryOutDecision, proposal=second), EffectImpossible)
    assert story.state.origins == (ORIGIN, SITE.origin)
    assert not story.state.decisions[second].carried_out_at


def test_a_new_site_s_passkeys_count_from_then_on(commons: Commons) -> None:
    """A passkey of another site is refused until a policy has agreed on the site."""
    adding = {"key": create_holder("second", SITE.origin).signer.key, "label": ""}
    commons.refuse(commons.three.copy().do(AddKey, **adding), UnknownOrigin)
    number = decide(commons.story, [commons.one, commons.two], "A second site", SITE)
    commons.refuse(commons.three.copy().do(AddKey, **adding), UnknownOrigin)
    commons.let(commons.two.do(CarryOutDecision, proposal=number))
    commons.let(commons.three.do(AddKey, **adding))
