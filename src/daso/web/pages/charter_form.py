"""The charter's numbers: as founders read them, and as the form in which they are drafted and later amended.

Every number there is has its control, made of its name and purpose in `words/settings.py` and its limits in
`kernel/charter.py`. Read next: `amendment_form.py`, where a charter in force is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Literal, get_args

import msgspec

from daso.canon import encode
from daso.kernel.charter import KINDS, Charter, ChoiceMethod, Kind, Rule
from daso.kernel.setting import Setting, compute_setting
from daso.kernel.templates import TEMPLATES
from daso.web.visit import Visit
from daso.web.words import (
    CHARTER_SETTINGS,
    METHODS,
    RULE_SETTINGS,
    WHOLES,
    Words,
    say_electorate,
    say_kind,
    say_method,
    say_path,
    say_readers,
    say_setting,
    say_way,
)
from daso.web.words.language import N_
from daso.web.words.rules import KINDS as KIND_WORDS

__all__ = ["CharterForm", "build_charter_form", "get_charter_form", "get_numbers"]

_GROUPS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (N_("The organisation"), ("name", "texts", "founders")),
    (
        N_("Joining, and being asked to leave"),
        (
            "sponsors",
            "invitations",
            "invitation_hours",
            "probation_hours",
            "sponsor_pause_hours",
            "admissions",
            "expulsions",
            "void_ballots",
            "dormancy_hours",
        ),
    ),
    (N_("Lost keys"), ("vouchers", "recovery_hours")),
    (N_("Proposing, and changing the charter"), ("live_proposals", "draft_hours", "reading_hours")),
    (N_("Mandates, pauses, comments and hubs"), ("mandate_hours", "pause_hours", "flags", "hub_members")),
    (N_("Witnesses"), ("cosignatures",)),
)
_ALWAYS: Final[tuple[Kind, ...]] = ("ordinary",)
"""Kinds without which nothing could be decided."""

Shape = Literal["word", "number", "share", "select", "ticks"]
Choice = tuple[tuple[str, str], ...]


class Control(msgspec.Struct, frozen=True, kw_only=True):
    """One number as its control: `name` as the form sends it, `id` as links lead to it."""

    name: str
    id: str
    label: str
    hint: str
    shape: Shape
    value: str
    options: Choice = ()
    least: int = 0
    most: int | None = None


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers that belong together; a kind of proposal may be there or not."""

    id: str
    title: str
    hint: str
    controls: tuple[Control, ...]
    kind: str = ""
    is_there: bool = True
    is_fixed: bool = False
    """A kind that can't be left out."""
    is_open: bool = False


class CharterForm(msgspec.Struct, frozen=True, kw_only=True):
    """All that the form shows; `json` is the charter that what is typed goes on top of."""

    json: str
    groups: tuple[Group, ...]
    kept: tuple[str, ...] = ()
    """Kinds that stay as they are, and have no controls."""


def get_numbers(visit: Visit) -> list[tuple[str, str]]:
    """The draft in words: a heading and its number each, then how each kind is decided."""
    words, charter = visit.words, visit.state.charter
    pairs = [
        (say_path(words, name), say_setting(words, name, getattr(charter, name)))
        for name in CHARTER_SETTINGS
        if name != "name" and getattr(charter, name)
    ]
    for kind, rule in ((kind, charter.rules[kind]) for kind in KINDS if kind in charter.rules):
        name = say_kind(words, kind)
        pairs += [
            (name, say_method(words, rule)),
            (words._("{kind}: who votes", kind=name), say_electorate(words, rule)),
        ]
    return pairs


def get_charter_form(visit: Visit) -> CharterForm:
    """The form of the founders, filled in with the draft as it stands."""
    return build_charter_form(visit.words, visit.state.charter, visit.state.charter)


