"""Every number of the charter by its name: what it is called, what it is for, and its value as people say it.

Forms, differences and the history of the charter all speak through this. Read next: `rules.py`, whole rules in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from daso.kernel.charter import Rule
from daso.web.words.language import N_
from daso.web.words.rules import say_kind, say_method, say_readers, say_share, say_template
from daso.web.words.ways import COUNTINGS, say_way

if TYPE_CHECKING:
    from daso.kernel.amendment import AmendCharter
    from daso.kernel.setting import Setting
    from daso.web.words.language import Words

__all__ = ["CHARTER_SETTINGS", "METHODS", "RULE_SETTINGS", "WHOLES", "say_amendment", "say_path", "say_setting"]

CHARTER_SETTINGS: Final[dict[str, tuple[str, str]]] = {
    "name": (N_("Name of the organisation"), ""),
    "texts": (N_("Who may read names, proposals and comments?"), N_("It can be opened to everybody, never closed.")),
    "founders": (N_("Founders needed to begin"), N_("The inauguration waits for as many.")),
    "sponsors": (N_("Sponsors that a newcomer needs"), N_("Members who know the person, and answer for it by name.")),
    "invitations": (N_("Open invitations that a member may have"), N_("Used and expired ones do not count.")),
    "invitation_hours": (N_("An invitation ends after"), N_("Who comes later asks for a new one.")),
    "probation_hours": (
        N_("Probation"),
        N_("So long an admission can be challenged, and a newcomer neither invites nor sponsors."),
    ),
    "admissions": (
        N_("Admissions in thirty days, in percent of all members"),
        N_("So no crowd is let in before a vote; 0 sets no limit."),
    ),
    "expulsions": (
        N_("Expulsions in thirty days, in percent of all members"),
        N_("So no majority can purge the others; 0 sets no limit."),
    ),
    "void_ballots": (N_("Open ballots of an expelled member are void"), N_("Otherwise what they cast counts.")),
    "sponsor_pause_hours": (
        N_("A sponsor who was mistaken sponsors nobody for"),
        N_("Counted from when the person was expelled, or found not to be rightly admitted."),
    ),
    "dormancy_hours": (
        N_("A member is dormant after no act for"),
        N_("Dormant members are not counted in electorates until their next act; 0 for never."),
    ),
    "vouchers": (
        N_("Members who vouch for somebody who lost every key"),
        N_("So many can give them a new one; 0 if nobody can."),
    ),
    "recovery_hours": (N_("Vouched-for keys count after"), N_("So long any key that still works can object.")),
    "live_proposals": (N_("Live proposals that a member may have"), N_("So nobody fills everybody’s time.")),
    "draft_hours": (N_("An unpublished draft lapses after"), N_("Longer than any time for discussion.")),
    "mandate_hours": (N_("Longest term of a mandate"), N_("No office lasts longer; 0 if there are none.")),
    "reading_hours": (
        N_("Time between the two readings of an amendment"),
        N_("At least three days; it can only ever become more."),
    ),
    "pause_hours": (N_("Longest emergency pause"), N_("Then it ends by itself; 0 if there is none.")),
    "flags": (N_("Members whose flags hide a comment"), N_("A decision can restore it; 0 if only a decision hides.")),
    "hub_members": (
        N_("Members that a hub needs to live"),
        N_("With fewer it is dormant until enough have joined; one it needs in any case."),
    ),
    "cosignatures": (
        N_("Witnesses who must have seen what the log shows"),
        N_("Of those that are named by decisions; 0 if none need to."),
    ),
}
"""Each number that stands outside the rules, in the order people read them: its name, and what it is for."""

RULE_SETTINGS: Final[dict[str, tuple[str, str]]] = {
    "method": (N_("Adopted by"), N_("By consent, one reasoned objection that nobody answers stops it.")),
    "of": (N_("Counted of"), N_("Who abstains is not counted among the votes cast.")),
    "share": (N_("The larger share"), N_("Such as 2/3.")),
    "quorum": (N_("Quorum"), N_("The share of the electorate that must be in favour, such as 1/5; 0/1 for none.")),
    "choices": (N_("Further ways of counting a choice"), N_("The author of a choice may ask for one of them.")),
    "sponsors": (N_("Sponsors to publish"), N_("Members besides the author who want it put to the vote.")),
    "discussion_hours": (N_("Discussion, at least"), N_("Counted anew when the words change.")),
    "voting_hours": (N_("Voting"), N_("Everybody knows the close when voting begins.")),
    "late_hours": (
        N_("The close is put off if the lead changes within the last"),
        N_("So nobody swings a vote in the last minute."),
    ),
    "extensions": (N_("How often the close can be put off"), N_("Each time by the hours just named.")),
    "early": (N_("Close early"), N_("As soon as opponents can no longer win.")),
    "hidden": (N_("Hide counts until the close"), N_("Each ballot stays public on the log.")),
    "objection_hours": (N_("Objection period"), N_("So long nobody can carry out what was adopted.")),
    "challengers": (N_("Members who can challenge, in percent"), N_("So many together; 0 if nobody can.")),
    "reply_hours": (N_("Time to reply"), N_("For whoever a challenge or an expulsion is about.")),
    "carrying_out_hours": (
        N_("To be carried out within"),
        N_("After that it expires."),
    ),
    "cooldown_hours": (N_("Can be tried again after"), N_("After a rejection or a challenge that failed.")),
    "seasoning_hours": (
        N_("To vote, people have held their vote-token for"),
        N_("So nobody is let in for one vote; 0 if everybody votes at once."),
    ),
}
"""Each number of a rule, in the order of a proposal's life."""

