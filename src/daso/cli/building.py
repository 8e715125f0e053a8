"""Builds an act from words as they are typed: `proposal=3 choices=1 reason.body="…"`. Signs nothing, sends nothing.

Names are those of the act's own fields; of a text, the field, a full stop and the part. Read next: `act.py`.
"""

from __future__ import annotations

import inspect
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, get_args

import msgspec

from daso.canon import encode, to_base64url
from daso.cli.screen import read_text
from daso.errors import Misconfigured
from daso.host.texts import EFFECT_TEXTS, Given, HubText, Label, Profile, ProposalText, Text, Words
from daso.kernel.act import Act, compute_commitment
from daso.kernel.comment import EditComment, PostComment
from daso.kernel.condition import ReportCondition
from daso.kernel.finding import PublishFinding
from daso.kernel.hub import FoundHub
from daso.kernel.mandate import ReportMandate
from daso.kernel.objection import AnswerObjection
from daso.kernel.proposal import OpenProposal
from daso.kernel.reply import ReplyToProposal
from daso.kernel.transition import AnyAct
from daso.kernel.withdrawal import AnnouncePayment
from daso.web.request_code import decode_request

__all__ = ["ActUnfit", "ActUnknown", "Draft", "describe_act", "describe_texts", "find_act", "read_draft", "write_act"]

_ACTS: Final[dict[str, type[Act]]] = {
    kind.__name__: kind for part in get_args(AnyAct) for kind in (get_args(part) or (part,))
}
_COMMON: Final = ("org", "by", "seq")
_TO_DAY_END: Final = 86_399_000
"""Milliseconds from the beginning of a day to its last second."""

_TEXTS_OF: Final[dict[type[Act], type[Text]]] = {
    AnnouncePayment: Words,
    AnswerObjection: Words,
    EditComment: Words,
    FoundHub: HubText,
    PostComment: Words,
    PublishFinding: Words,
    ReplyToProposal: Words,
    ReportCondition: Words,
    ReportMandate: Words,
}
"""What the `text` of an act is, where it is no proposal."""

_TEXTS: Final[dict[str, type[Text]]] = {"profile": Profile, "label": Label, "reason": Words}

_TYPED: Final = (msgspec.inspect.IntType, msgspec.inspect.StrType, msgspec.inspect.LiteralType)
"""What is taken as it is typed."""

_EFFECT_TEXTS: Final = {kind.__name__: texts for kind, texts in EFFECT_TEXTS.items()}


class ActUnknown(Misconfigured):
    """There is no such kind of act."""

    code = "act-unknown"
    message = "There is no act called {name}. The acts are: {names}."


class ActUnfit(Misconfigured):
    """What was typed does not make an act."""

    code = "act-unfit"
    message = "{act} can't be built: {why}."


class Draft(msgspec.Struct):
    """An act on its way: its kind, the fields known so far, and the texts that go along."""

    kind: type[Act]
    fields: dict[str, object]
    texts: list[Given]

    @property
    def names(self) -> list[str]:
        """The fields that are this act's own."""
        return [name for name in self.kind.__struct_fields__ if name not in _COMMON]


def find_act(name: str) -> type[Act]:
    """The kind of act with this name."""
    kind = _ACTS.get(name)
    if kind is None:
        raise ActUnknown(name=name, names=", ".join(sorted(_ACTS)))
    return kind


def describe_act(kind: type[Act]) -> str:
    """What an act says, in a sentence of the member who does it."""
    return " ".join((inspect.getdoc(kind) or "").split("\n\n", 1)[0].split())


def read_draft(kind: type[Act], words: Sequence[str], extra: Sequence[str] = ()) -> Draft:
    """Read the words; `extra` names what may be given besides the act's own fields."""
    draft = Draft(kind, {}, [])
    parts: dict[str, dict[str, object]] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise ActUnfit(act=kind.__name__, why=f"“{word}” is not of the form name=value")
        field, _, part = name.partition(".")
        if field not in (*draft.names, *extra):
            raise ActUnfit(act=kind.__name__, why=f"it has no field {field}; it has {', '.join(draft.names) or 'none'}")
        if part:
            _add_part(parts.setdefault(field, {}), part, value)
        else:
            draft.fields[field] = value if field in extra else _read_value(kind, field, value)
    if isinstance(effects := draft.fields.get("effects"), list):
        draft.fields["effects"] = [_write_effect(draft, effect) for effect in effects]
    for field, text in parts.items():
        draft.fields[field] = _write_text(draft, field, text)
    _fill_in(draft, parts)
    return draft


def write_act(draft: Draft, org: str, by: int, seq: int) -> AnyAct:
    """The typed act; raises what is missing or wrong."""
    plain = {"org": org, "by": by, "seq": seq, **draft.fields}
    try:
        kind: type[AnyAct] = draft.kind  # type: ignore[assignment] # find_act gives no other kinds
        return msgspec.convert({"act": draft.kind.__name__, **plain}, kind, strict=False)
    except msgspec.ValidationError as error:
        raise ActUnfit(act=draft.kind.__name__, why=str(error)) from error


