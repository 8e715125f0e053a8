"""The charter: the organisation's rules as plain numbers and words, drafted by its founders and then locked.

Whatever here governs a case is copied into the case when it opens, so that no later change reaches it.
Read next: `templates.py` for four charters to start from, `articles.py` for how they read to a member.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from daso.canon import Count
from daso.kernel.act import has_hidden_marks
from daso.kernel.refusals import CharterUnsound

__all__ = [
    "DAY",
    "HOUR",
    "KINDS",
    "Charter",
    "ChoiceMethod",
    "Kind",
    "Rule",
    "Share",
    "check_charter",
    "has_hidden_counts",
    "has_public_texts",
    "is_at_least",
]

HOUR = 3_600_000
"""Milliseconds in an hour; a charter counts in hours, the log in milliseconds."""

DAY = 24
"""Hours in a day."""

READING_HOURS = 3 * DAY
"""Time that lies between the two readings of any amendment, whatever a charter says."""

SEASONING_HOURS = 7 * DAY
"""Time for which whoever votes on an amendment has held the token, whatever a charter says."""

Kind = Literal["ordinary", "policy", "payment", "mandate", "admission", "expulsion", "amendment", "hub", "pause"]
KINDS: tuple[Kind, ...] = (
    "ordinary",
    "policy",
    "payment",
    "mandate",
    "admission",
    "expulsion",
    "amendment",
    "hub",
    "pause",
)
"""Kinds of proposals, in the order people read them. A charter without a rule for a kind has no such proposals."""

ChoiceMethod = Literal["ranked", "approval", "score"]
Percent = Annotated[int, Meta(ge=0, le=100)]
"""Hundredths of all members who hold a vote-token, rounded up."""

Hours = Annotated[int, Meta(ge=0, le=24 * 366 * 10)]
Share = tuple[Count, Annotated[int, Meta(ge=1, le=1_000_000)]]
"""A fraction as numerator and denominator, such as ``[2, 3]``."""


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How one kind of proposal is decided. What stands at nought is left out of the bytes, and asks for nothing.

    `method` with `share` says how many votes adopt; `of` whether that is counted of the votes cast (abstentions
    left out) or of all members in the electorate. `quorum` is the share of the electorate that must *support* the
    winner, so opposing can never help to reach it. Whoever has held
    the token for less than `seasoning_hours` does not vote; nought leaves nobody out.
    """

    method: Literal["majority", "supermajority", "plurality", "consent"]
    of: Literal["votes", "members"]
    share: Share
    quorum: Share
    seasoning_hours: Hours
    discussion_hours: Hours
    voting_hours: Annotated[int, Meta(ge=1, le=24 * 366)]
    carrying_out_hours: Annotated[int, Meta(ge=1, le=24 * 366 * 10)]
    choices: tuple[ChoiceMethod, ...] = ()
    """Ways of counting that an author may ask for where there are several options, besides `method`."""
    sponsors: Annotated[int, Meta(ge=0, le=50)] = 0
    """Members besides the author who must sponsor a proposal before it is put to the vote."""
    objection_hours: Hours = 0
    """Time between the close and the moment from which an adopted decision can be carried out."""
    challengers: Percent = 0
    """Members who together can challenge a decision; with nought it can't be challenged."""
    reply_hours: Hours = 0
    """Time that whoever is concerned has for a reply before people vote on a challenge or an expulsion."""
    late_hours: Hours = 0
    """How long before the close a change of the leading result puts the close off, and by how much."""
    extensions: Annotated[int, Meta(ge=0, le=10)] = 0
    """How many times the close can be put off."""
    cooldown_hours: Hours = 0
    """Time for which what was rejected, or a challenge that failed, can't be brought again."""
    early: bool = False
    """Whether a vote closes as soon as opponents can no longer win."""
    hidden: bool = False
    """Whether pages show counts only after the close; each ballot stays public on the log."""


class Charter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """All the rules that an organisation chooses for itself; what the law itself fixes is not here.

    What stands at nought is left out of the bytes, and asks for nothing.
    """

    name: Annotated[str, Meta(min_length=1, max_length=80)]
    template: Literal["employee-owned", "worker-cooperative", "mutual-aid", "dao"]
    texts: Literal["public", "members"]
    founders: Annotated[int, Meta(ge=1, le=1000)]
    sponsors: Annotated[int, Meta(ge=0, le=50)]
    invitations: Annotated[int, Meta(ge=1, le=10_000)]
    invitation_hours: Annotated[int, Meta(ge=1, le=24 * 366)]
    live_proposals: Annotated[int, Meta(ge=1, le=100)]
    draft_hours: Annotated[int, Meta(ge=1, le=24 * 366)]
    rules: dict[Kind, Rule]
    probation_hours: Hours = 0
    """How long after admission it can be challenged, and a newcomer neither invites nor sponsors."""
    dormancy_hours: Hours = 0
    """After so long without an act a member is dormant: not counted in electorates until the next act."""
    admissions: Percent = 0
    """Members who may be admitted in any thirty days, by the number there were; nought sets no limit."""
    expulsions: Percent = 0
    """The same for expulsions."""
    void_ballots: bool = False
    """Whether the open ballots of an expelled member cease to count."""
    sponsor_pause_hours: Hours = 0
    """How long whoever sponsored somebody later expelled, or not rightly admitted, sponsors nobody."""
    vouchers: Annotated[int, Meta(ge=0, le=50)] = 0
    """Members who must vouch for somebody who lost all keys; with nought nobody can be given new ones."""
    recovery_hours: Hours = 0
    """Time for a veto by any working key before vouched-for keys count."""
    mandate_hours: Hours = 0
    """The longest term of a mandate; with nought there are none."""
    reading_hours: Hours = 0
    """Time between the two readings of an amendment."""
    pause_hours: Hours = 0
    """The longest that an emergency pause lasts; with nought there is none."""
    flags: Annotated[int, Meta(ge=0, le=100)] = 0
    """Members whose flags hide a comment; with nought only a decision hides one."""
    cosignatures: Annotated[int, Meta(ge=0, le=20)] = 0
    """How many of the named witnesses must have seen what the log shows; with nought none need to."""
    hub_members: Annotated[int, Meta(ge=0, le=1000)] = 0
    """Members that it takes for a hub to live; with fewer it is dormant. One it takes in any case."""


