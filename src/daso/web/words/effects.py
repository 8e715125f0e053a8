"""What carrying out would do: the law itself is run on today's State, and what changed is put into words.

Nothing here guesses. `compute_dry_run` calls `kernel.effect.apply_effects`, the function that will do it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from daso.errors import Refusal
from daso.kernel.admission import AdmitMember
from daso.kernel.amendment import AmendCharter
from daso.kernel.condition import AttachCondition
from daso.kernel.contract import BindContract, EndContract
from daso.kernel.effect import AgreeOrigin, Effect, apply_effects
from daso.kernel.expulsion import ExpelMember
from daso.kernel.hub import EndHub, RewordHub
from daso.kernel.lot import DrawLot, GrantByLot
from daso.kernel.mandate import EndMandate, GrantMandate
from daso.kernel.moderation import HideComment, RestoreComment
from daso.kernel.pause import EndPause, PauseDecisions, get_pause
from daso.kernel.payment import OrderPayment
from daso.kernel.scrutineer import EndScrutineer, NameScrutineer
from daso.kernel.undo import undo_effects
from daso.kernel.withdrawal import PayFromVault
from daso.kernel.witness import EndWitness, NameWitness, get_witnesses
from daso.web.words.difference import compare_charters
from daso.web.words.hubs import describe_hubs, say_hub_effect
from daso.web.words.language import N_
from daso.web.words.mandates import describe_mandates, say_mandate_effect, say_member
from daso.web.words.money import say_order, say_withdrawal
from daso.web.words.outsiders import say_outsider_effect
from daso.web.words.refusals import say_refusal
from daso.web.words.settings import say_amendment

if TYPE_CHECKING:
    from daso.kernel.decision import Decision
    from daso.kernel.state import State
    from daso.web.words.language import Words

__all__ = ["GROUNDS", "DryRun", "compute_dry_run", "compute_verdict_run", "say_effect"]


GROUNDS: dict[str, str] = {
    "conduct": N_("for what they did"),
    "not-a-person": N_("there is no such person"),
    "second-token": N_("the same person is here twice"),
    "unknown": N_("no sponsor really knows them"),
}
"""Why somebody should not be a member, by the ground's name."""


class DryRun(msgspec.Struct, frozen=True, kw_only=True):
    """What would happen, step by step, and what then differs; or why it could not happen today."""

    steps: tuple[str, ...]
    changes: tuple[tuple[str, str, str], ...] = ()
    """What, as it is now, as it would be."""
    refusal: str = ""


def say_effect(  # noqa: C901, PLR0912 - one case an effect
    words: Words, effect: Effect, names: Mapping[str, str]
) -> str:
    """One effect as a promise. `names` are those that can be read: scrutineers' by public key,
    members' by ``member/7``, those of texts by commitment.
    """
    match effect:
        case AgreeOrigin(origin=origin):
            return words._("Passkeys made at {origin} count here from then on.", origin=origin)
        case NameScrutineer() | EndScrutineer() | NameWitness() | EndWitness():
            return say_outsider_effect(words, effect, names)
        case BindContract() | EndContract():
            return _say_contract(words, effect)
        case HideComment(comment=number):
            return words._("Comment {number} is hidden, with a public reason.", number=number)
        case RestoreComment(comment=number):
            return words._("Comment {number} can be read by everybody again, and flags can’t hide it.", number=number)
        case GrantMandate() | EndMandate() | GrantByLot() | DrawLot():
            return say_mandate_effect(words, effect, names)
        case AdmitMember(member=number):
            name = say_member(words, number, names)
            return words._("{name} receives the vote-token, as soon as there is room.", name=name)
        case ExpelMember(member=number, ground=ground):
            name, why = say_member(words, number, names), words._(GROUNDS[ground])
            return words._("{name} is expelled and loses the vote-token: {why}.", name=name, why=why)
        case AmendCharter():
            return say_amendment(words, effect)
        case AttachCondition():
            return _say_condition(words, effect, names)
        case OrderPayment():
            return say_order(words, effect, names)
        case PayFromVault():
            return say_withdrawal(words, effect, names)
        case PauseDecisions() | EndPause():
            return _say_pause(words, effect)
        case RewordHub() | EndHub():
            return say_hub_effect(words, effect, names)


def _say_condition(words: Words, effect: AttachCondition, names: Mapping[str, str]) -> str:
    said = words._(
        "A condition is attached to number {number}: {owner} answers for it, until {date}.",
        number=effect.to.partition("/")[2],
        owner=say_member(words, effect.owner, names),
        date=words.date(effect.due_at),
    )
    waits = words._("It waits until that is met.") if effect.before else ""
    return " ".join(part for part in (said, names.get(effect.text, ""), waits) if part)


