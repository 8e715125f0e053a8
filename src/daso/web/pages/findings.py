"""Scrutineers' findings on a decision, and the form in which one is written. Read next: `kernel/finding.py`."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import msgspec

from daso.host import Hosted
from daso.kernel.decision import Decision
from daso.kernel.finding import PublishFinding
from daso.web.reading import Person, Written, get_people, get_written, read_entry
from daso.web.visit import Visit
from daso.web.words.language import N_

__all__ = [
    "VERDICTS",
    "Finding",
    "get_findings",
    "get_verdicts",
    "may_publish_finding",
    "read_finding",
]

VERDICTS: Final[dict[str, str]] = {"sound": N_("sound"), "doubtful": N_("doubtful"), "unsound": N_("unsound")}
_LOOKS: Final[dict[str, str]] = {"sound": "good", "doubtful": "warn", "unsound": "grave"}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What a scrutineer found, as a page shows it."""

    title: str
    person: Person
    verdict: str
    look: str
    body: Written
    at: int
    entry: str


@lru_cache(maxsize=10_000)
def read_finding(hosted: Hosted, index: int) -> PublishFinding:
    """The finding at this place of the log, which never changes."""
    act = read_entry(hosted, index).envelope.act
    if not isinstance(act, PublishFinding):
        raise TypeError(f"entry {index} holds no finding")
    return act


def get_findings(visit: Visit, decision: int) -> list[Finding]:
    """Every finding on a decision, the oldest first."""
    rows = [row for row in visit.hosted.register.get_of_subject(f"proposal/{decision}") if row.act == "PublishFinding"]
    people = get_people(visit, {row.by for row in rows})
    acts = [read_finding(visit.hosted, row.entry) for row in rows]
    return [
        Finding(
            title=visit.words._("Finding by {name}", name=people[row.by].name),
            person=people[row.by],
            verdict=visit.words._(VERDICTS[act.verdict]),
            look=_LOOKS[act.verdict],
            body=get_written(visit, visit.text(act.text)),
            at=row.at,
            entry=f"/o/{visit.hosted.slug}/entries/{row.entry}",
        )
        for row, act in zip(rows, acts, strict=True)
    ]


def may_publish_finding(visit: Visit, subject: object) -> bool:
    """Whether the visitor is a scrutineer who could say what they found about this."""
    return isinstance(subject, Decision) and visit.scrutineer is not None and not visit.scrutineer.ended_at


def get_verdicts(visit: Visit) -> list[tuple[str, str]]:
    """The verdicts to choose from."""
    return [(name, visit.words._(label)) for name, label in VERDICTS.items()]
