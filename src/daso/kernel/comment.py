"""Comments: members discuss proposals, clauses and the charter; the words stand beside the log and can be erased.

The State keeps no comments; the log does, and the pages find them there. Read next: `proposal.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from daso.kernel.act import Act, Commitment
from daso.kernel.refusals import UnknownSubject

if TYPE_CHECKING:
    from daso.kernel.state import State

__all__ = ["PostComment", "process_post_comment"]


class PostComment(Act, frozen=True, kw_only=True, tag="PostComment"):
    """I comment on a subject: ``proposal/7``, ``clause/purpose`` or ``charter``."""

    subject: Annotated[str, Meta(pattern=r"^(proposal/[1-9][0-9]{0,8}|clause/[a-z-]{1,20}|charter)$(?!\n)")]
    text: Commitment


def has_subject(state: State, subject: str) -> bool:
    """Whether there is something of this name to comment on."""
    noun, _, name = subject.partition("/")
    if noun == "proposal":
        return int(name) in state.proposals or int(name) in state.decisions
    return noun == "charter" or name in state.clauses


def process_post_comment(state: State, act: PostComment, at: int) -> State:
    """Whoever has joined may comment, on proposals also after the vote, and on the foundation as well."""
    if not has_subject(state, act.subject):
        raise UnknownSubject(subject=act.subject)
    return state
