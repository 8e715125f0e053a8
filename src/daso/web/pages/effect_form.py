"""The effects of a proposal as a form, and what they would do: the law is tried out while one writes.

Read next: `words/effects.py`, which puts a dry run into words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import parse_qsl

import msgspec
from litestar import MediaType, Response, get

from daso.canon import encode, to_base64url
from daso.host import Profile
from daso.host.texts import Words as Reason
from daso.kernel.admission import AdmitMember
from daso.kernel.amendment import AmendCharter
from daso.kernel.condition import AttachCondition
from daso.kernel.contract import BindContract, EndContract
from daso.kernel.effect import AgreeOrigin, Effect
from daso.kernel.expulsion import ExpelMember
from daso.kernel.moderation import HideComment, RestoreComment
from daso.kernel.scrutineer import EndScrutineer, NameScrutineer
from daso.kernel.setting import Setting
from daso.kernel.witness import EndWitness, NameWitness
from daso.web.contract_code import decode_contract_code, encode_contract_code
from daso.web.reading import get_effect_names
from daso.web.refusals import RequestDamaged
from daso.web.render import render_template
from daso.web.request_code import NamingRequest, decode_request, encode_request
from daso.web.visit import Visit, VisitHere
from daso.web.words import DryRun, compute_dry_run, say_effect, say_refusal
from daso.web.words.language import N_

__all__ = ["Field", "Kept", "Offer", "get_dry_run", "get_kept", "get_offers"]

EFFECTS_LIMIT: Final = 10
"""Effects that are tried out at once, as many as a proposal may have."""

_NO_WORDS_YET: Final = to_base64url(bytes(32))
"""Stands for the commitment to a reason that is still being written."""

_effects: Final = msgspec.json.Decoder(Effect)


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One control of an effect."""

    name: str
    label: str
    hint: str = ""
    kind: str = "text"
    value: str = ""


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """An effect that a policy motion may have; ticked where the draft has it already."""

    tag: str
    label: str
    promise: str
    fields: tuple[Field, ...]
    is_ticked: bool = False


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A further effect of a kind that the draft has already in the form: it stays as it is."""

    tag: str
    promise: str
    values: dict[str, str]


_OFFERS: Final = (
    Offer(
        tag="AgreeOrigin",
        label=N_("Agree on a further site"),
        promise=N_("Passkeys made there count from then on."),
        fields=(Field(name="effect.origin", label=N_("Address of the site"), hint="https://…", kind="url"),),
    ),
    Offer(
        tag="NameScrutineer",
        label=N_("Name a scrutineer"),
        promise=N_("An outsider who may read everything members may read, and has no vote."),
        fields=(
            Field(
                name="effect.request",
                label=N_("Their request code"),
                hint=N_("They make it at {address} and send it to you. Paste all of it."),
            ),
        ),
    ),
    Offer(
        tag="EndScrutineer",
        label=N_("End a scrutineer’s access"),
        promise=N_("They lose the access they have."),
        fields=(Field(name="effect.scrutineer", label=N_("Number of the scrutineer"), kind="number"),),
    ),
    Offer(
        tag="NameWitness",
        label=N_("Name a witness"),
        promise=N_("An outsider’s program that sees to it that the log shows everybody the same."),
        fields=(
            Field(
                name="effect.vkey", label=N_("Key of the witness"), hint=N_("One line, just as they gave it to you.")
            ),
            Field(name="effect.url", label=N_("Address of the witness"), hint="https://…", kind="url"),
        ),
    ),
    Offer(
        tag="EndWitness",
        label=N_("End a witness"),
        promise=N_("What it says no longer counts."),
        fields=(Field(name="effect.witness", label=N_("Number of the witness"), kind="number"),),
    ),
    Offer(
        tag="BindContract",
        label=N_("Use a contract on a public chain"),
        promise=N_("There the log’s state is kept in public, or acts are taken in that the operator does not take."),
        fields=(
            Field(
                name="effect.code",
                label=N_("The contract’s code"),
                hint=N_("Whoever set the contract up has it: it begins with anchor, inbox or vault. Paste all of it."),
            ),
        ),
    ),
    Offer(
        tag="EndContract",
        label=N_("Stop using a contract on a public chain"),
        promise=N_("What stands there stays there for everybody to read; nothing new is added."),
        fields=(Field(name="effect.ended", label=N_("Number of the contract"), kind="number"),),
    ),
    Offer(
        tag="HideComment",
        label=N_("Hide a comment"),
        promise=N_("Its words are no longer shown; that it was hidden, and why, everybody can read."),
        fields=(
            Field(name="effect.hide", label=N_("Number of the comment"), kind="number"),
            Field(name="effect.reason", label=N_("Public reason")),
        ),
    ),
    Offer(
        tag="RestoreComment",
        label=N_("Restore a comment"),
        promise=N_("A comment that is hidden or flagged can be read by everybody, and flags can’t hide it again."),
        fields=(Field(name="effect.restore", label=N_("Number of the comment"), kind="number"),),
    ),
)


_OFFERED: Final = frozenset(offer.tag for offer in _OFFERS)


def get_offers(visit: Visit, effects: Sequence[Effect], wished: str = "") -> list[Offer]:
    """Every effect there is, filled in with the draft's first of each kind; the one that is wished for is ticked."""
    first = {type(effect).__name__: effect for effect in reversed(effects)}
    return [_fill(visit, offer, first.get(offer.tag), is_wished=offer.tag == wished) for offer in _OFFERS]


