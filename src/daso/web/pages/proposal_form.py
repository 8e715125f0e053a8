"""Writing a proposal, new or revised. The form becomes a signed act in the member's browser.

What its effects would do is tried out on the law while one writes. Read next: `proposal.py`, where it then stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from daso.errors import Refusal
from daso.host import Profile, ProposalText
from daso.kernel.charter import KINDS
from daso.kernel.effect import AgreeOrigin, Effect
from daso.kernel.proposal import OPTIONS_LIMIT, Proposal, get_own_draft
from daso.kernel.queries import check_token
from daso.kernel.refusals import TooManyProposals
from daso.kernel.scrutineer import EndScrutineer, NameScrutineer
from daso.keys.verify import P256Key
from daso.web.reading import get_proposal_text
from daso.web.refusals import SignInNeeded
from daso.web.render import render_page, render_template
from daso.web.visit import Visit, VisitHere
from daso.web.words import compute_dry_run, say_effect, say_kind, say_method, say_refusal
from daso.web.words.language import Words
from daso.web.words.rules import KINDS as KIND_WORDS

__all__ = ["get_dry_run", "get_new_proposal", "get_revision"]

EMPTY_OPTIONS: Final = 4
"""Empty lines for options that a new form offers; a revised one has some to spare."""

Field = tuple[str, str, str, str]
"""A field's name, label, hint and type."""


_effects: Final = msgspec.json.Decoder(Effect)


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """An effect that a policy motion may have."""

    tag: str
    label: str
    promise: str
    fields: tuple[Field, ...]


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """An effect that a draft has already; it stays as long as its box is ticked."""

    tag: str
    promise: str
    fields: tuple[tuple[str, str], ...]


@get("/o/{slug:str}/proposals/new", sync_to_thread=True)
def get_new_proposal(visit: VisitHere) -> Response[str]:
    """The form of a new proposal."""
    words, charter = visit.words, visit.state.charter
    return render_page(
        visit,
        "proposal-form.html",
        heading=words._("Propose something"),
        lead=words.ngettext(
            "You may have {count} live proposal at a time. It is discussed first; revise until you publish.",
            "You may have {count} live proposals at a time. They are discussed first; revise until you publish.",
            charter.live_proposals,
        ),
        obstacle=_find_obstacle(visit),
        act="OpenProposal",
        next=f"/o/{visit.hosted.slug}/proposals",
        proposal=None,
        kinds=[
            (kind, say_kind(words, kind), words._(KIND_WORDS[kind][1]), _say_needs(words, visit, kind))
            for kind in KINDS
            if kind in charter.rules
        ],
        form="",
        title="",
        body="",
        options=[""] * EMPTY_OPTIONS,
        has_effects="policy" in charter.rules,
        effects=[],
        offers=_get_offers(words),
        button=words._("Open for discussion"),
    )


@get("/o/{slug:str}/proposals/{number:int}/revise", sync_to_thread=True)
def get_revision(visit: VisitHere, number: FromPath[int]) -> Response[str]:
    """The form that revises one's own draft."""
    words = visit.words
    if visit.member is None:
        raise SignInNeeded
    draft = get_own_draft(visit.state, number, visit.member.number)
    text = get_proposal_text(visit, draft.text)
    written = text if isinstance(text, ProposalText) else ProposalText(title="", body="", options=())
    spare = EMPTY_OPTIONS if draft.form == "choice" else 0
    return render_page(
        visit,
        "proposal-form.html",
        heading=words._("Revise proposal {number}", number=number),
        lead=words._("The discussion begins anew with what you save. Comments stay."),
        obstacle="",
        act="ReviseProposal",
        next=f"/o/{visit.hosted.slug}/proposals/{number}",
        proposal=number,
        kinds=[],
        form=draft.form,
        title=written.title,
        body=written.body,
        options=[*written.options, *[""] * spare][:OPTIONS_LIMIT],
        has_effects=draft.kind == "policy" and draft.form == "motion",
        effects=[_get_kept(visit, effect) for effect in draft.effects],
        offers=_get_offers(words),
        button=words._("Save what I revised"),
    )


