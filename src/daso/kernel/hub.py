"""Hubs: where members gather by what they can do, want to learn, or mean to deliver; joined and left freely.

A hub has words beside the log (its name, what it is for), and an execution hub a date. It gives nobody any power in
this law: nothing here or elsewhere asks who is in one before it lets somebody act. Whether it is alive or dormant is
counted, not stored. What changes its words or ends it is decided by all. Read next: `proposal.py`, whose proposals may
concern one; `effect.py`, by which decisions reach one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from daso.kernel.act import Act, Commitment, Moment, Number
from daso.kernel.charter import DAY, HOUR
from daso.kernel.persistent import HashTrieMap, Map
from daso.kernel.queries import check_token
from daso.kernel.refusals import (
    EffectImpossible,
    HubEnded,
    HubNotNamed,
    HubStillDormant,
    HubUnsound,
    InHubAlready,
    NotInHub,
    UnknownHub,
)

if TYPE_CHECKING:
    from daso.kernel.proposal import Proposal
    from daso.kernel.state import State

__all__ = [
    "HUB_KINDS",
    "SPACING",
    "EndHub",
    "FoundHub",
    "Hub",
    "HubKind",
    "HubStatus",
    "JoinHub",
    "LeaveHub",
    "RewordHub",
    "Wording",
    "check_concerned",
    "check_may_found",
    "check_named",
    "get_hub",
    "get_hub_status",
    "leave_hubs",
    "process_end_hub",
    "process_found_hub",
    "process_join_hub",
    "process_leave_hub",
    "process_reword_hub",
    "undo_end_hub",
    "undo_reword_hub",
]

SPACING = 30 * DAY * HOUR
"""Milliseconds for which whoever founded a hub that stays dormant founds no other."""

HubKind = Literal["skill", "talent", "execution"]
HUB_KINDS: tuple[HubKind, ...] = ("skill", "talent", "execution")
"""People who can do something, who want to grow in something, who deliver something by a date."""

HubStatus = Literal["alive", "dormant", "ended"]
HubNumber = Annotated[int, Meta(ge=0, le=999_999_999)]
"""A hub's number; nought where a proposal concerns none."""


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """What a hub was called and for, from a moment on: by the decision that said so, or nought by its founder."""

    decision: int
    text: str
    due_at: int
    at: int


class Hub(msgspec.Struct, frozen=True, kw_only=True):
    """A hub by its number. `members` are who is in it, each since when; an `ended_at` of nought means "not ended"."""

    number: int
    kind: HubKind
    founder: int
    founded_at: int
    wordings: tuple[Wording, ...]
    """Its words, the latest last; there is always one."""
    members: Map[int, int]
    decision: int = 0
    """The decision that ended it."""
    ended_at: int = 0

    @property
    def text(self) -> str:
        """The commitment to its name and purpose as they stand."""
        return self.wordings[-1].text

    @property
    def due_at(self) -> int:
        """Until when an execution hub delivers; nought for other hubs."""
        return self.wordings[-1].due_at


class FoundHub(Act, frozen=True, kw_only=True, tag="FoundHub"):
    """I found a hub, and am its first member. `text` commits to its name and purpose.

    `due_at` (UTC milliseconds) says until when an execution hub delivers; other hubs have none.
    """

    kind: HubKind
    text: Commitment
    due_at: Moment = 0


class JoinHub(Act, frozen=True, kw_only=True, tag="JoinHub"):
    """I join the hub with this number."""

    is_light: ClassVar[bool] = True

    hub: Number


class LeaveHub(Act, frozen=True, kw_only=True, tag="LeaveHub"):
    """I leave the hub with this number."""

    is_light: ClassVar[bool] = True

    hub: Number


class RewordHub(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="effect"
):
    """Give a hub another name, purpose or date: these take the place of all it had."""

    hub: Number
    text: Commitment
    due_at: Moment = 0


class EndHub(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="effect"):
    """End the hub with this number."""

    hub: Number


def get_hub(state: State, number: int) -> Hub:
    """The hub with this number; refused when there is none."""
    hub = state.hubs.get(number)
    if hub is None:
        raise UnknownHub(hub=number)
    return hub


def get_hub_status(state: State, hub: Hub) -> HubStatus:
    """A hub lives while it has the members that it takes: {charter.hub_members} of them, and one in any case. With
    fewer it is dormant, not deleted, and lives again as soon as enough have joined.
    """
    if hub.ended_at:
        return "ended"
    return "alive" if len(hub.members) >= max(1, state.charter.hub_members) else "dormant"