def check_charter(charter: Charter, members: int = 0) -> None:
    """Refuse a charter under which nothing could be decided, or a minority would decide for all.

    `members` is how many hold a vote-token; while founding, none do.
    """
    if "ordinary" not in charter.rules:
        raise CharterUnsound("This charter can't work without a rule for ordinary proposals. Add one.")
    for kind, rule in charter.rules.items():
        _check_rule(charter, kind, rule)
    _check_expulsion(charter)
    if "amendment" in charter.rules:
        _check_amending(charter, charter.rules["amendment"])
    if charter.sponsors > max(charter.founders, members):
        raise CharterUnsound("Newcomers might need more sponsors than there are members. Ask for fewer.")
    _check_membership(charter)
    if charter.name != charter.name.strip() or "\n" in charter.name:
        raise CharterUnsound("The name begins or ends with a space, or has several lines. Write it on one line.")
    if has_hidden_marks(charter.name):
        raise CharterUnsound("The name holds marks that can't be seen, or that turn its letters round. Leave them out.")


def _check_rule(charter: Charter, kind: Kind, rule: Rule) -> None:
    """Refuse a rule by which nothing of its kind could be decided rightly."""
    if rule.share[0] > rule.share[1] or rule.quorum[0] > rule.quorum[1]:
        raise CharterUnsound("A share of the rule “{kind}” is more than the whole. Lower it.", kind=kind)
    if rule.method == "supermajority" and 2 * rule.share[0] <= rule.share[1]:
        raise CharterUnsound("A supermajority is more than a half. Raise it in the rule “{kind}”.", kind=kind)
    if len(dict.fromkeys(rule.choices)) < len(rule.choices):
        raise CharterUnsound("The rule “{kind}” names a way of counting twice. Name it once.", kind=kind)
    if rule.discussion_hours >= charter.draft_hours:
        raise CharterUnsound("Drafts would lapse while they are discussed by the rule “{kind}”.", kind=kind)
    if rule.reply_hours >= charter.draft_hours:
        raise CharterUnsound("Drafts would lapse while they wait for a reply by the rule “{kind}”.", kind=kind)


def _check_membership(charter: Charter) -> None:
    if charter.vouchers and not charter.recovery_hours:
        raise CharterUnsound("Nobody could veto a new key for them. Leave time before vouched-for keys count.")


def _check_expulsion(charter: Charter) -> None:
    rule, ordinary = charter.rules.get("expulsion"), charter.rules["ordinary"]
    if rule is None:
        return
    if rule.method != "supermajority" or not is_at_least(rule.share, (2, 3)):
        raise CharterUnsound("An expulsion takes at least two thirds. Raise the share in its rule.")
    if not rule.reply_hours:
        raise CharterUnsound("Whoever is to be expelled must be heard first. Give them hours for a reply.")
    is_of_fewer = rule.of == "votes" and ordinary.of == "members"
    if is_of_fewer or not is_at_least(rule.quorum, ordinary.quorum) or not is_at_least(rule.share, ordinary.share):
        raise CharterUnsound("An expulsion would be easier than an ordinary decision. Make its rule at least as hard.")


def is_at_least(share: Share, least: Share) -> bool:
    """Whether one share is no smaller than another."""
    return share[0] * least[1] >= least[0] * share[1]


def _check_amending(charter: Charter, rule: Rule) -> None:
    """Refuse a way of amending by which a few, or a crowd that just came, could take over the charter."""
    if rule.method != "supermajority" or rule.of != "members" or not is_at_least(rule.share, (2, 3)):
        raise CharterUnsound("Amendments take at least two thirds of all members. Ask for as many.")
    if rule.early or rule.hidden:
        raise CharterUnsound("Amendments are voted on in the open until the announced close. Leave it so.")
    if charter.reading_hours < READING_HOURS:
        raise CharterUnsound("The two readings of an amendment lie {hours} hours apart or more.", hours=READING_HOURS)
    if rule.seasoning_hours < SEASONING_HOURS:
        raise CharterUnsound("Whoever votes on amendments has been here {hours} hours or more.", hours=SEASONING_HOURS)
    if rule.carrying_out_hours <= charter.reading_hours + rule.discussion_hours:
        raise CharterUnsound("An amendment would expire before its second reading. Give more time to carry it out.")


def has_public_texts(charter: Charter) -> bool:
    """Every act, electorate and tally is public, always, and so are the ideas-issue, the charter, and a commitment to
    every other text. Names, texts and files stand beside the log and can be erased there; the log stays sound. Who may
    read the texts: {charter.texts}.
    """
    return charter.texts == "public"


def has_hidden_counts(rule: Rule) -> bool:
    """Where the rule of a kind says so, pages show what the votes add up to only when voting has closed. Each ballot
    still stands on the public log, where anybody can read it.
    """
    return rule.hidden
