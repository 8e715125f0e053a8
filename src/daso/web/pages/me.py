"""A member's own page: the vote-token, devices, words that can be erased, signing out, leaving.

Read next: `member.py`, what others see.
"""

from __future__ import annotations

from typing import Final, assert_never

import msgspec
from litestar import Response, get

from daso.host.texts import Absent, HubText, Kept, Label, MandateText, Profile, ProposalText
from daso.host.texts import Words as Said
from daso.kernel.key import AddKey, KeyRecord, is_full, is_working
from daso.kernel.membership import Member
from daso.kernel.queries import has_token
from daso.web.listing import cut_page
from daso.web.pages.member import say_key_kind
from daso.web.pages.standing import count_missing_sponsors, get_token_notes, say_waiting
from daso.web.reading import get_person, read_entry
from daso.web.refusals import SignInNeeded
from daso.web.render import render_page
from daso.web.visit import Visit, VisitHere
from daso.web.words.language import N_

__all__ = ["get_me"]

SIZE: Final = 30
EXCERPT: Final = 120
_KINDS: Final[dict[str, str]] = {
    "profile": N_("Your name"),
    "proposal": N_("A proposal"),
    "words": N_("A comment or reason"),
    "label": N_("A device’s name"),
    "mandate": N_("A mandate’s words"),
    "hub": N_("A hub’s name and purpose"),
}


class Token(msgspec.Struct, frozen=True):
    """What the visitor holds."""

    title: str
    line: str


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """One of the member's keys."""

    number: int
    label: str
    line: str
    is_working: bool
    is_full: bool
    may_revoke: bool


class OwnText(msgspec.Struct, frozen=True, kw_only=True):
    """Something the member wrote."""

    commitment: str
    kind: str
    excerpt: str
    is_erased: bool


@get("/o/{slug:str}/me", sync_to_thread=True)
def get_me(visit: VisitHere) -> Response[str]:
    """The page of whoever has signed in."""
    member = visit.member
    if member is None:
        raise SignInNeeded
    kept, pages = cut_page(visit, _list_texts(visit, member), SIZE)
    return render_page(
        visit,
        "me.html",
        person=get_person(visit, member.number),
        token=_get_token(visit, member),
        notes=get_token_notes(visit, member),
        keys=_get_devices(visit, member),
        texts=[_get_own_text(visit, one) for one in kept],
        pages=pages,
    )


def _get_token(visit: Visit, member: Member) -> Token:
    words = visit.words
    if has_token(member):
        date = words.date(member.token_at)
        return Token(
            words._("You hold one vote-token"),
            words._("Of weight one, like everybody’s, since {date}. It can’t be sold or lent.", date=date),
        )
    if waiting := say_waiting(visit, member):
        return Token(words._("You wait for your vote-token"), waiting)
    if missing := count_missing_sponsors(visit, member):
        line = words.ngettext(
            "{count} more sponsor is needed; ask somebody who knows you.",
            "{count} more sponsors are needed; ask people who know you.",
            missing,
        )
        return Token(words._("You wait for your vote-token"), line)
    return Token(words._("You are a founder"), words._("Your vote-token comes with the inauguration."))


def _get_devices(visit: Visit, member: Member) -> list[Device]:
    words, labels = visit.words, _read_labels(visit, member)
    full = sum(map(is_full, member.keys))
    devices = []
    for number, record in enumerate(member.keys, start=1):
        devices.append(
            Device(
                number=number,
                label=labels.get(number) or words._("Device {number}", number=number),
                line=_say_device(visit, record),
                is_working=is_working(record, visit.now),
                is_full=is_full(record),
                may_revoke=is_working(record, visit.now) and (full > 1 or not is_full(record)),
            )
        )
    return devices


def _say_device(visit: Visit, record: KeyRecord) -> str:
    words, kind = visit.words, say_key_kind(visit, record)
    if record.revoked_at:
        return words._("revoked on {date}", date=words.date(record.revoked_at))
    if not record.scope:
        return words._("{kind}, since {date}", kind=kind, date=words.date(record.added_at))
    if not is_working(record, visit.now):
        return words._("for comments, reactions and hubs only, ended on {date}", date=words.date(record.until))
    return words._("for comments, reactions and hubs only, until {date}", date=words.date(record.until))


def _read_labels(visit: Visit, member: Member) -> dict[int, str]:
    """What the member calls their devices, by key number; keys that came by joining or recovery have none."""
    numbers = {record.key.public: number for number, record in enumerate(member.keys, start=1)}
    labels: dict[int, str] = {}
    for row in visit.hosted.register.get_of_member(member.number):
        if row.act == "AddKey" and isinstance(act := read_entry(visit.hosted, row.entry).envelope.act, AddKey):
            text = visit.text(act.label)
            labels[numbers[act.key.public]] = text.label if isinstance(text, Label) else ""
    return labels


def _list_texts(visit: Visit, member: Member) -> list[Kept]:
    """The member's texts, names first, so that what matters is found; one that is erased keeps its place."""
    order = list(_KINDS)
    kept = visit.hosted.texts.list_by(member.number)
    return sorted(kept, key=lambda one: (order.index(one.kind), one.commitment))


def _get_own_text(visit: Visit, kept: Kept) -> OwnText:
    excerpt: str
    match kept.words:
        case Absent():
            excerpt = visit.words._("erased")
        case Profile(name=name) | HubText(name=name):
            excerpt = name
        case ProposalText(title=title) | MandateText(title=title):
            excerpt = title
        case Said(body=body):
            excerpt = body if len(body) <= EXCERPT else f"{body[:EXCERPT]}…"
        case Label(label=label):
            excerpt = label
        case other:
            assert_never(other)
    return OwnText(
        commitment=kept.commitment,
        kind=visit.words._(_KINDS[kept.kind]),
        excerpt=excerpt,
        is_erased=kept.given is None,
    )
