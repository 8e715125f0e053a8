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

__all__ = ["HOUR", "KINDS", "Charter", "Kind", "Rule", "Share", "check_charter", "has_public_texts"]

HOUR = 3_600_000
"""Milliseconds in an hour; a charter counts in hours, the log in milliseconds."""

Kind = Literal["ordinary", "policy"]
KINDS: tuple[Kind, ...] = ("ordinary", "policy")

Hours = Annotated[int, Meta(ge=0, le=24 * 366 * 10)]
Share = tuple[Count, Annotated[int, Meta(ge=1, le=1_000_000)]]
"""A fraction as numerator and denominator, such as ``[2, 3]``."""


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one kind of proposal is decided.

    `method` with `share` says how many votes adopt; `of` whether that is counted of the votes cast (abstentions
    left out) or of all members in the electorate. `quorum` is the share of the electorate that must *support* the
    winner, so opposing can never help to reach it. Whoever has held
    the token for less than `seasoning_hours` does not vote; nought leaves nobody out.
    """

    method: Literal["majority", "supermajority", "plurality"]
    of: Literal["votes", "members"]
    share: Share
    quorum: Share
    seasoning_hours: Hours
    discussion_hours: Hours
    voting_hours: Annotated[int, Meta(ge=1, le=24 * 366)]
    carrying_out_hours: Annotated[int, Meta(ge=1, le=24 * 366 * 10)]


class Charter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All the rules that an organisation chooses for itself; what the law itself fixes is not here."""

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


def check_charter(charter: Charter) -> None:
    """Refuse a charter under which nothing could be decided, or a minority would decide for all."""
    if "ordinary" not in charter.rules:
        raise CharterUnsound("This charter can't work without a rule for ordinary proposals. Add one.")
    for kind, rule in charter.rules.items():
        if rule.share[0] > rule.share[1] or rule.quorum[0] > rule.quorum[1]:
            raise CharterUnsound("A share of the rule “{kind}” is more than the whole. Lower it.", kind=kind)
        if rule.method == "supermajority" and 2 * rule.share[0] <= rule.share[1]:
            raise CharterUnsound("A supermajority is more than a half. Raise it in the rule “{kind}”.", kind=kind)
        if rule.discussion_hours >= charter.draft_hours:
            raise CharterUnsound("Drafts would lapse while they are discussed by the rule “{kind}”.", kind=kind)
    if charter.sponsors > charter.founders:
        raise CharterUnsound("Newcomers would need more sponsors than there may be founders. Ask for fewer.")
    if charter.name != charter.name.strip() or "\n" in charter.name:
        raise CharterUnsound("The name begins or ends with a space, or has several lines. Write it on one line.")
    if has_hidden_marks(charter.name):
        raise CharterUnsound("The name holds marks that can't be seen, or that turn its letters round. Leave them out.")


def has_public_texts(charter: Charter) -> bool:
    """Every act, electorate and tally is public, always, and so are the ideas-issue, the charter, and a commitment to
    every other text. Names, texts and files stand beside the log and can be erased there; the log stays sound. Who may
    read the texts: {charter.texts}.
    """
    return charter.texts == "public"
