"""Forms that propose a mandate, a lot, a payment, a pause, a condition, a hub’s end: one effect each, tried out.

Names of controls are those that `static/js/officeform.js` reads. Read next: `mandates.py`, from where they are reached.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final
from urllib.parse import parse_qsl

import msgspec
from litestar import MediaType, Response, get
from litestar.params import FromPath, FromQuery

from daso.canon import to_base64url
from daso.host import ProposalText
from daso.host.texts import HubText, MandateText, Words
from daso.kernel.charter import DAY, HOUR
from daso.kernel.condition import AttachCondition
from daso.kernel.effect import Effect
from daso.kernel.hub import EndHub, RewordHub, get_hub
from daso.kernel.lot import DrawLot, GrantByLot
from daso.kernel.mandate import EndMandate, GrantMandate
from daso.kernel.pause import PauseDecisions
from daso.kernel.payment import OrderPayment
from daso.kernel.proposal import Proposal, get_own_draft
from daso.kernel.refusals import UnknownKind
from daso.kernel.withdrawal import PayFromVault
from daso.web.hubs import get_hub_choices
from daso.web.pages.entry import get_way_to_new
from daso.web.pages.office_forms import FORMS, Control, OfficeForm, find_office_form
from daso.web.pages.proposal_form import find_obstacle, say_needs
from daso.web.reading import get_effect_names, get_people, get_proposal_text
from daso.web.refusals import PageMissing, SignInNeeded
from daso.web.render import render_page, render_template
from daso.web.visit import Visit, VisitHere
from daso.web.words import compute_dry_run
from daso.web.words.language import compute_moment
from daso.web.words.money import COIN_DIGITS, to_minor, to_units, write_amount

__all__ = ["get_office_dry_run", "get_office_form", "get_office_values"]

NAMED: Final = 200
"""Up to so many members a form offers by name; beyond that, their numbers are typed."""

_NO_WORDS_YET: Final = to_base64url(bytes(32))
_effects: Final = msgspec.json.Decoder(Effect)


@get("/o/{slug:str}/propose/{name:str}", sync_to_thread=True)
def get_office_form(
    visit: VisitHere, name: FromPath[str], hub: FromQuery[int] = 0, draft: FromQuery[int] = 0
) -> Response[str]:
    """The form of a proposal with this effect: new, for a `hub`, for what else the address names (the recall of a
    mandate, a condition to a decision), or of a `draft` of one's own.
    """
    if not draft:
        named = {key: value for key, value in parse_qsl(visit.query) if key in ("mandate", "to")}
        return _render(visit, name, named | get_hub_values(visit, hub))
    if visit.member is None:
        raise SignInNeeded
    found = get_own_draft(visit.state, draft, visit.member.number)
    if find_office_form(found) != name:
        raise PageMissing
    return _render(visit, name, get_office_values(visit, found.effects[0]), found)


@get("/o/{slug:str}/propose/{name:str}/dry-run", sync_to_thread=True)
def get_office_dry_run(visit: VisitHere, name: FromPath[str]) -> Response[str]:
    """What the effect that is being written would do, tried out on today's State: a part of a page."""
    form = _find_form(visit, name)
    given = parse_qsl(visit.query)
    values = {key.removeprefix("effect."): value for key, value in given if key.startswith("effect.")}
    values["candidates"] = ", ".join(value for key, value in given if key == "effect.candidates")
    effect = _read_effect(form, values, visit.now)
    effects = (effect,) if effect else ()
    said = {_NO_WORDS_YET: values.get("title") or values.get("name") or values.get("purpose", "")}
    names = {mark: words for mark, words in said.items() if words} | get_effect_names(visit, effects)
    dry_run = compute_dry_run(visit.words, visit.state, effects, visit.state.next_proposal, names)
    title = visit.words._("What will happen if it is adopted")
    part = render_template(visit, "dry-run.html", dry_run=dry_run, dry_run_title=title)
    return Response(part, media_type=MediaType.HTML, headers={"Cache-Control": "no-store"})


def _find_form(visit: Visit, name: str) -> OfficeForm:
    form = FORMS.get(name)
    if form is None:
        raise PageMissing
    if form.kind not in visit.state.charter.rules:
        raise UnknownKind(kind=form.kind)
    return form