def _add_part(text: dict[str, object], part: str, value: str) -> None:
    if part.endswith("[]"):
        listed = text.setdefault(part.removesuffix("[]"), [])
        if isinstance(listed, list):
            listed.append(value)
    else:
        text[part] = read_text(Path(value[1:])) if value.startswith("@") else value


def _read_value(kind: type[Act], field: str, value: str) -> object:
    """Numbers and words are taken as they are typed, lists of them with commas; anything else is JSON, or @FILE."""
    info = msgspec.inspect.type_info(kind)
    assert isinstance(info, msgspec.inspect.StructType)  # noqa: S101 - every act is one
    expected = next(one.type for one in info.fields if one.name == field)
    kinds = expected.types if isinstance(expected, msgspec.inspect.UnionType) else (expected,)
    if all(isinstance(one, _TYPED) for one in kinds):
        return _read_day(kind, field, value) if field.endswith("_at") and "-" in value else value
    if value.startswith("@"):
        value = read_text(Path(value[1:]))
    elif isinstance(expected, msgspec.inspect.VarTupleType) and not value.startswith("["):
        return [one for one in value.split(",") if one]
    try:
        return msgspec.json.decode(value)
    except msgspec.DecodeError as error:
        raise ActUnfit(act=kind.__name__, why=f"{field} should be JSON, or @ and a file of JSON ({error})") from error


def _write_text(draft: Draft, field: str, parts: dict[str, object]) -> str:
    """The commitment to a text, which joins the draft."""
    kind = _TEXTS_OF.get(draft.kind, ProposalText) if field == "text" else _TEXTS.get(field)
    if kind is None:
        raise ActUnfit(act=draft.kind.__name__, why=f"{field} is no text")
    return _commit(draft, kind, field, parts)


def _commit(draft: Draft, kind: type[Text], field: str, parts: dict[str, object]) -> str:
    """The commitment to a text of this kind, which joins the draft."""
    if kind is Profile:
        parts.setdefault("email", "")
    elif kind is ProposalText:
        parts.setdefault("options", [])
    try:
        text = encode(msgspec.convert(parts, kind)).decode()
    except msgspec.ValidationError as error:
        raise ActUnfit(act=draft.kind.__name__, why=f"{field}: {error}") from error
    given = Given(secrets.token_bytes(16), text)
    draft.texts.append(given)
    return compute_commitment(given.salt, given.text)


def _write_effect(draft: Draft, effect: object) -> object:
    """An effect with its texts in words, such as ``"reason": {"body": "…"}``, as the act holds it."""
    if not isinstance(effect, dict):
        return effect
    kinds = _EFFECT_TEXTS.get(str(effect.get("effect")), {})
    if isinstance(code := effect.get("code"), str):
        effect = {name: value for name, value in effect.items() if name != "code"} | _read_request(code)
    return {name: _write_part(draft, kinds, name, value) for name, value in effect.items()}


def _write_part(draft: Draft, kinds: Mapping[str, type[Text]], name: str, value: object) -> object:
    """A text as its commitment, a day as its last second (UTC), anything else as it is."""
    if name in kinds and isinstance(value, dict):
        return _commit(draft, kinds[name], name, value)
    return _read_day(draft.kind, name, value) if name.endswith("_at") and isinstance(value, str) else value


def _read_day(kind: type[Act], name: str, value: str) -> int:
    """The end of a day (UTC), as the forms on pages read it: who is due on a day has all of it."""
    try:
        return int(datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=UTC).timestamp() * 1000) + _TO_DAY_END
    except ValueError as error:
        raise ActUnfit(act=kind.__name__, why=f"{name} is a day such as 2027-01-31") from error


def _read_request(code: str) -> dict[str, object]:
    """The key and name with which somebody asks to be a scrutineer."""
    request = decode_request(code.rpartition("code=")[2])
    return {"key": msgspec.to_builtins(request.key), "profile": {"name": request.name, "email": ""}}


def _fill_in(draft: Draft, parts: dict[str, dict[str, object]]) -> None:
    """What goes without saying: no reason given, no effects, a motion unless options are named."""
    for name in ("reason", "profile", "label"):
        if name in draft.names:
            draft.fields.setdefault(name, "")
    if "effects" in draft.names:
        draft.fields.setdefault("effects", [])
    if "options" in draft.names:
        options = parts.get("text", {}).get("options")
        named = len(options) if isinstance(options, list) else 0
        draft.fields.setdefault("options", named or 2)
        if draft.kind is OpenProposal:
            draft.fields.setdefault("form", "choice" if named else "motion")
            draft.fields.setdefault("kind", "ordinary")


def describe_texts(texts: Sequence[Given]) -> list[dict[str, str]]:
    """The texts as the API takes them."""
    return [{"salt": to_base64url(one.salt), "text": one.text} for one in texts]
