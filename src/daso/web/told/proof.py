"""That everybody was told: of a vote that began, and of a decision, as far as the outbox knows.

A letter counts once the mail server has taken it; a page counts where its member chose to look there. Who can't be
reached is said as well, for "everybody" is a great word. Read next: `../templates/told-proof.html`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from daso.host.outbox import Notice
from daso.web.listing import Pages, cut_page
from daso.web.reading import Person, get_people
from daso.web.told.reason import Reason
from daso.web.told.reasons import DECIDED, PUBLISHED
from daso.web.visit import Visit
from daso.web.words import Words
from daso.web.words.language import N_

__all__ = ["How", "Proof", "count_told", "get_proofs", "list_notices"]

_SIZE: Final = 60

How = Literal["mail", "digest", "page", "voted", "waiting", "unreached", "returned"]
"""By letter; in a digest; on the page by choice; had voted before; still to be told; no address; letter came back."""

_TOLD: Final[tuple[How, ...]] = ("mail", "digest", "page", "voted")
_ORDER: Final[tuple[How, ...]] = ("returned", "unreached", "waiting", "mail", "digest", "page", "voted")
_LINES: Final[dict[How, str]] = {
    "mail": N_("by e-mail"),
    "digest": N_("in a digest"),
    "page": N_("on their page, as they chose"),
    "voted": N_("had voted before"),
    "waiting": N_("still to be told"),
    "unreached": N_("no confirmed address; on their page only"),
    "returned": N_("the letter came back; on their page only"),
}
_TITLES: Final = {
    PUBLISHED.name: N_("Who was told that voting began"),
    DECIDED.name: N_("Who was told of the decision"),
}


class Line(msgspec.Struct, frozen=True):
    """One member, and how they were told."""

    person: Person
    how: str


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """Who was told of one thing: in a sentence, and for members name by name."""

    name: str
    title: str
    sentence: str
    lines: Sequence[Line]
    pages: Pages


def list_notices(visit: Visit, number: int, reason: Reason) -> dict[int, How]:
    """How everybody whom it concerned was told, by member; empty where this host has told nobody."""
    rows = visit.host.outbox.list_about(visit.hosted.org, f"proposal/{number}", reason.name)
    return {row.member: _judge(row) for row in rows}


def _judge(notice: Notice) -> How:
    if notice.status in {"waiting", "daily", "weekly"}:
        return "waiting"
    if notice.status == "returned":
        return "returned"
    if notice.status == "moot":
        return "voted"
    return "digest" if notice.by in {"daily", "weekly"} else notice.by  # type: ignore[return-value] # the other ways have the same names


def count_told(notices: dict[int, How]) -> dict[How, int]:
    """How many were told in each way."""
    counted = Counter(notices.values())
    return {how: counted[how] for how in _ORDER}


def get_proofs(visit: Visit, number: int) -> list[Proof]:
    """What can be shown of a proposal: that voting began, and how it ended."""
    proofs = []
    for reason in (PUBLISHED, DECIDED):
        notices = list_notices(visit, number, reason)
        if notices:
            proofs.append(_get_proof(visit, reason.name, notices))
    return proofs


def _get_proof(visit: Visit, name: str, notices: dict[int, How]) -> Proof:
    is_for_names = visit.viewer is not None
    ordered = sorted(notices, key=lambda member: (_ORDER.index(notices[member]), member)) if is_for_names else []
    cut, pages = cut_page(visit, ordered, _SIZE, f"told-{name}")
    people = get_people(visit, cut)
    return Proof(
        name=name,
        title=visit.words._(_TITLES[name]),
        sentence=say_told(visit.words, count_told(notices)),
        lines=[Line(people[member], visit.words._(_LINES[notices[member]])) for member in cut],
        pages=pages,
    )


def say_told(words: Words, counts: dict[How, int]) -> str:
    """All of it in a few sentences."""
    told, total = sum(counts[how] for how in _TOLD), sum(counts.values())
    if counts["unreached"] == total:
        return words._("It stands on everybody’s page. No letter was sent, for no address is confirmed here.")
    ways = words.list(_say_ways(words, counts))
    said = words.ngettext("{told} of {count} was told", "{told} of {count} were told", total, told=words.number(told))
    sentences = [f"{said}: {ways}." if ways else f"{said}."]
    if count := counts["returned"]:
        sentences.append(words.ngettext("{count} letter came back.", "{count} letters came back.", count))
    if count := counts["waiting"]:
        sentences.append(words.ngettext("{count} is still to be told.", "{count} are still to be told.", count))
    if count := counts["unreached"]:
        sentences.append(
            words.ngettext(
                "{count} has no confirmed address, and finds it on their page only.",
                "{count} have no confirmed address, and find it on their page only.",
                count,
            )
        )
    return " ".join(sentences)


def _say_ways(words: Words, counts: dict[How, int]) -> list[str]:
    ways = []
    if count := counts["mail"]:
        ways.append(words.ngettext("{count} by e-mail", "{count} by e-mail", count))
    if count := counts["digest"]:
        ways.append(words.ngettext("{count} in a digest", "{count} in a digest", count))
    if count := counts["page"]:
        ways.append(
            words.ngettext(
                "{count} on their page since they chose so", "{count} on their page since they chose so", count
            )
        )
    if count := counts["voted"]:
        ways.append(words.ngettext("{count} had voted before", "{count} had voted before", count))
    return ways
