"""Four charters to start from, one for each kind of organisation that `daso` was made for.

They are starting points: founders change every number before they inaugurate. Read next: `charter.py`.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from daso.kernel.charter import Charter, Rule

__all__ = ["TEMPLATES"]

_DAY = 24

_ORDINARY: Final = Rule(
    method="majority",
    of="votes",
    share=(1, 2),
    quorum=(1, 5),
    seasoning_hours=0,
    discussion_hours=2 * _DAY,
    voting_hours=5 * _DAY,
    carrying_out_hours=90 * _DAY,
)
_POLICY: Final = replace(
    _ORDINARY,
    method="supermajority",
    share=(2, 3),
    quorum=(1, 3),
    seasoning_hours=90 * _DAY,
    discussion_hours=5 * _DAY,
    voting_hours=7 * _DAY,
)
_EMPLOYEE_OWNED: Final = Charter(
    name="Our company",
    template="employee-owned",
    texts="public",
    founders=3,
    sponsors=2,
    invitations=40,
    invitation_hours=14 * _DAY,
    live_proposals=1,
    draft_hours=30 * _DAY,
    rules={"ordinary": _ORDINARY, "policy": _POLICY},
)

TEMPLATES: Final[dict[str, Charter]] = {
    "employee-owned": _EMPLOYEE_OWNED,
    "worker-cooperative": replace(
        _EMPLOYEE_OWNED,
        name="Our co-operative",
        template="worker-cooperative",
        sponsors=3,
        rules={"ordinary": _ORDINARY, "policy": replace(_POLICY, of="members", seasoning_hours=180 * _DAY)},
    ),
    "mutual-aid": replace(
        _EMPLOYEE_OWNED,
        name="Our network",
        template="mutual-aid",
        founders=2,
        sponsors=1,
        invitations=200,
        draft_hours=7 * _DAY,
        rules={
            "ordinary": replace(_ORDINARY, quorum=(1, 20), discussion_hours=0, voting_hours=1 * _DAY),
            "policy": replace(_POLICY, seasoning_hours=7 * _DAY, discussion_hours=1 * _DAY, voting_hours=3 * _DAY),
        },
    ),
    "dao": replace(
        _EMPLOYEE_OWNED,
        name="Our DAO",
        template="dao",
        sponsors=1,
        invitations=1000,
        rules={
            "ordinary": replace(_ORDINARY, quorum=(1, 10)),
            "policy": replace(_POLICY, quorum=(1, 4), seasoning_hours=30 * _DAY),
        },
    ),
}
"""Charters by the name of their template."""
