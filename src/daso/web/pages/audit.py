"""Checking, without an account and without JavaScript: where the log stands, and an answer to a pasted receipt.

Read next: `ledger/proof.py`, what a receipt proves; `entry.py`, what one entry says.
"""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from litestar import Response, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body

from daso.errors import Tampered
from daso.host.public import PublicAnchor, PublicPost
from daso.kernel.contract import BindContract
from daso.kernel.transition import decode_entry
from daso.ledger import Receipt, parse_checkpoint, parse_receipt, parse_vkey, verify_receipt
from daso.ledger.proof import ReceiptMalformed
from daso.web.contract_code import encode_contract_code
from daso.web.pages.entry import get_entry_address, say_entry
from daso.web.pages.witnesses import get_seen
from daso.web.reading import get_deeds
from daso.web.render import render_page
from daso.web.visit import Visit, VisitHere
from daso.web.words import say_refusal

__all__ = ["check_receipt", "get_audit"]

LATEST: Final = 20


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of checking a receipt."""

    look: str
    title: str
    line: str
    deed: str = ""
    href: str = ""


class Pasted(msgspec.Struct):
    """The form's one field."""

    receipt: str = ""


@get("/o/{slug:str}/audit", sync_to_thread=True)
def get_audit(visit: VisitHere) -> Response[str]:
    """The page for whoever trusts nobody."""
    return _render(visit, "", None)


@post("/o/{slug:str}/audit", sync_to_thread=True, status_code=200)
def check_receipt(
    visit: VisitHere, data: Annotated[Pasted, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[str]:
    """The same page with an answer to the receipt that was pasted."""
    return _render(visit, data.receipt, _answer(visit, data.receipt))


def _answer(visit: Visit, pasted: str) -> Answer:
    words = visit.words
    try:
        receipt = parse_receipt(pasted)
        origin, ours = parse_checkpoint(receipt.checkpoint).origin, parse_vkey(visit.hosted.vkey).name
        if origin != ours:
            line = words._("It names the log {origin}. Check it on the page of that organisation.", origin=origin)
            return Answer(look="warn", title=words._("This is another log’s receipt"), line=line)
        entry = _read(visit, receipt)
        checkpoint = verify_receipt(receipt, entry, visit.hosted.vkey)
        _check_kept(visit, receipt, entry)
    except ReceiptMalformed as error:
        return Answer(look="warn", title=words._("This is no receipt"), line=say_refusal(words, error))
    except Tampered as error:
        return Answer(look="bad", title=words._("This does not hold"), line=say_refusal(words, error))
    line = words._(
        "The log signed, at {size} entries, that it holds this one, and it still does, in its place {index}.",
        size=words.number(checkpoint.size),
        index=words.number(receipt.index),
    )
    return Answer(
        look="good",
        title=words._("It holds"),
        line=line,
        deed=say_entry(visit, decode_entry(entry)),
        href=get_entry_address(visit, receipt.index),
    )


def _read(visit: Visit, receipt: Receipt) -> bytes:
    """The entry that a receipt is about: the bytes it brings along, else those that stand in its place now."""
    return receipt.extra or next(iter(visit.hosted.log.read(receipt.index, receipt.index + 1)), b"")


def _check_kept(visit: Visit, receipt: Receipt, entry: bytes) -> None:
    """The log must still hold what a genuine receipt shows; else its own signature stands against it."""
    if list(visit.hosted.log.read(receipt.index, receipt.index + 1)) != [entry]:
        raise EntryGone(index=receipt.index)


class PublicPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A contract that is the organisation's own, and what stands there."""

    name: str
    code: str
    anchors: list[PublicAnchor]


def _get_public(visit: Visit) -> list[PublicPlace]:
    """Where roots of this log stand in public, and the latest of them. Only what is final."""
    known = visit.host.public.list_anchors(visit.hosted.org, LATEST)
    return [
        PublicPlace(
            name=visit.words._("Chain {chain}, contract {address}", chain=one.chain, address=one.address),
            code=encode_contract_code(BindContract(chain=one.chain, role=one.role, address=one.address)),
            anchors=[anchor for anchor in known if anchor.contract == one.number],
        )
        for _, one in sorted(visit.state.contracts.items())
        if one.role == "anchor" and not one.ended_at
    ]


class PublicAct(msgspec.Struct, frozen=True, kw_only=True):
    """One act that was handed in at the inbox, in words, and what became of it."""

    deed: str
    href: str
    at: int
    due_at: int
    status: str


class Inbox(msgspec.Struct, frozen=True, kw_only=True):
    """A public inbox and what was handed in there."""

    name: str
    code: str
    acts: list[PublicAct]


def _get_inboxes(visit: Visit) -> list[Inbox]:
    """Where acts can be handed in that the operator does not take, and the latest of them. Only what is final."""
    known = visit.host.public.list_posts(visit.hosted.org, LATEST)
    return [
        Inbox(
            name=visit.words._("Chain {chain}, contract {address}", chain=one.chain, address=one.address),
            code=encode_contract_code(BindContract(chain=one.chain, role=one.role, address=one.address)),
            acts=[_show_post(visit, post) for post in known if post.contract == one.number],
        )
        for _, one in sorted(visit.state.contracts.items())
        if one.role == "inbox" and not one.ended_at
    ]


def _show_post(visit: Visit, post: PublicPost) -> PublicAct:
    """What was handed in; what is on the log is said as its entry says it."""
    if post.status == "taken":
        (stored,) = visit.hosted.log.read(post.entry, post.entry + 1)
        deed, href = say_entry(visit, decode_entry(stored)), get_entry_address(visit, post.entry)
    else:
        deed, href = visit.words._("Handed in as number {number}", number=post.number), ""
    return PublicAct(deed=deed, href=href, at=post.at, due_at=post.due_at, status=post.status)


class EntryGone(Tampered):
    """The log signed for an entry that it does not hold any more."""

    code = "entry-gone"
    message = (
        "The receipt is genuine: the log signed that it holds entry {index}. But the log does not hold it any more. "
        "Keep this receipt safe, and show it to others: it proves that something was taken away."
    )


def _render(visit: Visit, pasted: str, answer: Answer | None) -> Response[str]:
    head, hosted, words = visit.hosted.log.head(), visit.hosted, visit.words
    base = f"/o/{hosted.slug}/log"
    latest = hosted.register.get_latest(LATEST)
    facts = [(words._("Entries"), words.number(visit.state.entries))]
    if latest:
        facts.append((words._("Newest entry"), words.time(latest[-1].at)))
    facts.append((words._("Identifier"), hosted.org))
    return render_page(
        visit,
        "audit.html",
        answer=answer,
        pasted=pasted,
        facts=facts,
        seen=get_seen(visit),
        checkpoint=head.note if head else "",
        vkey=hosted.vkey,
        log_address=f"{visit.host.origin}{base}",
        downloads=[
            (words._("The newest checkpoint"), f"{base}/checkpoint"),
            (words._("Every checkpoint that was ever signed"), f"{base}/checkpoints"),
            (words._("The key of the log"), f"{base}/log.vkey"),
            (words._("All decisions as a table (CSV)"), f"/o/{hosted.slug}/decisions.csv"),
        ],
        deeds=get_deeds(visit, latest),
        public=_get_public(visit),
        inboxes=_get_inboxes(visit),
    )
