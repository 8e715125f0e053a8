"""The page of a lot: who commits and reveals, who was drawn, and everything that is needed to draw again.

Read next: `kernel/lot.py`, the law of it.
"""

from __future__ import annotations

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from daso.host.texts import MandateText
from daso.kernel.charter import HOUR
from daso.kernel.lot import Lot, RevealLot, get_lot, get_pool, is_in_pool
from daso.kernel.membership import Member
from daso.kernel.queries import has_token
from daso.web.reading import Person, get_deeds, get_people, get_written, read_entry
from daso.web.render import render_page
from daso.web.visit import Visit, VisitHere
from daso.web.words import Words

__all__ = ["get_lot_page", "get_lot_task", "get_lot_title", "read_secrets", "say_lot_phase"]

SHOWN = 60
"""Members of a pool whom a page names; of a larger one the others are counted."""


class Secret(msgspec.Struct, frozen=True):
    """What somebody revealed."""

    person: Person
    secret: str
    entry: str


@get("/o/{slug:str}/lots/{number:int}", sync_to_thread=True)
def get_lot_page(visit: VisitHere, number: FromPath[int]) -> Response[str]:
    """One lot, under way or concluded."""
    state, words = visit.state, visit.words
    lot = get_lot(state, number)
    pool = get_pool(state, lot)
    people = get_people(visit, [*pool[:SHOWN], *lot.drawn, *lot.withheld, *lot.declined])
    mine = visit.member.number if visit.member else 0
    return render_page(
        visit,
        "lot.html",
        lot=lot,
        title=get_lot_title(visit, lot),
        phase=say_lot_phase(words, lot),
        purpose=get_written(visit, visit.text(lot.text)),
        drawn=[people[n] for n in lot.drawn],
        withheld=[people[n] for n in lot.withheld],
        declined=[people[n] for n in lot.declined],
        pool=[people[n] for n in pool[:SHOWN]],
        pool_rest=words._("and {count} more", count=words.number(len(pool) - SHOWN)) if len(pool) > SHOWN else "",
        pool_line=_say_pool(words, lot, len(pool)),
        counts=words._(
            "{commits} have committed to a secret, {reveals} have revealed theirs.",
            commits=words.number(len(lot.commits)),
            reveals=words.number(len(lot.reveals)),
        ),
        task=get_lot_task(visit, lot, visit.member),
        commitment=lot.commits.get(mine, ""),
        secrets=_get_secrets(visit, lot),
        deeds=get_deeds(visit, visit.hosted.register.get_of_subject(f"lot/{number}")),
    )


def get_lot_title(visit: Visit, lot: Lot) -> str:
    """What the mandates that it gives are called; a panel, or what can't be read, has its number."""
    text = visit.text(lot.text)
    return text.title if isinstance(text, MandateText) else visit.words._("Lot {number}", number=lot.number)


def _say_pool(words: Words, lot: Lot, count: int) -> str:
    if lot.concluded_at:
        return words.ngettext("{count} member could be drawn", "{count} members could be drawn", count)
    return words.ngettext("{count} member can be drawn", "{count} members can be drawn", count)


def get_lot_task(visit: Visit, lot: Lot, member: Member | None) -> str:
    """What this member can do now: ``commit``, ``change``, ``reveal``, or nothing."""
    if member is None or lot.concluded_at or not has_token(member) or not is_in_pool(visit.state, lot, member):
        return ""
    has_committed = member.number in lot.commits
    if visit.now < lot.commits_until:
        return "change" if has_committed else "commit"
    return "reveal" if has_committed and member.number not in lot.reveals else ""


def say_lot_phase(words: Words, lot: Lot) -> str:
    """How a lot stands, in a sentence."""
    if lot.concluded_at:
        if not lot.seed:
            return words._("Concluded: fewer than two revealed, so nobody is drawn.")
        return words._("Concluded on {day}.", day=words.date(lot.concluded_at))
    if words.now < lot.commits_until:
        return words._(
            "Round {round}: members commit to secrets, until {day}.",
            round=lot.round,
            day=words.moment(lot.commits_until),
        )
    return words._(
        "Round {round}: members reveal their secrets, until {day}.",
        round=lot.round,
        day=words.moment(lot.reveals_until),
    )


def read_secrets(visit: Visit, lot: Lot) -> dict[int, tuple[str, int]]:
    """The secrets of a concluded lot's last round and their entries, by member: in this order the seed takes them."""
    if not lot.concluded_at:
        return {}
    begun = lot.reveals_until - lot.reveal_hours * HOUR
    found: dict[int, tuple[str, int]] = {}
    for row in visit.hosted.register.get_of_subject(f"lot/{lot.number}"):
        act = read_entry(visit.hosted, row.entry).envelope.act
        if isinstance(act, RevealLot) and row.at >= begun:
            found[row.by] = (act.secret, row.entry)
    return dict(sorted(found.items()))


def _get_secrets(visit: Visit, lot: Lot) -> list[Secret]:
    found = read_secrets(visit, lot)
    people = get_people(visit, found)
    path = f"/o/{visit.hosted.slug}/entries"
    return [Secret(people[n], secret, f"{path}/{entry}") for n, (secret, entry) in found.items()]
