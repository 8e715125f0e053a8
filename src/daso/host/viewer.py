"""Who looks: a member, a named scrutineer or anybody; and what the charter lets each of them read.

Acts, electorates and tallies are public always. Only texts may be kept to members and scrutineers, and this file is
the one place that says to whom. Read next: `sessions.py`, by which somebody is known.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from daso.host.refusals import NotASigner
from daso.kernel.charter import has_public_texts
from daso.kernel.key import get_full_key
from daso.kernel.membership import Member
from daso.kernel.queries import get_member, has_token
from daso.kernel.state import State
from daso.keys.verify import Key

__all__ = ["Viewer", "get_viewer_key", "get_viewer_member", "is_still_known", "may_read_texts"]


class Viewer(msgspec.Struct, frozen=True):
    """Somebody who has signed in: member or scrutineer `number`, with their key `key`."""

    role: Literal["member", "scrutineer"]
    number: int
    key: int


def get_viewer_key(state: State, viewer: Viewer) -> Key:
    """The public key that a sign-in must be signed with; refused for whoever left or lost access."""
    if viewer.role == "scrutineer":
        scrutineer = state.scrutineers.get(viewer.number)
        if scrutineer is None or scrutineer.ended_at or viewer.key != 1:
            raise NotASigner(number=viewer.number)
        return scrutineer.key
    member = get_member(state, viewer.number)
    if member.left_at:
        raise NotASigner(number=viewer.number)
    return get_full_key(member, viewer.key)


def is_still_known(state: State, viewer: Viewer) -> bool:
    """Whether a sign-in made earlier still counts: it ends with the key, the membership or the access."""
    if viewer.role == "scrutineer":
        scrutineer = state.scrutineers.get(viewer.number)
        return scrutineer is not None and not scrutineer.ended_at
    member = state.members.get(viewer.number)
    return (
        member is not None
        and not member.left_at
        and viewer.key <= len(member.keys)
        and not member.keys[viewer.key - 1].revoked_at
    )


def get_viewer_member(state: State, viewer: Viewer | None) -> Member | None:
    """The member who looks, or None when it is a scrutineer or anybody."""
    return state.members.get(viewer.number) if viewer and viewer.role == "member" else None


def may_read_texts(state: State, viewer: Viewer | None) -> bool:
    """Whether this person may read the texts: everybody, or members and named scrutineers only.

    Until the inauguration there are no vote-tokens, and every founder reads.
    """
    if has_public_texts(state.charter) or (viewer is not None and viewer.role == "scrutineer"):
        return True
    member = get_viewer_member(state, viewer)
    return member is not None and (has_token(member) or not state.inaugurated_at)
