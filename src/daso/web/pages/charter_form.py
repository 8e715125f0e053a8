"""The draft charter's numbers: as founders read them, and as the form in which they change them.

Read next: `kernel/charter.py`, what each of them governs.
"""

from __future__ import annotations

from typing import Final

import msgspec

from daso.canon import encode
from daso.kernel.charter import KINDS, Rule
from daso.web.visit import Visit
from daso.web.words import say_electorate, say_kind, say_method, say_readers
from daso.web.words.language import N_

__all__ = ["CharterForm", "get_charter_form", "get_numbers"]

_NUMBERS: Final = (
    ("founders", N_("Founders needed to begin"), 1000),
    ("sponsors", N_("Sponsors that a newcomer needs"), 50),
    ("invitations", N_("Open invitations that a member may have"), 10_000),
    ("invitation_hours", N_("Hours until an invitation ends"), 8784),
    ("live_proposals", N_("Live proposals that a member may have"), 100),
    ("draft_hours", N_("Hours until an unpublished draft lapses"), 8784),
)
_RULE_NUMBERS: Final = (
    ("discussion_hours", N_("Hours of discussion, at least")),
    ("voting_hours", N_("Hours of voting")),
    ("carrying_out_hours", N_("Hours in which an adopted decision can be carried out")),
    ("seasoning_hours", N_("Hours that people must have held their vote-token to vote; 0 if everybody votes at once")),
)
_READ: Final[dict[str, str]] = {
    "founders": N_("Founders needed to begin"),
    "sponsors": N_("Sponsors that a newcomer needs"),
    "invitations": N_("Open invitations that a member may have"),
    "invitation_hours": N_("An invitation ends after"),
    "live_proposals": N_("Live proposals that a member may have"),
    "draft_hours": N_("An unpublished draft lapses after"),
}

Choice = tuple[tuple[str, str], ...]


class Select(msgspec.Struct, frozen=True):
    """A choice among named values."""

    name: str
    label: str
    value: str
    options: Choice


class RuleForm(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of one kind of proposal."""

    kind: str
    title: str
    selects: tuple[Select, ...]
    shares: tuple[tuple[str, str, str, str], ...]
    numbers: tuple[tuple[str, str, int], ...]


class CharterForm(msgspec.Struct, frozen=True, kw_only=True):
    """All that the form shows; `json` is the draft that what is typed goes on top of."""

    json: str
    name: str
    texts: str
    readers: Choice
    numbers: tuple[tuple[str, str, int, int], ...]
    rules: tuple[RuleForm, ...]


def get_numbers(visit: Visit) -> list[tuple[str, str]]:
    """The draft in words: a heading and its number each, then how each kind is decided."""
    words, charter = visit.words, visit.state.charter
    pairs = [(words._("Who may read names, proposals and comments?"), say_readers(words, charter.texts))]
    for name, label in _READ.items():
        value: int = getattr(charter, name)
        pairs.append((words._(label), words.duration(value) if name.endswith("_hours") else words.number(value)))
    for kind, rule in ((kind, charter.rules[kind]) for kind in KINDS if kind in charter.rules):
        name = say_kind(words, kind)
        pairs += [
            (name, say_method(words, rule)),
            (words._("{kind}: who votes", kind=name), say_electorate(words, rule)),
        ]
    return pairs


def get_charter_form(visit: Visit) -> CharterForm:
    """The form, filled in with the draft as it stands."""
    words, charter = visit.words, visit.state.charter
    return CharterForm(
        json=encode(charter).decode(),
        name=charter.name,
        texts=charter.texts,
        readers=tuple((value, say_readers(words, value)) for value in ("public", "members")),
        numbers=tuple((name, words._(label), getattr(charter, name), top) for name, label, top in _NUMBERS),
        rules=tuple(_get_rule(visit, kind, charter.rules[kind]) for kind in KINDS if kind in charter.rules),
    )


def _get_rule(visit: Visit, kind: str, rule: Rule) -> RuleForm:
    words = visit.words
    methods = (
        ("majority", words._("more than half")),
        ("supermajority", words._("a larger share, as named below")),
        ("plurality", words._("the most votes")),
    )
    wholes = (("votes", words._("of the votes cast")), ("members", words._("of all members entitled to vote")))
    return RuleForm(
        kind=kind,
        title=say_kind(words, kind),
        selects=(
            Select("method", words._("Adopted by"), rule.method, methods),
            Select("of", words._("Counted of"), rule.of, wholes),
        ),
        shares=(
            ("share", words._("The larger share"), words._("Such as 2/3."), "/".join(map(str, rule.share))),
            (
                "quorum",
                words._("Quorum"),
                words._("The share of the electorate that must be in favour, such as 1/5; 0/1 for none."),
                "/".join(map(str, rule.quorum)),
            ),
        ),
        numbers=tuple((name, words._(label), getattr(rule, name)) for name, label in _RULE_NUMBERS),
    )
