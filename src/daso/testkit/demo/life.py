"""The members' lives: the founding clause by clause, who joins whom, second devices, and one farewell.

Read next: `cases.py`, what they decide.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from daso.canon import encode
from daso.host import Given, Label, Profile, Words
from daso.kernel.act import compute_commitment
from daso.kernel.charter import Charter
from daso.kernel.comment import PostComment
from daso.kernel.founding import (
    AffirmFoundation,
    AgreeClause,
    Inaugurate,
    WriteCharter,
    WriteClause,
    compute_clause_digest,
    compute_foundation,
)
from daso.kernel.key import AddKey, RevokeKey
from daso.kernel.membership import InviteMembers, LeaveOrganisation, SponsorMember
from daso.testkit.demo import foundation
from daso.testkit.demo.people import ORIGIN, PEOPLE, Soul, compute_invitation_key, compute_passkey, compute_signer
from daso.testkit.demo.stage import Stage, compute_chance, compute_salt, find_number
from daso.testkit.past import Deed
from daso.testkit.person import Person

__all__ = ["FOUNDERS", "LEFT", "begin", "put_life_on"]

FOUNDERS: Final = tuple(soul for soul in PEOPLE if soul.day < foundation.INAUGURATED)
LEFT: Final = "cosmo"
"""Who went to keep goats."""

_SALT: Final = b"crumb and spoke, lower puddlesto"
_FAREWELL: Final = 149.4
_NEW_CHARTER: Final = 15.3
_LAST_INVITATIONS: Final = (("ngozi", -3.3, 1), ("idris", -1.6, 2))
_FURTHER_DEVICES: Final = (
    ("ngozi", 35.6, "The laptop in the office"),
    ("ottoline", 52.2, "Workshop tablet, slightly oily"),
)
_FOR_THE_VAULT: Final = tuple(
    (name, 70.2 + 1.3 * place, "Telephone")
    for place, name in enumerate(("marisol", "henrik", "saoirse", "amara", "beatrix", "priya"))
)
_NEW_DEVICE: Final = ("tobias", 88.3, "New telephone (the old one is in the mill pond)")


def begin(founder: Person, origin: str) -> Deed:
    """The founding, with the site at `origin` agreed to, and the one where the members' own passkeys were made.

    Nothing in it depends on the day, so the identifier is the same whenever the story is told.
    """
    given = Given(compute_salt("founder"), encode(Profile(name=PEOPLE[0].name, email="")).decode())
    profile = compute_commitment(given.salt, given.text)
    origins = tuple(sorted({ORIGIN, origin}))
    return founder.found(foundation.FIRST_CHARTER, _SALT, origins=origins, profile=profile), [given]


def put_life_on(stage: Stage, length: int, origin: str, *, has_chain: bool = False) -> None:
    """Put everything on the stage that is not a proposal; the story is `length` days long, and told at `origin`.

    With a chain at hand, more people make a passkey, since a vault knows no other keys.
    """
    call = stage.call_on
    call(0, partial(_found, stage, origin))
    call(0.2, partial(_invite, stage, "marisol", range(2, len(FOUNDERS) + 1)))
    for soul in PEOPLE[1:]:
        _arrive(stage, soul)
    _put_founding_on(stage, foundation.PAYING if has_chain else foundation.CHARTER)
    for name, day, label in _FURTHER_DEVICES + (_FOR_THE_VAULT if has_chain else ()):
        call(day, partial(_add_passkey, stage, name, label))
    name, day, label = _NEW_DEVICE
    stage.persons[name].signer = compute_passkey(find_number(name))
    call(day, partial(_change_device, stage, name, label))
    call(_FAREWELL, partial(stage.do, LEFT, LeaveOrganisation))
    number = len(PEOPLE) + 1
    for name, day, count in _LAST_INVITATIONS:
        call(length + day, partial(_invite, stage, name, range(number, number + count)))
        number += count
    for day, name, subject, words in foundation.REMARKS:
        call(day, partial(_remark, stage, name, subject, words))


def _put_founding_on(stage: Stage, charter: Charter) -> None:
    for day, name, clause, text in foundation.CLAUSES:
        stage.call_on(day, partial(stage.do, name, WriteClause, clause=clause, text=text))
        for soul in FOUNDERS:
            if soul.key != name:
                after = max(day, soul.day) + 0.1 + 4 * compute_chance("agree", soul.key, text)
                stage.call_on(after, partial(_agree, stage, soul.key, clause, text))
    stage.call_on(_NEW_CHARTER, partial(stage.do, "amara", WriteCharter, charter=charter))
    for soul in FOUNDERS:
        stage.call_on(18 + 5 * compute_chance("affirm", soul.key), partial(_affirm, stage, soul.key))
    stage.call_on(12.1, partial(_affirm, stage, "rafi"))  # too early: others still rewrite, and he is asked again
    stage.call_on(foundation.INAUGURATED, partial(_inaugurate, stage, "saoirse"))


def _arrive(stage: Stage, soul: Soul) -> None:
    if soul.day > foundation.INAUGURATED:
        invited = partial(_invite, stage, soul.invited_by, range(find_number(soul.key), find_number(soul.key) + 1))
        stage.call_on(soul.day - 1 - compute_chance("invite", soul.key), invited)
    stage.call_on(soul.day, partial(_join, stage, soul))
    for sponsor in soul.sponsors:
        after = soul.day + 0.2 + 0.4 * compute_chance("sponsor", soul.key, sponsor)
        stage.call_on(after, partial(stage.do, sponsor, SponsorMember, member=find_number(soul.key)))


def _found(stage: Stage, origin: str) -> None:
    stage.past.take_in(stage.now, begin(stage.persons["marisol"], origin))


def _invite(stage: Stage, name: str, numbers: range) -> None:
    stage.do(name, InviteMembers, keys=tuple(compute_invitation_key(number).key for number in numbers))


def _join(stage: Stage, soul: Soul) -> None:
    number = find_number(soul.key)
    profile = stage.write(Profile(name=soul.name, email=""))
    newcomer = stage.persons[soul.key]
    stage.send(newcomer.join(stage.past.org, number, compute_invitation_key(number), stage.state.standing, profile))


def _remark(stage: Stage, name: str, subject: str, words: str) -> None:
    stage.do(name, PostComment, subject=subject, text=stage.write(Words(body=words)))


def _agree(stage: Stage, name: str, clause: str, text: str) -> None:
    if stage.state.clauses[clause].text == text:  # else it was rewritten before this founder came to it
        stage.do(name, AgreeClause, clause=clause, text=compute_clause_digest(text))


def _affirm(stage: Stage, name: str) -> None:
    stage.do(name, AffirmFoundation, foundation=compute_foundation(stage.state.charter, stage.state.clauses))


def _inaugurate(stage: Stage, name: str) -> None:
    stage.do(name, Inaugurate, foundation=compute_foundation(stage.state.charter, stage.state.clauses))


def _add_passkey(stage: Stage, name: str, label: str) -> None:
    key = compute_passkey(find_number(name)).key
    stage.do(name, AddKey, key=key, label=stage.write(Label(label=label)))


def _change_device(stage: Stage, name: str, label: str) -> None:
    """They joined with a passkey on a device that they have lost since; the new one has a key of its own."""
    person = stage.persons[name]
    signer = compute_signer(person.number)
    stage.do(name, AddKey, key=signer.key, label=stage.write(Label(label=label)))
    person.signer, person.key_number = signer, 2
    stage.do(name, RevokeKey, key=1)