METHODS: Final[dict[str, str]] = {
    "majority": N_("more than half"),
    "supermajority": N_("a larger share, as named below"),
    "plurality": N_("the most votes"),
    "consent": N_("consent: no objection stands"),
}
WHOLES: Final[dict[str, str]] = {
    "votes": N_("of the votes cast"),
    "members": N_("of all members entitled to vote"),
}


def say_path(words: Words, path: str) -> str:
    """The name of a place in the charter."""
    match path.split("."):
        case ["rules", kind]:
            return words._("{kind}: the whole rule", kind=say_kind(words, kind))
        case ["rules", kind, name] if name in RULE_SETTINGS:
            return words._("{kind}: {setting}", kind=say_kind(words, kind), setting=words._(RULE_SETTINGS[name][0]))
        case [name] if name in CHARTER_SETTINGS:
            return words._(CHARTER_SETTINGS[name][0])
    return path


def say_setting(words: Words, path: str, value: Setting) -> str:
    """A value at that place, as people say it."""
    name = path.rpartition(".")[2]
    if isinstance(value, Rule):
        return say_method(words, value)
    if value is None:
        return words._("no such proposals")
    if isinstance(value, bool):
        return words._("yes") if value else words._("no")
    if isinstance(value, int):
        if name.endswith("_hours"):
            return words.duration(value) if value else words._("none")
        return words.number(value)
    if isinstance(value, tuple):
        return _say_tuple(words, value)
    match name:
        case "method" | "of":
            return words._((METHODS | WHOLES).get(value, value))
        case "texts":
            return say_readers(words, value)
        case "template":
            return say_template(words, value)
    return value


def _say_tuple(words: Words, value: tuple[int | str, ...]) -> str:
    match value:
        case (int(part), int(whole)):
            return say_share(words, (part, whole)) if part else words._("none")
    return words.list([say_way(words, str(way)) if way in COUNTINGS else str(way) for way in value]) or words._("none")


def say_amendment(words: Words, effect: AmendCharter) -> str:
    """One change of the charter as a promise."""
    was, becomes = (say_setting(words, effect.path, value) for value in (effect.was, effect.becomes))
    return words._(
        "{place}: {becomes}, instead of {was}.", place=say_path(words, effect.path), was=was, becomes=becomes
    )
