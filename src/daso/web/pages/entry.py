"""One entry of the log: in words, as the bytes that were signed, and with its receipt to keep.

Read next: `audit.py`, where a receipt is checked.
"""

from __future__ import annotations

from litestar import MediaType, Response, get
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER
from markupsafe import Markup

from daso.clerk.clerk import NoSuchEntry
from daso.clerk.register import Row
from daso.kernel.ballot import CastBallot
from daso.kernel.challenge import OpenChallenge
from daso.kernel.comment import EditComment, PostComment, React, Unreact
from daso.kernel.condition import ReportCondition
from daso.kernel.founding import FoundOrganisation, WriteClause
from daso.kernel.mandate import ReportMandate
from daso.kernel.membership import InviteMembers, JoinOrganisation
from daso.kernel.moderation import FlagComment
from daso.kernel.objection import AnswerObjection
from daso.kernel.proposal import OpenProposal, ReviseProposal
from daso.kernel.reply import ReplyToProposal
from daso.kernel.transition import AnyAct, Entry, decode_entry
from daso.kernel.withdrawal import AnnouncePayment
from daso.ledger.log import get_size
from daso.web.pages.cases import get_option_names
from daso.web.reading import (
    Written,
    get_effect_names,
    get_person,
    get_proposal_text,
    get_subject_address,
    get_titles_of_subjects,
    get_written,
)
from daso.web.render import render_page
from daso.web.visit import Visit, VisitHere
from daso.web.words import say_choices, say_deed, say_effect, say_reaction, say_way
from daso.web.words.money import say_units

__all__ = ["get_entry", "get_entry_address", "get_entry_receipt", "get_entry_subject", "get_way_to_new", "say_entry"]


@get("/o/{slug:str}/entries/{index:int}", sync_to_thread=True)
def get_entry(visit: VisitHere, index: FromPath[int]) -> Response[str]:
    """The page of an entry."""
    data, size = _read(visit, index)
    entry = decode_entry(data)
    act, row = entry.envelope.act, _get_row(visit, entry.envelope.act)
    return render_page(
        visit,
        "entry.html",
        index=index,
        size=size,
        person=get_person(visit, act.by),
        what=_say_row(visit, row),
        at=entry.at,
        about=get_subject_address(visit, row.subject),
        facts=_get_facts(visit, entry, row),
        said=_get_said(visit, act),
        bytes=data.decode(),
    )


@get("/o/{slug:str}/entries/{index:int}/receipt", sync_to_thread=True)
def get_entry_receipt(visit: VisitHere, index: FromPath[int]) -> Response[str]:
    """The receipt of an entry, as a file to keep."""
    name = f"{visit.hosted.slug}-{index}.tlog-proof"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    return Response(visit.hosted.get_receipt(index), media_type=MediaType.TEXT, headers=headers)


@get("/o/{slug:str}/entries/{index:int}/about", sync_to_thread=True)
def get_entry_subject(visit: VisitHere, index: FromPath[int]) -> Redirect:
    """On to what an entry is about: whoever has opened a proposal is shown it, whatever number it got."""
    act = decode_entry(_read(visit, index)[0]).envelope.act
    address = get_subject_address(visit, _get_row(visit, act).subject)
    return Redirect(address or get_entry_address(visit, index), status_code=HTTP_303_SEE_OTHER)


def get_way_to_new(slug: str) -> str:
    """Where the browser's client goes once a proposal is opened; it puts the entry's index in."""
    return f"/o/{slug}/entries/{{entry}}/about"


def _read(visit: Visit, index: int) -> tuple[bytes, int]:
    """The bytes of an entry, and how many entries there are."""
    size = get_size(visit.hosted.log.head())
    if not 0 <= index < size:
        raise NoSuchEntry(index=index, size=size)
    return next(iter(visit.hosted.log.read(index, index + 1))), size


def get_entry_address(visit: Visit, index: int) -> str:
    """Where an entry can be read."""
    return f"/o/{visit.hosted.slug}/entries/{index}"


def _get_row(visit: Visit, act: AnyAct) -> Row:
    """The register's line, which alone knows the number that an opened proposal got."""
    row = visit.hosted.register.get_by_sequence(act.by, act.seq)
    if row is None:
        raise NoSuchEntry(index=visit.state.entries, size=visit.state.entries)
    return row


def _say_row(visit: Visit, row: Row) -> str:
    titles = get_titles_of_subjects(visit, [row.subject])
    return say_deed(visit.words, row.act, row.subject, titles.get(row.subject, ""))


def say_entry(visit: Visit, entry: Entry) -> str:
    """What an entry says, in a line that names who did it."""
    act = entry.envelope.act
    row = _get_row(visit, act)
    return f"{get_person(visit, act.by).name} {_say_row(visit, row)}"


def _get_facts(visit: Visit, entry: Entry, row: Row) -> list[tuple[str, str]]:
    words, act = visit.words, entry.envelope.act
    facts = _get_facts_of_act(visit, act, row)
    kinds = {"passkey": words._("a passkey"), "wallet": words._("a wallet")}
    signed = kinds.get(str(entry.envelope.proof.__struct_config__.tag), words._("a key kept in software"))
    facts.append((words._("Signed with"), words._("{kind}, device {number}", kind=signed, number=entry.envelope.key)))
    facts.append((words._("Act of this member"), words._("number {number}", number=act.seq)))
    return facts


def _get_facts_of_act(visit: Visit, act: AnyAct, row: Row) -> list[tuple[str, str]]:
    words = visit.words
    match act:
        case CastBallot():
            return [(words._("Vote"), _say_choice(visit, act))]
        case OpenProposal() | ReviseProposal():
            names = get_effect_names(visit, act.effects)
            effects = [say_effect(words, effect, names) for effect in act.effects]
            facts = [(words._("Effects"), " ".join(effects) or words._("none; a resolution"))]
            if isinstance(act, OpenProposal) and act.method:
                facts.append((words._("Counted by"), say_way(words, act.method)))
            return facts
        case AnswerObjection():
            return [(words._("To the objection of"), get_person(visit, act.member).name)]
        case AnnouncePayment():
            return [(words._("Amount"), say_units(words, act.amount, act.token)), (words._("To"), act.to)]
        case InviteMembers():
            return [(words._("Invitations"), words.number(len(act.keys)))]
        case FoundOrganisation():
            return [(words._("Name in the draft"), act.charter.name)]
        case JoinOrganisation():
            return [(words._("Number"), str(row.by))]
        case React() | Unreact():
            return [(words._("Reaction"), say_reaction(words, act.reaction))]
    return []


def _say_choice(visit: Visit, act: CastBallot) -> str:
    state = visit.state
    case = state.proposals.get(act.proposal) or state.decisions[act.proposal]
    names = get_option_names(case, get_proposal_text(visit, act.text))
    return say_choices(visit.words, case, names, act.choices)


def _get_said(visit: Visit, act: AnyAct) -> Written | None:
    """The words that belong to the act, wherever they stand."""
    match act:
        case WriteClause():
            return Written(Markup("<p>{}</p>").format(act.text))
        case OpenProposal() | ReviseProposal() | OpenChallenge():
            return get_written(visit, visit.text(act.text))
        case ReplyToProposal() | ReportCondition() | AnnouncePayment():
            return get_written(visit, visit.text(act.text))
        case PostComment() | EditComment() | ReportMandate() | AnswerObjection():
            return get_written(visit, visit.text(act.text))
        case CastBallot(reason=reason) | FlagComment(reason=reason) if reason:
            return get_written(visit, visit.text(reason))
    return None