def _render(visit: Visit, name: str, values: Mapping[str, str], draft: Proposal | None = None) -> Response[str]:
    form, words, state = _find_form(visit, name), visit.words, visit.state
    if form.kind == "hub" and "hub" not in values:
        raise PageMissing
    values = {**values, "now": str(visit.now)}  # days are counted from the site's own clock
    text = get_proposal_text(visit, draft.text) if draft else None
    written = text if isinstance(text, ProposalText) else ProposalText(title="", body="", options=())
    tokens = sorted(n for n, member in state.members.items() if member.token_at and not member.left_at)
    people = get_people(visit, tokens) if len(tokens) <= NAMED else {}
    path = f"/o/{visit.hosted.slug}/proposals"
    return render_page(
        visit,
        "office-form.html",
        name=name,
        form=form,
        draft=draft,
        heading=words._(form.heading),
        lead=words._(form.lead),
        needs=say_needs(words, visit, form.kind),
        obstacle="" if draft else find_obstacle(visit),
        back=_get_back(visit, form, values),
        act="ReviseProposal" if draft else "OpenProposal",
        next=f"{path}/{draft.number}" if draft else get_way_to_new(visit.hosted.slug),
        written=written,
        controls=[_fill(visit, one, values) for one in form.controls if one.kind != "date" or values.get("due")],
        hubs=get_hub_choices(visit),
        hub=draft.hub if draft else _read_number(values.get("hub", "")),
        candidates=[*[one.strip() for one in values.get("candidates", "").split(",") if one], *[""] * 6][:8],
        people=[f"{number} {people[number].name}" for number in sorted(people)],
    )


def _get_back(visit: Visit, form: OfficeForm, values: Mapping[str, str]) -> tuple[str, str]:
    """Where the visitor came from: its address, and what it is called."""
    words, path = visit.words, f"/o/{visit.hosted.slug}"
    if form.tag == "AttachCondition":
        number = _read_number(values.get("to", ""))
        is_known = number in visit.state.proposals or number in visit.state.decisions
        place = f"{path}/proposals/{number}" if is_known else f"{path}/decisions"
        return place, words._("Proposal {number}", number=number) if is_known else words._("Decisions")
    if form.kind == "hub":
        return f"{path}/hubs/{values['hub']}" if "hub" in values else f"{path}/hubs", words._("Hubs")
    if form.kind == "payment":
        return f"{path}/payments", words._("Payments")
    return f"{path}/mandates", words._("Mandates")


def _fill(visit: Visit, control: Control, values: Mapping[str, str]) -> Control:
    words = visit.words
    return Control(
        name=control.name,
        label=words._(control.label),
        hint=words._(control.hint) if control.hint else "",
        kind=control.kind,
        value=values.get(control.name, control.value),
        is_needed=control.is_needed,
    )


def get_office_values(visit: Visit, effect: Effect) -> dict[str, str]:
    """What the controls say for an effect that a draft has already."""
    match effect:
        case GrantMandate(holder=holder, candidates=candidates):
            held = {"holder": str(holder or ""), "candidates": ", ".join(map(str, candidates))}
            return _get_mandate_values(visit, effect) | held
        case GrantByLot():
            return _get_mandate_values(visit, effect) | _get_lot_values(effect)
        case DrawLot():
            return _get_lot_values(effect) | {"purpose": _read_words(visit, effect.text)}
        case EndMandate() | PauseDecisions() | EndHub():
            return {name: str(getattr(effect, name)) for name in effect.__struct_fields__}
        case OrderPayment(payee=payee, amount=amount, currency=currency, text=text):
            sum_ = {"amount": write_amount(amount, currency), "currency": currency}
            return sum_ | {"payee": str(payee or ""), "purpose": _read_words(visit, text)}
        case PayFromVault(vault=vault, to=to, amount=amount, token=token, text=text):
            sum_ = {"vault": str(vault), "to": to, "token": token, "purpose": _read_words(visit, text)}
            return sum_ | {"units": amount if token else f"{Decimal(amount).scaleb(-COIN_DIGITS):f}"}
        case RewordHub(hub=hub, text=text, due_at=due_at):
            return {"hub": str(hub), **_get_hub_words(visit, text, due_at)}
        case AttachCondition():
            return _get_condition_values(visit, effect)
        case _:
            return {}


