"""From State, log and texts to what pages show: people, words, deeds and ballots, each with its address.

A page never decides who may read what: `Visit.text` has done so already. Read next: `pages/proposal.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

import msgspec
from markupsafe import Markup

from daso.clerk.register import Row
from daso.host import Absent, Hosted, ProposalText
from daso.host.texts import HubText, Label, MandateText, Profile, Text
from daso.host.texts import Words as Said
from daso.kernel.admission import AdmitMember
from daso.kernel.ballot import CastBallot
from daso.kernel.condition import AttachCondition
from daso.kernel.effect import Effect
from daso.kernel.expulsion import ExpelMember
from daso.kernel.finding import SCRUTINEERS
from daso.kernel.hub import Hub, RewordHub
from daso.kernel.lot import DrawLot, GrantByLot
from daso.kernel.mandate import GrantMandate, Mandate
from daso.kernel.payment import OrderPayment
from daso.kernel.scrutineer import NameScrutineer
from daso.kernel.transition import Entry, decode_entry
from daso.kernel.withdrawal import PayFromVault
from daso.web.markdown import render_markdown
from daso.web.visit import Visit
from daso.web.words import say_deed
from daso.web.words.language import N_, Words

__all__ = [
    "Deed",
    "Person",
    "Vote",
    "Written",
    "get_deeds",
    "get_effect_names",
    "get_people",
    "get_person",
    "get_proposal_text",
    "get_scrutineer_names",
    "get_subject_address",
    "get_title",
    "get_titles_of_subjects",
    "get_written",
    "read_entry",
    "read_votes",
    "say_absence",
]

_ABSENCES: Final[dict[Absent, str]] = {
    Absent.NONE: N_("No words were given."),
    Absent.ERASED: N_("Erased by its author."),
    Absent.MISSING: N_("These words never reached this site."),
    Absent.HIDDEN: N_("Only members and the scrutineers they name may read this."),
    Absent.MODERATED: N_("A hidden comment: who hid it, and why, stands where it was made."),
}


class Person(msgspec.Struct, frozen=True):
    """A member as a page names them; where the name can't be read, by their number."""

    number: int
    name: str
    href: str
    is_readable: bool


class Written(msgspec.Struct, frozen=True):
    """Words as HTML, or why there are none to read."""

    html: Markup
    absence: str = ""


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened: who, what, where to read on, and its entry; the clock's deeds have nobody."""

    person: Person | None = None
    what: str
    href: str = ""
    at: int
    entry: str = ""


class Vote(msgspec.Struct, frozen=True):
    """A member's ballot as it stands on the log."""

    index: int
    at: int
    by: int
    choices: tuple[int, ...]
    """What it names, in the form of its way of counting; nothing abstains."""
    reason: str


def get_people(visit: Visit, numbers: Iterable[int]) -> dict[int, Person]:
    """Members by number."""
    asked = set(numbers)
    profiles = visit.profiles(asked)
    texts = visit.texts(profiles.values())
    names = visit.names(asked)
    path = f"/o/{visit.hosted.slug}"
    return {
        n: Person(
            n,
            names[n],
            f"{path}/members/{n}" if n <= SCRUTINEERS else f"{path}/scrutineer",
            isinstance(texts[profile], Profile),
        )
        for n, profile in profiles.items()
    }


def get_person(visit: Visit, number: int) -> Person:
    """One member."""
    return get_people(visit, [number])[number]


def get_scrutineer_names(visit: Visit, effects: Iterable[Effect] = ()) -> dict[str, str]:
    """What scrutineers are called, by public key: those there are, and those whom effects would name."""
    profiles = {one.key.public: one.profile for one in visit.state.scrutineers.values()}
    profiles |= {one.key.public: one.profile for one in effects if isinstance(one, NameScrutineer)}
    texts = visit.texts(profiles.values())
    return {key: text.name for key, profile in profiles.items() if isinstance(text := texts[profile], Profile)}


_WORDED: Final = (
    Mandate,
    GrantMandate,
    GrantByLot,
    DrawLot,
    OrderPayment,
    PayFromVault,
    AttachCondition,
    Hub,
    RewordHub,
)
"""What has words of its own beside the log."""


def get_effect_names(visit: Visit, effects: Iterable[Effect] = ()) -> dict[str, str]:
    """What those are called whom effects name: scrutineers by public key, members by ``member/7``, texts by commitment.

    Those of the mandates and hubs there are come along.
    """
    people, marks = set[int](), set[str]()
    for effect in (*visit.state.mandates.values(), *visit.state.hubs.values(), *effects):
        if isinstance(effect, _WORDED):
            marks.add(effect.text)
        match effect:
            case Mandate(holder=holder) | GrantMandate(holder=holder, candidates=()):
                people.add(holder)
            case GrantMandate(candidates=candidates):
                people.update(candidates)
            case OrderPayment(payee=number) | AdmitMember(member=number) | ExpelMember(member=number):
                people.add(number)
            case AttachCondition(owner=number):
                people.add(number)
            case _:
                pass
    names = {f"member/{n}": one.name for n, one in get_people(visit, people - {0}).items() if one.is_readable}
    for mark, text in visit.texts(marks).items():
        match text:
            case MandateText(title=said) | HubText(name=said) | Said(body=said):
                names[mark] = said
            case _:
                pass
    return names | get_scrutineer_names(visit, effects)