def build_charter_form(
    words: Words,
    standing: Charter,
    shown: Charter,
    is_locked: Callable[[str], bool] = lambda _path: False,
    opened: str = "",
) -> CharterForm:
    """The form on top of a charter, showing perhaps another one, without what is locked; one place may be opened."""
    kept = tuple(kind for kind in KINDS if kind in standing.rules and is_locked(f"rules.{kind}"))
    general = [_build_group(words, shown, place, is_locked, opened) for place in range(len(_GROUPS))]
    kinds = [_build_kind(words, standing, shown, kind, opened) for kind in KINDS if not is_locked(f"rules.{kind}")]
    groups = tuple(group for group in (*general, *kinds) if group.controls)
    return CharterForm(json=encode(standing).decode(), groups=groups, kept=kept)


def _build_group(words: Words, charter: Charter, place: int, is_locked: Callable[[str], bool], opened: str) -> Group:
    title, names = _GROUPS[place]
    controls = [_build_control(words, charter, name) for name in names if not is_locked(name)]
    is_open = opened in names or (not opened and not place)
    return Group(id=f"group-{place}", title=words._(title), hint="", controls=tuple(controls), is_open=is_open)


def _build_kind(words: Words, standing: Charter, charter: Charter, kind: Kind, opened: str) -> Group:
    """The controls of a kind; one that is not there starts from the rule that stands, or the template's."""
    template = TEMPLATES.get(charter.template, TEMPLATES["employee-owned"])
    rule = charter.rules.get(kind) or standing.rules.get(kind) or template.rules[kind]
    with_rule = msgspec.structs.replace(charter, rules={**charter.rules, kind: rule})
    return Group(
        id=f"rules-{kind}",
        title=say_kind(words, kind),
        hint=words._(KIND_WORDS[kind][1]),
        controls=tuple(_build_control(words, with_rule, f"rules.{kind}.{name}") for name in RULE_SETTINGS),
        kind=kind,
        is_there=kind in charter.rules,
        is_fixed=kind in _ALWAYS,
        is_open=opened == f"rules.{kind}" or opened.startswith(f"rules.{kind}."),
    )


def _build_control(words: Words, charter: Charter, path: str) -> Control:
    first, _, name = path.rpartition(".")
    label, hint = (RULE_SETTINGS if first else CHARTER_SETTINGS)[name]
    value = compute_setting(charter, path)
    shape = _get_shape(name, value)
    least, most = _get_limits(Rule if first else Charter, name) if shape == "number" else (0, None)
    said = words._(label)
    return Control(
        name=f"charter.{path}",
        id="set-" + path.replace(".", "-"),
        label=words._("{setting} (hours)", setting=said) if name.endswith("_hours") else said,
        hint=words._(hint) if hint else "",
        shape=shape,
        value=_write(value),
        options=tuple(_get_options(words, name, value)),
        least=least,
        most=most,
    )


def _get_shape(name: str, value: Setting) -> Shape:
    if name == "choices":
        return "ticks"
    if isinstance(value, tuple):
        return "share"
    if isinstance(value, bool) or name in ("texts", "method", "of"):
        return "select"
    return "number" if isinstance(value, int) else "word"


def _write(value: Setting) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        is_share = all(isinstance(part, int) for part in value) and value
        return ("/" if is_share else " ").join(map(str, value))
    return str(value)


def _get_options(words: Words, name: str, value: Setting) -> Iterator[tuple[str, str]]:
    match name:
        case "texts":
            yield from ((readers, say_readers(words, readers)) for readers in ("public", "members"))
        case "method" | "of":
            named = METHODS if name == "method" else WHOLES
            yield from ((key, words._(label)) for key, label in named.items())
        case "choices":
            yield from ((way, say_way(words, way)) for way in get_args(ChoiceMethod))
        case _ if isinstance(value, bool):
            yield from (("no", words._("no")), ("yes", words._("yes")))


def _get_limits(struct: type[Charter | Rule], name: str) -> tuple[int, int | None]:
    """The least and the most that a number may be, as the law says it."""
    info = msgspec.inspect.type_info(struct)
    fields = info.fields if isinstance(info, msgspec.inspect.StructType) else ()
    kind = next(field.type for field in fields if field.name == name)
    if not isinstance(kind, msgspec.inspect.IntType):
        return 0, None
    return kind.ge or 0, kind.le