def get_hub_values(visit: Visit, number: int) -> dict[str, str]:
    """What a form says for a hub as it stands; nothing for nought."""
    if not number:
        return {}
    hub = get_hub(visit.state, number)
    return {"hub": str(number), **_get_hub_words(visit, hub.text, hub.due_at)}


def _get_hub_words(visit: Visit, text: str, due_at: int) -> dict[str, str]:
    said = visit.text(text)
    known = said if isinstance(said, HubText) else HubText(name="", purpose="")
    day = compute_moment(due_at).date().isoformat() if due_at else ""
    return {"name": known.name, "purpose": known.purpose, "due": day}


def _get_mandate_values(visit: Visit, effect: GrantMandate | GrantByLot) -> dict[str, str]:
    said = visit.text(effect.text)
    known = said if isinstance(said, MandateText) else MandateText(title="", domain="", accountabilities="", limits="")
    days = {"days": str(-(-effect.hours // DAY)), "report_days": str(-(-effect.report_hours // DAY) or "")}
    return {**msgspec.structs.asdict(known), **days}


def _get_lot_values(effect: DrawLot | GrantByLot) -> dict[str, str]:
    return {name: str(getattr(effect, name)) for name in ("size", "commit_hours", "reveal_hours")}


def _get_condition_values(visit: Visit, effect: AttachCondition) -> dict[str, str]:
    days = max(1, -(-(effect.due_at - visit.now) // (DAY * HOUR)))
    said = {"to": effect.to.partition("/")[2], "owner": str(effect.owner), "due_days": str(days)}
    said |= {"purpose": _read_words(visit, effect.text), "before": "on" if effect.before else ""}
    return said | {"replaces": str(effect.replaces or "")}


def _read_words(visit: Visit, text: str) -> str:
    said = visit.text(text)
    return said.body if isinstance(said, Words) else ""


def _read_effect(form: OfficeForm, values: Mapping[str, str], now: int) -> Effect | None:
    """The effect that is being written; None while it is not filled in rightly yet."""
    numbers = {name: _read_number(value) for name, value in values.items()}
    fields: dict[str, object] = {"effect": form.tag}
    for name in ("size", "commit_hours", "reveal_hours", "mandate", "hours", "hub"):
        fields |= {name: numbers[name]} if name in numbers else {}
    if "days" in values:
        fields |= {"hours": numbers["days"] * DAY, "text": _NO_WORDS_YET}
        fields |= {"report_hours": numbers["report_days"] * DAY} if numbers.get("report_days") else {}
    if "purpose" in values:
        fields["text"] = _NO_WORDS_YET
    fields |= _read_due(values, numbers, now)
    for name in ("holder", "payee", "owner", "replaces"):
        fields |= {name: numbers[name]} if numbers.get(name) else {}
    if form.form == "choice":
        fields["candidates"] = [n for one in values["candidates"].split(",") if (n := _read_number(one.strip()))]
    if "units" in values:
        token = values.get("token", "").strip().lower()
        fields |= {"vault": numbers["vault"], "to": values["to"].strip().lower()}
        fields |= {"amount": to_units(values["units"], token)} | ({"token": token} if token else {})
    if "amount" in values:
        fields |= {"amount": to_minor(values["amount"], values.get("currency", "")), "currency": values.get("currency")}
    try:
        effect: Effect = _effects.decode(msgspec.json.encode(fields))
    except msgspec.ValidationError:
        return None  # half typed
    return effect


def _read_due(values: Mapping[str, str], numbers: Mapping[str, int], now: int) -> dict[str, object]:
    """Until when a hub delivers, or what a condition is attached to and when it is due."""
    if values.get("due"):
        return {"due_at": _read_day(values["due"])}
    if "due_days" not in values:
        return {}
    due_at = now + numbers["due_days"] * DAY * HOUR
    return {"to": f"proposal/{numbers['to']}", "due_at": due_at, "before": bool(values.get("before"))}


def _read_day(value: str) -> int:
    """The last moment of a day such as 2026-05-01; nought while it is none."""
    try:
        day = datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return 0  # half typed
    return int(day.timestamp()) * 1000 + DAY * HOUR - 1000


def _read_number(value: str) -> int:
    """The number with which a line such as "7 Ada Ash" begins; nought where there is none."""
    first = value.split(" ", 1)[0]
    return int(first[:9]) if first.isascii() and first.isdigit() else 0
