"""The charter under which a society of `machine.py` lives: every wait is short, and every clock runs.

Read next: `machine.py`.
"""

from __future__ import annotations

from msgspec.structs import replace

from daso.kernel.charter import DAY
from daso.kernel.templates import TEMPLATES

__all__ = ["CHARTER"]

ORDINARY = replace(
    TEMPLATES["mutual-aid"].rules["ordinary"],
    objection_hours=1,
    challengers=30,
    reply_hours=1,
    late_hours=3,
    extensions=2,
    cooldown_hours=24,
    discussion_hours=1,
    voting_hours=24,
    carrying_out_hours=48,
    quorum=(1, 4),
)
CHARTER = replace(
    TEMPLATES["mutual-aid"],
    founders=2,
    sponsors=2,
    invitations=3,
    live_proposals=2,
    draft_hours=72,
    flags=2,
    admissions=50,
    expulsions=30,
    void_ballots=True,
    probation_hours=24,
    dormancy_hours=150,
    sponsor_pause_hours=48,
    recovery_hours=24,
    vouchers=1,
    texts="members",
    reading_hours=3 * DAY,
    rules={
        "mandate": ORDINARY,
        "admission": ORDINARY,
        "expulsion": replace(ORDINARY, method="supermajority", share=(2, 3)),
        "ordinary": replace(ORDINARY, choices=("ranked", "approval", "score"), early=True),
        "hub": replace(ORDINARY, method="consent"),
        "policy": replace(ORDINARY, seasoning_hours=48, method="supermajority", share=(2, 3), sponsors=1),
        "amendment": replace(
            ORDINARY,
            method="supermajority",
            of="members",
            share=(2, 3),
            seasoning_hours=7 * DAY,
            carrying_out_hours=10 * DAY,
            choices=(),
        ),
        "payment": ORDINARY,
        "pause": ORDINARY,
    },
)
