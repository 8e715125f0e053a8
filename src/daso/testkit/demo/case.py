"""What the story says of one proposal; `play.py` makes the signed acts of it.

Read next: the chapters, `beginning.py`, `oven.py`, `growing.py`, `lately.py`, `trust.py` and `now.py`, in this order.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from daso.kernel.challenge import DecisionGround
from daso.kernel.charter import Kind
from daso.kernel.proposal import Method
from daso.testkit.demo.doings import Doing

__all__ = ["Case", "Fate"]

Fate = Literal[
    "carried-out", "adopted", "waiting", "expired", "overturned", "rejected", "withdrawn", "lapsed", "open", "draft"
]
"""How it ended. What is "adopted" and no more has nothing to carry out: a first reading, or a verdict."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One proposal from its first draft to its end. People are called by their first names in small letters.

    `votes` are the final counts by option (for, against; or one an option). Who they are follows from what people
    care for, `theme`, and from `reasons`, which name a member, their option (nought: abstain) and their words.
    `changed` are members who first voted otherwise. `first_body` is how the draft read before it was revised.
    """

    title: str
    body: str
    by: str
    day: float
    """When it was opened; for one that is open or a draft now, counted back from the end as a negative number."""
    theme: str
    fate: Fate
    kind: Kind = "ordinary"
    method: Method = ""
    about: str = ""
    """Whom it is about, or the title of the amendment that it reads again."""
    hub: str = ""
    """The name of the hub that it concerns."""
    challenges: str = ""
    """The title of the decision that it challenges."""
    ground: DecisionGround = "facts"
    options: tuple[str, ...] = ()
    ways: tuple[tuple[int, ...], ...] = ()
    """Where people rank or approve options: the ballots that were cast, which `votes` and `reasons` then count."""
    votes: tuple[int, ...] = ()
    abstain: int = 0
    comments: tuple[tuple[str, str], ...] = ()
    afterwards: tuple[tuple[str, str], ...] = ()
    """Comments after the vote, `later` days after it."""
    later: float = 0.4
    reasons: tuple[tuple[str, int, str], ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    """Whose objections the author answered, and how."""
    reply: tuple[str, str] | None = None
    """Who was concerned, and what they said before the vote."""
    changed: tuple[str, ...] = ()
    published: float = 0
    """When it was published, for a vote that must close at a certain time; counted back from the end."""
    first_body: str = ""
    carried_out_by: str = ""
    effect: Literal["", "scrutineer", "origin", "contracts", "vault-payment"] = ""
    pays: tuple[str, str, str] = ("", "", "")
    """For a payment from the vault: the address, the amount in the smallest units, and what for."""
    doings: tuple[Doing, ...] = ()