def get_kept(visit: Visit, effects: Sequence[Effect]) -> list[Kept]:
    """The draft's effects that stay as they are: those for which the form has no fields, or had them already."""
    seen: set[str] = {tag for tag in (type(effect).__name__ for effect in effects) if tag not in _OFFERED}
    kept, names = [], get_effect_names(visit, effects)
    for effect in effects:
        tag = type(effect).__name__
        if tag in seen:
            kept.append(
                Kept(tag=tag, promise=say_effect(visit.words, effect, names), values=_get_values(visit, effect))
            )
        seen.add(tag)
    return kept


def _fill(visit: Visit, offer: Offer, effect: Effect | None, *, is_wished: bool) -> Offer:
    words, values = visit.words, _get_values(visit, effect) if effect else {}
    address = f"{visit.host.origin}/o/{visit.hosted.slug}/scrutineer"
    fields = [
        Field(
            name=field.name,
            label=words._(field.label),
            hint=words._(field.hint, address=address) if field.hint else "",
            kind=field.kind,
            value=values.get(field.name, ""),
        )
        for field in offer.fields
    ]
    return Offer(
        tag=offer.tag,
        label=words._(offer.label),
        promise=words._(offer.promise),
        fields=tuple(fields),
        is_ticked=is_wished or effect is not None,
    )


def _get_values(  # noqa: C901 - one case an effect
    visit: Visit, effect: Effect
) -> dict[str, str]:
    match effect:
        case AgreeOrigin(origin=origin):
            return {"effect.origin": origin}
        case NameScrutineer() | EndScrutineer() | NameWitness() | EndWitness():
            return _get_outsider(visit, effect)
        case BindContract():
            return {"effect.code": encode_contract_code(effect)}
        case EndContract(contract=number):
            return {"effect.ended": str(number)}
        case HideComment(comment=comment, reason=reason):
            said = visit.text(reason)
            return {"effect.hide": str(comment), "effect.reason": said.body if isinstance(said, Reason) else ""}
        case AdmitMember(member=member):
            return {"effect.member": str(member)}
        case ExpelMember(member=member, ground=ground):
            return {"effect.member": str(member), "effect.ground": ground}
        case RestoreComment(comment=comment):
            return {"effect.restore": str(comment)}
        case AmendCharter(path=path, was=was, becomes=becomes):
            return {"effect.path": path, "effect.was": _write(was), "effect.becomes": _write(becomes)}
        case AttachCondition():
            return {}
        case _:
            return {}  # written in a form of its own, see `office_form.py`


