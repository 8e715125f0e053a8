"""What an amendment comes to, before anybody votes: its differences, what it takes, and what it would have changed.

All of it is computed from the charter as it stands and the effects that would be signed, never from an author's words.
Read next: `pages/amendment_form.py`, where one is written; `words/difference.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import msgspec

from daso.errors import Refusal
from daso.insight import Consequence, simulate
from daso.kernel.amendment import AmendCharter, compute_amending_rule
from daso.kernel.charter import Charter, Rule
from daso.kernel.decision import Decision
from daso.kernel.effect import Effect, apply_effects
from daso.kernel.proposal import Proposal
from daso.kernel.setting import compute_amended, get_charter
from daso.kernel.state import State
from daso.web.reading import read_ballots
from daso.web.visit import Visit
from daso.web.words import (
    Change,
    Words,
    compare_articles,
    compare_charters,
    say_electorate,
    say_kind,
    say_method,
    say_refusal,
    say_share,
)

__all__ = ["Difference", "compute_consequences", "find_charters", "get_difference", "get_subject_difference"]


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What an amendment changes, side by side; why it could not be carried out today; what it takes and would mean."""

    changes: tuple[Change, ...]
    sentences: tuple[Change, ...]
    takes: str = ""
    consequences: tuple[str, ...] = ()
    refusal: str = ""


def get_difference(visit: Visit, effects: Sequence[Effect]) -> Difference:
    """What these effects would come to today."""
    state, words = visit.state, visit.words
    before, after = find_charters(visit, effects)
    refusal = ""
    try:
        apply_effects(state, tuple(effects), state.next_proposal, visit.now)
    except Refusal as no:
        refusal = say_refusal(words, no)
    takes = ""
    if "amendment" in before.rules:
        takes = say_takes(words, compute_amending_rule(before.rules["amendment"], before, after))
    consequences = tuple(_say_consequence(words, one) for one in compute_consequences(visit, after))
    return _compare(words, before, after, takes=takes, consequences=consequences, refusal=refusal)


def get_subject_difference(visit: Visit, subject: Proposal | Decision) -> Difference | None:
    """What a proposal or decision changes or changed; None where it is no amendment."""
    if subject.kind != "amendment" or subject.form == "verdict":
        return None
    made = _find_made(visit.state, subject.number)
    if made:
        before, after = (get_charter(visit.state, place) for place in (made[0], made[-1] + 1))
        return _compare(visit.words, before, after)
    difference = get_difference(visit, subject.effects)
    is_over = isinstance(subject, Decision) and subject.outcome != "adopted"
    takes = say_takes(visit.words, subject.rule)
    return msgspec.structs.replace(difference, takes=takes, refusal="" if is_over else difference.refusal)


def _find_made(state: State, number: int) -> list[int]:
    """The places of the amendments that this decision made, or to which it was the first reading."""
    about = f"decision/{number}"
    made = [state.decisions[one.decision] for one in state.amendments]
    return [place for place, one in enumerate(made) if one.number == number or one.about == about]


def _compare(words: Words, before: Charter, after: Charter, **more: object) -> Difference:
    changes, sentences = compare_charters(words, before, after), compare_articles(words, before, after)
    return msgspec.structs.replace(Difference(changes=tuple(changes), sentences=tuple(sentences)), **more)


def find_charters(visit: Visit, effects: Sequence[Effect]) -> tuple[Charter, Charter]:
    """The charter as it stands, and as these effects would have it, whether the law lets them or not."""
    before = after = visit.state.charter
    for effect in effects:
        if isinstance(effect, AmendCharter):
            try:
                after = compute_amended(after, effect.path, effect.becomes)
            except (Refusal, KeyError):
                continue  # a place that this charter does not have: the law's own no says so
    return before, after


def compute_consequences(visit: Visit, after: Charter) -> list[Consequence]:
    """What the rules that change would have made of past decisions."""
    return simulate(visit.state, after, partial(read_ballots, visit))


def say_takes(words: Words, rule: Rule) -> str:
    """How many an amendment takes, in a sentence."""
    return words._(
        "It takes {method}, with {quorum} in favour, in two readings. Who votes: {electorate}.",
        method=say_method(words, rule),
        quorum=say_share(words, rule.quorum) if rule.quorum[0] else words._("no quorum"),
        electorate=say_electorate(words, rule),
    )


def _say_consequence(words: Words, one: Consequence) -> str:
    """What a rule would have changed, as a sentence."""
    kind = say_kind(words, one.kind)
    if not one.counted:
        return words._("{kind}: nothing of this kind has been decided yet.", kind=kind)
    said = words.ngettext(
        "{kind}: with this rule, {changed} of the last {count} decision would have gone otherwise.",
        "{kind}: with this rule, {changed} of the last {count} decisions would have gone otherwise.",
        one.counted,
        kind=kind,
        changed=words.number(len(one.otherwise)),
    )
    parts = [said]
    if one.otherwise:
        which = words.list([str(decision.number) for decision in one.otherwise])
        parts.append(words._("Those with the numbers {which}.", which=which))
    if one.unknown:
        parts.append(
            words.ngettext(
                "Of {count} nobody can tell, for other people would have been asked, or asked in another way.",
                "Of {count} nobody can tell, for other people would have been asked, or asked in another way.",
                len(one.unknown),
            )
        )
    return " ".join(parts)
