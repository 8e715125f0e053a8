"""Four charters to start from, one for each kind of organisation that `daso` was made for.

They are starting points: founders change every number before they inaugurate. Read next: `charter.py`.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from daso.kernel.charter import DAY, Charter, Kind, Rule

__all__ = ["TEMPLATES"]

_ORDINARY: Final = Rule(
    method="majority",
    of="votes",
    share=(1, 2),
    quorum=(1, 5),
    seasoning_hours=0,
    discussion_hours=2 * DAY,
    voting_hours=5 * DAY,
    carrying_out_hours=90 * DAY,
    choices=("ranked", "approval", "score"),
    objection_hours=1 * DAY,
    challengers=10,
    reply_hours=2 * DAY,
    late_hours=12,
    extensions=2,
    cooldown_hours=60 * DAY,
)
_POLICY: Final = replace(
    _ORDINARY,
    method="supermajority",
    share=(2, 3),
    quorum=(1, 3),
    seasoning_hours=90 * DAY,
    discussion_hours=5 * DAY,
    voting_hours=7 * DAY,
    objection_hours=3 * DAY,
    sponsors=1,
)
_RULES: Final[dict[Kind, Rule]] = {
    "ordinary": _ORDINARY,
    "policy": _POLICY,
    "payment": replace(_ORDINARY, quorum=(1, 4), seasoning_hours=30 * DAY, objection_hours=3 * DAY, sponsors=1),
    "mandate": replace(_ORDINARY, choices=("ranked", "approval"), quorum=(1, 4), seasoning_hours=30 * DAY),
    "admission": replace(_ORDINARY, discussion_hours=1 * DAY, seasoning_hours=30 * DAY, choices=()),
    "expulsion": replace(
        _POLICY,
        of="members",
        share=(3, 4),
        quorum=(1, 2),
        discussion_hours=7 * DAY,
        reply_hours=7 * DAY,
        objection_hours=7 * DAY,
        sponsors=3,
        choices=(),
    ),
    "amendment": replace(
        _POLICY,
        of="members",
        quorum=(1, 2),
        discussion_hours=7 * DAY,
        voting_hours=14 * DAY,
        objection_hours=7 * DAY,
        sponsors=3,
        choices=(),
    ),
    "hub": replace(_ORDINARY, method="consent", quorum=(1, 10), choices=()),
    "pause": replace(
        _ORDINARY,
        quorum=(1, 4),
        discussion_hours=0,
        voting_hours=6,
        objection_hours=0,
        carrying_out_hours=1 * DAY,
        late_hours=0,
        extensions=0,
        choices=(),
    ),
}
_EMPLOYEE_OWNED: Final = Charter(
    name="Our company",
    template="employee-owned",
    texts="public",
    founders=3,
    sponsors=2,
    invitations=40,
    invitation_hours=14 * DAY,
    live_proposals=1,
    draft_hours=30 * DAY,
    rules=_RULES,
    probation_hours=90 * DAY,
    dormancy_hours=365 * DAY,
    admissions=50,
    expulsions=5,
    sponsor_pause_hours=180 * DAY,
    vouchers=3,
    recovery_hours=7 * DAY,
    mandate_hours=366 * DAY,
    reading_hours=14 * DAY,
    pause_hours=72,
    flags=3,
    hub_members=3,
)


def _hasten(rule: Rule) -> Rule:
    """The same rule for when things are urgent: everything in days takes about a fifth of the time."""
    return replace(
        rule,
        seasoning_hours=rule.seasoning_hours // 12,
        discussion_hours=rule.discussion_hours // 5 if rule.discussion_hours > 2 * DAY else 0,
        voting_hours=max(6, rule.voting_hours // 5),
        objection_hours=rule.objection_hours // 12,
        reply_hours=rule.reply_hours // 5,
        late_hours=rule.late_hours // 6,
    )


TEMPLATES: Final[dict[str, Charter]] = {
    "employee-owned": _EMPLOYEE_OWNED,
    "worker-cooperative": replace(
        _EMPLOYEE_OWNED,
        name="Our co-operative",
        template="worker-cooperative",
        sponsors=3,
        rules={**_RULES, "policy": replace(_POLICY, of="members", seasoning_hours=180 * DAY)},
    ),
    "mutual-aid": replace(
        _EMPLOYEE_OWNED,
        name="Our network",
        template="mutual-aid",
        founders=2,
        sponsors=1,
        invitations=200,
        draft_hours=15 * DAY,
        rules={
            **{kind: _hasten(rule) for kind, rule in _RULES.items()},
            "ordinary": replace(_hasten(_ORDINARY), quorum=(1, 20)),
        },
        admissions=0,
        reading_hours=3 * DAY,
        probation_hours=14 * DAY,
        vouchers=2,
        recovery_hours=2 * DAY,
        hub_members=2,
    ),
    "dao": replace(
        _EMPLOYEE_OWNED,
        name="Our DAO",
        template="dao",
        sponsors=1,
        invitations=1000,
        admissions=0,
        rules={
            **_RULES,
            "ordinary": replace(_ORDINARY, quorum=(1, 10)),
            "policy": replace(_POLICY, quorum=(1, 4), seasoning_hours=30 * DAY),
        },
    ),
}
"""Charters by the name of their template."""