@get("/o/{slug:str}/proposals/dry-run", sync_to_thread=True)
def get_dry_run(visit: VisitHere) -> Response[str]:
    """What the effects that are being written would do, tried out on today's State: a part of a page."""
    effects = _read_effects(dict(parse_qsl(visit.query)))
    dry_run = compute_dry_run(visit.words, visit.state, effects, visit.state.next_proposal, visit.now)
    title = visit.words._("What will happen if it is adopted")
    part = render_template(visit, "dry-run.html", dry_run=dry_run, dry_run_title=title)
    return Response(part, media_type="text/html", headers={"Cache-Control": "no-store"})


def _read_effects(given: Mapping[str, str]) -> tuple[Effect, ...]:
    """The effects that are written so far; a field that is not filled in rightly yet adds none."""
    candidates: list[dict[str, object]] = []
    if origin := given.get("effect.origin"):
        candidates.append({"effect": "AgreeOrigin", "origin": origin})
    if (number := given.get("effect.scrutineer", "")).isdigit():
        candidates.append({"effect": "EndScrutineer", "scrutineer": int(number)})
    if public := given.get("effect.key"):
        candidates.append({"effect": "NameScrutineer", "key": {"kind": "p256", "public": public}, "profile": ""})
    return tuple(effect for one in candidates if (effect := _convert(one)) is not None)


def _convert(candidate: dict[str, object]) -> Effect | None:
    try:
        effect: Effect = _effects.decode(msgspec.json.encode(candidate))
    except msgspec.ValidationError:
        return None  # half typed
    return effect


def _find_obstacle(visit: Visit) -> str:
    """Why the visitor can't propose now, in the law's own words; empty when they can."""
    if visit.member is None:
        return visit.words._("Sign in as a member to propose something.")
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


def _say_needs(words: Words, visit: Visit, kind: str) -> str:
    rule = next(rule for name, rule in visit.state.charter.rules.items() if name == kind)
    return words._(
        "Discussion: at least {discussion}. Voting: {voting}. Adopted by {method}.",
        discussion=words.duration(rule.discussion_hours),
        voting=words.duration(rule.voting_hours),
        method=say_method(words, rule),
    )


def _get_offers(words: Words) -> list[Offer]:
    origin: Field = ("effect.origin", words._("Address of the site"), "https://…", "url")
    number: Field = ("effect.scrutineer", words._("Number of the scrutineer"), "", "number")
    name: Field = ("effect.profile.name", words._("Name of the scrutineer"), "", "text")
    key: Field = (
        "effect.key",
        words._("Their public key"),
        words._("They make it with the command: daso key new"),
        "text",
    )
    return [
        Offer(
            tag="AgreeOrigin",
            label=words._("Agree on a further site"),
            promise=words._("Passkeys made there count from then on."),
            fields=(origin,),
        ),
        Offer(
            tag="NameScrutineer",
            label=words._("Name a scrutineer"),
            promise=words._("An outsider who may read everything members may read, and has no vote."),
            fields=(name, key),
        ),
        Offer(
            tag="EndScrutineer",
            label=words._("End a scrutineer’s access"),
            promise=words._("They lose the access they have."),
            fields=(number,),
        ),
    ]


def _get_kept(visit: Visit, effect: Effect) -> Kept:
    fields: tuple[tuple[str, str], ...]
    match effect:
        case AgreeOrigin(origin=origin):
            fields = (("effect.origin", origin),)
        case EndScrutineer(scrutineer=number):
            fields = (("effect.scrutineer", str(number)),)
        case NameScrutineer(key=key, profile=profile):
            known = visit.text(profile)
            name = known.name if isinstance(known, Profile) else ""
            public = key.public if isinstance(key, P256Key) else ""
            fields = (("effect.profile.name", name), ("effect.key", public))
    return Kept(tag=type(effect).__name__, promise=say_effect(visit.words, effect), fields=fields)
