"""Amendments: how the charter changes, what nobody can change, and why it takes two readings.

A change names the number, the value that stands and the value that is to stand, so that everybody sees exactly what
differs and no amendment overwrites another unseen. Read next: `effect.py`, which carries changes out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace

from daso.canon import encode
from daso.kernel.charter import HOUR, KINDS, Charter, Kind, Rule, Share, check_charter, is_at_least
from daso.kernel.founding import compute_foundation
from daso.kernel.queries import check_stands
from daso.kernel.refusals import (
    AlreadyReadAgain,
    AmendingEntrenched,
    BeginningEntrenched,
    DecisionExpired,
    NotAFirstReading,
    NothingToAmend,
    PublicityEntrenched,
    ReadAgainFirst,
    ReadingDiffers,
    ReadingTooEarly,
    SettingChanged,
)
from daso.kernel.setting import (
    Amendment,
    Path,
    Setting,
    compute_amended,
    compute_setting,
    get_charter,
    render_setting,
)

if TYPE_CHECKING:
    from daso.kernel.decision import Decision
    from daso.kernel.proposal import Proposal
    from daso.kernel.state import State

__all__ = [
    "GUARDED",
    "AmendCharter",
    "check_entrenched",
    "compute_amending_rule",
    "is_first_reading",
]

GUARDED: Final[dict[str, Kind]] = {
    "sponsors": "admission",
    "admissions": "admission",
    "probation_hours": "admission",
    "sponsor_pause_hours": "admission",
    "expulsions": "expulsion",
    "void_ballots": "expulsion",
    "mandate_hours": "mandate",
    "pause_hours": "pause",
}
"""Numbers that stand for a kind of proposal though they stand outside its rule."""


class AmendCharter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="effect"):
    """Change one place of the charter from the value that stands to another."""

    path: Path
    was: Setting
    becomes: Setting


def check_entrenched(charter: Charter, effect: AmendCharter) -> None:
    """Nobody can change, by whatever majority, how amendments are decided. The time between their two readings, and
    who may read the texts, may only grow. How the organisation was founded stays as it was. That every person has one
    vote, that nobody can hand it on, and that everybody may leave are no numbers of the charter: no amendment can even
    name them.
    """
    if effect.path == "rules.amendment" or effect.path.startswith("rules.amendment."):
        raise AmendingEntrenched(path=effect.path)
    if effect.path == "reading_hours" and not _is_more(effect.becomes, charter.reading_hours):
        raise AmendingEntrenched(path=effect.path)
    if effect.path == "texts" and charter.texts == "public":
        raise PublicityEntrenched
    if effect.path in ("template", "founders"):
        raise BeginningEntrenched(path=effect.path)


def _is_more(value: Setting, standing: int) -> bool:
    return isinstance(value, int) and value >= standing


def process_amend_charter(state: State, effect: AmendCharter, decision: int, at: int) -> State:
    """The charter is changed by amendment only, number by number. An amendment names each value that stands and the
    one that is to stand; if another amendment was quicker, it changes nothing. What results must be a charter under
    which decisions can be made. What is being decided or carried out keeps the rule under which it was opened.
    """
    check_entrenched(state.charter, effect)
    standing = compute_setting(state.charter, effect.path)
    if encode(standing) != encode(effect.was):
        raise SettingChanged(path=effect.path, value=render_setting(standing))
    if encode(effect.was) == encode(effect.becomes):
        raise NothingToAmend
    charter = compute_amended(state.charter, effect.path, effect.becomes)
    record = Amendment(decision=decision, path=effect.path, was=effect.was, becomes=effect.becomes, at=at)
    return replace(state, charter=charter, amendments=(*state.amendments, record))


def settle_charter(state: State) -> State:
    """Once all changes of a decision are made: refuse an unsound charter, and note what newcomers affirm now."""
    check_charter(state.charter, state.tokens)
    return replace(state, standing=compute_foundation(state.charter, state.clauses))


def compute_amending_rule(rule: Rule, before: Charter, after: Charter) -> Rule:
    """Whoever would change how a kind of proposal is decided, to make it easier or harder, needs at least the share,
    the quorum, the sponsors and the time as a member that this kind asks for, both as it stands and as it would stand.
    So no threshold can be lowered by fewer than it asks for, and none raised by fewer than it would ask for.
    """
    for kind in KINDS:
        guarded = [name for name, guard in sorted(GUARDED.items()) if guard == kind]
        touched = any(getattr(before, name) != getattr(after, name) for name in guarded)
        if touched or before.rules.get(kind) != after.rules.get(kind):
            for other in (before.rules.get(kind), after.rules.get(kind)):
                rule = _harden(rule, other) if other else rule
    return rule


def _harden(rule: Rule, other: Rule) -> Rule:
    return replace(
        rule,
        share=_compute_larger(rule.share, other.share),
        quorum=_compute_larger(rule.quorum, other.quorum),
        sponsors=max(rule.sponsors, other.sponsors),
        seasoning_hours=max(rule.seasoning_hours, other.seasoning_hours),
    )


def _compute_larger(one: Share, other: Share) -> Share:
    return one if is_at_least(one, other) else other


def is_first_reading(case: Proposal | Decision) -> bool:
    """Whether this is an amendment's first reading; the second one says which decision it is about."""
    return case.kind == "amendment" and not case.about


def get_readable(state: State, proposal: Proposal, closed_at: int) -> int:
    """From when an amendment that is adopted now can be read again; nought for whatever is read once only."""
    if not is_first_reading(proposal):
        return 0
    return closed_at + get_charter(state, proposal.amended).reading_hours * HOUR


def check_reading(state: State, proposal: Proposal, at: int) -> None:
    """An amendment is voted on twice. When the first reading is adopted, {charter.reading_hours} hours go by; after
    them, and until that decision expires, any member may bring it to its second reading, which proposes the very same
    changes and is voted on once, by an electorate of its own.
    """
    if proposal.kind != "amendment":
        return
    if not proposal.effects:
        raise NothingToAmend
    if is_first_reading(proposal):
        return
    first = _get_first_reading(state, proposal.about)
    if encode(first.effects) != encode(proposal.effects):
        raise ReadingDiffers(proposal=first.number)
    if at < first.readable_from:
        raise ReadingTooEarly(proposal=first.number, until=first.readable_from)
    if first.expires_at <= at:
        raise DecisionExpired(proposal=first.number)
    if any(_is_other_reading(other, proposal) for other in state.proposals.values()) or any(
        _is_other_reading(other, proposal) for other in state.decisions.values()
    ):
        raise AlreadyReadAgain(proposal=first.number)


def _is_other_reading(other: Proposal | Decision, proposal: Proposal) -> bool:
    """Whether this one took the second vote already. A draft does not count, lest sitting on one stop everybody."""
    is_reading = other.kind == "amendment" and other.form == "motion" and other.about == proposal.about
    return is_reading and other.number != proposal.number and other.published_at > 0


def _get_first_reading(state: State, about: str) -> Decision:
    noun, _, number = about.partition("/")
    decision = state.decisions.get(int(number)) if noun == "decision" else None
    if decision is None or not is_first_reading(decision) or decision.outcome != "adopted":
        raise NotAFirstReading(subject=about)
    check_stands(decision)
    return decision


def check_read_twice(state: State, decision: Decision) -> None:
    """An amendment takes effect only when both readings have adopted it."""
    if is_first_reading(decision):
        raise ReadAgainFirst(proposal=decision.number, until=decision.readable_from)
    if decision.kind == "amendment":
        _get_first_reading(state, decision.about)
