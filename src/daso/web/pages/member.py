"""One member: what they did, who invited and sponsored them, what kinds of key they have.

Everything personal comes from texts that can be erased. Read next: `me.py`, a member's own page.
"""

from __future__ import annotations

from typing import Final

from litestar import Response, get
from litestar.params import FromPath

from daso.host import Absent
from daso.kernel.key import KeyRecord, is_working
from daso.kernel.membership import Member
from daso.kernel.queries import get_member
from daso.web.hubs import get_hub_links, list_hubs_of
from daso.web.listing import cut_page
from daso.web.pages.admission import get_doubt
from daso.web.pages.member_form import may_be_admitted, may_be_expelled
from daso.web.pages.members import may_sponsor
from daso.web.pages.recovery import get_recovery_notices
from daso.web.pages.standing import get_standing, get_standing_facts, say_standing_of
from daso.web.reading import get_deeds, get_people, get_person, say_absence
from daso.web.render import render_page
from daso.web.visit import Visit, VisitHere

__all__ = ["get_member_page", "say_key_kind"]

SIZE: Final = 40


@get("/o/{slug:str}/members/{number:int}", sync_to_thread=True)
def get_member_page(visit: VisitHere, number: FromPath[int]) -> Response[str]:
    """The page of a member, whoever they are now."""
    member = get_member(visit.state, number)
    rows, pages = cut_page(visit, visit.hosted.register.get_of_member(number)[::-1], SIZE)
    standing, look = get_standing(visit, member)
    return render_page(
        visit,
        "member.html",
        person=get_person(visit, number),
        standing=standing,
        look=look,
        recoveries=[one for one in get_recovery_notices(visit) if one.person.number == number],
        facts=_get_facts(visit, member),
        doubt=get_doubt(visit, member),
        may_sponsor=may_sponsor(visit, member),
        may_admit=may_be_admitted(visit, member),
        may_expel=may_be_expelled(visit, member) and number != (visit.member.number if visit.member else 0),
        hubs=get_hub_links(visit, list_hubs_of(visit, number)),
        deeds=get_deeds(visit, rows[::-1]),
        pages=pages,
    )


def _get_facts(visit: Visit, member: Member) -> list[tuple[str, str]]:
    words, people = visit.words, get_people(visit, {member.invited_by, *member.sponsors})
    facts = [(words._("Here"), say_standing_of(visit, member))]
    name = visit.text(member.profile)
    if isinstance(name, Absent):
        facts.append((words._("Name"), say_absence(words, name)))
    if member.invited_by:
        facts.append((words._("Invited by"), people[member.invited_by].name))
    if member.sponsors:
        facts.append((words._("Sponsored by"), words.list([people[n].name for n in member.sponsors])))
    working = [say_key_kind(visit, record) for record in member.keys if is_working(record, visit.now)]
    facts += get_standing_facts(visit, member)
    facts.append((words._("Signs with"), words.list(working)))
    return facts


def say_key_kind(visit: Visit, record: KeyRecord) -> str:
    """What kind of device a key is on, as far as the log says."""
    if record.scope:
        return visit.words._("a light key, for comments, reactions and hubs")
    words = visit.words
    kinds = {"passkey": words._("a passkey on a device"), "wallet": words._("a wallet")}
    return kinds.get(str(record.key.__struct_config__.tag), words._("a key kept in software"))