def _say_contract(words: Words, effect: BindContract | EndContract) -> str:
    if isinstance(effect, EndContract):
        return words._("The organisation no longer uses public contract number {number}.", number=effect.contract)
    template = (
        N_("The log’s state is kept in public at {address} on chain {chain}, where no operator can take it back.")
        if effect.role == "anchor"
        else N_("Acts that the operator does not take can be handed in at {address} on chain {chain}.")
        if effect.role == "inbox"
        else N_("The vault at {address} on chain {chain} is used for payments that members approve.")
    )
    return words._(template, address=effect.address, chain=effect.chain)


def _say_pause(words: Words, effect: PauseDecisions | EndPause) -> str:
    if isinstance(effect, EndPause):
        return words._("The pause ends at once, and decisions can be carried out again.")
    return words._("For {term} no decision can be carried out.", term=words.duration(effect.hours))


def compute_dry_run(
    words: Words, state: State, effects: tuple[Effect, ...], number: int, names: Mapping[str, str]
) -> DryRun:
    """Run the law on the State of today, as carrying out would, and say what came of it."""
    steps = tuple(say_effect(words, effect, names) for effect in effects)
    try:
        after = apply_effects(state, effects, number, words.now)
    except Refusal as refusal:
        return DryRun(steps=steps, refusal=say_refusal(words, refusal))
    changes = _compare(words, state, after, names)
    amended = compare_charters(words, state.charter, after.charter)
    changes += tuple((change.place, change.was, change.becomes) for change in amended)
    return DryRun(steps=steps, changes=changes)


def compute_verdict_run(words: Words, state: State, challenged: Decision, names: Mapping[str, str]) -> DryRun:
    """The same for a decision that is challenged: what overturning it would undo, and what no law can take back."""
    number = challenged.number
    if not challenged.carried_out_at:
        return DryRun(steps=(words._("Decision {number} can never be carried out.", number=number),))
    after, left = undo_effects(state, challenged.effects, number, words.now)
    steps = [words._("Decision {number} is undone at once, as far as the law can.", number=number)]
    steps += [
        words._("This can’t be undone: {effect}", effect=say_effect(words, challenged.effects[place - 1], names))
        for place in left
    ]
    return DryRun(steps=tuple(steps), changes=_compare(words, state, after, names))


def _compare(words: Words, state: State, after: State, names: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """All that differs between two States, in words: what, as it is, as it would be."""
    before_and_after = zip(_describe(words, state, names), _describe(words, after, names), strict=True)
    return tuple((what, was, becomes) for (what, was), (_, becomes) in before_and_after if was != becomes)


def _describe(words: Words, state: State, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """All that effects can reach, in words."""
    scrutineers = [
        names.get(one.key.public) or words._("Scrutineer {number}", number=one.number)
        for one in sorted(state.scrutineers.values(), key=lambda one: one.number)
        if not one.ended_at
    ]
    contracts = [str(number) for number, one in sorted(state.contracts.items()) if not one.ended_at]
    nobody = words._("nobody")
    waiting = [words._("member {number}", number=number) for number in state.waiting]
    paused = [
        words._("member {number} until {date}", number=number, date=words.date(member.paused_until))
        for number, member in sorted(state.members.items())
        if member.paused_until > words.now
    ]
    pause = get_pause(state, words.now)
    hidden = [str(number) for number, one in sorted(state.moderated.items()) if one.hidden_at]
    return [
        (words._("Sites whose passkeys count"), words.list(state.origins) or words._("none")),
        (words._("Public contracts in use"), words.list(contracts) or words._("none")),
        (words._("Scrutineers with access"), words.list(scrutineers) or nobody),
        (words._("Witnesses"), words.list([one.name for one in get_witnesses(state)]) or words._("none")),
        (words._("Members with a vote-token"), words.number(state.tokens)),
        (words._("Newcomers who wait for their turn"), words.list(waiting) or nobody),
        (words._("Sponsors who answer"), words.list(paused) or nobody),
        (words._("Hidden comments"), words.list(hidden) or words._("none")),
        (words._("Mandates"), describe_mandates(words, state, names)),
        (words._("Hubs"), describe_hubs(words, state, names)),
        (words._("Lots under way"), words.number(len(state.lots_due))),
        (words._("Payments ordered"), words.number(len(state.payments) + len(state.withdrawals))),
        (words._("Carrying out is paused"), words.moment(pause.until) if pause else words._("no")),
    ]
