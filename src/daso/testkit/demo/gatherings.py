"""Three hubs of Crumb & Spoke, one of each kind: who founded them, who came, and who went again.

Read next: `build.py`, which puts this on the stage beside the cases.
"""

from __future__ import annotations

from functools import partial
from typing import Final

import msgspec

from daso.host.texts import HubText
from daso.kernel.hub import FoundHub, HubKind, JoinHub, LeaveHub
from daso.testkit.demo.stage import DAY, Stage

__all__ = ["EASTWATER", "GATHERINGS", "MENDERS", "SCHOOL", "Gathering", "put_gatherings_on"]

MENDERS: Final = "Menders"
SCHOOL: Final = "Sourdough school"
EASTWATER: Final = "A stall at Eastwater"


class Gathering(msgspec.Struct, frozen=True, kw_only=True):
    """A hub, and the days on which people came to it and went; `due` counts days from the end of the story."""

    name: str
    purpose: str
    kind: HubKind
    by: str
    day: float
    came: tuple[tuple[float, str], ...]
    went: tuple[tuple[float, str], ...] = ()
    due: float = 0


GATHERINGS: Final = (
    Gathering(
        name=MENDERS,
        purpose="Whoever can take a wheel off and put it back the right way round. **We meet at the stands, Wednesdays "
        "after four.** If something clicks, creaks or wobbles, ask here before you ask Bartholomew.",
        kind="skill",
        by="dmitri",
        day=63.4,
        came=(
            (63.6, "ottoline"),
            (63.7, "tobias"),
            (64.5, "beatrix"),
            (66.3, "lars"),
            (88.6, "hana"),
            (141.5, "idris"),
            (148.3, "noor"),
            (214.2, "barnaby"),
        ),
    ),
    Gathering(
        name=SCHOOL,
        purpose="For everybody who cannot bake yet and would like to. Mondays, in the warm corner. You feed your own "
        "jar, and nobody laughs at what comes out of the oven before it has cooled.",
        kind="talent",
        by="delphine",
        day=118.3,
        came=(
            (118.5, "gwendolyn"),
            (119.4, "osei"),
            (120.2, "rafi"),
            (131.3, "kwame"),
            (171.4, "casimir"),
            (189.2, "tallulah"),
        ),
        went=((126.4, "rafi"),),
    ),
    Gathering(
        name=EASTWATER,
        purpose="Bread and patched tubes on the landing at Eastwater, every other Saturday, from a cart that we build "
        "ourselves. We are done when the cart has been there three times and nothing has rolled into the water.",
        kind="execution",
        by="ines",
        day=217.4,
        came=((217.8, "saoirse"), (218.3, "joaquim"), (219.5, "tallulah"), (228.2, "seraphina")),
        went=((224.4, "joaquim"),),
        due=49,
    ),
)


def put_gatherings_on(stage: Stage) -> None:
    """Put the founding of each hub on the stage, and whoever comes and goes."""
    for one in GATHERINGS:
        stage.call_on(one.day, partial(_found, stage, one))
        for day, name in one.came:
            stage.call_on(day, partial(_move, stage, one, name, JoinHub))
        for day, name in one.went:
            stage.call_on(day, partial(_move, stage, one, name, LeaveHub))


def _found(stage: Stage, one: Gathering) -> None:
    stage.hubs[one.name] = len(stage.state.hubs) + 1
    text = stage.write(HubText(name=one.name, purpose=one.purpose))
    due = {"due_at": int(stage.end + one.due * DAY)} if one.due else {}
    stage.do(one.by, FoundHub, kind=one.kind, text=text, **due)


def _move(stage: Stage, one: Gathering, name: str, act: type[JoinHub | LeaveHub]) -> None:
    stage.do(name, act, hub=stage.hubs[one.name])
