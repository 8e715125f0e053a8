"""From a notice to a letter: one piece of news, or a digest of several, in the member's language and in plain words.

Words and addresses are looked up here and now; a letter that is of no use any more is not written. Every letter can be
stopped by one click without signing in (RFC 8058). Read next: `post.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import Final
from urllib.parse import urlsplit

import msgspec

from daso.host import Host, Hosted, Viewer
from daso.host.outbox import Notice
from daso.host.texts import MandateText
from daso.host.wishes import Wishes
from daso.kernel.decision import Decision
from daso.kernel.state import State
from daso.kernel.withdrawal import AnnouncePayment, Withdrawal, find_announced
from daso.web.languages import LANGUAGES, get_translations
from daso.web.pages.cases import get_option_names
from daso.web.pages.needs import Need, get_needs
from daso.web.reading import get_proposal_text, get_title, read_entry
from daso.web.render import render_template
from daso.web.settings import Settings
from daso.web.told.concerns import find_case, find_mandate
from daso.web.told.reason import Reason
from daso.web.told.reasons import EXPELLED, REASONS
from daso.web.visit import Visit
from daso.web.words import Words, say_clause, say_ending
from daso.web.words.language import N_, compute_moment
from daso.web.words.money import say_units

__all__ = [
    "CONFIRM",
    "DAY",
    "STOP",
    "Item",
    "create_visit",
    "get_item",
    "is_moot",
    "write_confirmation",
    "write_letter",
]

CONFIRM: Final = "confirm"
STOP: Final = "stop"
DAY: Final = 86_400_000
_TITLES: Final = {"daily": N_("Your day at {organisation}"), "weekly": N_("Your week at {organisation}")}


class Item(msgspec.Struct, frozen=True):
    """One piece of news in words: a line, perhaps a sentence more, and where to read on."""

    line: str
    detail: str
    href: str


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What a letter says; `stop` is the link that ends them all, where it has one."""

    subject: str
    items: Sequence[Item]
    needs: Sequence[Need] = ()
    stop: str = ""


def create_visit(host: Host, settings: Settings, hosted: Hosted, member: int, language: str) -> Visit:
    """What a member would see, had they asked just now; letters and feeds are read with their eyes and no others."""
    now = host.clock()
    known = language if language in LANGUAGES else "en"
    return Visit(
        host=host,
        settings=settings,
        now=now,
        language=known,
        words=Words(known, get_translations(known), now),
        path=f"/o/{hosted.slug}",
        query="",
        chosen_language="",
        hosted=hosted,
        state=hosted.get_state(now),
        viewer=Viewer("member", member, 1) if member else None,
        signer="none",
    )


def get_about(hosted: Hosted, state: State, subject: str) -> tuple[str, int]:
    """What a notice is about, and who did it where it is told of an entry."""
    noun, _, name = subject.partition("@")[0].partition("/")
    if noun != "entry":
        return f"{noun}/{name}", 0
    entry = read_entry(hosted, int(name))
    act = entry.envelope.act
    if isinstance(act, AnnouncePayment) and (announced := find_announced(state, act.by, entry.at)):
        return f"withdrawal/{announced.number}", act.by
    proposal = getattr(act, "proposal", 0) or getattr(act, "decision", 0)
    return getattr(act, "subject", "") or (
        f"proposal/{proposal}" if proposal else f"member/{getattr(act, 'member', 0) or act.by}"
    ), act.by


def is_moot(hosted: Hosted, state: State, notice: Notice) -> bool:
    """Whether this notice is of no use any more: its member has voted meanwhile, say, or has left."""
    member, reason = state.members.get(notice.member), REASONS.get(notice.reason)
    if member is None or reason is None or (member.left_at and reason is not EXPELLED):
        return True
    return reason.is_moot(state, notice.member, get_about(hosted, state, notice.subject)[0])


def get_item(visit: Visit, notice: Notice) -> Item:
    """A notice in words."""
    reason = REASONS[notice.reason]
    about, doer = get_about(visit.hosted, visit.state, notice.subject)
    fields = _get_fields(visit, reason, about, doer)
    detail = visit.words._(reason.detail, **fields) if reason.detail else ""
    return Item(_flatten(visit.words._(reason.line, **fields)), detail, _get_address(visit, about, reason))


def _get_fields(visit: Visit, reason: Reason, about: str, doer: int) -> dict[str, str]:
    """All that a line of the table may speak of."""
    words, case = visit.words, find_case(visit.state, about)
    noun, _, name = about.partition("/")
    if mandate := find_mandate(visit.state, about):
        named = visit.text(mandate.text)
        title = named.title if isinstance(named, MandateText) else words._("Mandate {number}", number=mandate.number)
        return {"title": title, "name": "", "until": words.moment(mandate.ends_at), "ending": ""}
    if noun == "withdrawal":
        return _get_fields_of_payment(visit, visit.state.withdrawals[int(name)])
    if case is None:
        titles = {"clause": lambda: say_clause(words, name), "member": lambda: visit.name(int(name))}
        title = titles.get(noun, lambda: words._("Charter"))()
        by = doer or (int(name) if noun == "member" else 0)
        return {"title": title, "name": visit.name(by) if by else "", "until": "", "ending": ""}
    text = get_proposal_text(visit, case.text)
    carried_out_by = getattr(case, "carried_out_by", 0) if reason.name == "carried-out" else 0
    closes_at: int = getattr(case, "closes_at", 0) or getattr(case, "closed_at", 0)
    ending = ""
    if isinstance(case, Decision):
        ending = say_ending(words, case, get_option_names(case, text))
    return {
        "title": get_title(visit, case.number, text),
        "name": visit.name(doer or carried_out_by or case.author),
        "until": words.moment(closes_at),
        "ending": ending,
    }