def say_absence(words: Words, absent: Absent) -> str:
    """Why there are no words."""
    return words._(_ABSENCES[absent])


def get_written(visit: Visit, text: Text | Absent) -> Written:
    """A text's words as HTML."""
    match text:
        case Absent():
            return Written(Markup(), say_absence(visit.words, text))
        case Profile():
            return Written(render_markdown(text.name))
        case Label():
            return Written(render_markdown(text.label))
        case MandateText():
            return Written(render_markdown(text.domain))
        case HubText():
            return Written(render_markdown(text.purpose))
    return Written(render_markdown(text.body))


def get_proposal_text(visit: Visit, commitment: str) -> ProposalText | Absent:
    """What a proposal says."""
    text = visit.text(commitment)
    return text if isinstance(text, ProposalText | Absent) else Absent.MISSING


def get_title(visit: Visit, number: int, text: Text | Absent) -> str:
    """A proposal's title, or its number where the title can't be read."""
    if isinstance(text, ProposalText):
        return text.title
    if text is Absent.ERASED:
        return visit.words._("Proposal {number} (text erased)", number=number)
    return visit.words._("Proposal {number}", number=number)


def get_titles_of_subjects(visit: Visit, subjects: Iterable[str]) -> dict[str, str]:
    """The titles of those subjects that are proposals or hubs and can be read."""
    commitments = {}
    for subject in subjects:
        noun, _, name = subject.partition("/")
        if noun == "proposal":
            case = visit.state.proposals.get(int(name)) or visit.state.decisions.get(int(name))
            commitments[subject] = case.text if case else ""
        elif noun == "hub":
            commitments[subject] = visit.state.hubs[int(name)].text
    titles = {}
    for mark, text in visit.texts(commitments.values()).items():
        match text:
            case ProposalText(title=said) | HubText(name=said):
                titles[mark] = said
            case _:
                pass
    return {subject: titles[mark] for subject, mark in commitments.items() if mark in titles}


def get_subject_address(visit: Visit, subject: str) -> str:
    """Where to read about what an act was about."""
    noun, _, name = subject.partition("/")
    path = f"/o/{visit.hosted.slug}"
    match noun:
        case "proposal":
            return f"{path}/proposals/{name}"
        case "clause":
            return f"{path}/charter#clause-{name}"
        case "comment":
            return f"{path}/comments/{name}"
        case "mandate":
            return f"{path}/mandates/{name}"
        case "lot":
            return f"{path}/lots/{name}"
        case "hub":
            return f"{path}/hubs/{name}"
        case "payment":
            return f"{path}/payments#payment-{name}"
        case "vault":
            return f"{path}/payments#vault-{name}"
        case "member":
            return f"{path}/members/{name}" if int(name) in visit.state.members else ""
    return f"{path}/charter"


def get_deeds(visit: Visit, rows: Sequence[Row]) -> list[Deed]:
    """Lines of the register as deeds, the newest first."""
    people = get_people(visit, {row.by for row in rows})
    titles = get_titles_of_subjects(visit, {row.subject for row in rows})
    return [
        Deed(
            person=people[row.by],
            what=say_deed(visit.words, row.act, row.subject, titles.get(row.subject, "")),
            href=get_subject_address(visit, row.subject),
            at=row.at,
            entry=f"/o/{visit.hosted.slug}/entries/{row.entry}",
        )
        for row in reversed(rows)
    ]


def read_entry(hosted: Hosted, index: int) -> Entry:
    """One entry of the log, taken apart."""
    return decode_entry(next(iter(hosted.log.read(index, index + 1))))


@lru_cache(maxsize=100_000)
def _read_vote(hosted: Hosted, index: int) -> Vote:
    """A ballot's entry never changes, so it is taken apart once."""
    entry = read_entry(hosted, index)
    act = entry.envelope.act
    if not isinstance(act, CastBallot):
        raise TypeError(f"entry {index} holds no ballot")
    return Vote(index, entry.at, act.by, act.choices, act.reason)


@lru_cache(maxsize=100_000)
def _read_choices(hosted: Hosted, index: int) -> tuple[int, ...]:
    act = read_entry(hosted, index).envelope.act
    return act.choices if isinstance(act, CastBallot) else ()


def read_ballots(visit: Visit, proposal: int) -> dict[int, tuple[int, ...]]:
    """What each member's last ballot in a proposal names, whole."""
    rows = visit.hosted.register.get_of_subject(f"proposal/{proposal}")
    last = {row.by: row.entry for row in rows if row.act == "CastBallot"}
    return {member: _read_choices(visit.hosted, entry) for member, entry in last.items()}


def read_votes(visit: Visit, proposal: int) -> dict[int, Vote]:
    """The ballots that count in a proposal, by member: of each the last, since it was last revised."""
    rows = visit.hosted.register.get_of_subject(f"proposal/{proposal}")
    revised = max((row.entry for row in rows if row.act == "ReviseProposal"), default=0)
    last = {row.by: row.entry for row in rows if row.act == "CastBallot" and row.entry > revised}
    return {member: _read_vote(visit.hosted, entry) for member, entry in last.items()}
