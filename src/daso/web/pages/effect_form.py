"""The effects of a proposal as a form, and what they would do: the law is tried out while one writes.

Read next: `words/effects.py`, which puts a dry run into words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl

import msgspec
from litestar import MediaType, Response, get

from daso.host import Profile
from daso.kernel.effect import AgreeOrigin, Effect
from daso.kernel.scrutineer import EndScrutineer, NameScrutineer
from daso.keys.verify import P256Key
from daso.web.render import render_template
from daso.web.visit import Visit, VisitHere
from daso.web.words import compute_dry_run, say_effect
from daso.web.words.language import N_

__all__ = ["Field", "Kept", "Offer", "get_dry_run", "get_kept", "get_offers"]

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
            Field(name="effect.profile.name", label=N_("Name of the scrutineer")),
            Field(
                name="effect.key",
                label=N_("Their public key"),
                hint=N_("They make it with the command: daso key new"),
            ),
        ),
    ),
    Offer(
        tag="EndScrutineer",
        label=N_("End a scrutineer’s access"),
        promise=N_("They lose the access they have."),
        fields=(Field(name="effect.scrutineer", label=N_("Number of the scrutineer"), kind="number"),),
    ),
)


def get_offers(visit: Visit, effects: Sequence[Effect]) -> list[Offer]:
    """Every effect there is, filled in with the draft's first of each kind."""
    first = {type(effect).__name__: effect for effect in reversed(effects)}
    return [_fill(visit, offer, first.get(offer.tag)) for offer in _OFFERS]


def get_kept(visit: Visit, effects: Sequence[Effect]) -> list[Kept]:
    """The draft's effects of which the form has one of the same kind already."""
    seen: set[str] = set()
    kept = []
    for effect in effects:
        tag = type(effect).__name__
        if tag in seen:
            kept.append(Kept(tag=tag, promise=say_effect(visit.words, effect), values=_get_values(visit, effect)))
        seen.add(tag)
    return kept


def _fill(visit: Visit, offer: Offer, effect: Effect | None) -> Offer:
    words, values = visit.words, _get_values(visit, effect) if effect else {}
    fields = [
        Field(
            name=field.name,
            label=words._(field.label),
            hint=words._(field.hint) if field.hint else "",
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
        is_ticked=effect is not None,
    )


def _get_values(visit: Visit, effect: Effect) -> dict[str, str]:
    match effect:
        case AgreeOrigin(origin=origin):
            return {"effect.origin": origin}
        case EndScrutineer(scrutineer=number):
            return {"effect.scrutineer": str(number)}
        case NameScrutineer(key=key, profile=profile):
            known = visit.text(profile)
            name = known.name if isinstance(known, Profile) else ""
            return {"effect.profile.name": name, "effect.key": key.public if isinstance(key, P256Key) else ""}


@get("/o/{slug:str}/proposals/dry-run", sync_to_thread=True)
def get_dry_run(visit: VisitHere) -> Response[str]:
    """What the effects that are being written would do, tried out on today's State: a part of a page."""
    effects = _read_effects(dict(parse_qsl(visit.query)))
    dry_run = compute_dry_run(visit.words, visit.state, effects, visit.state.next_proposal, visit.now)
    title = visit.words._("What will happen if it is adopted")
    part = render_template(visit, "dry-run.html", dry_run=dry_run, dry_run_title=title)
    return Response(part, media_type=MediaType.HTML, headers={"Cache-Control": "no-store"})


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
