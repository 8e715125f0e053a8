"""Who outside has seen the log, for the page on which everybody can check everything.

Read next: `audit.py`, whose part this is; `host/sightings.py`, where it comes from.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
from markupsafe import Markup

from daso.host.sightings import Contact, Cosignature
from daso.kernel.witness import Witness, get_cosignatures_needed, get_witnesses

if TYPE_CHECKING:
    from daso.web.visit import Visit
    from daso.web.words import Words

__all__ = ["Seen", "Sight", "get_seen"]


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """One witness: its name, how it stands, and the decision that named it."""

    number: int
    name: str
    line: Markup | str
    look: str
    decision: int
    href: str


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """The whole in a sentence, what is wrong about it if anything is, and every witness."""

    line: Markup | str
    sights: tuple[Sight, ...] = ()
    warning: str = ""
    has_two_histories: bool = False


def get_seen(visit: Visit) -> Seen:
    """Who has seen this log, as the host knows it."""
    words, sightings = visit.words, visit.hosted.sightings
    witnesses = get_witnesses(visit.state)
    if not witnesses:
        return Seen(line=words._("No witnesses are named yet."))
    newest = {one.vkey: one for one in sightings.list_newest()}
    contacts = {one.vkey: sightings.get_contact(one.vkey) for one in witnesses}
    seen = [one for one in witnesses if contacts[one.vkey].status == "seen"]
    against = [one.name for one in witnesses if contacts[one.vkey].status == "contradicted"]
    return Seen(
        line=_say_all(words, len(seen), len(witnesses), [newest[one.vkey].at for one in seen if one.vkey in newest]),
        sights=tuple(_describe(visit, one, contacts[one.vkey], newest.get(one.vkey)) for one in witnesses),
        warning=_warn(visit, len(seen), against),
        has_two_histories=bool(against),
    )


def _say_all(words: Words, count: int, whole: int, times: Sequence[int]) -> Markup | str:
    if not times:
        return words.ngettext("Not seen by its witness yet.", "Seen by none of {count} witnesses yet.", whole)
    phrase = words.ngettext(
        "Seen by {seen} of {count} witness, last at {time}.",
        "Seen by {seen} of {count} witnesses, last at {time}.",
        whole,
        seen=words.number(count),
        time="\0",
    )
    before, _, after = phrase.partition("\0")
    return Markup("{}{}{}").format(before, words.time(max(times)), after)


def _warn(visit: Visit, count: int, against: Sequence[str]) -> str:
    words, needed = visit.words, get_cosignatures_needed(visit.state)
    if against:
        return words._(
            "{names} saw another history of this log than the one that is shown here. Keep your receipts, tell the "
            "other members, and check everything as described below.",
            names=words.list(against),
        )
    if count < needed:
        return words.ngettext(
            "The charter asks for {count} witness, and fewer have seen what is newest. If this stays, ask whoever "
            "runs this site.",
            "The charter asks for {count} witnesses, and fewer have seen what is newest. If this stays, ask whoever "
            "runs this site.",
            needed,
        )
    return ""


def _describe(visit: Visit, witness: Witness, contact: Contact, newest: Cosignature | None) -> Sight:
    words = visit.words
    return Sight(
        number=witness.number,
        name=witness.name,
        line=_say_one(words, contact, newest),
        look={"seen": "good", "contradicted": "bad", "": "", "unreached": "warn"}.get(contact.status, "warn"),
        decision=witness.decision,
        href=f"/o/{visit.hosted.slug}/proposals/{witness.decision}",
    )


def _say_one(words: Words, contact: Contact, newest: Cosignature | None) -> Markup | str:
    """How a witness stands, and what it has seen last."""
    states = {
        "seen": "",
        "unreached": words._("It did not answer."),
        "unknown": words._("It does not watch this log yet."),
        "unclear": words._("It answered something that proves nothing."),
        "contradicted": words._("It says that it has seen another history."),
        "": words._("It has not been asked yet."),
    }
    if newest is None:
        return states[contact.status]
    count = words.ngettext("Saw {count} entry", "Saw {count} entries", newest.size)
    return Markup("{} {}, {}.").format(states[contact.status], count, words.time(newest.at))
