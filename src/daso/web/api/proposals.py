"""Proposals, decisions, and the log's entries with their receipts, for programs. Read next: `cases.py`."""

from __future__ import annotations

from litestar import MediaType, Response
from litestar.params import FromPath

from daso.clerk.clerk import NoSuchEntry
from daso.host import ProposalText
from daso.kernel.charter import has_hidden_counts
from daso.kernel.decision import Decision, get_tally
from daso.kernel.pause import get_expiry
from daso.kernel.proposal import Proposal, compute_earliest
from daso.kernel.queries import get_proposal
from daso.web.api.answers import After, CaseAnswer, EntryAnswer, Limit, Slice, cut_slice
from daso.web.api.asking import read
from daso.web.pages.cases import get_option_names, get_phase
from daso.web.visit import Visit, VisitHere
from daso.web.words import say_ending, say_standing, say_turnout

__all__ = ["get_case", "get_decisions", "get_entry", "get_proposals", "get_receipt"]


@read("/api/orgs/{slug:str}/proposals", tags=["proposals"])
def get_proposals(visit: VisitHere) -> list[CaseAnswer]:
    """The live proposals, in discussion or voted on, by number."""
    return [describe_proposal(visit, one) for _, one in sorted(visit.state.proposals.items())]


@read("/api/orgs/{slug:str}/proposals/{number:int}", tags=["proposals"])
def get_case(visit: VisitHere, number: FromPath[int]) -> CaseAnswer:
    """One proposal, live or ended."""
    decision = visit.state.decisions.get(number)
    return (
        describe_decision(visit, decision) if decision else describe_proposal(visit, get_proposal(visit.state, number))
    )


@read("/api/orgs/{slug:str}/decisions", tags=["proposals"])
def get_decisions(visit: VisitHere, after: After = 0, limit: Limit = 100) -> Slice[CaseAnswer]:
    """How every other proposal ended, by number."""
    chosen, following = cut_slice(sorted(visit.state.decisions.keys()), after, limit)
    return Slice([describe_decision(visit, visit.state.decisions[number]) for number in chosen], following)


def describe_proposal(visit: Visit, proposal: Proposal) -> CaseAnswer:
    """A live proposal."""
    return CaseAnswer(
        number=proposal.number,
        status="voting" if proposal.published_at else "discussion",
        author=proposal.author,
        kind=proposal.kind,
        form=proposal.form,
        method=proposal.method,
        options=proposal.options,
        text=proposal.text,
        title=read_title(visit, proposal.text),
        says=say_case(visit, proposal),
        effects=proposal.effects,
        about=proposal.about,
        hub=proposal.hub,
        rule=proposal.rule,
        electorate=proposal.electorate,
        tally=get_tally(proposal) if proposal.published_at and not has_hidden_counts(proposal.rule) else None,
        opened_at=proposal.opened_at,
        published_at=proposal.published_at,
        closes_at=proposal.closes_at,
        expires_at=0,
        readable_from=0,
        carried_out_at=0,
        carried_out_by=0,
        answered=proposal.answered,
        left_out=proposal.left_out,
        sponsors=proposal.sponsors,
        extensions=proposal.extensions,
        ground=proposal.ground,
        reply=proposal.reply,
        replied_at=proposal.replied_at,
        conditions=proposal.conditions,
        revised_at=proposal.revised_at,
        publishable_from=0 if proposal.published_at else compute_earliest(visit.state, proposal),
        needed=proposal.needed,
        signed_at=proposal.signed_at,
    )


def describe_decision(visit: Visit, decision: Decision) -> CaseAnswer:
    """A proposal that has ended."""
    return CaseAnswer(
        number=decision.number,
        status=decision.outcome,
        author=decision.author,
        kind=decision.kind,
        form=decision.form,
        method=decision.method,
        options=decision.options,
        text=decision.text,
        title=read_title(visit, decision.text),
        says=say_case(visit, decision),
        effects=decision.effects,
        about=decision.about,
        hub=decision.hub,
        rule=decision.rule,
        electorate=decision.tally.electorate if decision.tally else 0,
        tally=decision.tally,
        opened_at=decision.opened_at,
        published_at=decision.published_at,
        closes_at=decision.closed_at,
        expires_at=get_expiry(visit.state, decision) if decision.expires_at else 0,
        readable_from=decision.readable_from,
        carried_out_at=decision.carried_out_at,
        carried_out_by=decision.carried_out_by,
        answered=(),
        left_out=decision.left_out,
        sponsors=decision.sponsors,
        extensions=decision.extensions,
        ground=decision.ground,
        reply=decision.reply,
        replied_at=decision.replied_at,
        conditions=decision.conditions,
        effective_at=decision.effective_at,
        challenge=decision.challenge,
        suspended_at=decision.suspended_at,
        upheld_by=decision.upheld_by,
        overturned_by=decision.overturned_by,
        left=decision.left,
    )


def say_case(visit: Visit, case: Proposal | Decision) -> str:
    """How it stands or ended, in the words of its page."""
    names = get_option_names(case, visit.text(case.text))
    if isinstance(case, Decision):
        return say_ending(visit.words, case, names)
    if case.published_at:
        return f"{say_turnout(visit.words, get_tally(case))} {say_standing(visit.words, case, names)}"
    return get_phase(visit, case)


def read_title(visit: Visit, commitment: str) -> str | None:
    """The title, if this reader may read it."""
    text = visit.text(commitment)
    return text.title if isinstance(text, ProposalText) else None


@read("/api/orgs/{slug:str}/entries/{index:int}", tags=["log"])
def get_entry(visit: VisitHere, index: FromPath[int]) -> EntryAnswer:
    """One entry of the log, its very bytes as text."""
    size = visit.hosted.size
    if not 0 <= index < size:
        raise NoSuchEntry(index=index, size=size)
    (entry,) = visit.hosted.log.read(index, index + 1)
    return EntryAnswer(entry=index, content=entry.decode())


@read("/api/orgs/{slug:str}/entries/{index:int}/receipt", media_type=MediaType.TEXT, tags=["log"])
def get_receipt(visit: VisitHere, index: FromPath[int]) -> Response[str]:
    """The receipt of an entry under the newest checkpoint, as a C2SP tlog-proof with the entry's bytes in it."""
    receipt = visit.hosted.get_receipt(index)
    return Response(receipt, media_type=MediaType.TEXT, headers={"Cache-Control": "no-store"})
