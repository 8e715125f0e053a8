"""Moderation: nobody is in charge of what others say. Flags hide a comment by the charter's number, or a decision does.

Each flag has its member's name and a public reason. Read next: `effect.py`, by which a decision hides or restores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from daso.kernel.act import Act, Commitment, Number
from daso.kernel.comment import get_comment
from daso.kernel.queries import check_token, get_member
from daso.kernel.refusals import AlreadyFlagged, CommentHidden, CommentSettled, EffectImpossible

if TYPE_CHECKING:
    from daso.kernel.state import State

__all__ = [
    "FlagComment",
    "HideComment",
    "Moderation",
    "RestoreComment",
    "process_flag_comment",
    "process_hide_comment",
    "process_restore_comment",
    "undo_hide_comment",
    "undo_restore_comment",
]


class Moderation(msgspec.Struct, frozen=True, kw_only=True):
    """A comment that was flagged, or that a decision hid or restored."""

    needed: int
    """How many flags hide it, as the charter said when it was flagged first; nought if flags never do."""
    flags: tuple[int, ...] = ()
    """Who flagged it, in this order."""
    hidden_at: int = 0
    """Since when it is hidden; nought while everybody may read it."""
    decision: int = 0
    """The last decision that hid or restored it; from then on flags do nothing more."""


class FlagComment(Act, frozen=True, kw_only=True, tag="FlagComment"):
    """I flag a comment, in my name and for the reason to which this commits."""

    comment: Number
    reason: Commitment


class HideComment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="effect"):
    """Hide a comment, for the reason to which this commits."""

    comment: Number
    reason: Commitment


class RestoreComment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="effect"):
    """Let everybody read a comment that was hidden or flagged; flags can't hide it again."""

    comment: Number


def process_flag_comment(state: State, act: FlagComment, at: int) -> State:
    """Nobody can hide a comment alone. Every member may flag one, by name and with a public reason. Flags of different
    members that hide a comment: {charter.flags} (with 0, flags never do). Beyond that only a decision hides.
    """
    _ = check_token(state, act.by) if state.inaugurated_at else get_member(state, act.by)
    get_comment(state, act.comment)
    found = state.moderated.get(act.comment) or Moderation(needed=state.charter.flags)
    if found.hidden_at:
        raise CommentHidden(comment=act.comment)
    if found.decision:
        raise CommentSettled(comment=act.comment, proposal=found.decision)
    if act.by in found.flags:
        raise AlreadyFlagged(comment=act.comment)
    flags = (*found.flags, act.by)
    hidden_at = at if found.needed and len(flags) >= found.needed else 0
    return _store(state, act.comment, replace(found, flags=flags, hidden_at=hidden_at))


def process_hide_comment(state: State, effect: HideComment, decision: int, at: int) -> State:
    """A policy decision may hide a comment, with a public reason. Its commitment stays on the log, and so does
    everything that was said about it.
    """
    get_comment(state, effect.comment)
    found = state.moderated.get(effect.comment) or Moderation(needed=state.charter.flags)
    if found.hidden_at and found.decision:
        raise EffectImpossible("Comment {comment} is hidden by a decision already.", comment=effect.comment)
    return _store(state, effect.comment, replace(found, hidden_at=found.hidden_at or at, decision=decision))


def process_restore_comment(state: State, effect: RestoreComment, decision: int, at: int) -> State:
    """A policy decision may restore a comment. What was restored, flags can't hide again."""
    found = state.moderated.get(effect.comment)
    if found is None or (found.decision and not found.hidden_at):
        raise EffectImpossible("Comment {comment} is neither hidden nor flagged.", comment=effect.comment)
    return _store(state, effect.comment, replace(found, hidden_at=0, decision=decision))


def undo_hide_comment(state: State, effect: HideComment, decision: int, at: int) -> State | None:
    """Let everybody read it again; None where a later decision has spoken."""
    found = state.moderated[effect.comment]
    return None if found.decision != decision else _store(state, effect.comment, replace(found, hidden_at=0))


def undo_restore_comment(state: State, effect: RestoreComment, decision: int, at: int) -> State | None:
    """Hide it again; None where a later decision has spoken."""
    found = state.moderated[effect.comment]
    return None if found.decision != decision else _store(state, effect.comment, replace(found, hidden_at=at))


def _store(state: State, comment: int, moderation: Moderation) -> State:
    return replace(state, moderated=state.moderated.insert(comment, moderation))