def _get_outsider(visit: Visit, effect: NameScrutineer | EndScrutineer | NameWitness | EndWitness) -> dict[str, str]:
    match effect:
        case NameScrutineer(key=key, profile=profile):
            known = visit.text(profile)
            request = NamingRequest(key=key, name=known.name if isinstance(known, Profile) else "")
            return {"effect.request": encode_request(request)}
        case EndScrutineer(scrutineer=number):
            return {"effect.scrutineer": str(number)}
        case NameWitness(vkey=vkey, url=url):
            return {"effect.vkey": vkey, "effect.url": url}
        case EndWitness(witness=number):
            return {"effect.witness": str(number)}


def _write(setting: Setting) -> str:
    return encode(setting).decode()


@get("/o/{slug:str}/proposals/dry-run", sync_to_thread=True)
def get_dry_run(visit: VisitHere) -> Response[str]:
    """What the effects that are being written would do, tried out on today's State: a part of a page."""
    try:
        dry_run = _try_out(visit, parse_qsl(visit.query))
    except RequestDamaged as refusal:
        dry_run = DryRun(steps=(), refusal=say_refusal(visit.words, refusal))
    title = visit.words._("What will happen if it is adopted")
    part = render_template(visit, "dry-run.html", dry_run=dry_run, dry_run_title=title)
    return Response(part, media_type=MediaType.HTML, headers={"Cache-Control": "no-store"})


def _try_out(visit: Visit, given: Sequence[tuple[str, str]]) -> DryRun:
    """Run the law on the effects that are written so far."""
    effects: list[Effect] = []
    names = get_effect_names(visit)
    for name, value in _join_witnesses(given)[:EFFECTS_LIMIT]:
        if name == "effect.request" and value:
            request = decode_request(value)
            effects.append(NameScrutineer(key=request.key, profile=""))
            names[request.key.public] = request.name
        elif effect := _read_effect(name, value):
            effects.append(effect)
    return compute_dry_run(visit.words, visit.state, tuple(effects), visit.state.next_proposal, names)


def _join_witnesses(given: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """A witness's key and address, which stand in two controls, as one."""
    keys = [value for name, value in given if name == "effect.vkey"]
    addresses = [value for name, value in given if name == "effect.url"]
    witnesses = [("effect.named", " ".join(pair)) for pair in zip(keys, addresses, strict=False)]
    return [*witnesses, *(pair for pair in given if pair[0] not in {"effect.vkey", "effect.url"})]


def _read_effect(name: str, value: str) -> Effect | None:
    """The effect that a control asks for; None while it is not filled in rightly yet."""
    candidate: dict[str, object]
    match name:
        case "effect.origin":
            candidate = {"effect": "AgreeOrigin", "origin": value}
        case "effect.code":
            return decode_contract_code(value)
        case "effect.ended" if value.isascii() and value.isdigit():
            candidate = {"effect": "EndContract", "contract": int(value[:15])}
        case "effect.scrutineer" if value.isascii() and value.isdigit():
            candidate = {"effect": "EndScrutineer", "scrutineer": int(value[:15])}
        case "effect.named":
            vkey, _, url = value.partition(" ")
            candidate = {"effect": "NameWitness", "vkey": vkey, "url": url.removesuffix("/")}
        case "effect.witness" if value.isascii() and value.isdigit():
            candidate = {"effect": "EndWitness", "witness": int(value[:15])}
        case "effect.hide" if value.isascii() and value.isdigit():
            candidate = {"effect": "HideComment", "comment": int(value[:15]), "reason": _NO_WORDS_YET}
        case "effect.restore" if value.isascii() and value.isdigit():
            candidate = {"effect": "RestoreComment", "comment": int(value[:15])}
        case _:
            return None
    try:
        effect: Effect = _effects.decode(msgspec.json.encode(candidate))
    except msgspec.ValidationError:
        return None  # half typed
    return effect