def process_found_hub(state: State, act: FoundHub, at: int) -> State:
    """Every member may found a hub: of those who can do something (skill), who want to grow in something (talent), or
    who deliver something by a date (execution). Whoever founds it is its first member, and has no more say in it than
    the others. Whoever founded a hub that is still dormant founds no other for thirty days.
    """
    check_may_found(state, act.by, at)
    _check_due(act.kind, act.due_at, at)
    number = len(state.hubs) + 1
    hub = Hub(
        number=number,
        kind=act.kind,
        founder=act.by,
        founded_at=at,
        wordings=(Wording(decision=0, text=act.text, due_at=act.due_at, at=at),),
        members=HashTrieMap({act.by: at}),
    )
    return _store(state, hub)


def check_may_found(state: State, member: int, at: int) -> None:
    """Refuse a further hub to whoever holds no vote-token, or has founded one lately that is still dormant."""
    check_token(state, member)
    for number, hub in sorted(state.hubs.items()):
        until = hub.founded_at + SPACING
        if hub.founder == member and at < until and get_hub_status(state, hub) == "dormant":
            raise HubStillDormant(hub=number, until=until)


def process_join_hub(state: State, act: JoinHub, at: int) -> State:
    """Every member may join any hub, and as many as they like; nobody decides about it. Being in a hub gives no
    further vote, and no power in this law.
    """
    check_token(state, act.by)
    hub = get_hub(state, act.hub)
    if hub.ended_at:
        raise HubEnded(hub=act.hub)
    if act.by in hub.members:
        raise InHubAlready(hub=act.hub)
    return _store(state, replace(hub, members=hub.members.insert(act.by, at)))


def process_leave_hub(state: State, act: LeaveHub, at: int) -> State:
    """Everybody may leave a hub at any time. Who ceases to be a member of the organisation ceases to be in its hubs."""
    hub = get_hub(state, act.hub)
    if act.by not in hub.members:
        raise NotInHub(hub=act.hub)
    return _store(state, replace(hub, members=hub.members.remove(act.by)))


def leave_hubs(state: State, member: int) -> State:
    """The State in which this member is in no hub."""
    for _, hub in sorted(state.hubs.items()):
        if member in hub.members:
            state = _store(state, replace(hub, members=hub.members.remove(member)))
    return state


def check_concerned(state: State, number: int) -> None:
    """A proposal may say which hub it concerns, so that whoever is in that hub hears of it as they chose for the hub.
    It is voted on by the whole electorate all the same.
    """
    if number and get_hub(state, number).ended_at:
        raise HubEnded(hub=number)


def check_named(proposal: Proposal, hub: int) -> None:
    """Refuse to reach a hub by a proposal that does not say so to those who are in it."""
    if proposal.hub != hub:
        raise HubNotNamed(hub=hub)


def process_reword_hub(state: State, effect: RewordHub, decision: int, at: int) -> State:
    """Nobody owns a hub. What it is called, what it is for and until when it delivers is changed by all members
    together, with a decision of the kind for hubs that says which hub it concerns.
    """
    hub = _get_running(state, effect.hub)
    _check_due(hub.kind, effect.due_at, at)
    wording = Wording(decision=decision, text=effect.text, due_at=effect.due_at, at=at)
    return _store(state, replace(hub, wordings=(*hub.wordings, wording)))


def process_end_hub(state: State, effect: EndHub, decision: int, at: int) -> State:
    """By such a decision a hub is ended too, whoever is in it. What has ended nobody joins any more; its page stays."""
    hub = _get_running(state, effect.hub)
    return _store(state, replace(hub, decision=decision, ended_at=at))


def undo_reword_hub(state: State, effect: RewordHub, decision: int, at: int) -> State | None:
    """Take these words away, wherever they stand among the hub's, so that they never come back."""
    hub = state.hubs[effect.hub]
    return _store(state, replace(hub, wordings=tuple(one for one in hub.wordings if one.decision != decision)))


def undo_end_hub(state: State, effect: EndHub, decision: int, at: int) -> State | None:
    """Let the hub go on, with those who have stayed in it."""
    return _store(state, replace(state.hubs[effect.hub], decision=0, ended_at=0))


def _check_due(kind: HubKind, due_at: int, at: int) -> None:
    if kind == "execution" and due_at <= at:
        raise HubUnsound("An execution hub says until when it delivers. Choose a day that is still to come.")
    if kind != "execution" and due_at:
        raise HubUnsound("Only an execution hub has a day by which it delivers. Leave it out.")


def _get_running(state: State, number: int) -> Hub:
    hub = state.hubs.get(number)
    if hub is None or hub.ended_at:
        raise EffectImpossible("There is no hub {hub}, or it has ended.", hub=number)
    return hub


def _store(state: State, hub: Hub) -> State:
    return replace(state, hubs=state.hubs.insert(hub.number, hub))
