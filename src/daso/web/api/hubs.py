"""The hubs, for programs: what each is for, who is in it, and what concerns it. Read next: `wishes.py`."""

from __future__ import annotations

import msgspec
from litestar.params import FromPath

from daso.host.texts import HubText
from daso.kernel.hub import Hub, HubKind, HubStatus, Wording, get_hub_status
from daso.kernel.hub import get_hub as find_hub
from daso.web.api.answers import After, Limit, Slice, cut_slice
from daso.web.api.asking import read
from daso.web.visit import Visit, VisitHere

__all__ = ["get_hub", "get_hubs"]


class HubAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A hub: how it stands, its words where this reader may read them, and how many are in it.

    `due_at` says until when an execution hub delivers; nought elsewhere. `proposals` are those open now.
    """

    number: int
    kind: HubKind
    status: HubStatus
    words: HubText | None
    due_at: int
    founder: int
    founded_at: int
    decision: int
    """The decision that ended it; nought where none did."""
    ended_at: int
    count: int
    proposals: list[int]


class MemberOfHub(msgspec.Struct, frozen=True):
    """Who is in a hub, by member number, and since when."""

    member: int
    joined_at: int


class WholeHubAnswer(HubAnswer, frozen=True, kw_only=True):
    """The same with its members, its `wordings` (the last one counts), and the decisions that concerned it."""

    members: list[MemberOfHub]
    wordings: tuple[Wording, ...]
    decisions: list[int]


@read("/api/orgs/{slug:str}/hubs", tags=["hubs"])
def get_hubs(visit: VisitHere, after: After = 0, limit: Limit = 100) -> Slice[HubAnswer]:
    """The hubs, those that have ended included, by number."""
    chosen, following = cut_slice(sorted(visit.state.hubs.keys()), after, limit)
    return Slice([_describe(visit, visit.state.hubs[number]) for number in chosen], following)


@read("/api/orgs/{slug:str}/hubs/{number:int}", tags=["hubs"])
def get_hub(visit: VisitHere, number: FromPath[int]) -> WholeHubAnswer:
    """One hub with all its members, in the order in which they came."""
    hub = find_hub(visit.state, number)
    came = sorted((at, member) for member, at in hub.members.items())
    return WholeHubAnswer(
        **msgspec.structs.asdict(_describe(visit, hub)),
        members=[MemberOfHub(member, at) for at, member in came],
        wordings=hub.wordings,
        decisions=sorted(one.number for one in visit.state.decisions.values() if one.hub == number),
    )


def _describe(visit: Visit, hub: Hub) -> HubAnswer:
    text = visit.text(hub.text)
    return HubAnswer(
        number=hub.number,
        kind=hub.kind,
        status=get_hub_status(visit.state, hub),
        words=text if isinstance(text, HubText) else None,
        due_at=hub.due_at,
        founder=hub.founder,
        founded_at=hub.founded_at,
        decision=hub.decision,
        ended_at=hub.ended_at,
        count=len(hub.members),
        proposals=sorted(one.number for one in visit.state.proposals.values() if one.hub == hub.number),
    )