def _get_fields_of_payment(visit: Visit, one: Withdrawal) -> dict[str, str]:
    """An announced payment: how much, by whom, and when it is paid at the earliest."""
    words, standing = visit.words, visit.host.vaults.book.get_standing(visit.hosted.org, one.vault)
    until = one.ordered_at + 1000 * standing.terms.small_delay if standing else one.ordered_at
    title = say_units(words, one.amount, one.token)
    return {"title": title, "name": visit.name(one.by), "until": words.moment(until), "ending": ""}


def _get_address(visit: Visit, about: str, reason: Reason) -> str:
    noun, _, name = about.partition("/")
    path = f"{visit.host.origin}/o/{visit.hosted.slug}"
    if noun == "proposal":
        return f"{path}/proposals/{name}" + (f"#{reason.anchor}" if reason.anchor else "")
    if noun == "mandate":
        return f"{path}/mandates/{name}"
    if noun == "withdrawal":
        return f"{path}/payments#withdrawal-{name}"
    if noun == "member":
        return (
            f"{path}/me#devices"
            if reason.name.startswith("key-") and reason.name != "key-vouched"
            else f"{path}/members/{name}"
        )
    return f"{path}/charter"


def write_letter(visit: Visit, notice: Notice, wishes: Wishes, kept: Sequence[Notice] = ()) -> EmailMessage:
    """A letter about one notice; or about all that was kept for this digest, with what needs its member before it."""
    stop = f"{visit.host.origin}/told/stop?token={create_stop_token(visit, notice.member, wishes.address)}"
    if notice.reason in _TITLES:
        subject = visit.words._(_TITLES[notice.reason], organisation=visit.state.charter.name)
        items = [get_item(visit, one) for one in kept]
        letter = Letter(subject=subject, items=items, needs=get_needs(visit), stop=stop)
    else:
        item = get_item(visit, notice)
        letter = Letter(subject=item.line, items=[item], stop=stop)
    return _compose(visit, notice, wishes.address, letter)


def create_stop_token(visit: Visit, member: int, address: str) -> str:
    """Says whose letters to stop; it holds for the address it was sent to and for no other."""
    return visit.host.links.create(STOP, visit.hosted.org, member, compute_address_mark(address))


def compute_address_mark(address: str) -> str:
    """Stands for an address where it should not be read."""
    return hashlib.sha256(address.encode()).hexdigest()[:16]


def write_confirmation(visit: Visit, notice: Notice, wishes: Wishes) -> EmailMessage:
    """The one letter that goes to an address nobody has confirmed yet: it asks for just that, and says nothing else."""
    mark = compute_address_mark(wishes.address)
    token = visit.host.links.create(CONFIRM, visit.hosted.org, notice.member, mark, wishes.asked_at + 2 * DAY)
    item = Item(
        visit.words._("Is this your address?"),
        visit.words._(
            "A member of {organisation} asked for letters to this address. If it was you, confirm it within two days. "
            "If not, do nothing, and no further letter comes.",
            organisation=visit.state.charter.name,
        ),
        f"{visit.host.origin}/told/confirm?token={token}",
    )
    return _compose(visit, notice, wishes.address, Letter(subject=item.line, items=[item]))


def _compose(visit: Visit, notice: Notice, address: str, letter: Letter) -> EmailMessage:
    """Text and HTML of the same words, with the headers that let programs tell what it is and how to stop it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = formataddr((_flatten(visit.state.charter.name), visit.settings.mail_from))
    message["To"] = address
    message["Subject"] = _flatten(letter.subject)
    message["Date"] = format_datetime(compute_moment(visit.now))
    message["Message-ID"] = f"<{_compute_name(notice)}@{urlsplit(visit.host.origin).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = visit.language
    if letter.stop:
        message["List-Id"] = f"<{visit.hosted.slug}.{urlsplit(visit.host.origin).hostname}>"
        message["List-Unsubscribe"] = f"<{letter.stop}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    home = f"{visit.host.origin}/o/{visit.hosted.slug}"
    context = {"letter": letter, "home": home, "origin": visit.host.origin}
    message.set_content(render_template(visit, "letter.txt", **context))
    message.add_alternative(render_template(visit, "letter.html", **context), subtype="html")
    return message


def _compute_name(notice: Notice) -> str:
    """The same for the same notice, so that a letter sent twice can be told from two letters."""
    said = f"{notice.org} {notice.member} {notice.reason} {notice.subject}"
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _flatten(line: str) -> str:
    return " ".join(line.split())
