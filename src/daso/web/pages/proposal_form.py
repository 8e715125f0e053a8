"""Writing a proposal, new or revised. The form becomes a signed act in the member's browser.

Read next: `effect_form.py` for its effects; `proposal.py`, where it then stands.
"""

from __future__ import annotations

from typing import Final

from litestar import Response, get
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from daso.errors import Refusal
from daso.host import ProposalText
from daso.kernel.amendment import is_first_reading
from daso.kernel.charter import KINDS, Rule
from daso.kernel.proposal import OPTIONS_LIMIT, Proposal, get_own
from daso.kernel.queries import check_token
from daso.kernel.refusals import AlreadyPublished, TooManyProposals
from daso.web.hubs import get_hub_choices
from daso.web.pages.effect_form import get_kept, get_offers
from daso.web.pages.entry import get_way_to_new
from daso.web.pages.office_forms import find_office_form
from daso.web.pages.standing import say_no_token
from daso.web.reading import get_proposal_text
from daso.web.refusals import SignInNeeded
from daso.web.render import render_page
from daso.web.visit import Visit, VisitHere
from daso.web.words import say_kind, say_method, say_refusal
from daso.web.words.language import Words
from daso.web.words.rules import KINDS as KIND_WORDS
from daso.web.words.ways import COUNTINGS

__all__ = ["find_obstacle", "get_new_proposal", "get_revision", "say_needs"]

EMPTY_OPTIONS: Final = 4
"""Empty lines for options that a new form offers; a revised one has some to spare."""


@get("/o/{slug:str}/proposals/new", sync_to_thread=True)
def get_new_proposal(visit: VisitHere, effect: FromQuery[str] = "", hub: FromQuery[int] = 0) -> Response[str]:
    """The form of a new proposal; an `effect` that a page has led to is ticked already, and a `hub` chosen."""
    words, charter = visit.words, visit.state.charter
    offers = get_offers(visit, (), effect)
    return render_page(
        visit,
        "proposal-form.html",
        heading=words._("Propose something"),
        lead=words.ngettext(
            "You may have {count} live proposal at a time. It is discussed first; revise until you publish.",
            "You may have {count} live proposals at a time. They are discussed first; revise until you publish.",
            charter.live_proposals,
        ),
        obstacle=find_obstacle(visit),
        act="OpenProposal",
        next=get_way_to_new(visit.hosted.slug),
        proposal=None,
        kinds=[
            (kind, say_kind(words, kind), words._(KIND_WORDS[kind][1]), say_needs(words, visit, kind))
            for kind in KINDS
            if kind in charter.rules and kind != "amendment"
        ],
        methods=_get_methods(visit),
        hubs=get_hub_choices(visit),
        hub=hub,
        kind="policy" if any(offer.is_ticked for offer in offers) else "ordinary",
        form="",
        title="",
        body="",
        options=[""] * EMPTY_OPTIONS,
        has_effects="policy" in charter.rules,
        kept=[],
        offers=offers,
        button=words._("Open for discussion"),
    )


@get("/o/{slug:str}/proposals/{number:int}/revise", sync_to_thread=True)
def get_revision(visit: VisitHere, number: FromPath[int]) -> Response[str] | Redirect:
    """The form that revises one's own draft."""
    words = visit.words
    if visit.member is None:
        raise SignInNeeded
    draft = get_own(visit.state, number, visit.member.number)
    if draft.published_at and not draft.is_by_consent:
        raise AlreadyPublished(proposal=number)
    if name := find_office_form(draft):
        return Redirect(f"/o/{visit.hosted.slug}/propose/{name}?draft={number}", status_code=303)
    if is_first_reading(draft):
        return Redirect(f"/o/{visit.hosted.slug}/charter/amend?draft={number}", status_code=303)
    text = get_proposal_text(visit, draft.text)
    written = text if isinstance(text, ProposalText) else ProposalText(title="", body="", options=())
    spare = EMPTY_OPTIONS if draft.form == "choice" else 0
    return render_page(
        visit,
        "proposal-form.html",
        heading=words._("Revise proposal {number}", number=number),
        lead=words._("All ballots lapse with what you save, and the vote begins anew. Comments stay.")
        if draft.published_at
        else words._("The discussion begins anew with what you save. Comments stay."),
        obstacle="",
        act="ReviseProposal",
        next=f"/o/{visit.hosted.slug}/proposals/{number}",
        proposal=number,
        kinds=[],
        methods=[],
        hubs=get_hub_choices(visit),
        hub=draft.hub,
        kind=draft.kind,
        form=draft.form,
        title=written.title,
        body=written.body,
        options=[*written.options, *[""] * spare][:OPTIONS_LIMIT],
        has_effects=draft.kind in ("policy", "amendment") and draft.form == "motion",
        kept=get_kept(visit, draft.effects),
        offers=get_offers(visit, draft.effects) if draft.kind == "policy" else [],
        button=words._("Save what I revised"),
    )


def _get_methods(visit: Visit) -> list[tuple[str, str, str, str]]:
    """Ways of counting a choice: name in the law, name, what it asks for, and the kinds that may use it."""
    rules = visit.state.charter.rules.items()
    found = []
    for method, (name, sentence) in COUNTINGS.items():
        kinds = [kind for kind, rule in rules if _may_use(rule, method)]
        if kinds:
            found.append((method, visit.words._(name), visit.words._(sentence), " ".join(kinds)))
    return found


def _may_use(rule: Rule, method: str) -> bool:
    """Whether a choice may be counted so; consent is for motions alone."""
    return method in rule.choices if method else rule.method != "consent"


def find_obstacle(visit: Visit) -> str:
    """Why the visitor can't propose now, in the law's own words; empty when they can."""
    if visit.scrutineer:
        return visit.words._("You are here as a scrutineer, without a vote.")
    if visit.member is None:
        return visit.words._("Sign in as a member to propose something.")
    if no_token := say_no_token(visit, visit.member):
        return no_token
    limit = visit.state.charter.live_proposals
    try:
        check_token(visit.state, visit.member.number)
        if sum(_is_of(proposal, visit.member.number) for proposal in visit.state.proposals.values()) >= limit:
            raise TooManyProposals(limit=limit)
    except Refusal as refusal:
        return say_refusal(visit.words, refusal)
    return ""


def _is_of(proposal: Proposal, member: int) -> bool:
    return proposal.author == member


def say_needs(words: Words, visit: Visit, kind: str) -> str:
    """What a proposal of this kind takes, in a few sentences."""
    rule = next(rule for name, rule in visit.state.charter.rules.items() if name == kind)
    return words._(
        "Discussion: at least {discussion}. Voting: {voting}. Adopted by {method}.",
        discussion=words.duration(rule.discussion_hours),
        voting=words.duration(rule.voting_hours),
        method=say_method(words, rule),
    )
