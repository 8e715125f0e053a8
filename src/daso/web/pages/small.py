"""Small payments from a vault: the form in which a member announces one, and what pages say of them.

Read next: `payments.py`, where they are listed; `host/small.py`; `static/js/announce.js`, what the form does.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from daso.chain.vault import VaultStanding
from daso.errors import Refusal
from daso.host.small import Allowance, list_allowances, list_recent
from daso.kernel.contract import Contract
from daso.kernel.membership import Member
from daso.kernel.withdrawal import AnnouncePayment, Withdrawal, process_announce_payment
from daso.web.pages.standing import say_no_token
from daso.web.pages.vault import find_seat, get_bound_vaults
from daso.web.reading import get_person
from daso.web.refusals import PageMissing
from daso.web.render import render_page
from daso.web.visit import Visit, VisitHere
from daso.web.words import say_refusal
from daso.web.words.money import say_units

__all__ = ["SmallView", "find_small_tasks", "get_announce_form", "get_small", "say_small"]

_TRIED = {"to": "0x" + "0" * 39 + "1", "amount": "1", "text": "A" * 43}
"""Stands in where the law is only asked whether a member may announce anything."""


class SmallView(msgspec.Struct, frozen=True):
    """What a page says of small payments from a vault, and whether it offers whoever looks to announce one."""

    lines: tuple[str, ...]
    is_offered: bool


@get("/o/{slug:str}/vaults/{number:int}/announce", sync_to_thread=True)
def get_announce_form(visit: VisitHere, number: FromPath[int]) -> Response[str]:
    """The form in which a member announces a small payment from this vault."""
    vault = visit.state.contracts.get(number)
    if vault is None or vault.role != "vault" or vault.ended_at:
        raise PageMissing
    standing = visit.host.vaults.book.get_standing(visit.hosted.org, number)
    allowances = _get_allowances(visit, standing, number) if standing else ()
    seat = find_seat(visit, standing) if standing else None
    return render_page(
        visit,
        "announce.html",
        vault=vault,
        obstacle=_find_obstacle(visit, vault, standing),
        lines=say_small(visit, number, standing) if standing else (),
        tokens=[one.token for one in allowances],
        seat=seat.key if seat else "",
    )


def get_small(visit: Visit, number: int) -> SmallView:
    """What is said of this vault's small payments: nothing where there are none, or nothing is known yet."""
    standing = visit.host.vaults.book.get_standing(visit.hosted.org, number)
    lines = say_small(visit, number, standing) if standing else ()
    return SmallView(lines, bool(lines) and standing is not None and find_seat(visit, standing) is not None)


def _get_allowances(visit: Visit, standing: VaultStanding, number: int) -> tuple[Allowance, ...]:
    return list_allowances(visit.host.vaults.book, visit.state, standing, number, visit.now)


def _find_obstacle(visit: Visit, vault: Contract, standing: VaultStanding | None) -> str:
    """Why whoever looks can't announce anything now; empty when they can."""
    words, member = visit.words, visit.member
    if member is None:
        return words._("Sign in as a member to announce a payment.")
    if no_token := say_no_token(visit, member):
        return no_token
    if standing is None:
        return words._("This site has not read the vault yet. Come back in a minute.")
    if not standing.rules.limits:
        return words._("This vault was made without small payments. Propose the payment as a decision.")
    if find_seat(visit, standing) is None:
        return words._("The vault does not know your key yet. It learns it when its members are renewed.")
    act = AnnouncePayment(org=visit.state.org, by=member.number, seq=member.seq, vault=vault.number, **_TRIED)
    try:
        process_announce_payment(visit.state, act, visit.now)
    except Refusal as refusal:
        return say_refusal(words, refusal)
    return ""


def say_small(visit: Visit, number: int, standing: VaultStanding) -> tuple[str, ...]:
    """How small payments go in this vault, and what is left for them; nothing where there are none."""
    words, allowances = visit.words, _get_allowances(visit, standing, number)
    if not allowances:
        return ()
    way = words.ngettext(
        "Small payments need no decision: a member announces one, everybody is told, and after {wait} it is paid unless"
        " {count} member vetoes it.",
        "Small payments need no decision: a member announces one, everybody is told, and after {wait} it is paid unless"
        " {count} members veto it.",
        standing.rules.vetoes,
        wait=words.duration(standing.terms.small_delay // 3600),
    )
    return way, *(
        words._(
            "In these 30 days they may come to {limit}; {left} are left.",
            limit=say_units(words, str(one.limit), one.token),
            left=say_units(words, str(one.left), one.token),
        )
        for one in allowances
    )


def find_small_tasks(visit: Visit, member: Member) -> Iterator[tuple[Withdrawal, str, str]]:
    """What waits for this member about small payments that are under way: what, and why."""
    words, book = visit.words, visit.host.vaults.book
    for vault in get_bound_vaults(visit):
        standing = book.get_standing(visit.hosted.org, vault.number)
        if standing is None or find_seat(visit, standing) is None:
            continue
        for one in list_recent(visit.state, vault.number, visit.now):
            progress = book.get_progress(visit.hosted.org, one.number)
            amount = say_units(words, one.amount, one.token)
            if one.by == member.number:
                if progress.status == "collecting" and not progress.given:
                    yield one, words._("Approve what you announced: {amount}", amount=amount), ""
            elif progress.status == "waiting":
                name = get_person(visit, one.by).name
                why = words._(
                    "It is paid {distance} unless enough members veto it.", distance=words.distance(progress.ready_at)
                )
                yield one, words._("{name} announced a payment: {amount}", name=name, amount=amount), why
